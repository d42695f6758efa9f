-- What the law deems decided when time runs out happens by itself.
--
-- Nobody decides then: the grant and every record of its use have no approver, the fact and the audit row no person.
-- The worker is handed open cases whose last second has passed, without a word of them, folds them under the law of their
-- day and says where silence leads. The door believes it only where the tenants' files, as boot wrote them down, know
-- such a silence; what is granted is written here, from the case's own application.

set role heliu_owner;

alter table app.data_grant alter column approved_by drop not null;
alter table app.access_record alter column approved_by drop not null;
comment on column app.data_grant.approved_by is 'The person whose act made it, the requester''s own for direct access; null = deemed by the law when time ran out, nobody decided.';
comment on column app.access_record.approved_by is 'Who approved the grant that was used; null = deemed by the law, nobody decided.';
create index case_open_by_stage on app."case" (tenant_id, procedure, stage, due_at) where stage is not null; -- where silence decides

create policy note_lapse on app.case_event for insert to heliu_gate with check (type = 'expired');
create policy deem_granted on app.data_grant for insert to heliu_gate with check (approved_by is null);
create policy tell_lapsed on app.notice for insert to heliu_gate
  with check (subject_kind = 'case' and kind in ('case-to-act', 'case-returned', 'case-granted', 'case-refused', 'case-withdrawn',
    'case-disputed', 'case-ended'));
create policy note_lapse on app.audit_record for insert to heliu_gate
  with check (person_id is null and department_id is null and not denied and subject_kind = 'case' and act like '%.expired');
grant insert on app.case_event, app.data_grant to heliu_gate;
grant update (stage, seat_region_id, waiting_on, opinions, outcome, end_id, received_at, stage_since, decided_at, decided_on_time, version)
  on app."case" to heliu_gate;

reset role;
set role heliu_gate;

create table gate.silence (
  tenant_id text not null,
  procedure text not null,
  stage text not null,
  valid_from date not null, -- book dates for which it holds, half-open
  valid_until date,
  enters text[] not null, -- stages in which the case may then stand
  ends jsonb not null, -- end → {outcome, grants, reaches}; reaches = does something beyond the case
  primary key (tenant_id, procedure, stage, valid_from)
);
revoke all on gate.silence from public;
alter table gate.silence enable row level security;
alter table gate.silence force row level security;
create policy remember on gate.silence to heliu_gate using (true) with check (true);
comment on table gate.silence is 'Where the law of a city says what silence decides, as boot reads it from the tenants'' files. For the doors of this schema only.';

create function gate.publish_silences(p_tenants text[], p_rows jsonb) returns void language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
begin
  delete from gate.silence s where s.tenant_id = any (p_tenants);
  insert into gate.silence (tenant_id, procedure, stage, valid_from, valid_until, enters, ends)
    select r.tenant_id, r.procedure, r.stage, r.valid_from, r.valid_until, r.enters, r.ends
      from jsonb_to_recordset(p_rows)
        as r(tenant_id text, procedure text, stage text, valid_from date, valid_until date, enters text[], ends jsonb);
end $$;
comment on function gate.publish_silences(text[], jsonb) is 'Writes down anew what silence decides in these cities. For the owner alone, who synchronises the files.';

create function gate.lapsed_cases(p_after_tenant text, p_after_case uuid, p_limit int)
  returns table (tenant_id text, case_id uuid, version int, procedure text, book_date text, region_id text, requester_region_id text,
    stage_since timestamptz, due_at timestamptz, overdue_at timestamptz, application jsonb, events jsonb, at timestamptz)
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare v_now timestamptz := ctx.now();
begin
  return query
    select c.tenant_id, c.id, c.version, c.procedure, c.book_date::text, c.region_id,
        (select d.region_id from app.department d where d.tenant_id = c.tenant_id and d.id = c.requester_department_id),
        c.stage_since, c.due_at, c.overdue_at, gate.outline(c.application),
        (select jsonb_agg(jsonb_build_object('type', v.type, 'act', v.act, 'actedAs', v.acted_as, 'personId', v.person_id,
            'departmentId', v.department_id, 'at', v.at, 'content', gate.outline(v.content)) order by v.seq)
          from app.case_event v where v.tenant_id = c.tenant_id and v.case_id = c.id), v_now
      from gate.silence s
      join app."case" c on c.tenant_id = s.tenant_id and c.procedure = s.procedure and c.stage = s.stage
       and c.book_date >= s.valid_from and (s.valid_until is null or c.book_date < s.valid_until)
       and c.due_at <= v_now - interval '1 second' and not c.due_provisional
     where (c.tenant_id, c.id) > (coalesce(p_after_tenant, ''), coalesce(p_after_case, '00000000-0000-0000-0000-000000000000'))
     order by c.tenant_id, c.id limit least(p_limit, 500);
