import { randomUUID } from "node:crypto";
import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { wakeIngest } from "@/server/jobs/wake";
import { askCancel, countOpenJobs, findJob, findOwnEntry, saveJob } from "@/server/mounting/ingest.repository";
import type { IngestJobView, OrderIngestInput } from "@/server/mounting/ingest.schema";
import { inWords } from "@/server/mounting/read-ingest";
import { keepUpload } from "@/server/mounting/uploads";
import { DomainError, invalid, notFound } from "@/server/shared/errors";

/** Orders that one department may have waiting and under way. */
const MOST_OPEN = 10;

/**
 * Orders an uploaded file to be read into an entry of the person's own department (挂接): as a whole new version, or as
 * changes by key. It is done beside; the answer says where it stands.
 * @throws DomainError NOT_FOUND for an entry or upload that is missing or another department's; INVALID for an upload
 *   that is not whole or no table, or data that stays on the intranet; LIMIT
 */
export async function orderIngest(scope: Scope, input: OrderIngestInput): Promise<IngestJobView> {
  const { actor, tx, afterCommit } = scope;
  authorise(actor, "compile", "entry");
  if (actor.departmentId === null) throw new DomainError("FORBIDDEN");
  const id = randomUUID();
  const repeated = await claimKey(scope, input.idempotencyKey, "mounting.order", { id });
  if (repeated) return jobOf(scope, repeated.id);
  const entry = await findOwnEntry(tx, actor.tenantId, actor.departmentId, input.entryId);
  if (!entry) throw notFound();
  if (entry.network === "intranet") throw invalid({ path: "entryId", problem: "intranet-only" });
  const upload = await keepUpload(scope, input);
  if (upload.kind === "file") throw invalid({ path: "uploadId", problem: "no-table" });
  if ((await countOpenJobs(tx, actor.tenantId, actor.departmentId)) >= MOST_OPEN) {
    throw new DomainError("LIMIT", { most: MOST_OPEN });
  }
  await saveJob(tx, { ...actor, departmentId: actor.departmentId }, { ...input, id, size: upload.size });
  await recordAct(scope, {
    act: "mounting.order",
    subjectKind: "entry",
    subjectId: input.entryId,
    detail: { jobId: id, uploadId: input.uploadId, mode: input.mode, sha256: upload.sha256 },
  });
  afterCommit(wakeIngest);
  return jobOf(scope, id);
}

/** Asks that an order be given up; what became a version already stays. */
export async function cancelIngest(
  scope: Scope,
  input: { idempotencyKey: string; jobId: string },
): Promise<IngestJobView> {
  const { actor, tx, afterCommit } = scope;
  authorise(actor, "compile", "entry");
  const job = await jobOf(scope, input.jobId);
  const repeated = await claimKey(scope, input.idempotencyKey, "mounting.cancel", { id: job.id });
  if (repeated) return jobOf(scope, repeated.id);
  if (job.endedAt) throw new DomainError("STALE");
  await askCancel(tx, actor.tenantId, job.id);
  await recordAct(scope, {
    act: "mounting.cancel",
    subjectKind: "entry",
    subjectId: job.entryId,
    detail: { jobId: job.id },
  });
  afterCommit(wakeIngest);
  return jobOf(scope, job.id);
}

async function jobOf({ actor, tx }: Scope, id: string): Promise<IngestJobView> {
  const job = await findJob(tx, actor.tenantId, id);
  if (!job) throw notFound();
  return inWords(job);
}
