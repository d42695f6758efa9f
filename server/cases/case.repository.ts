import type { EventContent, EventType, StoredApplication, StoredCase, StoredEvent } from "@/server/cases/stored-case";
import type { Tx } from "@/server/db/context";
import { Prisma } from "@/server/db/generated/client";
import type { ActorKind, Outcome } from "@/server/law/types";
import type { NoticeDetail, NoticeKind } from "@/server/notices/notice.schema";

/** Where a case stands after an event: the columns that the fold of its events decides. */
export interface Standing {
  stage: string | null;
  seatRegionId: string | null;
  waitingOn: ActorKind[];
  opinions: object;
  attributes: object;
  application: StoredApplication;
  outcome: Outcome | null;
  endId: string | null;
  receivedAt: Date | null;
  stageSince: Date;
  dueAt: Date | null;
  dueProvisional: boolean;
  overdueAt: Date | null;
  decidedAt: Date | null;
  decidedOnTime: boolean | null;
}

/** A fact about to be added. */
export interface NewEvent {
  type: EventType;
  act: string | null;
  actedAs: ActorKind;
  personId: string;
  departmentId: string | null;
  at: Date;
  content: EventContent;
  /** What it is to an answer that needs the head's agreement; null for every other fact. */
  proposal: "put" | "agreed" | "sent-back" | null;
}

export interface NewCase extends Standing {
  id: string;
  year: number;
  procedure: string;
  bookDate: string;
  parentId: string | null;
  entryId: string | null;
  regionId: string;
  filedAs: ActorKind;
  requesterDepartmentId: string | null;
  requesterPersonId: string;
  providerDepartmentId: string;
  delegateDepartmentId: string | null;
  filedAt: Date;
}

/** Who is told: a department, an applicant outside government, or whichever authority or government sits in a region. */
export type Recipient =
  | { departmentId: string }
  | { personId: string }
  | { kind: "authority" | "government"; regionId: string };

export interface NewNotice {
  to: Recipient;
  kind: NoticeKind;
  caseId: string;
  detail: NoticeDetail;
}

const name = (alias: string) =>
  Prisma.raw(
    `jsonb_build_object('id', ${alias}.id, 'name', jsonb_build_object('zh', ${alias}.name_zh, 'en', ${alias}.name_en))`,
  );

