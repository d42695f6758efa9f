-- Every procedure is a case: corrections, catalogue changes, retirements, openings, rectifications, reports.
--
-- A case may be about an entry, about a department, or about neither. It is filed on the side that its procedure names:
-- by a department that asks, by one in its own affair, by an authority or government in its office's name, or by a
-- person outside government, who then sees that case and no other. Heads of departments sign in their own right. What
-- time decides by itself (a city may deem silence an answer) is a fact without a person.

set role heliu_ctx;
alter table ctx.role_rule drop constraint role_rule_scope_check;
alter table ctx.role_rule add constraint role_rule_scope_check
  check (scope in ('own', 'department', 'region', 'tenant', 'province', 'open'));
reset role;

set role heliu_owner;

alter table app."case"
  alter column entry_id drop not null,
  alter column requester_department_id drop not null,
  add column filed_as text not null default 'requester'
    check (filed_as in ('requester', 'provider', 'authority', 'government', 'applicant')),
  drop constraint case_check, -- a department's own affair has one department
  drop constraint case_check1, -- a person outside government has no department that could be the delegate
  add constraint delegate_is_another
    check (delegate_department_id is null or delegate_department_id is distinct from requester_department_id),
  add constraint nobody_asks_itself
    check (filed_as <> 'requester' or entry_id is null or requester_department_id <> provider_department_id),
  add constraint own_affair_is_own check (filed_as <> 'provider' or requester_department_id = provider_department_id),
  add constraint applicant_has_no_department check ((filed_as = 'applicant') = (requester_department_id is null)),
  -- A foreign key with a null in it is not checked: the parties of a dispute are those of its request only while all are there.
  add constraint dispute_names_its_parties
    check (parent_id is null or (filed_as = 'requester' and entry_id is not null and requester_department_id is not null)),
  -- Data is asked for by a department that will be judged, never in the name of who judges.
  add constraint data_is_asked_for
    check (filed_as = 'requester' or procedure not in ('sharing.unconditional', 'sharing.conditional', 'sharing.dispute'));
comment on column app."case".filed_as is 'The side on which it was filed; the filer''s department is requester_department_id, none for a person outside government.';
comment on column app."case".provider_department_id is 'The department that the case is put to; the filer''s own where the case is its own affair.';
create index case_by_applicant on app."case" (tenant_id, requester_person_id, filed_at desc) where filed_as = 'applicant'; -- "my applications"
create index case_by_procedure on app."case" (tenant_id, procedure, filed_at desc); -- the list of one procedure

-- What cases have done to an entry, kept beside it by a trigger (below) so that every door reads one row.
alter table app.catalogue_entry
  add column changed_at timestamptz, -- the last change that was reviewed and published
  add column retiring_at timestamptz, -- its consumers were told that it goes off
  add column retired_at timestamptz, -- taken off: no new request, no reading
  add column opening_suspended_at timestamptz, -- the public sees nothing until it is resumed
  add column checking int not null default 0 check (checking >= 0); -- open corrections: who uses it is told, whoever reported

alter table app.case_event
  alter column person_id drop not null,
  alter column department_id drop not null,
  alter column acted_as drop not null,
  drop constraint case_event_type_check,
  drop constraint case_event_acted_as_check,
  add constraint case_event_type_check check (type in ('filed', 'acted', 'resubmitted', 'withdrawn', 'expired')),
  add constraint case_event_acted_as_check check (acted_as in ('requester', 'requester-head', 'provider', 'provider-head',
    'delegate', 'authority', 'government', 'applicant')),
  add constraint time_is_nobody check ((type = 'expired') = (person_id is null) and (type = 'expired') = (acted_as is null)),
  add constraint department_of_an_office check (department_id is not null or type = 'expired' or acted_as = 'applicant');

drop policy parties_read on app."case";
create policy parties_read on app."case" for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (
    ((select ctx.may('case', 'read', 'department'))
      and (requester_department_id = (select ctx.department()) or provider_department_id = (select ctx.department())
        or delegate_department_id = (select ctx.department())))
    or ((select ctx.may('case', 'read', 'region')) and region_id = any ((select ctx.regions())::text[]))
    or (select ctx.may('case', 'read', 'tenant'))
    or ((select ctx.may('case', 'read', 'own')) and filed_as = 'applicant' and requester_person_id = (select ctx.person()))));

