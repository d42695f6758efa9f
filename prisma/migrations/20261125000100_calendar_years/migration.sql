-- The years of the holiday calendar that were imported on this deployment, and counting due dates again with them.
--
-- The schedule is the State Council's and the same for every city, so it belongs to the platform's own tenant: the
-- operator writes it, every signed-in official may read it. A correction is a new version; what was counted with an
-- earlier one can be told from the rows.
--
-- The worker reads no case by itself. It is handed who did what and when, without a word of it, in those cases whose last
-- day an unpublished or imported year may move; it counts again and hands the day back: the door moves it only if nothing else has moved meanwhile,
-- never by more than a schedule could, and never without telling both sides.

set role heliu_owner;

create table app.calendar_year (
  tenant_id text not null references app.tenant (id) check (tenant_id = 'platform'),
  year int not null check (year between 2004 and 2100),
  version int not null check (version > 0),
  days jsonb not null check (jsonb_typeof(days) = 'array'), -- [{date, kind, name: {zh, en}}], by date
  source_zh text not null check (length(source_zh) between 1 and 200),
  source_en text not null check (length(source_en) between 1 and 200),
  imported_by uuid not null,
  imported_at timestamptz not null default ctx.now(),
  primary key (tenant_id, year, version),
  foreign key (tenant_id, imported_by) references app.person (tenant_id, id)
);
comment on table app.calendar_year is 'Holiday schedules imported by the platform operator; the highest version of a year is in use, unless a file publishes that year.';
comment on column app.calendar_year.days is 'The holidays and make-up working days of the year; every other day follows the plain week.';

alter table app.calendar_year enable row level security;
alter table app.calendar_year force row level security;
create policy officials_read on app.calendar_year for select to heliu_workspace
  using ((select ctx.tenant()) is not null and (select ctx.kind()) = 'session');
create policy operator_imports on app.calendar_year for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and imported_by = (select ctx.person()) and (select ctx.may('calendar', 'manage', 'tenant')));
create policy serve on app.calendar_year for select to heliu_gate using (true);
grant select on app.calendar_year to heliu_workspace, heliu_gate;
grant insert (tenant_id, year, version, days, source_zh, source_en, imported_by) on app.calendar_year to heliu_workspace;
-- Withheld: change and deletion of a version, from every login; its instant, which the database gives.

create policy recount on app.case_event for select to heliu_gate using (true);
create policy tell_recounted on app.notice for insert to heliu_gate with check (kind = 'due-recomputed');
grant select on app.case_event to heliu_gate;
grant update (due_at, due_provisional) on app."case" to heliu_gate;
grant insert on app.notice to heliu_gate;

reset role;
set role heliu_gate;

create table gate.counted_calendar (
  only_row boolean primary key default true check (only_row),
  mark text not null,
  at timestamptz not null default ctx.now()
);
revoke all on gate.counted_calendar from public;
insert into gate.counted_calendar (mark) values ('');
comment on table gate.counted_calendar is 'The calendars with which every open case was last counted, so that a start counts again only when something changed.';

create function gate.imported_years() returns table (year int, version int, days jsonb)
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
begin
  return query select distinct on (y.year) y.year, y.version, y.days from app.calendar_year y order by y.year, y.version desc;
end $$;
comment on function gate.imported_years() is 'The imported years in use, for the processes of this deployment: public facts, no city''s rows.';

create function gate.counted_calendar() returns text language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$ begin return (select c.mark from gate.counted_calendar c); end $$;
comment on function gate.counted_calendar() is 'The mark of the calendars with which every open case was last counted.';

create function gate.note_counted_calendar(p_mark text) returns void language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
begin
  if length(p_mark) > 100 then
    raise exception 'mark too long' using errcode = '22001';
  end if;
  update gate.counted_calendar set mark = p_mark, at = ctx.now();
end $$;
comment on function gate.note_counted_calendar(text) is 'Every open case was counted with these calendars.';

-- Whether something was said, not what: the words of people never reach the worker.
create function gate.blanked(j jsonb) returns jsonb language plpgsql immutable
  set search_path = pg_catalog, pg_temp
  as $$
