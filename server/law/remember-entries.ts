import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type EntryDigests, type PastChange, pastChanges } from "./past-entries";

/**
 * Remembers the entries in force over a stop of the server, and says which of them are no longer what they were: files
 * may be changed while nobody watches them.
 * @param path the file that remembers
 */
export function rememberEntries(path: string, now: EntryDigests): PastChange[] {
  const before = remembered(path);
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(now));
  renameSync(draft, path);
  return pastChanges(before, now);
}

/** A file that cannot be read remembers nothing. */
function remembered(path: string): EntryDigests {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as EntryDigests;
  } catch {
    return {};
  }
}
