import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import type { IngestProblem, Refusal } from "@/server/mounting/ingest.schema";
import type { ParseMessage, ParseOrder } from "@/server/mounting/parse-child";
import type { Scan } from "@/server/mounting/rules/check-rows";

const MIB = 1024 ** 2;

/** What a file may take before the process that reads it is ended. */
export interface ParseCaps {
  /** Bytes of memory of the child. */
  memory: number;
  /** Milliseconds, and bytes a second that a large file is read with at the least. */
  milliseconds: number;
  bytesPerSecond: number;
}

export const CAPS: ParseCaps = { memory: 1024 * MIB, milliseconds: 10 * 60_000, bytesPerSecond: MIB };

/** A file was refused; nothing of it is loaded. */
export class RefusedFile extends Error {
  override readonly name = "RefusedFile";
  constructor(
    readonly refusal: Refusal,
    readonly problems: IngestProblem[] = [],
    readonly count = problems.length,
  ) {
    super(refusal);
  }
}

/** The child ended without an answer; trying again may help. */
export class ChildEnded extends Error {
  override readonly name = "ChildEnded";
}

export interface Parsed {
  rows: number;
  scan: Scan;
  /** The most memory that the child was seen with, in bytes. */
  memory: number;
}

export interface ParseHooks {
  /** The columns of the file are known: where its rows go. */
  open: (names: string[]) => Writable;
  progress: (done: { bytes: number; rows: number }) => void;
  signal: AbortSignal;
  caps?: ParseCaps;
  /** For tests that end it from outside. */
  started?: (child: ChildProcess) => void;
}

/** The child knows no more of our environment than where programs are. */
const ENVIRONMENT = ["PATH", "HOME", "TMPDIR", "LANG"];

/**
 * Has a child process read a file and writes its rows to where `open` says, as the text format of COPY. The child is
 * ended when it takes more than the caps, when `signal` says so, or with this process.
 * @throws RefusedFile, ChildEnded, or what the destination threw
 */
export async function parseTable(file: string, order: ParseOrder, hooks: ParseHooks): Promise<Parsed> {
  const caps = hooks.caps ?? CAPS;
  const fd = fs.openSync(file, "r");
  const size = fs.fstatSync(fd).size;
  const environment = Object.fromEntries(ENVIRONMENT.map((name) => [name, process.env[name]]));
  const child = spawn(
    process.execPath,
    ["--max-old-space-size=640", "--import", "tsx", fileURLToPath(new URL("./parse-child.ts", import.meta.url))],
    { stdio: [fd, "pipe", "ignore", "pipe", "pipe"], env: { ...environment, NODE_ENV: "production", TZ: "UTC" } },
  );
  fs.closeSync(fd);
  hooks.started?.(child);
  let tooMuch = false;
  let memory = 0;
  const kill = () => child.kill("SIGKILL");
  const end = () => {
    tooMuch = true;
    kill();
  };
  const late = setTimeout(end, Math.max(caps.milliseconds, (size / caps.bytesPerSecond) * 1000));
  const watch = setInterval(() => {
    memory = Math.max(memory, residentBytes(child.pid));
    if (memory > caps.memory) end();
  }, 250);
  hooks.signal.addEventListener("abort", kill, { once: true });
  try {
    const gone = new Promise<NodeJS.Signals | number | null>((resolve) =>
      child.once("close", (code, signal) => resolve(signal ?? code)),
    );
    child.once("error", () => undefined); // what it came to is told by close
    (child.stdio[4] as Writable).on("error", () => undefined).end(JSON.stringify(order));
    let answer: ParseMessage | undefined;
    let written: Promise<unknown> | undefined;
    let failed: unknown;
    for await (const message of messages(child.stdio[3] as Readable)) {
      if (message.type === "progress") {
        memory = Math.max(memory, message.memory);
        hooks.progress(message);
      } else if (message.type === "columns") {
        written = pipeline(child.stdout as Readable, hooks.open(message.names)).catch((error: unknown) => {
          failed = error;
          kill();
        });
      } else answer = message;
    }
    const ended = await gone;
    if (tooMuch || ended === "SIGABRT") throw new RefusedFile("too-much");
    if (answer?.type === "refused") throw new RefusedFile(answer.refusal, answer.problems, answer.count);
    await written;
    if (failed) throw failed;
    if (answer?.type !== "done" || ended !== 0) throw new ChildEnded(`the reading process ended with ${ended}`);
    return { rows: answer.rows, scan: answer.scan, memory: Math.max(memory, answer.memory) };
  } finally {
    clearTimeout(late);
    clearInterval(watch);
    hooks.signal.removeEventListener("abort", kill);
    kill();
  }
}

async function* messages(from: Readable): AsyncGenerator<ParseMessage> {
  let text = "";
  for await (const piece of from.setEncoding("utf8")) {
    text += piece;
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as ParseMessage;
  }
}

/** Memory that a process holds; 0 where the system does not say. */
function residentBytes(pid: number | undefined): number {
  try {
    return Number(fs.readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * 4096;
  } catch {
    return 0;
  }
}