begin
  return case jsonb_typeof(j)
    when 'string' then to_jsonb(case when btrim(j #>> '{}') = '' then '' else '…' end)
    when 'array' then (select coalesce(jsonb_agg(gate.blanked(e) order by n), '[]') from jsonb_array_elements(j) with ordinality x(e, n))
    when 'object' then (select coalesce(jsonb_object_agg(k, gate.blanked(v)), '{}') from jsonb_each(j) x(k, v))
    else j end;
end $$;
comment on function gate.blanked(jsonb) is 'The same shape with every text that is not empty replaced by a mark.';

-- Forms may state a day, a number of days or one of a list, on which a clock depends; words stay blank.
create function gate.coded(j jsonb) returns jsonb language plpgsql immutable
  set search_path = pg_catalog, pg_temp
  as $$
begin
  return case jsonb_typeof(j)
    when 'object' then (select coalesce(jsonb_object_agg(k, case
        when jsonb_typeof(v) = 'string' and (v #>> '{}') ~ '^(\d{4}-\d{2}-\d{2}|\d{1,4}|[a-z][a-z0-9-]{0,40})$' then v
        else gate.blanked(v) end), '{}') from jsonb_each(j) x(k, v))
    else gate.blanked(j) end;
end $$;
comment on function gate.coded(jsonb) is 'A form with its days, numbers and choices, every sentence blanked.';

create function gate.outline(j jsonb) returns jsonb language plpgsql immutable
  set search_path = pg_catalog, pg_temp
  as $$
begin
  return case jsonb_typeof(j)
    when 'array' then (select coalesce(jsonb_agg(gate.outline(e) order by n), '[]') from jsonb_array_elements(j) with ordinality x(e, n))
    when 'object' then (select coalesce(jsonb_object_agg(k, case
        when k in ('reason', 'scope', 'purpose', 'citation', 'missingItems', 'dataItems', 'rowFilter', 'grant') then gate.blanked(v)
        when k = 'fields' then gate.coded(v)
        else gate.outline(v) end), '{}') from jsonb_each(j) x(k, v))
    else j end;
end $$;
comment on function gate.outline(jsonb) is 'What an event or application holds, with reasons, purposes, scopes, sources and filled-in fields blanked: enough to replay a case, nothing to read.';

create function gate.open_dues(p_from timestamptz, p_after_tenant text, p_after_case uuid, p_limit int)
  returns table (tenant_id text, case_id uuid, version int, procedure text, book_date text, application jsonb,
    due_at timestamptz, provisional boolean, events jsonb)
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
begin
  return query
    select c.tenant_id, c.id, c.version, c.procedure, c.book_date::text, gate.outline(c.application), c.due_at, c.due_provisional,
        (select jsonb_agg(jsonb_build_object('type', v.type, 'act', v.act, 'actedAs', v.acted_as, 'personId', v.person_id,
            'departmentId', v.department_id, 'at', v.at, 'content', gate.outline(v.content)) order by v.seq)
          from app.case_event v where v.tenant_id = c.tenant_id and v.case_id = c.id)
      from app."case" c
     where c.stage is not null and c.due_at is not null and (c.due_provisional or c.due_at >= p_from)
       and (c.tenant_id, c.id) > (coalesce(p_after_tenant, ''), coalesce(p_after_case, '00000000-0000-0000-0000-000000000000'))
     order by c.tenant_id, c.id limit least(p_limit, 500);
end $$;
comment on function gate.open_dues(timestamptz, text, uuid, int) is 'Open cases whose due date is provisional or lies at or after an instant (null = provisional ones only), with an outline of the facts that a count needs; by tenant and id.';

create function gate.correct_due(p_tenant text, p_case uuid, p_version int, p_was timestamptz, p_was_provisional boolean,
    p_due timestamptz, p_provisional boolean) returns boolean
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare
  iso constant text := 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"';
  c app."case";
begin
  update app."case" w set due_at = p_due, due_provisional = p_provisional
    where w.tenant_id = p_tenant and w.id = p_case and w.version = p_version and w.stage is not null
      and w.due_at = p_was and w.due_provisional = p_was_provisional
      and (p_due <> p_was or p_provisional <> p_was_provisional)
      -- A schedule moves a last day by days; nobody moves it by months through this door.
      and p_due between p_was - interval '62 days' and p_was + interval '62 days'
    returning w.* into c;
  if not found then return false; end if;
  insert into app.notice (tenant_id, department_id, kind, subject_kind, subject_id, detail)
    select c.tenant_id, d.id, 'due-recomputed', 'case', c.id, jsonb_build_object('number', c.number,
        'entryName', (select jsonb_build_object('zh', e.name_zh, 'en', e.name_en) from app.catalogue_entry e
          where e.tenant_id = c.tenant_id and e.id = c.entry_id),
        'dueWas', to_char(p_was at time zone 'UTC', iso), 'dueAt', to_char(p_due at time zone 'UTC', iso), 'provisional', p_provisional)
      from app.department d
     where d.tenant_id = c.tenant_id and d.retired_at is null
       and (d.id in (c.requester_department_id, c.provider_department_id)
         or ('delegate' = any (c.waiting_on) and d.id = c.delegate_department_id)
         or (d.kind in ('authority', 'government') and d.kind = any (c.waiting_on) and d.region_id = c.seat_region_id));
  return true;
end $$;
comment on function gate.correct_due(text, uuid, int, timestamptz, boolean, timestamptz, boolean) is
  'Puts the last day of an open case right after its calendar changed and tells both sides, and the office that it waits for. False when the case has moved on meanwhile; no fact is added and none is changed.';

create function gate.count_provisional(p_year int) returns int language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
begin
  if not ctx.may('calendar', 'manage', 'tenant') then
    raise exception 'refused' using errcode = '42501';
  end if;
  return (select count(*) from app."case" c
    where c.stage is not null and c.due_at >= make_timestamptz(p_year, 1, 1, 0, 0, 0, 'Asia/Shanghai')
      and c.stage_since < make_timestamptz(p_year + 1, 1, 1, 0, 0, 0, 'Asia/Shanghai')
      and (c.due_provisional or exists (select from app.calendar_year y where y.year = p_year)));
end $$;
comment on function gate.count_provisional(int) is 'How many open cases of all cities a schedule of this year would be counted again for: one number, for the operator who imports it.';

revoke all on function gate.blanked(jsonb), gate.coded(jsonb), gate.outline(jsonb), gate.imported_years(), gate.counted_calendar(), gate.note_counted_calendar(text),
  gate.open_dues(timestamptz, text, uuid, int),
  gate.correct_due(text, uuid, int, timestamptz, boolean, timestamptz, boolean), gate.count_provisional(int) from public;
grant execute on function gate.imported_years(), gate.counted_calendar(), gate.note_counted_calendar(text),
  gate.open_dues(timestamptz, text, uuid, int),
  gate.correct_due(text, uuid, int, timestamptz, boolean, timestamptz, boolean) to heliu_worker;
grant execute on function gate.count_provisional(int) to heliu_workspace;
-- Withheld: reading a case, a fact or a notice, from the worker itself; moving any other column, from everyone here.

reset role;