drop policy requester_files on app."case";
create policy filer_files on app."case" for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and version = 1 and requester_person_id = (select ctx.person()) and (
    (filed_as in ('requester', 'provider') and requester_department_id = (select ctx.department())
      and (select ctx.may('case', 'file', 'department')))
    or (filed_as = 'authority' and requester_department_id = (select ctx.department())
      and (select ctx.may('case', 'review', 'region')) and region_id = any ((select ctx.regions())::text[]))
    or (filed_as = 'government' and requester_department_id = (select ctx.department())
      and (select ctx.may('case', 'govern', 'region')) and region_id = any ((select ctx.regions())::text[]))
    or (filed_as = 'applicant' and (select ctx.department()) is null and (select ctx.may('case', 'file', 'own'))
      and (outcome is null or outcome not in ('granted', 'refused', 'rejected')))));
-- Whatever is filed, the department it is put to is the entry's own, and the region is that department's; nothing is filed
-- about an entry that was taken off, and by an account only about one that is open.
create policy put_to_the_entrys_department on app."case" as restrictive for insert to heliu_workspace
  with check (parent_id is not null
    or (entry_id is not null and exists (select from app.catalogue_entry e where e.tenant_id = (select ctx.tenant())
      and e.id = entry_id and e.department_id = provider_department_id and e.region_id = "case".region_id and e.retired_at is null))
    or (entry_id is null and exists (select from app.department d where d.tenant_id = (select ctx.tenant())
      and d.id = provider_department_id and d.region_id = "case".region_id)));

drop policy parties_move on app."case";
create policy parties_move on app."case" for update to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (
    ((select ctx.may('case', 'act', 'department'))
      and (requester_department_id = (select ctx.department()) or provider_department_id = (select ctx.department())
        or delegate_department_id = (select ctx.department())))
    or ((select ctx.may('case', 'act', 'region')) and region_id = any ((select ctx.regions())::text[]))
    or ((select ctx.may('case', 'act', 'own')) and filed_as = 'applicant' and requester_person_id = (select ctx.person())
      and (select ctx.department()) is null)))
  with check (tenant_id = (select ctx.tenant()));
-- An applicant goes on with an open case or takes it back; what is granted or refused others say.
create policy applicant_decides_nothing on app."case" as restrictive for update to heliu_workspace
  using (filed_as <> 'applicant' or requester_person_id <> (select ctx.person()) or stage is not null)
  with check (filed_as <> 'applicant' or requester_person_id <> (select ctx.person())
    or outcome is null or outcome not in ('granted', 'refused', 'rejected'));

drop policy act_as_what_you_are on app.case_event;
create policy act_as_what_you_are on app.case_event for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person())
    and department_id is not distinct from (select ctx.department())
    and exists (select from app."case" c where c.tenant_id = (select ctx.tenant()) and c.id = case_id and (
      (acted_as = 'requester' and c.filed_as = 'requester' and c.requester_department_id = (select ctx.department())
        and (select ctx.may('case', 'file', 'department')))
      or (acted_as = 'requester-head' and c.filed_as = 'requester' and c.requester_department_id = (select ctx.department())
        and (select ctx.may('case', 'sign', 'department')))
      or (acted_as = 'provider' and c.provider_department_id = (select ctx.department())
        and (c.filed_as = 'provider' or c.requester_department_id is distinct from c.provider_department_id)
        and (select ctx.may('case', 'act', 'department')))
      or (acted_as = 'provider-head' and c.provider_department_id = (select ctx.department())
        and (c.filed_as = 'provider' or c.requester_department_id is distinct from c.provider_department_id)
        and (select ctx.may('case', 'sign', 'department')))
      or (acted_as = 'delegate' and c.delegate_department_id = (select ctx.department())
        and (select ctx.may('case', 'act', 'department')))
      or (acted_as = 'authority' and (c.filed_as = 'authority' or c.requester_department_id is distinct from (select ctx.department()))
        and (c.filed_as = 'authority' or c.provider_department_id <> (select ctx.department()))
        and (select ctx.may('case', 'review', 'region')) and c.region_id = any ((select ctx.regions())::text[]))
      or (acted_as = 'government' and (c.filed_as = 'government' or c.requester_department_id is distinct from (select ctx.department()))
        and (select ctx.may('case', 'govern', 'region')) and c.region_id = any ((select ctx.regions())::text[]))
      or (acted_as = 'applicant' and c.filed_as = 'applicant' and c.requester_person_id = (select ctx.person())
        and (select ctx.department()) is null and (select ctx.may('case', 'act', 'own'))))));
-- Whoever applied as a person and works for the government since has no word in that case.
create policy nobody_decides_their_application on app.case_event as restrictive for insert to heliu_workspace
  with check (acted_as = 'applicant' or not exists (select from app."case" c where c.tenant_id = (select ctx.tenant()) and c.id = case_id
    and c.filed_as = 'applicant' and c.requester_person_id = (select ctx.person())));

