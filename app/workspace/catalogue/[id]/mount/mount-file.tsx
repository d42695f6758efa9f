"use client";

import { App, Button, Progress } from "antd";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Upload } from "tus-js-client";
import { ConfirmAct } from "@/app/components/confirm-act";
import { useSubmit } from "@/app/components/use-submit";
import { useTRPC } from "@/app/trpc/client";
import type { MountDetail } from "@/server/delivery/upstream/upstream.schema";

/** Sends a file piece by piece, what broke off going on where it stood, and mounts it as it is. */
export function MountFile({ mount }: { mount: MountDetail }) {
  const t = useTranslations("mounts.file");
  const done = useTranslations("mounts");
  const router = useRouter();
  const trpc = useTRPC();
  const { message } = App.useApp();
  const chosen = useRef<HTMLInputElement>(null);
  const [percent, setPercent] = useState<number | null>(null);
  const [failed, setFailed] = useState(false);
  const [sent, setSent] = useState<{ id: string; name: string } | null>(null);
  const { submit, busy, problem } = useSubmit(trpc.mounts.change.mutationOptions(), () => {
    void message.success(done("done"));
    setSent(null);
    setPercent(null);
    router.refresh();
  });
  const send = () => {
    const file = chosen.current?.files?.[0];
    if (!file) return chosen.current?.focus();
    setFailed(false);
    setPercent(0);
    const upload = new Upload(file, {
      endpoint: "/upload",
      chunkSize: 8 * 1024 * 1024,
      metadata: { kind: "file", filename: file.name },
      onProgress: (bytes, of) => setPercent(Math.floor((bytes / of) * 100)),
      onError: () => {
        setFailed(true);
        setPercent(null);
      },
      onSuccess: () => setSent({ id: upload.url?.split("/").at(-1) ?? "", name: file.name }),
    });
    upload.start();
  };
  return (
    <section className="card stack-s" aria-labelledby="file">
      <h2 id="file">{t("title")}</h2>
      <p>{t("text")}</p>
      <div className="row">
        <label htmlFor="file-choice">{t("choose")}</label>
        <input id="file-choice" type="file" ref={chosen} disabled={percent !== null} />
        <Button onClick={send} disabled={percent !== null}>
          {t("send")}
        </Button>
      </div>
      <div role="status">
        {percent !== null && !sent ? <Progress percent={percent} aria-label={t("send")} /> : null}
        {sent ? <p>{t("sent", { name: sent.name })}</p> : null}
      </div>
      {failed ? (
        <p className="notice-box is-red" role="alert">
          {t("failed")}
        </p>
      ) : null}
      {sent ? (
        <ConfirmAct
          label={t("mount")}
          causes={t("mountCauses", { name: sent.name, count: mount.grants.live })}
          primary
          busy={busy}
          problem={problem}
          onConfirm={() => submit({ entryId: mount.entryId, seq: mount.seq, to: { kind: "file", uploadId: sent.id } })}
        />
      ) : null}
    </section>
  );
}
