import type { Scope, Tx } from "@/server/db/context";
import { Prisma } from "@/server/db/generated/client";
import type { CivilDate, Text } from "@/server/law";
import type { ReadRegisterInput, RecordVersion } from "@/server/registers/registers.schema";

/** A record as its row says. */
export interface StoredRecord {
  id: string;
  register: string;
  departmentId: string;
  departmentName: Text;
  regionId: string;
  concernsId: string | null;
  version: number;
  fields: Record<string, string>;
  marks: string[];
  dueOn: CivilDate | null;
  recordedAt: Date;
  changedAt: Date;
  withdrawnAt: Date | null;
}

export interface StoredDepartment {
  id: string;
  code: string;
  kind: string;
  regionId: string;
  name: Text;
  region: Text;
}

const NAME = Prisma.sql`jsonb_build_object('zh', d.name_zh, 'en', coalesce(nullif(d.name_en, ''), d.name_zh))`;
const RECORD = Prisma.sql`w.id, w.register, w.department_id as "departmentId", ${NAME} as "departmentName", w.region_id as "regionId",
  w.concerns_id as "concernsId", w.version, w.fields, w.marks, w.due_on::text as "dueOn", w.recorded_at as "recordedAt",
  w.changed_at as "changedAt", w.withdrawn_at as "withdrawnAt"`;

/** Every department of the city that is not retired, with its region. */
export async function listOffices(tx: Tx): Promise<StoredDepartment[]> {
  return tx.$queryRaw<StoredDepartment[]>`
    select d.id, d.code, d.kind, d.region_id as "regionId", ${NAME} as name,
        jsonb_build_object('zh', r.name_zh, 'en', r.name_en) as region
      from app.department d join app.region r on r.tenant_id = d.tenant_id and r.id = d.region_id
     where d.retired_at is null order by d.region_id, d.code`;
}

/** What every department has in every register, of what the reader sees. */
export async function countKept(tx: Tx): Promise<
  {
    register: string;
    departmentId: string;
    records: number;
    marked: number;
    lastDue: CivilDate | null;
    firstDue: CivilDate | null;
  }[]
> {
  return tx.$queryRaw`
    select w.register, w.department_id as "departmentId", count(*)::int as records,
        (count(*) filter (where w.marks <> '{}'))::int as marked, max(w.due_on)::text as "lastDue", min(w.due_on)::text as "firstDue"
      from app.register_record w where w.withdrawn_at is null group by 1, 2`;
}

/** Records of some registers that the reader sees and whose standing version the department has not replied to so. */
export async function listUnreplied(
  tx: Tx,
  departmentId: string,
  registers: string[],
): Promise<
  {
    register: string;
    departmentId: string;
    regionId: string;
    concernsId: string | null;
    fields: Record<string, string>;
    replied: string[];
  }[]
> {
  if (registers.length === 0) return [];
  return tx.$queryRaw`
    select w.register, w.department_id as "departmentId", w.region_id as "regionId", w.concerns_id as "concernsId",
        w.fields, coalesce((select array_agg(y.reply) from app.register_reply y
        where y.tenant_id = w.tenant_id and y.record_id = w.id and y.version = w.version and y.department_id = ${departmentId}::uuid), '{}') as replied
      from app.register_record w
     where w.withdrawn_at is null and w.register = any (${registers}::text[]) and w.department_id <> ${departmentId}::uuid
     limit 2000`;
}

