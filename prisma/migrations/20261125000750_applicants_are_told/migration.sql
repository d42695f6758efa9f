-- A person outside government is told of their application like a department of its own: that it was accepted, returned,
-- prolonged, decided. A notice is for one department or for one person.

set role heliu_owner;

alter table app.notice
  alter column department_id drop not null,
  add column person_id uuid,
  add foreign key (tenant_id, person_id) references app.person (tenant_id, id),
  add constraint one_is_told check ((department_id is null) <> (person_id is null));
create index notice_by_person on app.notice (tenant_id, person_id, at desc) where person_id is not null; -- "my applications"
comment on table app.notice is 'What a department, or an applicant outside government, is told: written with the act that causes it, in one transaction.';

drop policy own_notices on app.notice;
create policy own_notices on app.notice for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.kind()) = 'session'
    and (department_id = (select ctx.department()) or person_id = (select ctx.person())));
drop policy mark_read on app.notice;
create policy mark_read on app.notice for update to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.kind()) = 'session'
    and (department_id = (select ctx.department()) or person_id = (select ctx.person())))
  with check (tenant_id = (select ctx.tenant()) and (select ctx.kind()) = 'session'
    and (department_id = (select ctx.department()) or person_id = (select ctx.person())));
-- A person is told of what they applied for, and of nothing else.
create policy applicant_is_told_of_their_case on app.notice as restrictive for insert to heliu_workspace
  with check (person_id is null or (subject_kind = 'case' and exists (select from app."case" c where c.tenant_id = (select ctx.tenant())
    and c.id = subject_id and c.filed_as = 'applicant' and c.requester_person_id = person_id)));
drop policy tell_lapsed on app.notice;
create policy tell_lapsed on app.notice for insert to heliu_gate
  with check (subject_kind = 'case' and kind in ('case-to-act', 'case-returned', 'case-granted', 'case-refused', 'case-withdrawn',
    'case-disputed', 'case-ended', 'case-moved'));

reset role;

set role heliu_gate;

create or replace function gate.correct_due(p_tenant text, p_case uuid, p_version int, p_was timestamptz, p_was_provisional boolean,
    p_due timestamptz, p_provisional boolean) returns boolean
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare
  iso constant text := 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"';
  c app."case"; v_detail jsonb;
begin
  update app."case" w set due_at = p_due, due_provisional = p_provisional
    where w.tenant_id = p_tenant and w.id = p_case and w.version = p_version and w.stage is not null
      and w.due_at = p_was and w.due_provisional = p_was_provisional
      and (p_due <> p_was or p_provisional <> p_was_provisional)
      -- A schedule moves a last day by days; nobody moves it by months through this door.
      and p_due between p_was - interval '62 days' and p_was + interval '62 days'
    returning w.* into c;
  if not found then return false; end if;
  v_detail := jsonb_build_object('number', c.number,
        'entryName', (select jsonb_build_object('zh', e.name_zh, 'en', e.name_en) from app.catalogue_entry e
          where e.tenant_id = c.tenant_id and e.id = c.entry_id),
        'dueWas', to_char(p_was at time zone 'UTC', iso), 'dueAt', to_char(p_due at time zone 'UTC', iso), 'provisional', p_provisional);
  insert into app.notice (tenant_id, department_id, kind, subject_kind, subject_id, detail)
    select c.tenant_id, d.id, 'due-recomputed', 'case', c.id, v_detail
      from app.department d
     where d.tenant_id = c.tenant_id and d.retired_at is null
       and (d.id = c.requester_department_id or (d.id = c.provider_department_id and c.sent_at is not null)
         or ('delegate' = any (c.waiting_on) and d.id = c.delegate_department_id)
         or (d.kind in ('authority', 'government') and d.kind = any (c.waiting_on) and d.region_id = c.seat_region_id));
  if c.filed_as = 'applicant' then
    insert into app.notice (tenant_id, person_id, kind, subject_kind, subject_id, detail)
      values (c.tenant_id, c.requester_person_id, 'due-recomputed', 'case', c.id, v_detail);
  end if;
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
  c app."case"; s gate.silence; t record; v_end jsonb; v_grant uuid; v_waiting text[]; v_kind text; v_detail jsonb;
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
  v_kind := case when p_stage = 'completion' then 'case-returned' when p_stage is not null then 'case-to-act'
    when c.outcome = 'granted' then 'case-granted' when c.outcome in ('refused', 'rejected') then 'case-refused'
    when c.outcome = 'withdrawn' then 'case-withdrawn' when c.outcome = 'disputed' then 'case-disputed' else 'case-ended' end;
  v_detail := jsonb_build_object('number', c.number, 'entryName',
      (select jsonb_build_object('zh', n.name_zh, 'en', n.name_en) from (
        select e.name_zh, e.name_en from app.catalogue_entry e where e.tenant_id = c.tenant_id and e.id = c.entry_id
        union all select p.name_zh, p.name_en from app.department p
          where c.entry_id is null and p.tenant_id = c.tenant_id and p.id = c.provider_department_id) n),
      'dueAt', to_char(c.due_at at time zone 'UTC', iso)) || case when c.due_provisional then '{"provisional": true}'::jsonb else '{}' end;
  insert into app.notice (tenant_id, department_id, kind, subject_kind, subject_id, detail, at)
    select c.tenant_id, d.id, v_kind, 'case', c.id, v_detail, p_at
      from app.department d
     where d.tenant_id = c.tenant_id and d.retired_at is null
       and case when p_stage is null then d.id = c.requester_department_id or (d.id = c.provider_department_id and c.sent_at is not null)
         else (c.waiting_on && '{requester, requester-head}' and d.id = c.requester_department_id)
           or (c.waiting_on && '{provider, provider-head}' and d.id = c.provider_department_id)
           or ('delegate' = any (c.waiting_on) and d.id = c.delegate_department_id)
           or (d.kind in ('authority', 'government') and d.kind = any (c.waiting_on) and d.region_id = c.seat_region_id) end;
  if c.filed_as = 'applicant' then
    insert into app.notice (tenant_id, person_id, kind, subject_kind, subject_id, detail, at)
      values (c.tenant_id, c.requester_person_id,
        case when p_stage is null or 'applicant' = any (c.waiting_on) then v_kind else 'case-moved' end, 'case', c.id, v_detail, p_at);
  end if;
  insert into app.audit_record (tenant_id, at, act, subject_kind, subject_id, detail)
    values (c.tenant_id, p_at, c.procedure || '.expired', 'case', c.id,
      jsonb_strip_nulls(jsonb_build_object('number', c.number, 'version', c.version, 'grantId', v_grant)));
  return 'lapsed';
end $$;

reset role;
