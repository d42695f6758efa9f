import { createHash } from "node:crypto";
import http from "node:http";
import { Readable } from "node:stream";

/** What is sent, and how many bytes `pieces` come to. */
export interface Sent {
  kind: "csv" | "xlsx" | "file";
  name: string;
  size: number;
}

/**
 * Sends a file to a running server by the upload's protocol, as it is made: it is never whole anywhere here.
 * @param token of an office's session
 * @returns the upload, and the SHA-256 of what was sent, in hex
 */
export async function sendUpload(
  port: number,
  token: string,
  { kind, name, size }: Sent,
  pieces: Iterable<Buffer>,
): Promise<{ id: string; sha256: string }> {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const headers = { Authorization: `Bearer ${token}`, "Tus-Resumable": "1.0.0" };
  const announced = await fetch(`http://127.0.0.1:${port}/api/v1/uploads`, {
    method: "POST",
    headers: {
      ...headers,
      "Upload-Length": String(size),
      "Upload-Metadata": `kind ${base64(kind)},filename ${base64(name)}`,
    },
  });
  const path = announced.headers.get("location");
  if (!path) throw new Error(`the upload was answered ${announced.status}: ${await announced.text()}`);
  const hash = createHash("sha256");
  const hashed = function* () {
    for (const piece of pieces) {
      hash.update(piece);
      yield piece;
    }
  };
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const request = http.request(
      {
        port,
        host: "127.0.0.1",
        path,
        method: "PATCH",
        headers: {
          ...headers,
          "Upload-Offset": "0",
          "Content-Type": "application/offset+octet-stream",
          "Content-Length": String(size),
        },
      },
      (response) => response.resume().on("end", () => resolve(response.statusCode)),
    );
    Readable.from(hashed(), { objectMode: false }).on("error", reject).pipe(request.on("error", reject));
  });
  if (status !== 204) throw new Error(`the upload ended with ${status}`);
  return { id: path.split("/").at(-1) as string, sha256: hash.digest("hex") };
}