/** One page of a register as the reader sees it, with the full count. */
export async function listRecords(
  tx: Tx,
  input: ReadRegisterInput,
  { today, newest }: { today: CivilDate; newest: boolean },
): Promise<{ rows: StoredRecord[]; total: number }> {
  const { register, state, departmentId, text, sort, direction, page, pageSize } = input;
  const like = text ? `%${text.replace(/[\\%_]/g, "\\$&")}%` : null;
  const superseded = newest
    ? Prisma.sql`and not exists (select from app.register_record l where l.tenant_id = w.tenant_id and l.register = w.register
        and l.department_id = w.department_id and l.withdrawn_at is null and l.due_on > w.due_on)`
    : Prisma.empty;
  const states = {
    current: Prisma.sql`w.withdrawn_at is null`,
    due: Prisma.sql`w.withdrawn_at is null and w.due_on < ${today}::date ${superseded}`,
    marked: Prisma.sql`w.withdrawn_at is null and w.marks <> '{}'`,
    withdrawn: Prisma.sql`w.withdrawn_at is not null`,
  };
  const orders = { changed: Prisma.sql`w.changed_at`, due: Prisma.sql`w.due_on`, department: Prisma.sql`d.code` };
  const way = direction === "asc" ? Prisma.sql`asc nulls last` : Prisma.sql`desc nulls last`;
  const rows = await tx.$queryRaw<(StoredRecord & { total: number })[]>`
    select ${RECORD}, count(*) over ()::int as total
      from app.register_record w join app.department d on d.tenant_id = w.tenant_id and d.id = w.department_id
     where w.register = ${register} and ${states[state]}
       and (${departmentId ?? null}::uuid is null or w.department_id = ${departmentId ?? null}::uuid)
       and (${like}::text is null or exists (select from jsonb_each_text(w.fields) f where f.value ilike ${like}))
     order by ${orders[sort]} ${way}, w.id limit ${pageSize} offset ${(page - 1) * pageSize}`;
  return { rows: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 };
}

/** One record as the reader sees it, or null. */
export async function findRecord(tx: Tx, id: string): Promise<StoredRecord | null> {
  const rows = await tx.$queryRaw<StoredRecord[]>`
    select ${RECORD} from app.register_record w join app.department d on d.tenant_id = w.tenant_id and d.id = w.department_id
     where w.id = ${id}::uuid`;
  return rows[0] ?? null;
}

/** Every version of a record, newest first. */
export async function listVersions(tx: Tx, id: string): Promise<RecordVersion[]> {
  return tx.$queryRaw<RecordVersion[]>`
    select v.version, v.act, v.fields, v.reason, v.at, p.name as person, ${NAME} as department
      from app.register_version v join app.department d on d.tenant_id = v.tenant_id and d.id = v.department_id
      left join app.person p on p.tenant_id = v.tenant_id and p.id = v.person_id
     where v.record_id = ${id}::uuid order by v.version desc`;
}

export interface StoredReply {
  id: string;
  reply: string;
  version: number;
  words: string;
  at: Date;
  person: string | null;
  departmentId: string;
  department: Text;
}

/** What was said to a record, oldest first. */
export async function listReplies(tx: Tx, id: string): Promise<StoredReply[]> {
  return tx.$queryRaw<StoredReply[]>`
    select y.id, y.reply, y.version, y.words, y.at, p.name as person, y.department_id as "departmentId", ${NAME} as department
      from app.register_reply y join app.department d on d.tenant_id = y.tenant_id and d.id = y.department_id
      left join app.person p on p.tenant_id = y.tenant_id and p.id = y.person_id
     where y.record_id = ${id}::uuid order by y.at, y.id`;
}

/** What stands in a record's row besides its keeper. */
export interface RecordHead {
  fields: Record<string, string>;
  concernsId: string | null;
  marks: string[];
  dueOn: CivilDate | null;
  open: boolean;
}

type Keeper = Pick<Scope["actor"], "tenantId" | "departmentId" | "regionId" | "personId">;

/** A new record with its first version. */
export async function saveRecord(
  tx: Tx,
  { tenantId, departmentId, regionId, personId }: Keeper,
  id: string,
  register: string,
  { fields, concernsId, marks, dueOn, open }: RecordHead,
): Promise<void> {
  const words = JSON.stringify(fields);
  await tx.$executeRaw`
    insert into app.register_record (tenant_id, id, register, department_id, region_id, concerns_id, version, fields, marks, due_on, open)
    values (${tenantId}, ${id}::uuid, ${register}, ${departmentId}::uuid, ${regionId}, ${concernsId}::uuid, 1, ${words}::jsonb,
      ${marks}::text[], ${dueOn}::date, ${open})`;
  await tx.$executeRaw`
    insert into app.register_version (tenant_id, record_id, version, act, fields, person_id, department_id)
    values (${tenantId}, ${id}::uuid, 1, 'recorded', ${words}::jsonb, ${personId}::uuid, ${departmentId}::uuid)`;
}

/**
 * The next version of a record, if nobody wrote one since it was shown.
 * @returns false when somebody did
 */
