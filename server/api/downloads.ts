import { Hono } from "hono";
import { z } from "zod";
import { languageOf, problemText } from "@/server/api/rest/problems";
import { sendFile } from "@/server/api/send-file";
import { rowFilter } from "@/server/cases/case.schema";
import { exportQuality } from "@/server/catalogue/export-quality";
import { listQualityInput } from "@/server/catalogue/quality.schema";
import { exportDataset } from "@/server/delivery/export-dataset";
import { exportRows } from "@/server/delivery/export-rows";
import { FORMATS, type Format, rowSort, statedPurpose } from "@/server/delivery/grant.schema";
import { tokenFromRequest } from "@/server/identity/session";
import { exportReport, exportTemplate } from "@/server/mounting/export-report";
import { exportRegister } from "@/server/registers/export-register";
import { DomainError, invalid, notFound } from "@/server/shared/errors";

/** Files that a browser downloads: what a grant allows (by cookie), and open data (by anybody). */
export const downloadsApp = new Hono();

const query = z.strictObject({
  columns: z.string().max(8_400).optional(),
  filter: z.string().max(8_000).optional(),
  sort: rowSort.optional(),
  /** What the person confirmed on the page. */
  purpose: statedPurpose.optional(),
  /** By which the page that started the export asks how far it is. */
  ticket: z.uuid().optional(),
});

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
  const { columns, filter, sort, purpose, ticket } = query.parse(c.req.query());
  const { id, format } = fileOf(c.req.param("file"));
  return sendFile(
    c,
    () =>
      exportRows(token, id, {
        columns: columns?.split(",") ?? null,
        filter: filter ? rowFilter.parse(jsonOf(filter)) : [],
        sort: sort ?? null,
        purpose: purpose ?? null,
        format,
      }),
    ticket ? { ticket, token } : null,
  );
});

downloadsApp.get("/download/registers/:file", async (c) => {
  if (c.req.header("Sec-Fetch-Site") === "cross-site") throw new DomainError("FORBIDDEN");
  const token = tokenFromRequest(c.req.raw);
  if (!token) throw new DomainError("UNAUTHENTICATED");
  return sendFile(c, () => exportRegister(token, c.req.param("file").replace(/\.csv$/, "")));
});

/** As the office's page names them in its address. */
const qualityQuery = z
  .strictObject({
    department: listQualityInput.shape.departmentId,
    standing: listQualityInput.shape.standing,
    sort: listQualityInput.shape.sort,
    dir: listQualityInput.shape.direction,
  })
  .transform(({ department, dir, ...rest }) => ({ ...rest, departmentId: department, direction: dir }));

downloadsApp.get("/download/quality/entries.csv", async (c) => {
  if (c.req.header("Sec-Fetch-Site") === "cross-site") throw new DomainError("FORBIDDEN");
  const token = tokenFromRequest(c.req.raw);
  if (!token) throw new DomainError("UNAUTHENTICATED");
  const asked = qualityQuery.parse(c.req.query());
  return sendFile(c, () => exportQuality(token, asked));
});

downloadsApp.get("/download/ingests/:file", async (c) => {
  if (c.req.header("Sec-Fetch-Site") === "cross-site") throw new DomainError("FORBIDDEN");
  const token = tokenFromRequest(c.req.raw);
  if (!token) throw new DomainError("UNAUTHENTICATED");
  return sendFile(c, () => exportReport(token, fileOf(c.req.param("file")).id, languageOf(c)));
});

downloadsApp.get("/download/templates/:file", async (c) => {
  if (c.req.header("Sec-Fetch-Site") === "cross-site") throw new DomainError("FORBIDDEN");
  const token = tokenFromRequest(c.req.raw);
  if (!token) throw new DomainError("UNAUTHENTICATED");
  return sendFile(c, () => exportTemplate(token, fileOf(c.req.param("file")).id, c.req.query("increment") === "true"));
});

downloadsApp.get("/open/:city/:file", async (c) => {
  const { id, format } = fileOf(c.req.param("file"));
  return sendFile(c, () => exportDataset(c.req.param("city"), id, format));
});

downloadsApp.onError((error, c) => problemText(c, error));

function fileOf(file: string): { id: string; format: Format } {
  const [name = "", ending = ""] = file.split(".", 2);
  const id = z.uuid().safeParse(name);
  const format = z.enum(FORMATS).safeParse(ending);
  if (!id.success || !format.success) throw notFound();
  return { id: id.data, format: format.data };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid({ path: "filter", problem: "wrong" });
  }
}