/** One case with everything around it, or null when it is missing or not for these eyes. */
export async function findCase(tx: Tx, tenantId: string, id: string): Promise<StoredCase | null> {
  const rows = await tx.$queryRaw<
    (Omit<StoredCase, "events"> & {
      events: (Omit<StoredEvent, "at" | "dueAt"> & { at: string; dueAt: string | null })[];
    })[]
  >`
    select c.tenant_id as "tenantId", c.id, c.number, c.version, c.procedure, c.book_date::text as "bookDate",
      c.parent_id as "parentId", (select p.number from app."case" p where p.tenant_id = c.tenant_id and p.id = c.parent_id) as "parentNumber",
      case when e.id is not null then ${name("e")} || jsonb_build_object('code', e.code, 'sharingClass', e.sharing_class) end as entry,
      c.filed_as as "filedAs",
      (select coalesce(jsonb_agg(jsonb_build_object('name', i.name, 'label', jsonb_build_object('zh', i.label_zh, 'en', i.label_en),
          'type', i.type, 'grade', i.grade, 'mask', i.mask) order by i.ordinal), '[]')
        from app.data_item i where i.tenant_id = c.tenant_id and i.entry_id = c.entry_id) as items,
      c.region_id as "regionId", jsonb_build_object('zh', r.name_zh, 'en', r.name_en) as "regionName",
      case when rd.id is not null then ${name("rd")} else jsonb_build_object('id', null, 'name', jsonb_build_object('zh', rp.name, 'en', rp.name)) end
        || jsonb_build_object('regionId', rd.region_id, 'personId', c.requester_person_id, 'person', rp.name) as requester,
      ${name("pd")} as provider, case when dd.id is not null then ${name("dd")} end as delegate,
      c.application, c.stage, c.waiting_on as "waitingOn", c.outcome, c.end_id as "endId", c.filed_at as "filedAt", c.sent_at as "sentAt",
      c.received_at as "receivedAt", c.stage_since as "stageSince", c.due_at as "dueAt", c.due_provisional as "dueProvisional",
      c.overdue_at as "overdueAt", c.decided_at as "decidedAt", c.decided_on_time as "decidedOnTime",
      (select g.id from app.data_grant g where g.tenant_id = c.tenant_id and g.case_id = c.id) as "grantId",
      (select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'number', d.number, 'outcome', d.outcome) order by d.filed_at), '[]')
        from app."case" d where d.tenant_id = c.tenant_id and d.parent_id = c.id) as disputes,
      (select jsonb_agg(jsonb_build_object('seq', v.seq, 'type', v.type, 'act', v.act, 'actedAs', v.acted_as,
          'personId', v.person_id, 'person', vp.name, 'departmentId', v.department_id,
          'department', case when vd.id is not null then jsonb_build_object('zh', vd.name_zh, 'en', vd.name_en) end, 'at', v.at, 'content', v.content, 'dueAt', v.due_at) order by v.seq)
        from app.case_event v
        left join app.person vp on vp.tenant_id = v.tenant_id and vp.id = v.person_id
        left join app.department vd on vd.tenant_id = v.tenant_id and vd.id = v.department_id
       where v.tenant_id = c.tenant_id and v.case_id = c.id) as events
    from app."case" c
    left join app.catalogue_entry e on e.tenant_id = c.tenant_id and e.id = c.entry_id
    join app.region r on r.tenant_id = c.tenant_id and r.id = c.region_id
    left join app.department rd on rd.tenant_id = c.tenant_id and rd.id = c.requester_department_id
    join app.person rp on rp.tenant_id = c.tenant_id and rp.id = c.requester_person_id
    join app.department pd on pd.tenant_id = c.tenant_id and pd.id = c.provider_department_id
    left join app.department dd on dd.tenant_id = c.tenant_id and dd.id = c.delegate_department_id
    where c.tenant_id = ${tenantId} and c.id = ${id}::uuid`;
  const row = rows[0];
  if (!row) return null;
  const events = row.events.map((event) => ({
    ...event,
    at: new Date(event.at),
    dueAt: event.dueAt ? new Date(event.dueAt) : null,
  }));
  return { ...row, events };
}

/** Gives the city's next number of the year and writes the row; answers the number (`2026-00042`). */
export async function saveFiledCase(tx: Tx, tenantId: string, row: NewCase): Promise<string> {
  const rows = await tx.$queryRaw<{ number: string }[]>`
    with next as (
      insert into app.case_number as n (tenant_id, year, last) values (${tenantId}, ${row.year}::int, 1)
      on conflict (tenant_id, year) do update set last = n.last + 1 returning last)
    insert into app."case" (tenant_id, id, number, procedure, book_date, parent_id, entry_id, region_id, filed_as, requester_department_id,
      requester_person_id, provider_department_id, delegate_department_id, application, attributes, stage, seat_region_id, waiting_on,
      opinions, outcome, end_id, filed_at, received_at, stage_since, due_at, due_provisional, decided_at, decided_on_time, version)
    select ${tenantId}, ${row.id}::uuid, ${`${row.year}-`} || lpad(next.last::text, 5, '0'), ${row.procedure}, ${row.bookDate}::date,
      ${row.parentId}::uuid, ${row.entryId}::uuid, ${row.regionId}, ${row.filedAs}, ${row.requesterDepartmentId}::uuid, ${row.requesterPersonId}::uuid,
      ${row.providerDepartmentId}::uuid, ${row.delegateDepartmentId}::uuid, ${JSON.stringify(row.application)}::jsonb,
      ${JSON.stringify(row.attributes)}::jsonb, ${row.stage}::text, ${row.seatRegionId}::text, ${row.waitingOn}::text[],
      ${JSON.stringify(row.opinions)}::jsonb, ${row.outcome}::text, ${row.endId}::text, ${row.filedAt}::timestamptz,
      ${row.receivedAt}::timestamptz, ${row.stageSince}::timestamptz, ${row.dueAt}::timestamptz, ${row.dueProvisional}::boolean,
      ${row.decidedAt}::timestamptz, ${row.decidedOnTime}::boolean, 1
    from next returning number`;
  const number = rows[0]?.number;
  if (!number) throw new Error("the case was filed without a number");
  return number;
}

