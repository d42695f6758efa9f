import { to as copyTo } from "pg-copy-streams";
import type { RowFilter } from "@/server/cases/case.schema";
import type { UpdateCycle } from "@/server/catalogue/catalogue.schema";
import { withConnection } from "@/server/db/context";
import type { Format, GrantColumn } from "@/server/delivery/grant.schema";
import type { NoStorageMark } from "@/server/delivery/rules/no-storage-mark";
import type { ReadingStatus } from "@/server/delivery/rules/reading-status";
import type { Text } from "@/server/law/types";

/**
 * The data plane's only SQL: calls of the reading door. Every check is made behind it, in the database; a token or a key
 * travels as a bind parameter and is never part of a statement.
 */

/** Who reads: a signed-in person through a grant, or another system with its key through the entry that the key is for. */
export type Reader = { by: "session"; token: string; grantId: string } | { by: "key"; token: string; entryId: string };

/** What is asked. Null columns: all that are granted. Null limit: the door's own. */
export interface Asked {
  columns: readonly string[] | null;
  filter: RowFilter;
  /** A column in whose order rows come, led by `-` for descending; null: the order of the table. */
  sort?: string | null;
  /** `next` of the page before. */
  after: string | null;
  limit: number | null;
  /** The purpose as the reader states it: the grant's own words, or its code. */
  purpose?: string | null;
  /** Whether to count the rows of the question. */
  count?: boolean;
}

export interface Answer {
  status: ReadingStatus;
  detail: string | null;
  accessRecordId: string | null;
  version: number | null;
  /** Columns that the body has, in order. */
  shown: string[] | null;
  /** JSON array of objects, lines of JSON, or CSV lines, as the database wrote it. */
  body: string | null;
  /** Cursor of the next page, which belongs to this question alone; null on the last page. */
  next: string | null;
  /** Rows of the question, where they were counted; a floor when not `exact`. */
  total: number | null;
  exact: boolean | null;
}

/** One page in one round trip: the access record is committed before a row of it is read. */
export async function readPage(
  reader: Reader,
  way: "preview" | "api",
  medium: "screen" | Format,
  asked: Asked,
): Promise<Answer> {
  return withConnection("heliu_workspace", async (client) => {
    const { rows } = await client.query<Omit<Answer, "accessRecordId"> & { access_id: string | null }>({
      name: "gate-rows",
      text: `call gate.rows($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, null, null, null, null, null, null, null, null, null)`,
      values: [
        reader.by,
        reader.token,
        targetOf(reader),
        way,
        medium,
        ...valuesOf(asked),
        asked.purpose,
        !!asked.count,
      ],
    });
    const { access_id: accessRecordId, total, ...answer } = only(rows);
    return { ...answer, accessRecordId, total: total === null ? null : Number(total) };
  });
}

/** Leaves the evidence of an export and commits it. Nothing is read yet. */
export async function openExport(
  reader: Reader,
  asked: Asked,
  medium: Format = "csv",
): Promise<Pick<Answer, "status" | "detail" | "accessRecordId" | "shown" | "version">> {
  return withConnection("heliu_workspace", async (client) => {
    const { rows } = await client.query({
      name: "gate-open",
      text: `select status, detail, access_id as "accessRecordId", shown, version
        from gate.open_access($1, $2, $3, 'export', $4, $5, $6, $7, $8, $9, $10)`,
      values: [reader.by, reader.token, targetOf(reader), medium, ...valuesOf(asked), asked.purpose],
    });
    return only(rows);
  });
}

export interface Batch {
  status: ReadingStatus;
  body: string | null;
  /** The last row that it has; null when there is no more. */
  last: string | null;
  taken: number;
}

/** The next rows of an export that was opened, after the row `after`; the grant is looked up again. */
export async function readExport(reader: Reader, accessRecordId: string, after: string, limit: number): Promise<Batch> {
  return withConnection("heliu_workspace", async (client) => {
    const { rows } = await client.query<Batch>({
      name: "gate-read",
      text: "select status, body, last, taken from gate.read_access($1, $2, $3, $4, $5)",
      values: [reader.by, reader.token, accessRecordId, after, limit],
    });
    return only(rows);
  });
}

export interface Stretch {
  status: ReadingStatus;
  chunks: Buffer[];
  bytes: number;
  rows: number;
  /** The first row number beyond `after` that there is, be it in the stretch or behind it; null when there is none. */
  begins: bigint | null;
}

/**
 * The next stretch of an opened export as CSV, as COPY writes it. The transaction's first statement mints with the token
 * as a parameter; the COPY, which takes none, names the access record alone.
 * @param after the row number that it begins after; `span` numbers are looked at, `taken` rows were delivered before
 */
