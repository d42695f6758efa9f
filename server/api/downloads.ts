import { type Context, Hono } from "hono";
import { z } from "zod";
import { languageOf, problemText } from "@/server/api/rest/problems";
import { rowFilter } from "@/server/cases/case.schema";
import { exportDataset } from "@/server/delivery/export-dataset";
import { type CsvExport, exportRows } from "@/server/delivery/export-rows";
import { tokenFromRequest } from "@/server/identity/session";
import { exportReport, exportTemplate } from "@/server/mounting/export-report";
import { exportRegister } from "@/server/registers/export-register";
import { DomainError, invalid, notFound } from "@/server/shared/errors";
import { describeError, log } from "@/server/shared/log";

/** Files that a browser downloads: what a grant allows (by cookie), and open data (by anybody). */
export const downloadsApp = new Hono();

/** Exports that run at once in this process; each holds a few megabytes and a share of the database. */
const AT_ONCE = 24;
let running = 0;

const query = z.strictObject({ columns: z.string().max(8_400).optional(), filter: z.string().max(8_000).optional() });

// Hono answers HEAD with GET's headers and drops the body unread: an export that nobody takes would leave evidence of
// data that never left, and keep its place for ever.
downloadsApp.use(async (c, next) => {
  if (c.req.method === "HEAD") return c.body(null, 405, { Allow: "GET" });
  return next();
});

downloadsApp.get("/download/grants/:file", async (c) => {
  // Another site may not start an export in an official's name.
  if (c.req.header("Sec-Fetch-Site") === "cross-site") throw new DomainError("FORBIDDEN");
  const token = tokenFromRequest(c.req.raw);
  if (!token) throw new DomainError("UNAUTHENTICATED");
  const { columns, filter } = query.parse(c.req.query());
  return send(c, () =>
    exportRows(token, idOf(c.req.param("file")), {
      columns: columns?.split(",") ?? null,
      filter: filter ? rowFilter.parse(jsonOf(filter)) : [],
    }),
  );
});

downloadsApp.get("/download/registers/:file", async (c) => {
  if (c.req.header("Sec-Fetch-Site") === "cross-site") throw new DomainError("FORBIDDEN");
  const token = tokenFromRequest(c.req.raw);
  if (!token) throw new DomainError("UNAUTHENTICATED");
  return send(c, () => exportRegister(token, c.req.param("file").replace(/\.csv$/, "")));
});

downloadsApp.get("/download/ingests/:file", async (c) => {
  if (c.req.header("Sec-Fetch-Site") === "cross-site") throw new DomainError("FORBIDDEN");
  const token = tokenFromRequest(c.req.raw);
  if (!token) throw new DomainError("UNAUTHENTICATED");
  return send(c, () => exportReport(token, idOf(c.req.param("file")), languageOf(c)));
});

downloadsApp.get("/download/templates/:file", async (c) => {
  if (c.req.header("Sec-Fetch-Site") === "cross-site") throw new DomainError("FORBIDDEN");
  const token = tokenFromRequest(c.req.raw);
  if (!token) throw new DomainError("UNAUTHENTICATED");
  return send(c, () => exportTemplate(token, idOf(c.req.param("file")), c.req.query("increment") === "true"));
});

downloadsApp.get("/open/:city/:file", async (c) =>
  send(c, () => exportDataset(c.req.param("city"), idOf(c.req.param("file")))),
);

downloadsApp.onError((error, c) => problemText(c, error));

function idOf(file: string): string {
  const id = z.uuid().safeParse(file.replace(/\.csv$/, ""));
  if (!id.success) throw notFound();
  return id.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid({ path: "filter", problem: "wrong" });
  }
}

async function send(c: Context, open: () => Promise<CsvExport>): Promise<Response> {
  if (running >= AT_ONCE) throw new DomainError("LIMIT");
  running++;
  let file: CsvExport;
  try {
    file = await open();
  } catch (error) {
    running--;
    throw error;
  }
  const name = file.name[languageOf(c)] || file.name.zh;
  const mark = file.accessRecordId ? `-${file.accessRecordId.slice(0, 8)}` : "";
  c.header("Content-Type", "text/csv; charset=utf-8; header=present");
  c.header(
    "Content-Disposition",
    `attachment; filename="data${mark}.csv"; filename*=UTF-8''${encodeRfc5987(`${name}${mark}.csv`)}`,
  );
  c.header("Cache-Control", "no-store");
  if (file.accessRecordId) c.header("Heliu-Access-Record", file.accessRecordId);
  return c.body(streamOf(file, () => running--));
}

/** Reads a batch only when the one before has left, and breaks the connection where the reading is cut. */
function streamOf({ pieces }: CsvExport, ended: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
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
          } else controller.enqueue(encoder.encode(value));
        } catch (error) {
          end();
          log.warn("an export was cut", describeError(error));
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

function encodeRfc5987(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
