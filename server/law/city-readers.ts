import { join, resolve } from "node:path";
import type { MessagePort } from "node:worker_threads";
import type { Above } from "./load-city";
import type { Reading } from "./read-cities";

/** Threads that read cities beside this one. They are a help only: what they leave is read here. */
export interface ReadersAtWork {
  /**
   * Gives them the folders to read.
   * @returns takes the place of the next folder that nobody has taken yet; beyond the end when there is none
   */
  share(folders: string[]): () => number;
  /** What they have read since it was last asked. */
  read(): { folder: string; reading: Reading }[];
  /** Waits until they have read more. @returns false when nothing came for so long that nothing will */
  waitForMore(): boolean;
  stop(): void;
}

/** Who helps. */
export interface Staff {
  /** Threads beside this one. */
  readers: number;
  /** The program of a reader; a test puts another in its place. */
  program?: string;
  /** After so long without a reading those that are owed are read here. */
  patienceMs?: number;
}

/** What a reader is started with. */
export interface ReaderStart extends Pick<Above, "provinces" | "national"> {
  /** Of everything above a city's own files; null where no readings are kept. */
  digest: string | null;
  port: MessagePort;
  counters: Int32Array<SharedArrayBuffer>;
}

/** What is counted: the folders taken, and the readings given back. */
export const TAKEN = 0;
export const GIVEN = 1;

const PROGRAM = join("server", "law", "city-reader.mjs");
/** A city takes some hundredths of a second; a reader that says nothing for so long has come to grief. */
const PATIENCE_MS = 10_000;

/** This thread may go on without ever coming back to its event loop. */
export function startReaders(
  { readers: count, program = PROGRAM, patienceMs = PATIENCE_MS }: Staff,
  { provinces, national, kept }: Pick<Above, "provinces" | "national" | "kept">,
): ReadersAtWork {
  // Asked for by name, or the bundler of the pages would try to pack the readers.
  const { MessageChannel, receiveMessageOnPort, Worker } = process.getBuiltinModule("node:worker_threads");
  const counters = new Int32Array(new SharedArrayBuffer(8));
  let folders: string[] = [];
  let seen = 0;
  const readers = Array.from({ length: count }, () => {
    const { port1, port2 } = new MessageChannel();
    const start: ReaderStart = { provinces, national, digest: kept?.digest ?? null, port: port2, counters };
    const worker = new Worker(resolve(program), {
      workerData: start,
      transferList: [port2],
      execArgv: [],
    });
    worker.unref();
    // Whatever it was, the cities are read here.
    worker.on("error", () => {});
    return { worker, port: port1 };
  });
  return {
    share(all) {
      folders = all;
      for (const { port } of readers) port.postMessage(folders);
      return () => Atomics.add(counters, TAKEN, 1);
    },
    read() {
      const found: { folder: string; reading: Reading }[] = [];
      for (const { port } of readers) {
        for (let got = receiveMessageOnPort(port); got; got = receiveMessageOnPort(port)) {
          const { place, reading } = got.message as { place: number; reading: Reading };
          found.push({ folder: folders[place] as string, reading });
          seen++;
        }
      }
      return found;
    },
    waitForMore: () => Atomics.wait(counters, GIVEN, seen, patienceMs) !== "timed-out",
    stop() {
      for (const { port, worker } of readers) {
        port.close();
        void worker.terminate();
      }
    },
  };
}
