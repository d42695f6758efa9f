import fs from "node:fs";
import path from "node:path";
import { BootError } from "@/server/shared/boot-error";

/**
 * One server per data folder: `heliu.lock` names the process that serves it. A lock whose process has gone is taken over.
 */
export type InstanceLock = { release: () => void };

type Holder = { pid: number; port: number; born: string | null };

/**
 * Takes the lock of the data folder.
 * @throws BootError naming the process and port that hold it.
 */
export function takeInstanceLock(dataFolder: string, port: number): InstanceLock {
  fs.mkdirSync(dataFolder, { recursive: true, mode: 0o711 });
  const file = path.join(dataFolder, "heliu.lock");
  const mine = JSON.stringify({ pid: process.pid, port, born: birthOf(process.pid) } satisfies Holder);
  // Written elsewhere and linked into place: whoever reads the lock never sees it half-written.
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, mine, { mode: 0o644 });
  try {
    while (!link(draft, file)) {
      const holder = readHolder(file);
      if (holder && lives(holder)) throw refusal(dataFolder, holder);
      setAside(file, draft);
    }
  } finally {
    fs.rmSync(draft, { force: true });
  }
  return {
    release: () => {
      if (readHolder(file)?.pid === process.pid) fs.rmSync(file, { force: true });
    },
  };
}

/** Takes away a lock that was found dead, unless another start replaced it in between. */
function setAside(file: string, draft: string): void {
  const aside = `${draft}.old`;
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const holder = readHolder(aside);
  if (holder && lives(holder)) link(aside, file);
  fs.rmSync(aside, { force: true });
}

function link(draft: string, file: string): boolean {
  try {
    fs.linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) as Holder;
  } catch {
    return null;
  }
}

function lives({ pid, born }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  // After a reboot, or in a new container, the number may belong to another process.
  const now = birthOf(pid);
  return born === null || now === null || now === born;
}

/** When a process began (clock ticks since boot, with the boot's id), where the system tells; else null. */
function birthOf(pid: number): string | null {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return `${fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${ticks}`;
  } catch {
    return null;
  }
}

function refusal(dataFolder: string, { pid, port }: Holder): BootError {
  return new BootError(
    `合流已在运行：进程 ${pid}，端口 ${port}，数据目录 ${dataFolder}。请先停止它，或用 HELIU_DATA_DIR 与 PORT 另开一个。`,
    `Heliu already runs on this data: process ${pid}, port ${port}, folder ${dataFolder}. Stop it first, or start another with HELIU_DATA_DIR and PORT.`,
  );
}
