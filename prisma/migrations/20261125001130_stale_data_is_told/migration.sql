-- Data that is older than the update cycle its entry states is told to its department: once a cycle, and not more often than
-- once a week. How long a cycle is, is no law's number: the catalogue's own words say it, and the worker brings the days.

set role heliu_owner;
create policy tell_stale_data on app.notice for insert to heliu_gate with check (kind = 'data-stale' and subject_kind = 'entry');
reset role;

set role heliu_gate;

create table gate.stale_data (
  tenant_id text not null,
  entry_id uuid not null,
  told_at timestamptz not null,
  primary key (tenant_id, entry_id)
);
revoke all on gate.stale_data from public;
alter table gate.stale_data enable row level security;
alter table gate.stale_data force row level security;
create policy remember on gate.stale_data to heliu_gate using (true) with check (true);
comment on table gate.stale_data is 'When a department was last told that an entry''s data is older than its cycle. For the worker''s door only.';

create function gate.tell_stale_data(p_days jsonb) returns int language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare n int; v_now timestamptz := ctx.now();
begin
  with stale as (
    select e.tenant_id, e.id, e.department_id, e.name_zh, e.name_en, d.at, (p_days ->> e.update_cycle)::int as days
      from app.catalogue_entry e
      cross join lateral (
        select coalesce(
          (select h.mounted_at from app.hosted_table h where h.tenant_id = e.tenant_id and h.entry_id = e.id and h.active),
          (select case m.kind when 'file' then m.at end from app.mount m
            where m.tenant_id = e.tenant_id and m.entry_id = e.id order by m.seq desc limit 1)) as at) d
     where e.published_at <= v_now and (e.retired_at is null or e.retired_at > v_now) and p_days ? e.update_cycle
       and d.at + make_interval(days => (p_days ->> e.update_cycle)::int) < v_now),
  told as (
    insert into gate.stale_data as g (tenant_id, entry_id, told_at) select s.tenant_id, s.id, v_now from stale s
    on conflict (tenant_id, entry_id) do update set told_at = v_now
      where exists (select from stale s where s.tenant_id = g.tenant_id and s.id = g.entry_id
        and (g.told_at < s.at or g.told_at <= v_now - make_interval(days => greatest(s.days, 7))))
    returning g.tenant_id, g.entry_id)
  insert into app.notice (tenant_id, department_id, kind, subject_kind, subject_id, detail)
    select s.tenant_id, s.department_id, 'data-stale', 'entry', s.id,
        jsonb_build_object('entryName', jsonb_build_object('zh', s.name_zh, 'en', s.name_en),
          'dueAt', to_char((s.at + make_interval(days => s.days)) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
      from told t join stale s on s.tenant_id = t.tenant_id and s.id = t.entry_id;
  get diagnostics n = row_count;
  return n;
end $$;
comment on function gate.tell_stale_data(jsonb) is
  'Tells departments which of their mounted data are older than their cycle (p_days: cycle → days). What stays with its provider is never old. Answers how many were told.';
revoke all on function gate.tell_stale_data(jsonb) from public;
grant execute on function gate.tell_stale_data(jsonb) to heliu_worker;

reset role;
