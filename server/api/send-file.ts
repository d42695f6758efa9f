import { createHash } from "node:crypto";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import { languageOf } from "@/server/api/rest/problems";
import { closeWhenStalled } from "@/server/api/stalled-receiver";
import type { FileExport } from "@/server/delivery/file-export";
import { MEDIA_TYPES } from "@/server/delivery/rules/formats";
import { type Watch, type Watcher, watchExport } from "@/server/delivery/running-exports";
import { DomainError } from "@/server/shared/errors";
import { describeError, log } from "@/server/shared/log";

/** Exports that run at once in this process; each holds a few megabytes and a share of the database. */
const AT_ONCE = 24;
/** A stop of the grant is felt within this time, however slowly the file is taken or comes from its source. */
const RECHECK_EVERY_MS = 5_000;
/** Bytes handed over between two looks at the clock. */
const SLICE = 256 * 1024;
let running = 0;

/**
 * Sends a file as it comes. At its end stand its figures: the trailers `Heliu-Rows` and `Heliu-Sha256`, and the same beside
 * the access record; a file that was cut has neither, and its connection breaks, so that half of it never looks whole.
 * @param watch by which the page that asked for it follows it and may end it
 * @throws DomainError LIMIT when too many run, and whatever opening it throws
 */
export async function sendFile(
  c: Context,
  open: () => Promise<FileExport>,
  watch: Watch | null = null,
): Promise<Response> {
  if (running >= AT_ONCE) throw new DomainError("LIMIT");
  running++;
  let file: FileExport;
  try {
    file = await open();
  } catch (error) {
    running--;
    throw error;
  }
  const outgoing = (c.env as Partial<HttpBindings> | undefined)?.outgoing;
  if (!outgoing) {
    running--;
    throw new Error("files are sent by the HTTP server alone");
  }
  const { accessRecordId, progress } = file;
  const watcher = watch
    ? watchExport(watch, {
        accessRecordId,
        rows: () => progress?.rows ?? null,
        stop: () => outgoing.destroy(),
      })
    : null;
  void stream(outgoing, file, headersOf(c, file), watcher).finally(() => running--);
  return RESPONSE_ALREADY_SENT;
}

function headersOf(
  c: Context,
  { name: names, format, accessRecordId, progress, noStorage }: FileExport,
): Record<string, string> {
  const name = names[languageOf(c)] || names.zh;
  const mark = accessRecordId ? `-${accessRecordId.slice(0, 8)}` : "";
  const parameters = {
    csv: "; charset=utf-8; header=present",
    ndjson: "; charset=utf-8",
    json: "; charset=utf-8",
    xlsx: "",
  };
  return {
    "Content-Type": `${MEDIA_TYPES[format]}${parameters[format]}`,
    "Content-Disposition": `attachment; filename="data${mark}.${format}"; filename*=UTF-8''${encodeRfc5987(`${name}${mark}.${format}`)}`,
    "Cache-Control": "no-store",
    Trailer: progress ? "Heliu-Rows, Heliu-Sha256" : "Heliu-Sha256",
    ...(accessRecordId ? { "Heliu-Access-Record": accessRecordId } : {}),
    ...(noStorage ? { "Heliu-Storage": "not-allowed" } : {}),
  };
}

async function stream(
  outgoing: ServerResponse,
  file: FileExport,
  headers: Record<string, string>,
  watcher: Watcher | null,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  const hash = createHash("sha256");
  let bytes = 0;
  const watch = watchOver(file, (error) => {
    log.warn("an export was cut", describeError(error));
    outgoing.destroy();
  });
  try {
    closeWhenStalled(outgoing);
    outgoing.writeHead(200, headers);
    for await (const piece of file.pieces) {
      const whole = typeof piece === "string" ? Buffer.from(piece) : piece;
      for (let at = 0; at < whole.length; at += SLICE) {
        if (gone.signal.aborted) return;
        const slice = whole.subarray(at, at + SLICE);
        hash.update(slice);
        bytes += slice.length;
        watcher?.sent(slice.length);
        if (!outgoing.write(slice)) await once(outgoing, "drain", { signal: gone.signal });
      }
    }
    const sha256 = hash.digest("hex");
    const rows = file.progress?.rows;
    await file.finish?.({ rows: rows ?? 0, bytes, sha256 });
    outgoing.addTrailers({ ...(rows === undefined ? {} : { "Heliu-Rows": String(rows) }), "Heliu-Sha256": sha256 });
    outgoing.end();
    watcher?.end("done");
  } catch (error) {
    if (!gone.signal.aborted) log.warn("an export was cut", describeError(error));
    outgoing.destroy();
  } finally {
    clearInterval(watch);
    watcher?.end("cut");
    await file.pieces.return(undefined).catch(() => undefined);
  }
}

/** Looks by the clock whether the reading may go on: neither a receiver that takes nothing nor a source that waits delays it. */
function watchOver({ recheck }: FileExport, cut: (error: unknown) => void): NodeJS.Timeout | undefined {
  if (!recheck) return undefined;
  let looking = false;
  return setInterval(async () => {
    if (looking) return;
    looking = true;
    await recheck().catch(cut);
    looking = false;
  }, RECHECK_EVERY_MS);
}

function encodeRfc5987(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
