import { type Tx, withConnection } from "@/server/db/context";
import type { Reader } from "@/server/delivery/gate.repository";
import type { ReadingStatus } from "@/server/delivery/rules/reading-status";

export interface OpenedFile {
  status: ReadingStatus;
  detail: string | null;
  accessRecordId: string;
  uploadId: string;
  name: string;
  size: number;
  sha256: string;
}

/** Checks that a grant gives the mounted file as it is and leaves the access record, committed when this returns. */
export async function openMountedFile(reader: Reader, purpose: string | null): Promise<OpenedFile> {
  return withConnection("heliu_workspace", async (client) => {
    const { rows } = await client.query<OpenedFile>({
      name: "gate-open-file",
      text: `select status, detail, access_id as "accessRecordId", upload_id as "uploadId", name, size::float8 as size, sha256
        from gate.open_file($1, $2, $3, $4)`,
      values: [reader.by, reader.token, reader.by === "key" ? reader.entryId : reader.grantId, purpose],
    });
    const row = rows[0];
    if (!row) throw new Error("the door of files answered nothing");
    return row;
  });
}

/** Mounts a whole upload on an entry of its own department. */
export async function saveFileMount(
  tx: Tx,
  { entryId, seq, uploadId }: { entryId: string; seq: number; uploadId: string },
): Promise<{ status: "changed" | "stale" | "no-upload"; seq: number }> {
  const rows = await tx.$queryRaw<{ status: "changed" | "stale" | "no-upload"; seq: number }[]>`
    select status, seq from gate.mount_file(${entryId}::uuid, ${seq}::int, ${uploadId}::uuid)`;
  const row = rows[0];
  if (!row) throw new Error("gate.mount_file answered nothing");
  return row;
}

/** The file that the mount holds, if it is one. */
export async function findMountedFile(
  tx: Tx,
  tenantId: string,
  entryId: string,
  seq: number,
): Promise<{ name: string; size: number; sha256: string } | null> {
  const rows = await tx.$queryRaw<{ name: string; size: number; sha256: string }[]>`
    select m.file_name as name, m.file_size::float8 as size, m.file_sha256 as sha256 from app.mount m
     where m.tenant_id = ${tenantId} and m.entry_id = ${entryId}::uuid and m.seq = ${seq}::int and m.kind = 'file'`;
  return rows[0] ?? null;
}
