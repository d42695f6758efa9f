import { useEffect, useRef, useState } from "react";
import { Upload } from "tus-js-client";
import type { UploadKind } from "@/server/mounting/upload.schema";

/** Where a file is on its way: `broken` can be continued. */
export type Sending =
  | { state: "idle" }
  | { state: "sending" | "paused" | "broken"; sent: number; size: number }
  | { state: "sent"; uploadId: string };

/**
 * Sends one file by the tus protocol. It goes on by itself after short breaks; the same file chosen again, also after a
 * reload, goes on where it stood.
 */
export function useUpload() {
  const [sending, setSending] = useState<Sending>({ state: "idle" });
  const upload = useRef<Upload | null>(null);
  useEffect(() => () => void upload.current?.abort(), []);

  const send = async (file: File, kind: UploadKind): Promise<string> => {
    await upload.current?.abort();
    setSending({ state: "sending", sent: 0, size: file.size });
    return new Promise((resolve) => {
      const made = new Upload(file, {
        endpoint: `${window.location.origin}/upload`,
        metadata: { kind, filename: file.name },
        retryDelays: [0, 1_000, 3_000, 5_000],
        removeFingerprintOnSuccess: true,
        onProgress: (sent, size) => setSending({ state: "sending", sent, size }),
        onError: () =>
          setSending((known) => ({ state: "broken", sent: "sent" in known ? known.sent : 0, size: file.size })),
        onSuccess: () => {
          const uploadId = made.url?.split("/").at(-1) ?? "";
          setSending({ state: "sent", uploadId });
          resolve(uploadId);
        },
      });
      upload.current = made;
      void made.findPreviousUploads().then(([known]) => {
        if (known) made.resumeFromPreviousUpload(known);
        made.start();
      });
    });
  };
  const pause = async () => {
    await upload.current?.abort();
    setSending((known) => (known.state === "sending" ? { ...known, state: "paused" } : known));
  };
  const go = () => {
    setSending((known) => ("sent" in known ? { ...known, state: "sending" } : known));
    upload.current?.start();
  };
  const clear = () => setSending({ state: "idle" });
  return { sending, send, pause, go, clear };
}
