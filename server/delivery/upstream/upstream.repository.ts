import { type Tx, withConnection } from "@/server/db/context";
import type { Asked, Reader } from "@/server/delivery/gate.repository";
import type { Format } from "@/server/delivery/grant.schema";
import type { ReadingStatus } from "@/server/delivery/rules/reading-status";
import type { CredentialKind, MountKind, MountRow, UpstreamMapping } from "@/server/delivery/upstream/upstream.schema";

export interface OpenedUpstream {
  status: ReadingStatus;
  detail: string | null;
  accessRecordId: string;
  shown: string[];
  seq: number;
  missing: string[];
  limit: number;
  tenantId: string;
  entryId: string;
  address: string;
  credentialKind: CredentialKind;
  credentialName: string;
  credential: Uint8Array | null;
  mapping: UpstreamMapping;
}

/** What is asked of an upstream: `seq` and `after` as the last page's cursor gave them. */
export type UpstreamAsked = Pick<Asked, "columns" | "filter" | "limit" | "purpose"> & {
  seq: number | null;
  after: string | null;
};

/** Checks a reading and leaves its access record, committed when this returns. */
export async function openUpstream(
  reader: Reader,
  way: "preview" | "api" | "export",
  medium: "screen" | Format,
  { columns, filter, seq, after, limit, purpose }: UpstreamAsked,
): Promise<OpenedUpstream> {
  return withConnection("heliu_workspace", async (client) => {
    const { rows } = await client.query<OpenedUpstream>({
      name: "gate-open-upstream",
      text: `select status, detail, access_id as "accessRecordId", shown, seq, missing, page_limit as "limit", tenant_id as "tenantId",
          entry_id as "entryId", address, credential_kind as "credentialKind", credential_name as "credentialName", credential, mapping
        from gate.open_upstream($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      values: [
        reader.by,
        reader.token,
        reader.by === "key" ? reader.entryId : reader.grantId,
        way,
        medium,
        columns,
        filter.length === 0 ? null : JSON.stringify(filter),
        seq,
        after,
        limit,
        purpose,
      ],
    });
    return only(rows);
  });
}

export interface PassedUpstream {
  /** `upstream`: the answer cannot be used; `detail` says why. */
  status: ReadingStatus | "upstream";
  detail: string | null;
  body: string | null;
  next: string | null;
  /** Rows of the body. */
  rows: number | null;
}

/** An upstream's answer as the grant shows it; what became of the reading is on record when this returns. */
export async function passUpstream(
  reader: Reader,
  accessRecordId: string,
  text: string,
  took: Record<string, number>,
): Promise<PassedUpstream> {
  return withConnection("heliu_workspace", async (client) => {
    const { rows } = await client.query<PassedUpstream>({
      name: "gate-pass-upstream",
      text: "select status, detail, body, next, taken as rows from gate.pass_upstream($1, $2, $3, $4, $5)",
      values: [reader.by, reader.token, accessRecordId, text, JSON.stringify(took)],
    });
    return only(rows);
  });
}

/** Puts on record why an upstream gave nothing. */
export async function failUpstream(
  reader: Reader,
  accessRecordId: string,
  why: string,
  took: Record<string, number>,
): Promise<void> {
  await withConnection("heliu_workspace", async (client) => {
    await client.query({
      name: "gate-fail-upstream",
      text: "select gate.fail_upstream($1, $2, $3, $4, $5)",
      values: [reader.by, reader.token, accessRecordId, why, JSON.stringify(took)],
    });
  });
}

export interface OwnMount {
  seq: number;
  kind: MountKind;
  missing: string[] | null;
  address: string | null;
  credentialKind: CredentialKind | null;
  credentialName: string | null;
  mapping: UpstreamMapping | null;
  at: Date | null;
}

/**
 * How an entry of the person's own department is mounted.
 * @throws an error with code P0002 for an entry that is missing or another department's
 */
export async function findOwnMount(tx: Tx, entryId: string): Promise<OwnMount> {
  const rows = await tx.$queryRaw<OwnMount[]>`
    select seq, kind, missing, address, credential_kind as "credentialKind", credential_name as "credentialName", mapping, at
      from gate.own_mount(${entryId}::uuid)`;
  return only(rows);
}

/** The kept credential, sealed. */
export async function findSealed(tx: Tx, entryId: string): Promise<Uint8Array | null> {
  const rows = await tx.$queryRaw<
    { sealed: Uint8Array | null }[]
  >`select gate.sealed_credential(${entryId}::uuid) as sealed`;
  return rows[0]?.sealed ?? null;
}

export interface NewMount {
  entryId: string;
  /** The mount that the person saw. */
  seq: number;
  kind: MountKind;
  address: string | null;
  credentialKind: CredentialKind;
  credentialName: string;
  credential: Uint8Array<ArrayBuffer> | null;
  mapping: UpstreamMapping | null;
  missing: string[];
}

/** Mounts an entry in another way; the next reading goes there. */
export async function saveMount(
  tx: Tx,
  mount: NewMount,
): Promise<{ status: "changed" | "same" | "stale" | "nothing-hosted"; seq: number }> {
  const rows = await tx.$queryRaw<{ status: "changed" | "same" | "stale" | "nothing-hosted"; seq: number }[]>`
    select status, seq from gate.change_mount(${mount.entryId}::uuid, ${mount.seq}::int, ${mount.kind}, ${mount.address}, ${mount.credentialKind},
      ${mount.credentialName}, ${mount.credential}, ${JSON.stringify(mount.mapping ?? {})}::jsonb, ${mount.missing}::text[])`;
  return only(rows);
}

/** An entry's data items in order. */
export async function listItems(
  tx: Tx,
  tenantId: string,
  entryId: string,
): Promise<{ name: string; label: { zh: string; en: string } }[]> {
  return tx.$queryRaw`
    select i.name, jsonb_build_object('zh', i.label_zh, 'en', i.label_en) as label from app.data_item i
     where i.tenant_id = ${tenantId} and i.entry_id = ${entryId}::uuid order by i.ordinal`;
}

/** Every mount that an entry had, the last first. */
export async function listMounts(tx: Tx, tenantId: string, entryId: string): Promise<MountRow[]> {
  const rows = await tx.$queryRaw<
    (Omit<MountRow, "file"> & { name: string | null; kept: boolean; until: Date | null })[]
  >`
    select m.seq, m.kind, m.missing, coalesce(p.name, '') as person, m.at, m.file_name as name,
      u.id is not null and u.removed_at is null as kept, u.expires_at as until from app.mount m
      left join app.person p on p.tenant_id = m.tenant_id and p.id = m.person_id
      left join app.upload u on u.tenant_id = m.tenant_id and u.id = m.upload_id
     where m.tenant_id = ${tenantId} and m.entry_id = ${entryId}::uuid order by m.seq desc limit 50`;
  return rows.map(({ name, kept, until, ...row }) => ({ ...row, file: name === null ? null : { name, kept, until } }));
}

/** The last version of the hosted table that is still there. */
export async function findHosted(
  tx: Tx,
  tenantId: string,
  entryId: string,
): Promise<{ version: number; rowCount: number; at: Date } | null> {
  const rows = await tx.$queryRaw<{ version: number; rowCount: number; at: Date }[]>`
    select h.version, h.row_count::int as "rowCount", h.mounted_at as at from app.hosted_table h
     where h.tenant_id = ${tenantId} and h.entry_id = ${entryId}::uuid and h.dropped_at is null order by h.version desc limit 1`;
  return rows[0] ?? null;
}

/** Live grants on an entry, and those of them that hold one of these columns. */
export async function countGrants(
  tx: Tx,
  tenantId: string,
  entryId: string,
  missing: string[],
  now: Date,
): Promise<{ live: number; affected: number }> {
  const rows = await tx.$queryRaw<{ live: number; affected: number }[]>`
    select count(*)::int as live, count(*) filter (where g.columns && ${missing}::text[])::int as affected from app.data_grant g
     where g.tenant_id = ${tenantId} and g.entry_id = ${entryId}::uuid and g.revoked_at is null and g.valid_until > ${now}::timestamptz`;
  return rows[0] ?? { live: 0, affected: 0 };
}

function only<T>(rows: T[]): T {
  const row = rows[0];
  if (!row) throw new Error("the door of upstreams answered nothing");
  return row;
}
