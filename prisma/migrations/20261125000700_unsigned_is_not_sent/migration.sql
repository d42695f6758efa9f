-- What waits for the signature of the requester's own head has not been filed with anybody: it is that department's own paper.
--
-- The row remembers the instant at which it reached the other side. Before it the other side, its delegate and the offices
-- above it read nothing of it, and no number counts it; what has reached them once, they go on reading.

set role heliu_owner;

alter table app."case" add column sent_at timestamptz; -- null = still with the requester's own head, or taken back there
comment on column app."case".sent_at is 'The instant at which it left the requester''s own department; before it nobody else reads or counts it. Kept by a trigger.';

-- What there is already, as its facts tell: whatever somebody outside the requesting department has seen was sent.
alter table app."case" no force row level security;
alter table app.case_event no force row level security;
update app."case" c set sent_at = c.filed_at
 where not 'requester-head' = any (c.waiting_on)
   and (c.outcome is distinct from 'withdrawn' or exists (select from app.case_event v where v.tenant_id = c.tenant_id and v.case_id = c.id
     and (v.acted_as not in ('requester', 'requester-head') or v.act = 'sign')));
alter table app."case" force row level security;
alter table app.case_event force row level security;

create function app.note_sent() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp
  as $$
begin
  new.sent_at := case when tg_op = 'UPDATE' then old.sent_at end;
  if new.sent_at is null and not 'requester-head' = any (new.waiting_on) and new.outcome is distinct from 'withdrawn' then
    new.sent_at := case tg_op when 'INSERT' then new.filed_at else coalesce(new.decided_at, new.stage_since) end;
  end if;
  return new;
end $$;
comment on function app.note_sent() is 'Keeps the instant at which a case left the requester''s own department, whatever a statement says of it.';
revoke all on function app.note_sent() from public;
create trigger note_sent before insert or update on app."case" for each row execute function app.note_sent();

drop policy parties_read on app."case";
create policy parties_read on app."case" for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (
    ((select ctx.may('case', 'read', 'department'))
      and (requester_department_id = (select ctx.department()) or (sent_at is not null
        and (provider_department_id = (select ctx.department()) or delegate_department_id = (select ctx.department())))))
    or ((select ctx.may('case', 'read', 'region')) and region_id = any ((select ctx.regions())::text[])
      and (sent_at is not null or requester_department_id = (select ctx.department())))
    or (select ctx.may('case', 'read', 'tenant'))
    or ((select ctx.may('case', 'read', 'own')) and filed_as = 'applicant' and requester_person_id = (select ctx.person()))));

drop policy parties_move on app."case";
create policy parties_move on app."case" for update to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (
    ((select ctx.may('case', 'act', 'department'))
      and (requester_department_id = (select ctx.department()) or (sent_at is not null
        and (provider_department_id = (select ctx.department()) or delegate_department_id = (select ctx.department())))))
    or ((select ctx.may('case', 'act', 'region')) and region_id = any ((select ctx.regions())::text[])
      and (sent_at is not null or requester_department_id = (select ctx.department())))
    or ((select ctx.may('case', 'act', 'own')) and filed_as = 'applicant' and requester_person_id = (select ctx.person())
      and (select ctx.department()) is null)))
  with check (tenant_id = (select ctx.tenant()));
-- Withheld: writing the instant, from everyone.

reset role;

set role heliu_gate;
-- Counted as filed until now, though it has reached nobody.
update app.rollup r set filed = r.filed - u.n
  from (select c.tenant_id, c.region_id, c.provider_department_id, date_trunc('month', c.filed_at at time zone 'Asia/Shanghai')::date as month,
      c.procedure, count(*)::int as n from app."case" c where c.sent_at is null group by 1, 2, 3, 4, 5) u
 where r.tenant_id = u.tenant_id and r.region_id = u.region_id and r.department_id = u.provider_department_id and r.month = u.month
   and r.procedure = u.procedure;

-- A case is counted from the instant at which it reaches its provider, under the month in which it was filed.
create or replace function gate.count_case() returns trigger language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare
  d_decided int := 0; d_on_time int := 0; d_granted int := 0; d_refused int := 0; d_other int := 0; d_filed int := 0;
  d_late int := 0; d_open_late int := 0; v_known boolean := false;