export async function copyStretch(
  reader: Reader,
  accessRecordId: string,
  columns: number,
  { after, span, taken }: { after: bigint; span: number; taken: number },
): Promise<Stretch> {
  return withConnection("heliu_workspace", async (client) => {
    await client.query("begin");
    const { rows } = await client.query<{ status: ReadingStatus; begins: string | null }>({
      name: "gate-stretch",
      text: "select status, begins from gate.next_stretch($1, $2, $3, $4, $5)",
      values: [reader.by, reader.token, accessRecordId, String(after), taken],
    });
    const { status, begins } = only(rows);
    const first = begins === null ? null : BigInt(begins);
    const stretch: Stretch = { status, chunks: [], bytes: 0, rows: 0, begins: first };
    const end = after + BigInt(span) + 1n;
    if (status === "ok" && first !== null && first < end) {
      const names = Array.from({ length: columns }, (_, i) => `c${i} text`).join(", ");
      const copy = client.query(
        copyTo(
          `copy (select * from gate.export_rows('${uuid(accessRecordId)}', ${first}, ${end}) as t(${names})) to stdout (format csv)`,
        ),
      );
      for await (const chunk of copy) {
        stretch.chunks.push(chunk as Buffer);
        stretch.bytes += (chunk as Buffer).length;
      }
      stretch.rows = (copy as unknown as { rowCount: number }).rowCount;
    }
    await client.query("commit");
    return stretch;
  });
}

/** Keeps the figures of an export that ended whole, for whoever checks the file later. */
export async function finishExport(
  reader: Reader,
  accessRecordId: string,
  { rows: count, bytes, sha256 }: ExportFigures,
): Promise<void> {
  await withConnection("heliu_workspace", (client) =>
    client.query({
      name: "gate-finish",
      text: "select gate.finish_export($1, $2, $3, $4, $5, $6)",
      values: [reader.by, reader.token, accessRecordId, count, bytes, sha256],
    }),
  );
}

/** What an export of the reader's own has to carry; null where its grant allows storing. */
export async function findMark(reader: Reader, accessRecordId: string): Promise<NoStorageMark | null> {
  return withConnection("heliu_workspace", async (client) => {
    const { rows } = await client.query<{ mark: NoStorageMark | null }>({
      name: "gate-mark",
      text: "select mark from gate.mark_of($1, $2, $3)",
      values: [reader.by, reader.token, accessRecordId],
    });
    return only(rows).mark;
  });
}

export interface ExportFigures {
  rows: number;
  bytes: number;
  /** Of all bytes that were sent, in hexadecimal. */
  sha256: string;
}

export type OpenAnswer = Omit<Answer, "accessRecordId"> & { taken: number };

/** A page of a city's open data; no name is taken, the first page is counted. */
export async function readOpenPage(
  cityId: string,
  entryId: string,
  way: "preview" | "export" | "api",
  medium: "screen" | Format,
  asked: Asked,
): Promise<OpenAnswer> {
  return withConnection("heliu_portal", async (client) => {
    const { rows } = await client.query<OpenAnswer>({
      name: "gate-open-rows",
      text: `select status, detail, shown, version, body, next, taken, total, exact
        from gate.open_rows($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      values: [cityId, entryId, way, medium, ...valuesOf(asked), !!asked.count],
    });
    const answer = only(rows);
    return { ...answer, total: answer.total === null ? null : Number(answer.total) };
  });
}

export interface DescribedGrant {
  id: string;
  code: string;
  name: Text;
  abstract: Text;
  updateCycle: UpdateCycle;
  grantId: string;
  purpose: string;
  /** What stands for the purpose in a header: `p-` and twelve hexadecimal digits. */
  purposeCode: string;
  /** Whether systems must state the purpose with every request. */
  purposeDemanded: boolean;
  storageAllowed: boolean;
  validFrom: string;
  validUntil: string;
  limits: { requestsPerMinute: number; rowsPerDay: number; requestsThisMinute: number; rowsToday: number };
  rowFilter: RowFilter;
  version: number | null;
  mountedAt: string | null;
  columns: GrantColumn[];
}

/** A live grant's terms and columns; no data. */
export async function describeGrant(
  reader: Reader,
): Promise<{ status: ReadingStatus; described: DescribedGrant | null }> {
  return withConnection("heliu_workspace", async (client) => {
    const { rows } = await client.query<{ status: ReadingStatus; described: DescribedGrant | null }>({
      name: "gate-describe",
      text: "select status, described from gate.describe($1, $2, $3)",
      values: [reader.by, reader.token, targetOf(reader)],
    });
    return only(rows);
  });
}

function targetOf(reader: Reader): string {
  return reader.by === "key" ? reader.entryId : reader.grantId;
}

function valuesOf({ columns, filter, sort, after, limit }: Asked): unknown[] {
  return [columns, filter.length === 0 ? null : JSON.stringify(filter), sort ?? null, after, limit];
}

/** COPY takes no parameters, so what stands in its text is checked to be nothing but the number of a record. */
function uuid(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) throw new Error("not the number of a record");
  return text;
}

function only<T>(rows: T[]): T {
  const row = rows[0];
  if (!row) throw new Error("the reading door answered nothing");
  return row;
}
