import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What was read from a city's files and found sound, kept between two starts: three hundred cities take seconds to parse
 * and to prove, and their law changes on a few days of a year. A key names everything that the reading rests on, so that
 * a kept reading is either exactly what a new one would be, or not used.
 */
export interface KeptLaw {
  /** The JSON text that was kept for a city under this key; null where there is none. */
  find(city: string, key: string): string | null;
  keep(city: string, key: string, text: string): void;
}

/** Readings that stand in files; new ones are written when it is said, because boot may not write before it owns its data. */
export interface KeptFiles extends KeptLaw {
  flush(): void;
}

/** Keeps the readings of cities as files of a folder. Losing them costs time and nothing else, so no failure is reported. */
export function keptLaw(folder: string): KeptFiles {
  const waiting = new Map<string, string>();
  return {
    find(city, key) {
      try {
        const text = readFileSync(join(folder, `${city}.json`), "utf8");
        return text.startsWith(`${key}\n`) ? text.slice(key.length + 1) : null;
      } catch {
        return null;
      }
    },
    keep(city, key, text) {
      waiting.set(city, `${key}\n${text}`);
    },
    flush() {
      for (const [city, text] of waiting) writeQuietly(folder, `${city}.json`, text);
      waiting.clear();
    },
  };
}

/** Whole or not at all: two processes may share the folder. */
function writeQuietly(folder: string, name: string, text: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    const draft = join(folder, `${name}.${process.pid}`);
    writeFileSync(draft, text);
    renameSync(draft, join(folder, name));
  } catch {}
}

/** The one digest of several texts. */
export function digestOf(texts: Iterable<string>): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${text.length}:`).update(text);
  return hash.digest("hex");
}

/** Names the code that reads the law and the libraries it uses: another reader may find something else. */
export function readerDigest(root = process.cwd()): string {
  const folder = join(root, "server", "law");
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .sort()
    .map((name) => join(folder, name));
  return digestOf([...sources, join(root, "package-lock.json")].map((path) => readFileSync(path, "utf8")));
}