end $$;
comment on function gate.lapsed_cases(text, uuid, int) is
  'Open cases in a stage where silence decides, whose last second has passed, with an outline of the facts that a fold needs; by tenant and id. A provisional last day decides nothing.';

-- What silence may grant: what was asked for, under the items' own masks. Nobody looks at it, so that whatever somebody
-- would have to look at keeps silence from deciding; `bad` says what. Inside gate.lapse_case only.
create function gate.deemed_terms(p_tenant text, p_case uuid, p_at timestamptz,
    out bad text, out columns text[], out masks jsonb, out row_filter jsonb, out purpose text, out valid_from timestamptz, out valid_until timestamptz)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
  as $$
declare
  a jsonb; v_entry uuid; v_filed int;
  day constant text := '^\d{4}-\d{2}-\d{2}$';
begin
  select c.application, e.id into a, v_entry
    from app."case" c
    join app.catalogue_entry e on e.tenant_id = c.tenant_id and e.id = c.entry_id and e.retired_at is null
   where c.tenant_id = p_tenant and c.id = p_case and c.requester_department_id is not null;
  if not found then bad := 'no-consumer-or-entry'; return; end if;
  select max(v.seq) into v_filed from app.case_event v
    where v.tenant_id = p_tenant and v.case_id = p_case and v.type in ('filed', 'resubmitted');
  -- One of several deciders has narrowed the terms: putting them together is a person's work.
  if exists (select from app.case_event v where v.tenant_id = p_tenant and v.case_id = p_case and v.seq > v_filed
      and coalesce(v.content -> 'grant', '{}') not in ('{}', 'null')) then
    bad := 'terms-set'; return;
  end if;
  select array_agg(i.name order by x.n), jsonb_object_agg(i.name, i.mask) into columns, masks
    from jsonb_array_elements_text(case jsonb_typeof(a -> 'dataItems') when 'array' then a -> 'dataItems' else '[]' end) with ordinality x(name, n)
    join app.data_item i on i.tenant_id = p_tenant and i.entry_id = v_entry and i.name = x.name;
  if columns is null then bad := 'no-columns'; return; end if;
  -- A condition on a masked item would tell, by the rows that are left, what the mask hides.
  row_filter := coalesce(a -> 'rowFilter', '[]');
  if jsonb_typeof(row_filter) <> 'array' or exists (select from jsonb_array_elements(row_filter) f
      where not exists (select from app.data_item i where i.tenant_id = p_tenant and i.entry_id = v_entry
        and i.name = f ->> 'column' and i.mask = 'none')) then
    bad := 'masked-condition'; return;
  end if;
  select coalesce((select v.content ->> 'purpose' from app.case_event v where v.tenant_id = p_tenant and v.case_id = p_case
      and v.seq > v_filed and btrim(v.content ->> 'purpose') <> '' order by v.seq desc limit 1), a -> 'fields' ->> 'purpose') into purpose;
  if coalesce(btrim(purpose), '') = '' then bad := 'no-purpose'; return; end if;
  if coalesce(a ->> 'from', '') !~ day or coalesce(a ->> 'until', '') !~ day or a ->> 'until' < a ->> 'from' then bad := 'no-term'; return; end if;
  valid_from := (a ->> 'from')::date::timestamp at time zone 'Asia/Shanghai';
  valid_until := ((a ->> 'until')::date + 1)::timestamp at time zone 'Asia/Shanghai';
  if valid_until <= p_at then bad := 'term-over'; end if;
