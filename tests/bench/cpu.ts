import { execFileSync } from "node:child_process";
import fs from "node:fs";
import type pg from "pg";

/** Processor time in milliseconds since its processes began, of a server and of the whole database beside it. */
export interface Cpu {
  server: number;
  database: number;
}

const TICK_MS =
  process.platform === "linux" ? 1000 / Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" })) : 0;

/**
 * A meter of processor time, which says what a request costs whoever else uses the machine. Null where the system does
 * not tell (only Linux does), or the database runs elsewhere.
 */
export async function cpuMeter(admin: pg.Pool): Promise<((server: number) => Cpu) | null> {
  const { rows } = await admin.query<{ pid: number }>("select pg_backend_pid() as pid");
  const postmaster = stat(rows[0]?.pid ?? 0)?.parent;
  if (!postmaster) return null;
  return (server) => ({
    server: stat(server)?.ms ?? 0,
    database: fs
      .readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((name) => stat(Number(name)))
      .reduce((sum, found) => sum + (found?.parent === postmaster ? found.ms : 0), 0),
  });
}

/** What was used of the processors, user and system, and by whom the process was started. */
function stat(pid: number): { parent: number; ms: number } | null {
  try {
    // Behind the name in brackets: state, parent, … user time (12th) and system time (13th).
    const fields = fs.readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return { parent: Number(fields[1]), ms: (Number(fields[11]) + Number(fields[12])) * TICK_MS };
  } catch {
    return null;
  }
}
