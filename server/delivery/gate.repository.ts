import type { RowFilter } from "@/server/cases/case.schema";
import type { UpdateCycle } from "@/server/catalogue/catalogue.schema";
import { withConnection } from "@/server/db/context";
import type { GrantColumn } from "@/server/delivery/grant.schema";
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
  version: number | null;
  after: string | null;
  limit: number | null;
}

export interface Answer {
  status: ReadingStatus;
  detail: string | null;
  accessRecordId: string | null;
  version: number | null;
  /** Columns that the body has, in order. */
  shown: string[] | null;
  /** JSON array of objects, or CSV lines, as the database wrote it. */
  body: string | null;
  /** Row number that the next page begins after; null on the last page. */
  next: string | null;
}

/** One page in one round trip: the access record is committed before a row of it is read. */
export async function readPage(
  reader: Reader,
  way: "preview" | "api",
  medium: "screen" | "json" | "csv",
  asked: Asked,
): Promise<Answer> {
  return withConnection("heliu_workspace", async (client) => {
    const { rows } = await client.query<Omit<Answer, "accessRecordId"> & { access_id: string | null }>({
      name: "gate-rows",
      text: `call gate.rows($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null, null, null, null, null, null, null)`,
      values: [reader.by, reader.token, targetOf(reader), way, medium, ...valuesOf(asked)],
    });
    const { access_id: accessRecordId, ...answer } = only(rows);
    return { ...answer, accessRecordId };
  });
}

/** Leaves the evidence of an export and commits it. Nothing is read yet. */
export async function openExport(reader: Reader, asked: Asked): Promise<Answer> {
  return withConnection("heliu_workspace", async (client) => {
    const { rows } = await client.query<Answer>({
      name: "gate-open",
      text: `select status, detail, access_id as "accessRecordId", shown, version, null as body, null as next
        from gate.open_access($1, $2, $3, 'export', 'csv', $4, $5, $6, $7, $8)`,
      values: [reader.by, reader.token, targetOf(reader), ...valuesOf(asked)],
    });
    return only(rows);
  });
}

/** The next rows of an export that was opened; the grant is looked up again. */
export async function readExport(
  reader: Reader,
  accessRecordId: string,
  after: string,
  limit: number,
): Promise<Pick<Answer, "status" | "body" | "next">> {
  return withConnection("heliu_workspace", async (client) => {
    const { rows } = await client.query<Pick<Answer, "status" | "body" | "next">>({
      name: "gate-read",
      text: "select status, body, next from gate.read_access($1, $2, $3, $4, $5)",
      values: [reader.by, reader.token, accessRecordId, after, limit],
    });
    return only(rows);
  });
}

export type OpenAnswer = Omit<Answer, "accessRecordId">;

/** A page of a city's open data; no name is taken, the first page is counted. */
export async function readOpenPage(
  cityId: string,
  entryId: string,
  way: "preview" | "export" | "api",
  medium: "screen" | "csv" | "json",
  asked: Asked,
): Promise<OpenAnswer> {
  return withConnection("heliu_portal", async (client) => {
    const { rows } = await client.query<OpenAnswer>({
      name: "gate-open-rows",
      text: `select status, detail, shown, version, body, next
        from gate.open_rows($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      values: [cityId, entryId, way, medium, ...valuesOf(asked)],
    });
    return only(rows);
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
  storageAllowed: boolean;
  validFrom: string;
  validUntil: string;
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

function valuesOf({ columns, filter, version, after, limit }: Asked): unknown[] {
  return [columns, filter.length === 0 ? null : JSON.stringify(filter), version, after, limit];
}

function only<T>(rows: T[]): T {
  const row = rows[0];
  if (!row) throw new Error("the reading door answered nothing");
  return row;
}