create policy number_by_filer on app.case_number to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and ((select ctx.may('case', 'govern', 'region')) or (select ctx.may('case', 'file', 'own'))))
  with check (tenant_id = (select ctx.tenant()) and ((select ctx.may('case', 'govern', 'region')) or (select ctx.may('case', 'file', 'own'))));

-- Numbers are consecutive: whoever may give the next one gives that one and no other.
create function app.next_number() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp
  as $$
begin
  if tg_op = 'INSERT' and new.last <> 1
     or tg_op = 'UPDATE' and (new.last <> old.last + 1 or (new.tenant_id, new.year) <> (old.tenant_id, old.year)) then
    raise exception 'not the next number' using errcode = 'check_violation';
  end if;
  return new;
end $$;
revoke all on function app.next_number() from public;
create trigger next_number before insert or update on app.case_number for each row execute function app.next_number();

-- A person outside government knows no colleague, and is known to those who see what they filed and to the administrators.
drop policy colleagues on app.person;
create policy colleagues on app.person for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.kind()) = 'session' and (
    id = (select ctx.person())
    or ((select ctx.department()) is not null and (department_id is not null or (select ctx.may('person', 'read', 'tenant'))
      or id in (select c.requester_person_id from app."case" c where c.tenant_id = (select ctx.tenant()) and c.filed_as = 'applicant')))));
-- Roles are for people of a department; an account is opened by its owner and gets no other role.
create policy roles_within_government on app.role_assignment as restrictive for insert to heliu_workspace
  with check (role <> 'public_user' and exists (select from app.person p where p.tenant_id = (select ctx.tenant())
    and p.id = person_id and p.department_id is not null));
-- An account tells departments of its own case and of nothing else, and the calendar is for officials.
create policy account_tells_of_its_case on app.notice as restrictive for insert to heliu_workspace
  with check ((select ctx.department()) is not null
    or (subject_kind = 'case' and subject_id in (select c.id from app."case" c where c.tenant_id = (select ctx.tenant()))));
alter policy officials_read on app.calendar_year
  using ((select ctx.tenant()) is not null and (select ctx.kind()) = 'session' and (select ctx.department()) is not null);
-- Only a request for data leads to a grant, and none to data that was taken off.
create policy grants_follow_requests on app.data_grant as restrictive for insert to heliu_workspace
  with check (exists (select from app."case" c join app.catalogue_entry e on e.tenant_id = c.tenant_id and e.id = c.entry_id
    where c.tenant_id = (select ctx.tenant()) and c.id = case_id and c.procedure like 'sharing.%' and e.retired_at is null));

-- A person outside government sees the entries that are open, at once or on application; nothing else of the catalogue.
create policy open_to_accounts on app.catalogue_entry for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'read', 'open'))
    and opening_class in ('unconditional', 'conditional') and published_at <= (select ctx.now())
    and opening_suspended_at is null and retired_at is null);
create policy open_to_accounts on app.data_item for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'read', 'open'))
    and entry_id in (select e.id from app.catalogue_entry e where e.tenant_id = (select ctx.tenant())));

grant insert (filed_as) on app."case" to heliu_workspace;

reset role;

-- Every end that somebody decided is counted, whatever its name.
set role heliu_gate;
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
      if new.decided_at is not null then
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
reset role;

-- What a case did to an entry: announced its retirement, took it off, opened, closed or suspended it. A fact with a case, a
-- person and an instant; a trigger keeps what follows for the entry beside it, so that every door reads one row.
set role heliu_owner;

create table app.entry_fact (
  tenant_id text not null,
  id uuid not null default gen_random_uuid(),
  entry_id uuid not null,
  case_id uuid not null,
  fact text not null check (fact in ('publish-entry', 'announce-retirement', 'keep-entry', 'retire-entry', 'open-entry', 'close-entry',
    'suspend-opening', 'resume-opening')),
  opening_class text check (opening_class in ('unconditional', 'conditional')), -- of open-entry
  basis text not null default '',
  person_id uuid not null,
  at timestamptz not null default ctx.now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, entry_id) references app.catalogue_entry (tenant_id, id),
  foreign key (tenant_id, case_id) references app."case" (tenant_id, id),
  foreign key (tenant_id, person_id) references app.person (tenant_id, id),
  check ((fact = 'open-entry') = (opening_class is not null))
);
create index entry_fact_by_entry on app.entry_fact (tenant_id, entry_id, at); -- the history of one entry
comment on table app.entry_fact is 'What a case did to an entry of the catalogue; append-only.';

