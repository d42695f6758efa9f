import fs from "node:fs";
import path from "node:path";

/**
 * Where the bytes of uploads lie: `HELIU_FILES_DIR`, else `files` of the data folder. Several nodes share one mounted
 * folder. Nothing in it is named by a sender, and nobody but this process's user may look into it.
 */
export function filesFolder(): string {
  const folder = path.resolve(process.env.HELIU_FILES_DIR ?? path.join(process.env.HELIU_DATA_DIR ?? ".data", "files"));
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** The file of an upload. @param id a UUID, as the database gave it */
export function pathOfUpload(id: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new Error("not the id of an upload");
  return path.join(filesFolder(), id);
}

/** Bytes that may still be written to the folder's disk. */
export async function freeBytes(): Promise<number> {
  const { bavail, bsize } = await fs.promises.statfs(filesFolder());
  return bavail * bsize;
}
