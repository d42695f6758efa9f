import fs from "node:fs";
import { openMountedFile } from "@/server/delivery/file.repository";
import { describeGrant, findMark, type Reader } from "@/server/delivery/gate.repository";
import { markName } from "@/server/delivery/rules/no-storage-mark";
import { refusalOf } from "@/server/delivery/rules/reading-status";
import { pathOfUpload } from "@/server/mounting/files-folder";

/** A mounted file on its way, piece by piece. */
export interface FileOnItsWay {
  /** As its provider called it; led by the mark where it may not be stored. */
  name: string;
  /** Bytes. */
  size: number;
  /** In hex. */
  sha256: string;
  accessRecordId: string;
  /** The grant does not allow storing. */
  noStorage: boolean;
  /** Throws a DomainError where the grant is stopped on the way: the file is then not whole. */
  pieces: AsyncGenerator<Uint8Array>;
}

/** How often the grant is looked at while the bytes leave, in milliseconds. */
const LOOK_EVERY_MS = 5_000;

/**
 * Gives the file that an entry is mounted with, to whom its grant gives all of the entry. The access record is committed
 * before the first byte leaves; a stop of the grant cuts what is on its way. Nothing can be written into a file of any type,
 * so where storing is not allowed its name says so, with the number of the grant's case.
 * @param purpose as the reader states it; a key stands for its grant's where the grant does not demand it
 * @throws DomainError UNAUTHENTICATED, NOT_FOUND, GRANT_ENDED, PURPOSE, LIMIT; RULE file-beyond-grant when the grant is narrower than the file
 */
export async function readFile(reader: Reader, purpose: string | null): Promise<FileOnItsWay> {
  const opened = await openMountedFile(reader, purpose);
  const { status, detail, name, size, sha256, accessRecordId, uploadId } = opened;
  if (status !== "open") throw refusalOf(status, detail);
  const mark = await findMark(reader, accessRecordId);
  // Opened before anything is answered: a file that is not there is an error, not a broken download.
  const file = await fs.promises.open(pathOfUpload(uploadId), "r");
  return {
    name: mark ? markName(mark, name) : name,
    size,
    sha256,
    accessRecordId,
    noStorage: mark !== null,
    pieces: piecesOf(reader, file),
  };
}

async function* piecesOf(reader: Reader, file: fs.promises.FileHandle): AsyncGenerator<Uint8Array> {
  let looked = performance.now();
  try {
    for await (const piece of file.createReadStream({ autoClose: false })) {
      if (performance.now() - looked > LOOK_EVERY_MS) {
        const { status } = await describeGrant(reader);
        if (status !== "ok") throw refusalOf(status, null);
        looked = performance.now();
      }
      yield piece as Uint8Array;
    }
  } finally {
    await file.close();
  }
}
