-- Questions that a person keeps: their own list beside the catalogue, and on request a notice when an entry that meets one of
-- them is new or was changed by review. Nobody else reads what somebody looks for, not even an administrator.
--
-- What is told is found by the same door as any search, with the rights that the person has when it is told: whoever has
-- lost a role or an account is told nothing.

set role heliu_owner;

create table app.saved_search (
  tenant_id text not null references app.tenant (id),
  id uuid not null default gen_random_uuid(),
  person_id uuid not null,
  name text not null check (length(name) between 1 and 60),
  text text not null default '' check (length(text) <= 100),
  filter jsonb not null default '{}' check (jsonb_typeof(filter) = 'object' and length(filter::text) <= 1000),
  subscribed boolean not null default false,
  created_at timestamptz not null default ctx.now(),
  told_at timestamptz not null default ctx.now(), -- what came before this instant has been told, or was there already
  primary key (tenant_id, id),
  unique (tenant_id, person_id, name),
  foreign key (tenant_id, person_id) references app.person (tenant_id, id)
);
create index saved_search_to_tell on app.saved_search (tenant_id, told_at) where subscribed; -- the worker's look
comment on table app.saved_search is 'A question for entries that a person keeps, and whether they are told of new answers.';

alter table app.saved_search enable row level security;
alter table app.saved_search force row level security;
create policy own_searches on app.saved_search to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person()) and (select ctx.kind()) = 'session')
  with check (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person()) and (select ctx.kind()) = 'session');
create policy tell_found on app.saved_search to heliu_gate using (true) with check (true);
grant select, delete, insert (tenant_id, id, person_id, name, text, filter, subscribed), update (subscribed, told_at) on app.saved_search to heliu_workspace;
grant select, update (told_at) on app.saved_search to heliu_gate;
create policy tell_found on app.notice for insert to heliu_gate
  with check (kind = 'search-found' and subject_kind = 'search' and department_id is null);
create policy found_by_itself on app.notice as restrictive for insert to heliu_workspace with check (subject_kind <> 'search');
reset role;

set role heliu_ctx;
create function ctx.person_may(p_tenant text, p_person uuid, p_subject text, p_verb text, p_scope text) returns boolean
  language sql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
  select exists (select from app.person p
    join app.role_assignment a on a.tenant_id = p.tenant_id and a.person_id = p.id
    join ctx.role_rule r on r.role = a.role and r.subject = p_subject and r.verb = p_verb and r.scope = p_scope
    where p.tenant_id = p_tenant and p.id = p_person and p.disabled_at is null) $$;
comment on function ctx.person_may(text, uuid, text, text, text) is 'Whether a role that a person holds now, who may still sign in, has the verb. For the guards of the doors.';
revoke all on function ctx.person_may(text, uuid, text, text, text) from public;
grant execute on function ctx.person_may(text, uuid, text, text, text) to heliu_gate;
reset role;

set role heliu_gate;
create function gate.tell_searches(p_days jsonb) returns int language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare
  -- A transaction may commit after a look with an instant from before it: the last minute is left to the next look.
  v_until timestamptz := ctx.now() - interval '1 minute'; s record; q gate.search_question; n int; v_told int := 0;
begin
  for s in
    select x.* from app.saved_search x
     where x.subscribed and x.told_at < v_until and exists (select from gate.entry_search r
       where r.tenant_id = x.tenant_id and r.touched_at > x.told_at and r.touched_at <= v_until)
     order by x.tenant_id, x.told_at limit 1000 for update skip locked
  loop
    q := gate.understand(s.tenant_id, case
        when ctx.person_may(s.tenant_id, s.person_id, 'entry', 'read', 'tenant') then 'staff'
        when ctx.person_may(s.tenant_id, s.person_id, 'entry', 'read', 'open') then 'open' end, s.text, s.filter, p_days, true);
    if q is not null then
      execute 'select count(*) from gate.entry_search r where r.touched_at > $2 and r.touched_at <= $3 and r.lexemes @@ $1 and ' || q.visible || q.matches
        into n using q.found::tsquery, s.told_at, v_until;
      if n > 0 then
        insert into app.notice (tenant_id, person_id, kind, subject_kind, subject_id, detail)
          values (s.tenant_id, s.person_id, 'search-found', 'search', s.id,
            jsonb_build_object('found', n, 'entryName', jsonb_build_object('zh', s.name, 'en', s.name)));
        v_told := v_told + 1;
      end if;
    end if;
    update app.saved_search x set told_at = v_until where x.tenant_id = s.tenant_id and x.id = s.id;
  end loop;
  return v_told;
end $$;
comment on function gate.tell_searches(jsonb) is
  'Tells people who asked for it that entries meeting a search of theirs are new or were changed. Answers how many were told.';
revoke all on function gate.tell_searches(jsonb) from public;
grant execute on function gate.tell_searches(jsonb) to heliu_worker;
reset role;
