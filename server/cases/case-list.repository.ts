import type { ListCasesInput } from "@/server/cases/case.schema";
import type { NamedDepartment } from "@/server/catalogue/catalogue.schema";
import type { Tx } from "@/server/db/context";
import { Prisma } from "@/server/db/generated/client";
import type { ActorKind, Outcome, Text } from "@/server/law";

/** A case in a list, before the law has named its stage. */
export interface CaseListRow {
  id: string;
  number: string;
  procedure: string;
  bookDate: string;
  regionId: string;
  seatRegionId: string | null;
  /** Null where the case is about a department or a whole region. */
  entry: { id: string; name: Text } | null;
  filedAs: ActorKind;
  requesterPersonId: string;
  requester: { id: string | null; name: Text };
  provider: NamedDepartment;
  delegate: NamedDepartment | null;
  stage: string | null;
  waitingOn: ActorKind[];
  outcome: Outcome | null;
  endId: string | null;
  filedAt: Date;
  sentAt: Date | null;
  dueAt: Date | null;
  dueProvisional: boolean;
  decidedAt: Date | null;
  decidedOnTime: boolean | null;
  parentId: string | null;
  version: number;
}

/** The reader's place: department, own region, and what of the region's work is theirs. */
export interface Desk {
  tenantId: string;
  departmentId: string | null;
  regionId: string | null;
  reviews: boolean;
  governs: boolean;
  /** Heads of departments sign. */
  signs: boolean;
}

const named = (alias: string) =>
  Prisma.raw(
    `jsonb_build_object('id', ${alias}.id, 'name', jsonb_build_object('zh', ${alias}.name_zh, 'en', ${alias}.name_en))`,
  );

const COLUMNS = Prisma.sql`
  c.id, c.number, c.procedure, c.book_date::text as "bookDate", c.region_id as "regionId", c.seat_region_id as "seatRegionId",
  case when e.id is not null then ${named("e")} end as entry, c.filed_as as "filedAs", c.requester_person_id as "requesterPersonId",
  case when rd.id is not null then ${named("rd")}
    else jsonb_build_object('id', null, 'name', jsonb_build_object('zh', rp.name, 'en', rp.name)) end as requester, ${named("pd")} as provider,
  case when dd.id is not null then ${named("dd")} end as delegate, c.stage, c.waiting_on as "waitingOn", c.outcome, c.end_id as "endId",
  c.filed_at as "filedAt", c.sent_at as "sentAt", c.due_at as "dueAt", c.due_provisional as "dueProvisional", c.decided_at as "decidedAt",
  c.decided_on_time as "decidedOnTime", c.parent_id as "parentId", c.version`;

const NAMES = Prisma.sql`
  left join app.catalogue_entry e on e.tenant_id = c.tenant_id and e.id = c.entry_id
  join app.person rp on rp.tenant_id = c.tenant_id and rp.id = c.requester_person_id
  left join app.department rd on rd.tenant_id = c.tenant_id and rd.id = c.requester_department_id
  join app.department pd on pd.tenant_id = c.tenant_id and pd.id = c.provider_department_id
  left join app.department dd on dd.tenant_id = c.tenant_id and dd.id = c.delegate_department_id`;

export type Bucket = "me" | "others" | "decided";
export type InboxRow = CaseListRow & { bucket: Bucket; total: number; overdue: number; soon: number; returned: number };

/** How many rows of each list of the inbox are shown; the counters count all. */
export const INBOX_LIMITS: Record<Bucket, number> = { me: 100, others: 50, decided: 20 };

/**
 * The three lists of the inbox with their counts, in one statement.
 * @param times `now`, the last instant that is due soon, and since when "just decided" counts
 */
