import type { Tx } from "@/server/db/context";
import { withConnection } from "@/server/db/context";
import { Prisma } from "@/server/db/generated/client";
import type { CreateUploadInput, UploadView } from "@/server/mounting/upload.schema";

const COLUMNS = Prisma.sql`id, kind, file_name as "fileName", size::float8 as size, created_at as "createdAt",
  expires_at as "expiresAt", completed_at as "completedAt", sha256`;

/** An upload that is still there; null when it is not the reader's department's. */
export async function findUploadRow(tx: Tx, tenantId: string, id: string): Promise<UploadView | null> {
  const rows = await tx.$queryRaw<UploadView[]>`
    select ${COLUMNS} from app.upload where tenant_id = ${tenantId} and id = ${id}::uuid and removed_at is null`;
  return rows[0] ?? null;
}

/** Uploads of a department that are not whole yet. */
export async function countUnfinished(tx: Tx, tenantId: string, departmentId: string): Promise<number> {
  const rows = await tx.$queryRaw<{ n: number }[]>`
    select count(*)::int as n from app.upload
     where tenant_id = ${tenantId} and department_id = ${departmentId}::uuid and completed_at is null
       and removed_at is null and expires_at > (select ctx.now())`;
  return rows[0]?.n ?? 0;
}

export async function saveUpload(
  tx: Tx,
  owner: { tenantId: string; departmentId: string; personId: string },
  { id, kind, fileName, size }: CreateUploadInput,
): Promise<void> {
  await tx.$executeRaw`
    insert into app.upload (tenant_id, id, department_id, person_id, kind, file_name, size)
    values (${owner.tenantId}, ${id}::uuid, ${owner.departmentId}::uuid, ${owner.personId}::uuid, ${kind}, ${fileName}, ${size})`;
}

/** Notes that all bytes are there. A whole file waits for a week to be used. True when it was not whole before. */
export async function markComplete(tx: Tx, tenantId: string, id: string, sha256: string): Promise<boolean> {
  const changed = await tx.$executeRaw`
    update app.upload set completed_at = ctx.now(), sha256 = ${sha256}, expires_at = ctx.now() + interval '7 days'
     where tenant_id = ${tenantId} and id = ${id}::uuid and completed_at is null and removed_at is null`;
  return changed === 1;
}

/** Keeps a whole upload's bytes until somebody lets go of them again. */
export async function keepBytes(tx: Tx, tenantId: string, id: string, keep: boolean): Promise<boolean> {
  const changed = await tx.$executeRaw`
    update app.upload set expires_at = case when ${keep} then null else ctx.now() + interval '7 days' end
     where tenant_id = ${tenantId} and id = ${id}::uuid and completed_at is not null and removed_at is null`;
  return changed === 1;
}

export async function markRemoved(tx: Tx, tenantId: string, id: string): Promise<void> {
  await tx.$executeRaw`
    update app.upload set removed_at = ctx.now() where tenant_id = ${tenantId} and id = ${id}::uuid and removed_at is null`;
}

/** Marks what has waited too long, in every city, and answers the ids. */
export async function clearUploads(): Promise<string[]> {
  return withConnection("heliu_worker", async (client) => {
    const { rows } = await client.query<{ id: string }>("select id from gate.clear_uploads()");
    return rows.map(({ id }) => id);
  });
}

/** Lets go of old versions of mounted files, in every city, and answers how many. */
export async function letFilesGo(): Promise<number> {
  return withConnection("heliu_worker", async (client) => {
    const { rows } = await client.query<{ released: number }>("select gate.release_files() as released");
    return rows[0]?.released ?? 0;
  });
}