create table app.opening_register (
  tenant_id text not null,
  case_id uuid not null,
  entry_id uuid not null,
  entry_zh text not null, -- the name at that time: the portal does not read entries that are open on application
  entry_en text not null,
  applicant text not null check (length(applicant) between 1 and 200),
  purpose text not null,
  at timestamptz not null default ctx.now(),
  primary key (tenant_id, case_id),
  foreign key (tenant_id, case_id) references app."case" (tenant_id, id),
  foreign key (tenant_id, entry_id) references app.catalogue_entry (tenant_id, id)
);
create index opening_register_by_time on app.opening_register (tenant_id, at desc); -- the public list, newest first
comment on table app.opening_register is 'Who was given conditionally open data, for everybody to see (乐山 26); append-only.';

alter table app.entry_fact enable row level security;
alter table app.entry_fact force row level security;
alter table app.opening_register enable row level security;
alter table app.opening_register force row level security;

create policy staff_read on app.entry_fact for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'read', 'tenant')));
-- A case of the catalogue publishes and takes off, one of opening opens and closes, and only a review opens; the department
-- whose entry it is does it, or the office that acts in the case, in their own name and at that moment.
create policy case_does on app.entry_fact for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person())
    and at <= (select ctx.now()) and at > (select ctx.now()) - interval '1 second'
    and exists (select from app."case" c where c.tenant_id = (select ctx.tenant()) and c.id = case_id and c.entry_id = entry_fact.entry_id
      and case when fact in ('publish-entry', 'announce-retirement', 'keep-entry', 'retire-entry') then c.procedure like 'catalogue.%'
        when fact = 'open-entry' then c.procedure = 'opening.review' else c.procedure like 'opening.%' end
      and (c.filed_as <> 'applicant' or c.requester_person_id <> (select ctx.person()))
      and ((c.provider_department_id = (select ctx.department()) and (select ctx.may('case', 'act', 'department')))
        or (c.provider_department_id <> (select ctx.department())
          and (select ctx.may('case', 'review', 'region')) and c.region_id = any ((select ctx.regions())::text[]))
        or ((c.filed_as = 'government' or c.requester_department_id is distinct from (select ctx.department()))
          and (select ctx.may('case', 'govern', 'region')) and c.region_id = any ((select ctx.regions())::text[])))));
create policy staff_read on app.opening_register for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'read', 'tenant')));
create policy public_read on app.opening_register for select to heliu_portal
  using (tenant_id = (select ctx.tenant()));
-- Entered is who was given the data, under the account's name and the entry's, by those who gave it: never by oneself.
create policy case_enters on app.opening_register for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and at <= (select ctx.now()) and at > (select ctx.now()) - interval '1 second'
    and exists (select from app."case" c
      join app.person p on p.tenant_id = c.tenant_id and p.id = c.requester_person_id
      join app.catalogue_entry e on e.tenant_id = c.tenant_id and e.id = c.entry_id
      where c.tenant_id = (select ctx.tenant()) and c.id = case_id and c.entry_id = opening_register.entry_id
        and c.procedure = 'opening.application' and c.filed_as = 'applicant' and c.outcome = 'granted'
        and c.requester_person_id <> (select ctx.person())
        and p.name = applicant and e.name_zh = entry_zh and e.name_en = entry_en
        and ((c.provider_department_id = (select ctx.department()) and (select ctx.may('case', 'act', 'department')))
          or ((select ctx.may('case', 'review', 'region')) and c.region_id = any ((select ctx.regions())::text[])))));
create policy facts on app.catalogue_entry for update to heliu_gate using (true) with check (true);

drop policy public_read on app.catalogue_entry;
create policy public_read on app.catalogue_entry for select to heliu_portal
  using (tenant_id = (select ctx.tenant()) and opening_class = 'unconditional' and published_at <= (select ctx.now())
    and opening_suspended_at is null and retired_at is null);

grant select, insert on app.entry_fact, app.opening_register to heliu_workspace;
grant select on app.opening_register to heliu_portal;
grant update (checking, published_at, changed_at, retiring_at, retired_at, opening_class, opening_basis, opening_suspended_at)
  on app.catalogue_entry to heliu_gate;
revoke update (published_at, opening_class, opening_basis) on app.catalogue_entry from heliu_workspace; -- a fact changes them
-- Withheld: changing or deleting a fact; publishing, opening or taking off an entry by hand once it is compiled; entering
-- somebody into the register without a granted application.
reset role;

