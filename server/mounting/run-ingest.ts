import type { ChildProcess } from "node:child_process";
import fs from "node:fs";
import { NoSessionError } from "@/server/db/errors";
import { pathOfUpload } from "@/server/mounting/files-folder";
import { type ClaimedJob, claimIngest, endIngest, ingest, reportIngest } from "@/server/mounting/ingest.repository";
import type { Refusal } from "@/server/mounting/ingest.schema";
import { type ParseCaps, parseTable, RefusedFile } from "@/server/mounting/parse-table";
import { describeError, log } from "@/server/shared/log";

/** How long an order stays this process's without a sign of life, and how often it gives one. */
const LEASE_MS = 30_000;
const BEAT_MS = 2_000;
/** How often an order is begun at the most. */
export const ATTEMPTS = 3;

/** What the database refuses with, in the words of a report. */
const BY_CODE: Record<string, Refusal> = {
  HL003: "intranet",
  HL010: "no-key",
  HL011: "no-version",
  HL012: "other-items",
  P0002: "officer",
};

export interface RunOptions {
  leaseMs?: number;
  beatMs?: number;
  caps?: ParseCaps;
  /** For tests that end the child from outside. */
  started?: (child: ChildProcess) => void;
}

/**
 * Takes the next order and carries it out: the file becomes the entry's next version as a whole, or the order ends with
 * what was wrong. A process that dies leaves the version before as it was; another takes the order when its lease ends.
 * @param stop ends the order and puts it back
 * @returns whether there was one
 */
export async function runNextIngest(stop: AbortSignal, options: RunOptions = {}): Promise<boolean> {
  const { leaseMs = LEASE_MS, beatMs = BEAT_MS } = options;
  const job = await claimIngest(leaseMs, ATTEMPTS);
  if (!job) return false;
  const halt = new AbortController();
  let why: "cancel" | "lost" | "stop" | null = null;
  const end = (reason: typeof why) => {
    why ??= reason;
    halt.abort();
  };
  const onStop = () => end("stop");
  if (stop.aborted) onStop();
  stop.addEventListener("abort", onStop, { once: true });
  const done = { bytes: 0, rows: 0 };
  let beating = Promise.resolve();
  const beat = setInterval(() => {
    beating = beating.then(async () => {
      // A sign of life that fails is not the order's end: the lease is long enough for the next.
      const answer = await reportIngest(job.claim, leaseMs, done).catch(() => "go" as const);
      if (answer !== "go") end(answer);
    });
  }, beatMs);
  const began = performance.now();
  try {
    const finished = await carryOut(job, halt.signal, done, options);
    log.info("a version was mounted", {
      job: job.jobId,
      version: finished.version,
      rows: finished.rowCount,
      seconds: Math.round((performance.now() - began) / 1000),
    });
  } catch (error) {
    await giveUp(job, why, error);
  } finally {
    clearInterval(beat);
    stop.removeEventListener("abort", onStop);
    await beating;
  }
  return true;
}

async function carryOut(
  job: ClaimedJob,
  signal: AbortSignal,
  done: { bytes: number; rows: number },
  { caps, started }: RunOptions,
) {
  const file = pathOfUpload(job.uploadId);
  const size = await fs.promises.stat(file).then(
    (stat) => stat.size,
    () => -1,
  );
  if (size !== job.size || job.kind === "file") throw new RefusedFile("gone");
  const { kind, encoding, mode } = job;
  const finished = await ingest(job, async ({ items, open, copyInto }) => {
    const parsed = await parseTable(
      file,
      { kind, encoding, mode, items, open },
      {
        open: copyInto,
        progress: ({ bytes, rows }) => Object.assign(done, { bytes, rows }),
        signal,
        ...(caps ? { caps } : {}),
        ...(started ? { started } : {}),
      },
    );
    signal.throwIfAborted();
    Object.assign(done, { bytes: job.size, rows: parsed.rows });
    return parsed;
  });
  if (finished.duplicates) throw new RefusedFile("problems", finished.duplicates);
  return finished;
}

/** Says what became of an order that is no version. */
async function giveUp(job: ClaimedJob, why: "cancel" | "lost" | "stop" | null, error: unknown): Promise<void> {
  if (why === "lost") return;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const refusal = BY_CODE[code];
  try {
    if (why === "cancel") await endIngest(job.claim, "cancelled");
    else if (why === "stop") await endIngest(job.claim, "queued");
    else if (error instanceof RefusedFile) {
      await endIngest(job.claim, "failed", error.refusal, error.problems, error.count);
    } else if (refusal) await endIngest(job.claim, "failed", refusal);
    else if (error instanceof NoSessionError) {
      // The officer, or a cancellation that the last sign of life did not meet yet.
      const answer = await reportIngest(job.claim, LEASE_MS, { bytes: 0, rows: 0 });
      if (answer === "cancel") await endIngest(job.claim, "cancelled");
      else if (answer === "go") await endIngest(job.claim, "failed", "officer");
    } else {
      log.error("An ingest failed.", { job: job.jobId, attempt: job.attempt, ...describeError(redacted(error)) });
      if (job.attempt >= ATTEMPTS) await endIngest(job.claim, "failed", "gave-up");
      else await endIngest(job.claim, "queued");
    }
  } catch (failure) {
    // The lease ends by itself, and whoever comes next takes the order.
    log.error("An ingest could not be ended.", { job: job.jobId, ...describeError(failure) });
  }
}

/** PostgreSQL repeats the value that it does not like in the first line of its message: only its code is logged. */
function redacted(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : null;
  return code !== null && /^[0-9A-Z]{5}$/.test(code)
    ? Object.assign(new Error("refused by the database"), { code })
    : error;
}
