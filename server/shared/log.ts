import { randomBytes } from "node:crypto";
import { isProduction } from "@/server/shared/mode";

/** What may stand beside a message: numbers, codes and opaque ids. Never a name, a secret, a row value or SQL text. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

type Level = "debug" | "info" | "warn" | "error";

const RANK: Record<Level, number> = { debug: 0, info: 1, warn: 2, error: 3 };
const SECRET_NAME = /pass|secret|token|cookie|authorization|totp|\bkey\b/i;
const SECRET_IN_URL = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]+:)[^\s@]+@/gi;

function threshold(): number {
  const wanted = process.env.HELIU_LOG ?? "info";
  return wanted in RANK ? RANK[wanted as Level] : RANK.info;
}

/** Blanks what must never reach a log, should a caller forget: fields with secret-sounding names and passwords in URLs. */
export function redact(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      SECRET_NAME.test(name) ? "[redacted]" : typeof value === "string" ? redactText(value) : value,
    ]),
  );
}

function redactText(text: string): string {
  return text.replace(SECRET_IN_URL, "$1[redacted]@");
}

function write(level: Level, message: string, fields: LogFields = {}): void {
  if (RANK[level] < threshold()) return;
  const clean = redact(fields);
  const line = isProduction() ? asJson(level, redactText(message), clean) : asText(level, redactText(message), clean);
  (RANK[level] >= RANK.warn ? process.stderr : process.stdout).write(`${line}\n`);
}

function asJson(level: Level, message: string, fields: LogFields): string {
  return JSON.stringify({ at: new Date().toISOString(), level, message, ...fields });
}

function asText(level: Level, message: string, fields: LogFields): string {
  const tail = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}=${value}`)
    .join("");
  return `${level === "info" ? "" : `${level}: `}${message}${tail}`;
}

/** One line per event: text for a person in demonstration, JSON in production. `HELIU_LOG` sets the level (default info). */
export const log = {
  debug: (message: string, fields?: LogFields) => write("debug", message, fields),
  info: (message: string, fields?: LogFields) => write("info", message, fields),
  warn: (message: string, fields?: LogFields) => write("warn", message, fields),
  error: (message: string, fields?: LogFields) => write("error", message, fields),
};

/** Names one failure in an answer and in the log (16 hex digits), so that a person can quote it and nothing leaks. */
export function newTraceId(): string {
  return randomBytes(8).toString("hex");
}

/** What may be logged of an unknown error: its class, its code and the first line of its message, never the values it carries. */
export function describeError(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return { error: error.name, code, reason: error.message.split("\n", 1)[0] };
}

/**
 * Runs one long step of the start and prints what it did with its seconds: `  ✓ migrations (3 applied) 0.4 s`.
 * The function may return a short text that is added to the line.
 */
export async function step<T>(title: string, run: () => Promise<T>, detail?: (result: T) => string): Promise<T> {
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  try {
    const result = await run();
    const note = detail?.(result);
    log.info(`  ✓ ${title}${note ? ` (${note})` : ""} ${seconds()}`);
    return result;
  } catch (error) {
    log.error(`  ✗ ${title} ${seconds()}`);
    throw error;
  }
}
