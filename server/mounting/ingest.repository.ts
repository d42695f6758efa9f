import type { Writable } from "node:stream";
import { from as copyFrom } from "pg-copy-streams";
import type { Tx } from "@/server/db/context";
import { withConnection } from "@/server/db/context";
import { Prisma } from "@/server/db/generated/client";
import type {
  Encoding,
  EntryData,
  IngestItem,
  IngestJobView,
  IngestMode,
  IngestProblem,
  IngestState,
  Refusal,
  VersionView,
} from "@/server/mounting/ingest.schema";
import type { Scan } from "@/server/mounting/rules/check-rows";
import type { UploadKind } from "@/server/mounting/upload.schema";

/** An order that this process has taken: the claim is the secret that lets it act for the officer who gave it. */
export interface ClaimedJob {
  claim: string;
  tenantId: string;
  jobId: string;
  entryId: string;
  uploadId: string;
  kind: UploadKind;
  size: number;
  sha256: string;
  encoding: Encoding;
  mode: IngestMode;
  attempt: number;
}

const seconds = (ms: number) => `${ms / 1000} seconds`;

/** Takes the oldest order that waits, or that a process left behind when it died; null when there is none. */
export async function claimIngest(leaseMs: number, attempts: number): Promise<ClaimedJob | null> {
  return withConnection("heliu_worker", async (client) => {
    const { rows } = await client.query<ClaimedJob>(
      `select claim, tenant_id as "tenantId", job_id as "jobId", entry_id as "entryId", upload_id as "uploadId", kind,
         size::float8 as size, sha256, encoding, mode, attempt from gate.claim_ingest($1, $2)`,
      [seconds(leaseMs), attempts],
    );
    return rows[0]?.claim ? rows[0] : null;
  });
}

/** A sign of life of an order under way. `lost`: another process has it now; `cancel`: its department wants it no more. */
export async function reportIngest(
  claim: string,
  leaseMs: number,
  { bytes, rows: done }: { bytes: number; rows: number },
): Promise<"go" | "cancel" | "lost"> {
  return withConnection("heliu_worker", async (client) => {
    const { rows } = await client.query<{ answer: "go" | "cancel" | "lost" }>(
      "select gate.report_ingest($1, $2, $3, $4) as answer",
      [claim, seconds(leaseMs), bytes, done],
    );
    return rows[0]?.answer ?? "lost";
  });
}

/** Ends an order that did not become a version, or puts it back to be tried again. False when the claim was lost. */
export async function endIngest(
  claim: string,
  state: Extract<IngestState, "failed" | "cancelled" | "queued">,
  refusal: Refusal | null = null,
  problems: readonly IngestProblem[] = [],
  count = problems.length,
): Promise<boolean> {
  return withConnection("heliu_worker", async (client) => {
    const { rows } = await client.query<{ ended: boolean }>(
      "select gate.end_ingest($1, $2, $3, '{}', $4, $5) as ended",
      [claim, state, refusal, count, JSON.stringify(problems)],
    );
    return rows[0]?.ended ?? false;
  });
}

/** Where an order's rows go, and by what they are judged. */
export interface BegunIngest {
  items: IngestItem[];
  open: boolean;
  /** A stream into the table; columns in the order in which they come. */
  copyInto: (names: readonly string[]) => Writable;
}

/** What a finished order left: a version, or rows whose key is not unique. */
export interface FinishedIngest {
  version: number;
  rowCount: number;
  duplicates: IngestProblem[] | null;
}

const LONGEST = "6h";

/**
 * One transaction in an order's own context: makes the table, has `fill` fill it and switches to it, or leaves nothing.
 * @param finished what came of it, before it commits; throwing undoes it
 * @throws NoSessionError when the claim was lost or the officer may no longer; SQLSTATE HL003, HL010, HL011, HL012
 */
export async function ingest(
  { claim, mode, sha256 }: Pick<ClaimedJob, "claim" | "mode" | "sha256">,
  fill: (begun: BegunIngest) => Promise<{ scan: Scan }>,
): Promise<FinishedIngest> {
  return withConnection("heliu_ingest", async (client) => {
    await client.query("begin");
    await client.query(
      `select ctx.mint_job($1), set_config('statement_timeout', $2, true),
         set_config('idle_in_transaction_session_timeout', $2, true)`,
      [claim, LONGEST],
    );
    const begun = await client.query<{ relation: string; items: IngestItem[]; open: boolean }>(
      "select relation, items, open from gate.begin_ingest($1)",
      [mode],
    );
    const { relation, items, open } = begun.rows[0] as { relation: string; items: IngestItem[]; open: boolean };
    const { scan } = await fill({
      items,
      open,
      copyInto: (names) =>
        client.query(
          copyFrom(
            `copy data.${relation} (row_no, ${names.map((name) => `"${name}"`).join(", ")}) from stdin with (freeze)`,
          ),
        ),
    });
    const { rows } = await client.query<{ version: number; rowCount: string; duplicates: IngestProblem[] | null }>(
      `select version, row_count as "rowCount", duplicates from gate.finish_ingest($1, $2, $3)`,
      [mode, sha256, JSON.stringify(scan)],
    );
    const duplicates = rows[0]?.duplicates ?? null;
    await client.query(duplicates ? "rollback" : "commit");
    return { version: Number(rows[0]?.version), rowCount: Number(rows[0]?.rowCount), duplicates };
  });
}