set role heliu_gate;
-- While a correction is open everybody who uses the entry is told so: service goes on meanwhile (朔州 17, 重庆 20).
create function gate.note_checking() returns trigger language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare d int := (case when new.stage is not null then 1 else 0 end);
begin
  if new.entry_id is null or new.procedure not like 'correction.%' then return null; end if;
  if tg_op = 'UPDATE' then d := d - (case when old.stage is not null then 1 else 0 end); end if;
  if d <> 0 then
    update app.catalogue_entry e set checking = e.checking + d where e.tenant_id = new.tenant_id and e.id = new.entry_id;
  end if;
  return null;
end $$;
comment on function gate.note_checking() is 'Counts the open corrections of an entry, for those who use it.';
revoke all on function gate.note_checking() from public;
grant execute on function gate.note_checking() to heliu_owner;

create function gate.apply_entry_fact() returns trigger language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
begin
  update app.catalogue_entry e set
    published_at = case when new.fact = 'publish-entry' then coalesce(e.published_at, new.at) else e.published_at end,
    changed_at = case when new.fact = 'publish-entry' then new.at else e.changed_at end,
    retiring_at = case new.fact when 'announce-retirement' then new.at when 'keep-entry' then null else e.retiring_at end,
    retired_at = case when new.fact = 'retire-entry' then new.at else e.retired_at end,
    opening_class = case new.fact when 'open-entry' then new.opening_class when 'close-entry' then 'withheld' else e.opening_class end,
    opening_basis = case when new.fact in ('open-entry', 'close-entry') then new.basis else e.opening_basis end,
    opening_suspended_at = case new.fact when 'suspend-opening' then new.at when 'resume-opening' then null else e.opening_suspended_at end
  where e.tenant_id = new.tenant_id and e.id = new.entry_id;
  return null;
end $$;
comment on function gate.apply_entry_fact() is 'Keeps beside an entry what its last facts mean for every door.';
revoke all on function gate.apply_entry_fact() from public;
grant execute on function gate.apply_entry_fact() to heliu_owner;

create or replace function gate.read_open(p_tenant text, p_entry uuid, p_way text, p_medium text, p_columns text[], p_filter jsonb,
    p_version int, p_after bigint, p_limit int,
    out status text, out detail text, out shown text[], out version int, out body text, out next bigint)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare c text[] := ctx.claims(); e record; k gate.reading; p record; f record;
begin
  if c is null or c[1] is distinct from p_tenant then status := 'missing'; return; end if;
  select x.id, h.version as v, h.relation, h.columns as hosted into e
    from app.catalogue_entry x
    left join app.hosted_table h on h.tenant_id = x.tenant_id and h.entry_id = x.id
      and case when p_version is null then h.active else h.version = p_version and h.dropped_at is null end
   where x.tenant_id = c[1] and x.id = p_entry and x.opening_class = 'unconditional' and x.published_at <= ctx.now()
     and x.opening_suspended_at is null and x.retired_at is null;
  if not found then status := 'missing'; return; end if;
  if e.relation is null then status := case when p_version is null then 'not-mounted' else 'moved-on' end; return; end if;
  k := gate.compile(c[1], p_entry, e.v, e.hosted,
    array(select i ->> 'name' from jsonb_array_elements(e.hosted) i where (i ->> 'grade')::int < 3), '{}', '[]');
  select * into p from gate.select_columns(k, p_columns);
  if p.bad is not null then status := 'invalid'; detail := p.bad; return; end if;
  select * into f from gate.conditions(p_filter, k.comparable, k.masked);
  if f.bad is not null then status := 'invalid'; detail := f.bad; return; end if;
  if coalesce(p_after, 0) = 0 then
    insert into app.open_use as u (tenant_id, entry_id, day, way, times)
      values (c[1], p_entry, (ctx.now() at time zone 'Asia/Shanghai')::date, case when p_way in ('export', 'api') then p_way else 'preview' end, 1)
      on conflict (tenant_id, entry_id, day, way) do update set times = u.times + 1;
  end if;
  select q.body, q.next into body, next
    from gate.run_page(e.relation, case when p_medium = 'csv' then p.csv_row else p.json_row end, f.sql, p_medium = 'csv', p_after,
      case p_way when 'export' then least(greatest(coalesce(p_limit, 1000), 1), 5000)
        when 'api' then least(greatest(coalesce(p_limit, 100), 1), 1000) else least(greatest(coalesce(p_limit, 20), 1), 100) end,
      (select sha256(s.salt || convert_to(p_entry::text, 'UTF8')) from gate.secret s)) q;
  shown := p.shown; version := e.v; status := 'ok';
end $$;
reset role;

set role heliu_owner;
create trigger note_checking after insert or update of stage on app."case" for each row execute function gate.note_checking();
create trigger apply_entry_fact after insert on app.entry_fact for each row execute function gate.apply_entry_fact();
reset role;
