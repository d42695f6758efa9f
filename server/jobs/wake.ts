// The pages' bundle and the server each load this module, and one process has one set of jobs.
const holder = globalThis as typeof globalThis & {
  __heliuWake?: (() => void) | undefined;
  __heliuWakeIngest?: (() => void) | undefined;
};

/** The jobs of this process say how they are woken; undefined once they have stopped. */
export function onWake(run: (() => void) | undefined): void {
  holder.__heliuWake = run;
}

/** Asks the jobs to run now rather than at their next turn; does nothing where none run. */
export function wakeJobs(): void {
  holder.__heliuWake?.();
}

/** The same for orders to ingest, which wait for no other job. */
export function onIngestWake(run: (() => void) | undefined): void {
  holder.__heliuWakeIngest = run;
}

/** Has the orders to ingest looked through now. */
export function wakeIngest(): void {
  holder.__heliuWakeIngest?.();
}