/** Goes back to a version that is kept. @throws an error with code P0002 when it is not there or not the department's */
export async function restore(token: string, entryId: string, version: number): Promise<void> {
  await withConnection("heliu_ingest", async (client) => {
    await client.query("begin");
    await client.query("select ctx.mint($1)", [token]);
    await client.query("select gate.restore_version($1, $2)", [entryId, version]);
    await client.query("commit");
  });
}

/** An order without the words for it. */
export type JobRow = Omit<IngestJobView, "says">;

const JOB = Prisma.sql`j.id, j.entry_id as "entryId", u.file_name as "fileName", j.mode, j.encoding, j.state,
  j.cancel_asked as "cancelAsked", j.attempts, j.bytes_total::float8 as "bytesTotal", j.bytes_done::float8 as "bytesDone",
  j.rows_done::float8 as "rowsDone", j.problem_count::float8 as "problemCount", j.refusal, j.version,
  j.row_count::float8 as "rowCount", p.name as "orderedBy", j.created_at as "createdAt", j.started_at as "startedAt",
  j.ended_at as "endedAt"`;
const FROM_JOB = Prisma.sql`from app.ingest_job j
  join app.upload u on u.tenant_id = j.tenant_id and u.id = j.upload_id
  join app.person p on p.tenant_id = j.tenant_id and p.id = j.ordered_by`;

export async function findJob(tx: Tx, tenantId: string, id: string): Promise<JobRow | null> {
  const rows = await tx.$queryRaw<JobRow[]>`
    select ${JOB} ${FROM_JOB} where j.tenant_id = ${tenantId} and j.id = ${id}::uuid`;
  return rows[0] ?? null;
}

/** The latest orders of an entry, newest first. */
export async function listJobs(tx: Tx, tenantId: string, entryId: string): Promise<JobRow[]> {
  return tx.$queryRaw<JobRow[]>`
    select ${JOB} ${FROM_JOB} where j.tenant_id = ${tenantId} and j.entry_id = ${entryId}::uuid
     order by j.created_at desc, j.id limit 20`;
}

export async function listProblems(tx: Tx, tenantId: string, jobId: string): Promise<IngestProblem[]> {
  return tx.$queryRaw<IngestProblem[]>`
    select row_no::float8 as "row", column_name as "column", value, rule from app.ingest_problem
     where tenant_id = ${tenantId} and job_id = ${jobId}::uuid order by ordinal`;
}

/** Orders of a department that have not ended. */
export async function countOpenJobs(tx: Tx, tenantId: string, departmentId: string): Promise<number> {
  const rows = await tx.$queryRaw<{ n: number }[]>`
    select count(*)::int as n from app.ingest_job
     where tenant_id = ${tenantId} and department_id = ${departmentId}::uuid and state in ('queued', 'running')`;
  return rows[0]?.n ?? 0;
}

export async function saveJob(
  tx: Tx,
  owner: { tenantId: string; departmentId: string; personId: string },
  job: { id: string; entryId: string; uploadId: string; mode: IngestMode; encoding: Encoding; size: number },
): Promise<void> {
  await tx.$executeRaw`
    insert into app.ingest_job (tenant_id, id, entry_id, upload_id, department_id, ordered_by, mode, encoding, bytes_total)
    values (${owner.tenantId}, ${job.id}::uuid, ${job.entryId}::uuid, ${job.uploadId}::uuid, ${owner.departmentId}::uuid,
      ${owner.personId}::uuid, ${job.mode}, ${job.encoding}, ${job.size})`;
}

export async function askCancel(tx: Tx, tenantId: string, id: string): Promise<void> {
  await tx.$executeRaw`update app.ingest_job set cancel_asked = true where tenant_id = ${tenantId} and id = ${id}::uuid`;
}

/** The entry as its own department's ingest needs it; null when it is not theirs. */
export async function findOwnEntry(
  tx: Tx,
  tenantId: string,
  departmentId: string | null,
  entryId: string,
): Promise<(Pick<EntryData, "entryId" | "name"> & { network: string }) | null> {
  const rows = await tx.$queryRaw<(Pick<EntryData, "entryId" | "name"> & { network: string })[]>`
    select id as "entryId", jsonb_build_object('zh', name_zh, 'en', name_en) as name, network from app.catalogue_entry
     where tenant_id = ${tenantId} and id = ${entryId}::uuid and department_id = ${departmentId}::uuid`;
  return rows[0] ?? null;
}

export async function listItems(tx: Tx, tenantId: string, entryId: string): Promise<IngestItem[]> {
  return tx.$queryRaw<IngestItem[]>`
    select name, label_zh as "labelZh", label_en as "labelEn", type, mask, grade, required, max_length as "maxLength",
      code_list as "codeList", rule, is_key as "isKey" from app.data_item
     where tenant_id = ${tenantId} and entry_id = ${entryId}::uuid order by ordinal`;
}

export async function listVersions(tx: Tx, tenantId: string, entryId: string): Promise<VersionView[]> {
  return tx.$queryRaw<VersionView[]>`
    select h.version, h.row_count::float8 as "rowCount", p.name as "mountedBy", h.mounted_at as "mountedAt", h.active,
      h.dropped_at is null as kept from app.hosted_table h
      join app.person p on p.tenant_id = h.tenant_id and p.id = h.mounted_by
     where h.tenant_id = ${tenantId} and h.entry_id = ${entryId}::uuid order by h.version desc limit 50`;
}
