import fs from "node:fs";
import { recordAct } from "@/server/audit/record-act";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { freeBytes, pathOfUpload } from "@/server/mounting/files-folder";
import {
  clearUploads,
  countUnfinished,
  findUploadRow,
  keepBytes,
  letFilesGo,
  markComplete,
  markRemoved,
  saveUpload,
} from "@/server/mounting/upload.repository";
import { type CreateUploadInput, UPLOAD_LIMITS, type UploadView } from "@/server/mounting/upload.schema";
import { DomainError, invalid, notFound } from "@/server/shared/errors";

/** Uploads that one department may have under way. */
const MOST_UNFINISHED = 20;
/** Bytes that stay free on the disk whatever is sent. */
const RESERVE = 1024 ** 3;

/**
 * Announces a file of the person's own department; its bytes follow. It waits for them for a day.
 * @throws DomainError INVALID for an empty file, LIMIT for one over its kind's size, too many at once or a full disk
 */
export async function createUpload(scope: Scope, input: CreateUploadInput): Promise<UploadView> {
  const { actor, tx } = scope;
  authorise(actor, "compile", "entry");
  if (actor.departmentId === null) throw new DomainError("FORBIDDEN");
  if (input.size <= 0) throw invalid({ path: "size", problem: "empty-file" });
  const most = UPLOAD_LIMITS[input.kind];
  if (input.size > most) throw new DomainError("LIMIT", { most });
  if ((await countUnfinished(tx, actor.tenantId, actor.departmentId)) >= MOST_UNFINISHED) {
    throw new DomainError("LIMIT", { most: MOST_UNFINISHED });
  }
  if ((await freeBytes()) - RESERVE < input.size) throw new DomainError("LIMIT");
  await saveUpload(tx, { ...actor, departmentId: actor.departmentId }, input);
  return findUpload(scope, { uploadId: input.id });
}

/**
 * An upload of the person's own department.
 * @throws DomainError NOT_FOUND, also for another department's and for one that was cleared away
 */
export async function findUpload({ actor, tx }: Scope, { uploadId }: { uploadId: string }): Promise<UploadView> {
  authorise(actor, "compile", "entry");
  const upload = await findUploadRow(tx, actor.tenantId, uploadId);
  if (!upload) throw notFound();
  return upload;
}

/** Notes that all bytes of an upload are there, with their SHA-256. Repeating it changes nothing. */
export async function completeUpload(
  scope: Scope,
  { uploadId, sha256 }: { uploadId: string; sha256: string },
): Promise<UploadView> {
  const upload = await findUpload(scope, { uploadId });
  if (await markComplete(scope.tx, scope.actor.tenantId, uploadId, sha256)) {
    await recordAct(scope, {
      act: "uploads.complete",
      subjectKind: "upload",
      subjectId: uploadId,
      detail: { size: upload.size, sha256 },
    });
  }
  return findUpload(scope, { uploadId });
}

/** Gives an upload up; its bytes are deleted once this has committed. */
export async function removeUpload(scope: Scope, { uploadId }: { uploadId: string }): Promise<void> {
  const upload = await findUpload(scope, { uploadId });
  if (upload.completedAt && upload.expiresAt === null) throw new DomainError("CONFLICT"); // something keeps it
  await markRemoved(scope.tx, scope.actor.tenantId, uploadId);
}

/**
 * A whole upload of the person's department, which from now on is kept.
 * @throws DomainError NOT_FOUND; INVALID when its bytes are not all there
 */
export async function keepUpload(scope: Scope, { uploadId }: { uploadId: string }): Promise<UploadView> {
  const upload = await findUpload(scope, { uploadId });
  if (!upload.completedAt) throw invalid({ path: "uploadId", problem: "upload-unfinished" });
  await keepBytes(scope.tx, scope.actor.tenantId, uploadId, true);
  return upload;
}

/**
 * Clears away uploads whose time has passed. Safe to run by several processes at once.
 * @returns how many there were
 */
export async function sweepUploads(): Promise<number> {
  const ids = await clearUploads();
  for (const id of ids) await deleteBytes(id);
  return ids.length;
}

/**
 * Lets go of mounted files that are older than the one before the one in use, as hosted versions are; their bytes are
 * cleared away a week later. What an open correction, dispute, misuse or rectification may ask for stays.
 * @returns how many there were
 */
export async function releaseOldFiles(): Promise<number> {
  return letFilesGo();
}

/** Deletes the bytes of an upload and what the upload protocol keeps beside them. */
export async function deleteBytes(id: string): Promise<void> {
  const file = pathOfUpload(id);
  await fs.promises.rm(file, { force: true });
  await fs.promises.rm(`${file}.json`, { force: true });
}
