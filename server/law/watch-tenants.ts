import { type FSWatcher, watch } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { shanghaiDate } from "./civil-date";
import { digestOf } from "./kept-law";
import { type Reading, readTenants, type Tenants } from "./load-tenants";
import { describeChange, entryDigests, pastChanges } from "./past-entries";
import { PolicyFileError, type PolicyProblem, problemAt } from "./policy-file-error";

/** What became of a change of the files. */
export type Reload =
  /** The new books are in use; `added` are entries that were put in the past afterwards. */
  | { type: "taken-up"; cities: string[]; added: PolicyProblem[] }
  /** The old books stay in use until the files are mended. */
  | { type: "refused"; problems: PolicyProblem[] }
  /** The new books are sound but could not be taken up; it is tried again. */
  | { type: "failed"; error: unknown };

export interface TenantWatch {
  folders: string[];
  /** The books in use. */
  current: () => Tenants;
  /** Makes the new books the ones in use, with everything that must follow them. */
  takeUp: (tenants: Tenants) => Promise<void>;
  /** Told once of every outcome; the same refusal is not told twice. */
  report: (reload: Reload) => void;
  reading?: Reading;
  now?: () => Date;
  /** A change is looked at when nothing has happened for so long: files are often saved in several steps. */
  quietMs?: number;
  /** How often to look anyway: network drives and some containers send no notice of a change. */
  everyMs?: number;
}

/** A watch that runs. */
export interface RunningWatch {
  /** Looks now; resolves when the outcome has been reported. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Takes a new dated version of a city's law up while the server runs. A broken file, a changed entry of the past or a
 * city whose folder has gone leaves the books as they are, and says so once.
 */
export function watchTenants(options: TenantWatch): RunningWatch {
  const { folders, report, quietMs = 500, everyMs = 15_000 } = options;
  const watchers = new Map<string, FSWatcher>();
  let seen: string | null = null;
  let refused = "";
  let stopped = false;
  let quiet: NodeJS.Timeout | undefined;
  let running = Promise.resolve();

  const look = () => {
    running = running.then(async () => {
      if (stopped) return;
      const { directories, mark } = await survey(folders);
      follow(directories);
      if (mark === seen) return;
      const first = seen === null;
      seen = mark;
      if (first) return;
      const reload = await reloaded(options);
      if (reload.type === "failed") seen = "";
      const saying =
        reload.type === "refused"
          ? reload.problems.map(({ zh, file, line }) => `${file}:${line} ${zh}`).join("\n")
          : "";
      if (saying === "" || saying !== refused) report(reload);
      refused = saying;
    });
    return running;
  };
  const soon = () => {
    clearTimeout(quiet);
    if (!stopped) quiet = setTimeout(look, quietMs).unref();
  };

  /** Watches every directory that there is now; one that cannot be watched is still looked at from time to time. */
  function follow(directories: string[]): void {
    for (const [directory, watcher] of watchers) {
      if (directories.includes(directory)) continue;
      watcher.close();
      watchers.delete(directory);
    }
    for (const directory of directories) {
      if (watchers.has(directory)) continue;
      try {
        const watcher = watch(directory, { persistent: false }, soon);
        watcher.on("error", () => {
          watcher.close();
          watchers.delete(directory);
        });
        watchers.set(directory, watcher);
      } catch {}
    }
  }

  const timer = setInterval(look, everyMs).unref();
  void look();
  return {
    look,
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      clearTimeout(quiet);
      for (const watcher of watchers.values()) watcher.close();
      await running;
    },
  };
}

/** Reads the files again and takes them up where that harms no open case. */
async function reloaded({ folders, current, takeUp, reading, now = () => new Date() }: TenantWatch): Promise<Reload> {
  const before = current();
  try {
    const after = readTenants(folders, { ...reading, before });
    const gone = [...before.books.keys()].filter((id) => !after.books.has(id));
    if (gone.length > 0) return { type: "refused", problems: gone.map((id) => goneFrom(id, before)) };
    const today = shanghaiDate(now());
    const replaced = [...after.books].filter(([id, book]) => before.books.get(id) !== book).map(([id]) => id);
    const changes = pastChanges(digestsOf(before, replaced, today), digestsOf(after, replaced, today));
    const wrong = changes.filter(({ what }) => what !== "added");
    if (wrong.length > 0) return { type: "refused", problems: wrong.map((change) => describeChange(change, after)) };
    await takeUp(after);
    return { type: "taken-up", cities: replaced, added: changes.map((change) => describeChange(change, after)) };
  } catch (error) {
    if (error instanceof PolicyFileError) return { type: "refused", problems: error.problems };
    return { type: "failed", error };
  }
}

/** Only of the cities that were read anew: the others rest on the same texts. */
function digestsOf({ books, national }: Tenants, cities: string[], today: string) {
  const some = new Map([...books].filter(([id]) => cities.includes(id)));
  return entryDigests({ books: some, national }, today);
}

/** A drive that is not there for a moment must not unplug a city. */
function goneFrom(id: string, { origins }: Tenants): PolicyProblem {
  return problemAt(
    { file: origins.get(id)?.folder ?? id, line: 1, field: "" },
    {
      zh: `城市“${id}”的文件夹不见了；运行中不撤下城市，确需撤下的请重新启动`,
      en: `the folder of the city "${id}" has gone; a running city is not taken away, restart to do so`,
    },
  );
}

/** Every directory of the folders that holds law, and a mark that changes with any of their files. */
async function survey(folders: string[]): Promise<{ directories: string[]; mark: string }> {
  const directories: string[] = [];
  const files: string[] = [];
  const visit = async (directory: string, depth: number): Promise<void> => {
    const entries = await readdir(directory, { withFileTypes: true }).catch(() => null);
    if (!entries) return;
    directories.push(directory);
    await Promise.all(
      entries.map(async (entry) => {
        const path = join(directory, entry.name);
        if (entry.isDirectory()) {
          // root / city / policy; nothing deeper is read.
          if (depth < 2) await visit(path, depth + 1);
        } else if (/\.ya?ml$/.test(entry.name)) {
          const { mtimeMs, size } = await stat(path).catch(() => ({ mtimeMs: 0, size: -1 }));
          files.push(`${path} ${mtimeMs} ${size}`);
        }
      }),
    );
  };
  for (const folder of folders) await visit(folder, 0);
  return { directories: directories.sort(), mark: digestOf(files.sort()) };
}