begin
  if new.sent_at is null then return null; end if;
  if tg_op = 'UPDATE' then v_known := old.sent_at is not null; end if;
  if not v_known then d_filed := 1; end if;
  if tg_op = 'UPDATE' then
    if old.stage is not null and new.stage is null then
      if new.decided_at is not null and new.decided_on_time is not null then
        d_decided := 1;
        d_on_time := case when new.decided_on_time then 1 else 0 end;
      end if;
      if new.outcome = 'granted' then d_granted := 1;
      elsif new.outcome in ('refused', 'rejected') then d_refused := 1;
      else d_other := 1; end if;
    end if;
    if new.overdue_at is not null and not (v_known and old.overdue_at is not null) then d_late := 1; end if;
    d_open_late := (case when new.stage is not null and new.overdue_at is not null then 1 else 0 end)
                 - (case when v_known and old.stage is not null and old.overdue_at is not null then 1 else 0 end);
  end if;
  if tg_op = 'INSERT' and new.outcome = 'granted' then
    d_granted := 1; d_decided := 1; d_on_time := 1; -- taken directly, decided as it is filed
  end if;
  if d_filed + d_decided + d_granted + d_refused + d_other + d_late = 0 and d_open_late = 0 then
    return null;
  end if;
  insert into app.rollup as r (tenant_id, region_id, department_id, month, procedure,
      filed, decided, on_time, granted, refused, ended_otherwise, went_overdue, open_overdue)
    values (new.tenant_id, new.region_id, new.provider_department_id,
      date_trunc('month', new.filed_at at time zone 'Asia/Shanghai')::date, new.procedure,
      d_filed, d_decided, d_on_time, d_granted, d_refused, d_other, d_late, d_open_late)
    on conflict (tenant_id, region_id, department_id, month, procedure) do update set
      filed = r.filed + excluded.filed, decided = r.decided + excluded.decided, on_time = r.on_time + excluded.on_time,
      granted = r.granted + excluded.granted, refused = r.refused + excluded.refused,
      ended_otherwise = r.ended_otherwise + excluded.ended_otherwise, went_overdue = r.went_overdue + excluded.went_overdue,
      open_overdue = r.open_overdue + excluded.open_overdue;
  return null;
end $$;

create or replace function gate.mark_overdue() returns int language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare n int;
begin
  update app."case" set overdue_at = due_at
    where stage is not null and overdue_at is null and due_at <= ctx.now() - interval '1 second' and sent_at is not null;
  get diagnostics n = row_count;
  return n;
end $$;

