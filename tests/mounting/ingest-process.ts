import { runNextIngest } from "@/server/mounting/run-ingest";

/** A process of its own that takes one order, for tests that kill it: says when its reader has begun. */
await runNextIngest(new AbortController().signal, {
  leaseMs: 1_500,
  beatMs: 100,
  started: (child) => process.send?.(child.pid),
});