export async function listInboxRows(
  tx: Tx,
  desk: Desk,
  times: { now: Date; soon: Date; since: Date },
  completionStage: string,
): Promise<InboxRow[]> {
  const { tenantId, departmentId, regionId } = desk;
  const asked = Prisma.sql`(c.provider_department_id = ${departmentId}::uuid or c.delegate_department_id = ${departmentId}::uuid)`;
  const office =
    desk.reviews || desk.governs
      ? Prisma.sql`(c.region_id = ${regionId} or c.seat_region_id = ${regionId})`
      : Prisma.sql`false`;
  const concerned = Prisma.sql`(c.requester_department_id = ${departmentId}::uuid or ((${asked} or ${office}) and c.sent_at is not null))`;
  const mine = Prisma.sql`(
    ('requester' = any(c.waiting_on) and c.requester_department_id = ${departmentId}::uuid)
    or ('provider' = any(c.waiting_on) and c.provider_department_id = ${departmentId}::uuid)
    or (${desk.signs} and 'requester-head' = any(c.waiting_on) and c.requester_department_id = ${departmentId}::uuid)
    or (${desk.signs} and 'provider-head' = any(c.waiting_on) and c.provider_department_id = ${departmentId}::uuid)
    or ('delegate' = any(c.waiting_on) and c.delegate_department_id = ${departmentId}::uuid)
    or (${desk.reviews} and 'authority' = any(c.waiting_on) and c.seat_region_id = ${regionId}
      and (c.filed_as = 'authority' or c.requester_department_id is distinct from ${departmentId}::uuid)
      and (c.filed_as = 'authority' or c.provider_department_id <> ${departmentId}::uuid))
    or (${desk.governs} and 'government' = any(c.waiting_on) and c.seat_region_id = ${regionId}
      and (c.filed_as = 'government' or c.requester_department_id is distinct from ${departmentId}::uuid)))`;
  return tx.$queryRaw<InboxRow[]>`
    with found as (
      select c.tenant_id, c.id, c.due_at, c.stage, c.stage_since, c.decided_at, case when ${mine} then 'me' else 'others' end as bucket
        from app."case" c where c.tenant_id = ${tenantId} and c.stage is not null and ${concerned}
      union all
      select c.tenant_id, c.id, null, null, null, c.decided_at, 'decided'
        from app."case" c where c.tenant_id = ${tenantId} and c.decided_at >= ${times.since}::timestamptz and ${concerned}),
    ranked as (
      select *, count(*) over b::int as total, count(*) filter (where due_at < ${times.now}::timestamptz) over b::int as overdue,
          count(*) filter (where due_at >= ${times.now}::timestamptz and due_at <= ${times.soon}::timestamptz) over b::int as soon,
          count(*) filter (where stage = ${completionStage}) over b::int as returned,
          row_number() over (partition by bucket order by decided_at desc nulls last, due_at nulls last, stage_since, id) as place
        from found window b as (partition by bucket))
    select ${COLUMNS}, r.bucket, r.total, r.overdue, r.soon, r.returned
      from ranked r join app."case" c on c.tenant_id = r.tenant_id and c.id = r.id ${NAMES}
     where r.place <= case r.bucket when 'me' then ${INBOX_LIMITS.me}::int when 'others' then ${INBOX_LIMITS.others}::int else ${INBOX_LIMITS.decided}::int end
     order by r.bucket, r.place`;
}

const ORDER: Record<ListCasesInput["sort"], { up: Prisma.Sql; down: Prisma.Sql }> = {
  due: { up: Prisma.sql`c.due_at asc nulls last, c.id`, down: Prisma.sql`c.due_at desc nulls last, c.id` },
  filed: { up: Prisma.sql`c.filed_at asc, c.id`, down: Prisma.sql`c.filed_at desc, c.id` },
  decided: { up: Prisma.sql`c.decided_at asc nulls last, c.id`, down: Prisma.sql`c.decided_at desc nulls last, c.id` },
  number: { up: Prisma.sql`c.number asc`, down: Prisma.sql`c.number desc` },
};

/** One page of the cases that the reader may see, with the full count. */
export async function listCaseRows(
  tx: Tx,
  desk: Pick<Desk, "tenantId" | "departmentId">,
  input: ListCasesInput,
  now: Date,
): Promise<{ rows: CaseListRow[]; total: number }> {
  const like = input.text ? `%${input.text.replace(/[\\%_]/g, "\\$&")}%` : null;
  const order = ORDER[input.sort][input.descending ? "down" : "up"];
  const where = [
    Prisma.sql`c.tenant_id = ${desk.tenantId}`,
    ...(input.state === "open" ? [Prisma.sql`c.stage is not null`] : []),
    ...(input.state === "ended" ? [Prisma.sql`c.stage is null`] : []),
    ...(input.mine ? [Prisma.sql`c.requester_department_id = ${desk.departmentId}::uuid`] : []),
    ...(input.overdue ? [Prisma.sql`c.stage is not null and c.due_at < ${now}::timestamptz`] : []),
    ...(input.procedure ? [Prisma.sql`c.procedure = ${input.procedure}`] : []),
    ...(input.entryId ? [Prisma.sql`c.entry_id = ${input.entryId}::uuid`] : []),
    ...(like
      ? [
          Prisma.sql`(c.number ilike ${like} or e.name_zh ilike ${like} or e.name_en ilike ${like} or rd.name_zh ilike ${like}
            or rd.name_en ilike ${like} or pd.name_zh ilike ${like} or pd.name_en ilike ${like})`,
        ]
      : []),
  ];
  const found = await tx.$queryRaw<(CaseListRow & { total: number })[]>`
    select ${COLUMNS}, count(*) over ()::int as total from app."case" c ${NAMES}
     where ${Prisma.join(where, " and ")} order by ${order} limit ${input.pageSize} offset ${(input.page - 1) * input.pageSize}`;
  return { rows: found.map(({ total: _, ...row }) => row), total: found[0]?.total ?? 0 };
}