create or replace function gate.correct_due(p_tenant text, p_case uuid, p_version int, p_was timestamptz, p_was_provisional boolean,
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
       and (d.id = c.requester_department_id or (d.id = c.provider_department_id and c.sent_at is not null)
         or ('delegate' = any (c.waiting_on) and d.id = c.delegate_department_id)
         or (d.kind in ('authority', 'government') and d.kind = any (c.waiting_on) and d.region_id = c.seat_region_id));
  return true;
end $$;

create or replace function gate.lapse_case(p_tenant text, p_case uuid, p_version int, p_at timestamptz, p_stage text, p_end text, p_seat text,
    p_waiting text[], p_received timestamptz, p_due timestamptz, p_provisional boolean) returns text
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare
  iso constant text := 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"';
  v_now timestamptz := ctx.now();
  c app."case"; s gate.silence; t record; v_end jsonb; v_grant uuid; v_waiting text[];
begin
  select w.* into c from app."case" w
   where w.tenant_id = p_tenant and w.id = p_case and w.version = p_version and w.stage is not null
     and w.due_at <= v_now - interval '1 second' and not w.due_provisional for update;
  if not found then return 'moved-on'; end if;
  select x.* into s from gate.silence x
   where x.tenant_id = c.tenant_id and x.procedure = c.procedure and x.stage = c.stage
     and c.book_date >= x.valid_from and (x.valid_until is null or c.book_date < x.valid_until);
  v_end := s.ends -> p_end;
  if s.stage is null or (p_stage is null) = (p_end is null) or (p_end is not null and v_end is null)
     or (p_stage is not null and not p_stage = any (s.enters)) then
    return 'not-deemed';
  end if;
  if p_at is null or p_at not between greatest(c.due_at + interval '1 second', v_now - interval '1 hour') and v_now
     or p_at < (select date_trunc('milliseconds', max(v.at)) from app.case_event v where v.tenant_id = p_tenant and v.case_id = p_case) then
    return 'not-now';
  end if;
  v_waiting := case when p_stage is null then '{}' else p_waiting end;
  if p_stage is not null and (coalesce(cardinality(v_waiting), 0) = 0 or not v_waiting <@ array['requester', 'requester-head', 'provider',
      'provider-head', 'delegate', 'authority', 'government', 'applicant']) then
    return 'waits-for-nobody';
  end if;
  if (v_end ->> 'reaches')::boolean then return 'reaches-out'; end if;
  if (v_end ->> 'grants')::boolean then
    select * into t from gate.deemed_terms(p_tenant, p_case, p_at);
    if t.bad is not null then return t.bad; end if;
  end if;
  update app."case" w set stage = p_stage, seat_region_id = case when p_stage is not null then p_seat end, waiting_on = v_waiting,
      opinions = case when p_stage is null then w.opinions else '[]' end, outcome = v_end ->> 'outcome', end_id = p_end,
      received_at = coalesce(p_received, w.received_at), stage_since = p_at, due_at = case when p_stage is not null then p_due end,
      due_provisional = p_stage is not null and p_due is not null and coalesce(p_provisional, false),
      overdue_at = coalesce(w.overdue_at, w.due_at), decided_at = case when v_end ->> 'outcome' <> 'withdrawn' then p_at end,
      decided_on_time = null, version = w.version + 1
    where w.tenant_id = p_tenant and w.id = p_case and w.version = p_version
    returning w.* into c;
  insert into app.case_event (tenant_id, case_id, seq, type, at, due_at) values (p_tenant, p_case, c.version, 'expired', p_at, c.due_at);
  if (v_end ->> 'grants')::boolean then
    v_grant := gen_random_uuid();
    insert into app.data_grant (tenant_id, id, case_id, entry_id, region_id, consumer_department_id, provider_department_id, approved_by,
        columns, masks, row_filter, purpose, storage_allowed, valid_from, valid_until, granted_at)
      values (c.tenant_id, v_grant, c.id, c.entry_id, c.region_id, c.requester_department_id, c.provider_department_id, null,
        t.columns, t.masks, t.row_filter, t.purpose, false, t.valid_from, t.valid_until, p_at);
  end if;
  insert into app.notice (tenant_id, department_id, kind, subject_kind, subject_id, detail, at)
    select c.tenant_id, d.id,
        case when p_stage = 'completion' then 'case-returned' when p_stage is not null then 'case-to-act'
          when c.outcome = 'granted' then 'case-granted' when c.outcome in ('refused', 'rejected') then 'case-refused'
          when c.outcome = 'withdrawn' then 'case-withdrawn' when c.outcome = 'disputed' then 'case-disputed' else 'case-ended' end,
        'case', c.id, jsonb_build_object('number', c.number, 'entryName',
          (select jsonb_build_object('zh', n.name_zh, 'en', n.name_en) from (
            select e.name_zh, e.name_en from app.catalogue_entry e where e.tenant_id = c.tenant_id and e.id = c.entry_id
            union all select p.name_zh, p.name_en from app.department p
              where c.entry_id is null and p.tenant_id = c.tenant_id and p.id = c.provider_department_id) n),
          'dueAt', to_char(c.due_at at time zone 'UTC', iso)) || case when c.due_provisional then '{"provisional": true}'::jsonb else '{}' end, p_at
      from app.department d
     where d.tenant_id = c.tenant_id and d.retired_at is null
       and case when p_stage is null then d.id = c.requester_department_id or (d.id = c.provider_department_id and c.sent_at is not null)
         else (c.waiting_on && '{requester, requester-head}' and d.id = c.requester_department_id)
           or (c.waiting_on && '{provider, provider-head}' and d.id = c.provider_department_id)
           or ('delegate' = any (c.waiting_on) and d.id = c.delegate_department_id)
           or (d.kind in ('authority', 'government') and d.kind = any (c.waiting_on) and d.region_id = c.seat_region_id) end;
  insert into app.audit_record (tenant_id, at, act, subject_kind, subject_id, detail)
    values (c.tenant_id, p_at, c.procedure || '.expired', 'case', c.id,
      jsonb_strip_nulls(jsonb_build_object('number', c.number, 'version', c.version, 'grantId', v_grant)));
  return 'lapsed';
end $$;
reset role;
