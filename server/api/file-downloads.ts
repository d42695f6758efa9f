import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { withKey } from "@/server/api/rest/bearer";
import { problem, problemText } from "@/server/api/rest/problems";
import { purposeOf } from "@/server/api/rest/row-page";
import { closeWhenStalled } from "@/server/api/stalled-receiver";
import { type FileOnItsWay, readFile } from "@/server/delivery/read-file";
import { tokenFromRequest } from "@/server/identity/session";
import { DomainError, notFound } from "@/server/shared/errors";
import { describeError, log } from "@/server/shared/log";

/** Files that are mounted as they are: for a browser by its cookie, for another system by its key. Always attachments. */
export const fileDownloadsApp = new Hono();

/** Files that leave at once in this process. */
const AT_ONCE = 24;
let leaving = 0;

fileDownloadsApp.get("/download/files/:id", async (c) => {
  try {
    if (c.req.method === "HEAD") return c.body(null, 405, { Allow: "GET" });
    // Another site may not take a file in an official's name.
    if (c.req.header("Sec-Fetch-Site") === "cross-site") throw new DomainError("FORBIDDEN");
    const token = tokenFromRequest(c.req.raw);
    if (!token) throw new DomainError("UNAUTHENTICATED");
    const grantId = idOf(c);
    return await send(c, () => readFile({ by: "session", token, grantId }, purposeOf(c, c.req.query("purpose"))));
  } catch (error) {
    return problemText(c, error);
  }
});

fileDownloadsApp.get("/api/v1/resources/:id/file", async (c) => {
  try {
    if (c.req.method === "HEAD") return c.body(null, 405, { Allow: "GET" });
    const entryId = idOf(c);
    return await withKey(c, (token) =>
      send(c, () => readFile({ by: "key", token, entryId }, purposeOf(c, c.req.query("purpose")))),
    );
  } catch (error) {
    return problem(c, error);
  }
});

function idOf(c: Context): string {
  const id = z.uuid().safeParse(c.req.param("id"));
  if (!id.success) throw notFound();
  return id.data;
}

async function send(c: Context, open: () => Promise<FileOnItsWay>): Promise<Response> {
  if (leaving >= AT_ONCE) throw new DomainError("LIMIT");
  const outgoing = (c.env as Partial<HttpBindings> | undefined)?.outgoing;
  if (!outgoing) throw new Error("files are sent by the HTTP server alone");
  leaving++;
  let file: FileOnItsWay;
  try {
    file = await open();
  } catch (error) {
    leaving--;
    throw error;
  }
  // What a browser would run or show is only ever saved: no type but bytes, no name but as a parameter.
  c.header("Content-Type", "application/octet-stream");
  c.header("Content-Disposition", `attachment; filename="file"; filename*=UTF-8''${encodeName(file.name)}`);
  c.header("Content-Length", String(file.size));
  c.header("Cache-Control", "no-store");
  c.header("X-Content-Type-Options", "nosniff");
  c.header("Heliu-Access-Record", file.accessRecordId);
  c.header("Heliu-File-SHA256", file.sha256);
  if (file.noStorage) c.header("Heliu-Storage", "not-allowed");
  closeWhenStalled(outgoing);
  return c.body(streamOf(file, () => leaving--));
}

function streamOf({ pieces }: FileOnItsWay, ended: () => void): ReadableStream<Uint8Array> {
  let open = true;
  const end = () => {
    if (open) ended();
    open = false;
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await pieces.next();
          if (done) {
            end();
            controller.close();
          } else controller.enqueue(value);
        } catch (error) {
          end();
          log.warn("a file was cut", describeError(error));
          controller.error(error);
        }
      },
      async cancel() {
        end();
        await pieces.return(undefined);
      },
    },
    { highWaterMark: 1 },
  );
}

/** RFC 5987; signs that a file system or a shell would read as more than a name become an underscore. */
function encodeName(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}/\\:*?"<>|]/gu, "_").replace(/^\.+/, "_");
  return encodeURIComponent(plain).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
