import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import {
  findJob,
  findOwnEntry,
  type JobRow,
  listItems,
  listJobs,
  listProblems,
  listVersions,
} from "@/server/mounting/ingest.repository";
import type { EntryData, IngestJobView, IngestReport } from "@/server/mounting/ingest.schema";
import { REFUSAL_TEXT, RULE_TEXT } from "@/server/mounting/rules/report-text";
import { notFound } from "@/server/shared/errors";

/**
 * How far an order is and, when its file was refused, what is wrong with it. For the department that gave it only: the
 * report repeats values.
 * @throws DomainError NOT_FOUND, also for another department's
 */
export async function readIngest({ actor, tx }: Scope, { jobId }: { jobId: string }): Promise<IngestReport> {
  authorise(actor, "compile", "entry");
  const job = await findJob(tx, actor.tenantId, jobId);
  if (!job) throw notFound();
  const problems = job.problemCount > 0 ? await listProblems(tx, actor.tenantId, jobId) : [];
  return { ...inWords(job), problems, rules: Object.fromEntries(problems.map(({ rule }) => [rule, RULE_TEXT[rule]])) };
}

/** An order with its refusal in a sentence. */
export function inWords(job: JobRow): IngestJobView {
  return { ...job, says: job.refusal && REFUSAL_TEXT[job.refusal] };
}

/**
 * The data behind an entry of the person's own department: what its items demand, versions and orders.
 * @throws DomainError NOT_FOUND, also for another department's entry
 */
export async function readEntryData({ actor, tx }: Scope, { entryId }: { entryId: string }): Promise<EntryData> {
  authorise(actor, "compile", "entry");
  const entry = await findOwnEntry(tx, actor.tenantId, actor.departmentId, entryId);
  if (!entry) throw notFound();
  const items = await listItems(tx, actor.tenantId, entryId);
  const versions = await listVersions(tx, actor.tenantId, entryId);
  const jobs = await listJobs(tx, actor.tenantId, entryId);
  return { entryId: entry.entryId, name: entry.name, items, versions, jobs: jobs.map(inWords) };
}