export async function saveVersion(
  tx: Tx,
  { tenantId, departmentId, personId }: Keeper,
  { id, version }: { id: string; version: number },
  head: RecordHead,
  { act, reason, at }: { act: Exclude<RecordVersion["act"], "recorded">; reason: string; at: Date },
): Promise<boolean> {
  const words = JSON.stringify(head.fields);
  const changed = await tx.$executeRaw`
    update app.register_record set version = ${version + 1}::int, fields = ${words}::jsonb, concerns_id = ${head.concernsId}::uuid,
        marks = ${head.marks}::text[], due_on = ${head.dueOn}::date, open = ${head.open}, changed_at = ${at}::timestamptz,
        withdrawn_at = ${act === "withdrawn" ? at : null}::timestamptz
     where tenant_id = ${tenantId} and id = ${id}::uuid and version = ${version}::int and withdrawn_at is null`;
  if (changed !== 1) return false;
  await tx.$executeRaw`
    insert into app.register_version (tenant_id, record_id, version, act, fields, reason, person_id, department_id)
    values (${tenantId}, ${id}::uuid, ${version + 1}::int, ${act}, ${words}::jsonb, ${reason}, ${personId}::uuid, ${departmentId}::uuid)`;
  return true;
}

/** Adds what somebody says to the standing version of a record. */
export async function saveReply(
  tx: Tx,
  { tenantId, departmentId, personId }: Keeper,
  { id, record, reply, words }: { id: string; record: StoredRecord; reply: string; words: string },
): Promise<void> {
  await tx.$executeRaw`
    insert into app.register_reply (tenant_id, id, record_id, version, reply, words, person_id, department_id)
    values (${tenantId}, ${id}::uuid, ${record.id}::uuid, ${record.version}::int, ${reply}, ${words}, ${personId}::uuid, ${departmentId}::uuid)`;
}

/** Where the same thing is on record or in the catalogue already, as the reader sees them; at most five. */
export async function findRepetitions(
  tx: Tx,
  { register, field, value, except }: { register: string; field: string; value: string; except: string | null },
): Promise<Text[]> {
  const rows = await tx.$queryRaw<{ where: Text }[]>`
    (select ${NAME} as where from app.register_record w join app.department d on d.tenant_id = w.tenant_id and d.id = w.department_id
      where w.register = ${register} and w.withdrawn_at is null and lower(w.fields ->> ${field}) = lower(${value})
        and (${except}::uuid is null or w.id <> ${except}::uuid) limit 5)
    union all
    (select jsonb_build_object('zh', e.name_zh, 'en', coalesce(nullif(e.name_en, ''), e.name_zh)) from app.data_item i
      join app.catalogue_entry e on e.tenant_id = i.tenant_id and e.id = i.entry_id and e.retired_at is null
      where lower(i.label_zh) = lower(${value}) or lower(i.label_en) = lower(${value}) limit 5)`;
  return rows.map(({ where }) => where).slice(0, 5);
}

/** Tells departments of a record. */
export async function saveRecordNotices(
  tx: Tx,
  tenantId: string,
  departmentIds: string[],
  { recordId, title, keeper }: { recordId: string; title: Text; keeper: Text },
): Promise<void> {
  await tx.notice.createMany({
    data: departmentIds.map((departmentId) => ({
      tenantId,
      departmentId,
      kind: "record-told",
      subjectKind: "record",
      subjectId: recordId,
      detail: {
        entryName: { zh: `${title.zh}（${keeper.zh}）`, en: `${title.en} (${keeper.en})` },
      },
    })),
  });
}

/** One page of what a city's portal shows of a register. */
export async function listOpenRecords(
  tx: Tx,
  register: string,
  { page, pageSize }: { page: number; pageSize: number },
): Promise<{
  rows: { id: string; department: Text; fields: Record<string, string>; changedAt: Date }[];
  total: number;
}> {
  const rows = await tx.$queryRaw<
    { id: string; department: Text; fields: Record<string, string>; changedAt: Date; total: number }[]
  >`
    select w.id, ${NAME} as department, w.fields, w.changed_at as "changedAt", count(*) over ()::int as total
      from app.register_record w join app.department d on d.tenant_id = w.tenant_id and d.id = w.department_id
     where w.register = ${register} order by w.changed_at desc, w.id limit ${pageSize} offset ${(page - 1) * pageSize}`;
  return { rows: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 };
}