/** Adds the filing fact of a case that was just written. */
export async function saveFiling(
  tx: Tx,
  tenantId: string,
  caseId: string,
  event: NewEvent,
  dueAt: Date | null,
): Promise<void> {
  await tx.$executeRaw`
    insert into app.case_event (tenant_id, case_id, seq, type, act, acted_as, person_id, department_id, at, content, due_at)
    values (${tenantId}, ${caseId}::uuid, 1, ${event.type}, ${event.act}::text, ${event.actedAs}, ${event.personId}::uuid,
      ${event.departmentId}::uuid, ${event.at}::timestamptz, ${JSON.stringify(event.content)}::jsonb, ${dueAt}::timestamptz)`;
}

/**
 * The one conditional write of an act: the row moves on only from the version that was judged, and the fact is added
 * only if it did. False = somebody was faster; nothing is written then.
 */
export async function saveMove(
  tx: Tx,
  tenantId: string,
  id: string,
  version: number,
  to: Standing,
  event: NewEvent,
): Promise<boolean> {
  const added = await tx.$executeRaw`
    with moved as (
      update app."case" set stage = ${to.stage}::text, seat_region_id = ${to.seatRegionId}::text, waiting_on = ${to.waitingOn}::text[],
        opinions = ${JSON.stringify(to.opinions)}::jsonb, attributes = ${JSON.stringify(to.attributes)}::jsonb,
        application = ${JSON.stringify(to.application)}::jsonb, outcome = ${to.outcome}::text, end_id = ${to.endId}::text,
        received_at = ${to.receivedAt}::timestamptz, stage_since = ${to.stageSince}::timestamptz, due_at = ${to.dueAt}::timestamptz,
        due_provisional = ${to.dueProvisional}::boolean, overdue_at = ${to.overdueAt}::timestamptz,
        decided_at = ${to.decidedAt}::timestamptz, decided_on_time = ${to.decidedOnTime}::boolean, version = version + 1
      where tenant_id = ${tenantId} and id = ${id}::uuid and version = ${version}::int and stage is not null
      returning tenant_id, id, version)
    insert into app.case_event (tenant_id, case_id, seq, type, act, acted_as, person_id, department_id, at, content, due_at, proposal)
    select tenant_id, id, version, ${event.type}, ${event.act}::text, ${event.actedAs}, ${event.personId}::uuid,
      ${event.departmentId}::uuid, ${event.at}::timestamptz, ${JSON.stringify(event.content)}::jsonb, ${to.dueAt}::timestamptz, ${event.proposal}::text
    from moved`;
  return added === 1;
}

/** Tells departments and applicants, in the transaction of the act that causes it. A recipient that sits nowhere is passed over. */
export async function saveNotices(tx: Tx, tenantId: string, at: Date, notices: NewNotice[]): Promise<void> {
  if (notices.length === 0) return;
  const rows = notices.map(({ to, kind, caseId, detail }) => ({
    ...to,
    office: "kind" in to ? to.kind : null,
    kind,
    caseId,
    detail,
  }));
  await tx.$executeRaw`
    insert into app.notice (tenant_id, department_id, person_id, kind, subject_kind, subject_id, detail, at)
    select ${tenantId}, d.id, n."personId", n.kind, 'case', n."caseId", n.detail, ${at}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as n("departmentId" uuid, "personId" uuid, office text, "regionId" text, kind text, "caseId" uuid, detail jsonb)
      left join app.department d on d.tenant_id = ${tenantId} and d.retired_at is null
        and (d.id = n."departmentId" or (d.kind = n.office and d.region_id = n."regionId"))
     where d.id is not null or n."personId" is not null`;
}