end $$;

create function gate.lapse_case(p_tenant text, p_case uuid, p_version int, p_at timestamptz, p_stage text, p_end text, p_seat text,
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
       and case when p_stage is null then d.id in (c.requester_department_id, c.provider_department_id)
         else (c.waiting_on && '{requester, requester-head}' and d.id = c.requester_department_id)
           or (c.waiting_on && '{provider, provider-head}' and d.id = c.provider_department_id)
           or ('delegate' = any (c.waiting_on) and d.id = c.delegate_department_id)
           or (d.kind in ('authority', 'government') and d.kind = any (c.waiting_on) and d.region_id = c.seat_region_id) end;
  insert into app.audit_record (tenant_id, at, act, subject_kind, subject_id, detail)
    values (c.tenant_id, p_at, c.procedure || '.expired', 'case', c.id,
      jsonb_strip_nulls(jsonb_build_object('number', c.number, 'version', c.version, 'grantId', v_grant)));
  return 'lapsed';
end $$;
comment on function gate.lapse_case(text, uuid, int, timestamptz, text, text, text, text[], timestamptz, timestamptz, boolean) is
  'Writes what the law deems decided: row, fact, grant where that end grants, notices and audit, all or nothing and once. Answers lapsed, or why not; nothing is written then. An end that does something beyond its case (publishes, takes off, opens an entry, opens a dispute by itself) is never reached by silence (reaches-out): the case stays open for a person.';

-- Nobody decided what the law deems decided: its outcome counts, but neither as decided on time nor as decided late.
create or replace function gate.count_case() returns trigger language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare
  d_decided int := 0; d_on_time int := 0; d_granted int := 0; d_refused int := 0; d_other int := 0; d_filed int := 0;
  d_late int := 0; d_open_late int := 0;
begin
  if tg_op = 'INSERT' then
    d_filed := 1;
  else
    if old.stage is not null and new.stage is null then
      if new.decided_at is not null and new.decided_on_time is not null then
        d_decided := 1;
        d_on_time := case when new.decided_on_time then 1 else 0 end;
      end if;
      if new.outcome = 'granted' then d_granted := 1;
      elsif new.outcome in ('refused', 'rejected') then d_refused := 1;
      else d_other := 1; end if;
    end if;
    if old.overdue_at is null and new.overdue_at is not null then d_late := 1; end if;
    d_open_late := (case when new.stage is not null and new.overdue_at is not null then 1 else 0 end)
                 - (case when old.stage is not null and old.overdue_at is not null then 1 else 0 end);
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

-- With what the law deems decided, a part may be more than what somebody decided: no rate lies beyond the whole.
create or replace function gate.rate_floor(p_part int, p_whole int) returns int language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$
  select case when p_whole < 10 then null when p_part >= p_whole then 100 when p_part = 0 then 0
    else (p_part * 100 / (p_whole * step)) * step end
  from (select coalesce(min(s), 50) as step from unnest(array[1, 2, 5, 10, 20, 25, 50]) s where s * p_whole >= 300) x $$;
create or replace function gate.rate_ceiling(p_part int, p_whole int) returns int language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$
  select case when p_whole < 10 then null when p_part >= p_whole then 100 when p_part = 0 then 0
    else (p_part * 100 / (p_whole * step)) * step + step end
  from (select coalesce(min(s), 50) as step from unnest(array[1, 2, 5, 10, 20, 25, 50]) s where s * p_whole >= 300) x $$;

revoke all on function gate.publish_silences(text[], jsonb), gate.lapsed_cases(text, uuid, int), gate.deemed_terms(text, uuid, timestamptz),
  gate.lapse_case(text, uuid, int, timestamptz, text, text, text, text[], timestamptz, timestamptz, boolean) from public;
grant execute on function gate.publish_silences(text[], jsonb) to heliu_owner;
grant execute on function gate.lapsed_cases(text, uuid, int),
  gate.lapse_case(text, uuid, int, timestamptz, text, text, text, text[], timestamptz, timestamptz, boolean) to heliu_worker;
-- Withheld: saying where silence decides, what it grants and to whom, from the worker; a grant without approver, from everyone else.

reset role;
