-- Rollups: counts kept as the events happen, so that a province's page costs the same with ten cities or three hundred.
--
-- A trigger counts, so that no code path can forget or invent. Nobody reads the table itself but the counting role:
-- provinces and cities read through gate.compare(), which suppresses small numbers before they leave.

set role heliu_owner;
grant create on schema app to heliu_gate;

create table app.rollup (
  tenant_id text not null references app.tenant (id),
  region_id text not null,
  department_id uuid not null, -- the provider, whose timeliness it is
  month date not null check (extract(day from month) = 1), -- Shanghai month of filing
  procedure text not null,
  filed int not null default 0,
  decided int not null default 0,
  on_time int not null default 0,
  granted int not null default 0,
  refused int not null default 0,
  ended_otherwise int not null default 0,
  went_overdue int not null default 0,
  open_overdue int not null default 0,
  primary key (tenant_id, region_id, department_id, month, procedure),
  foreign key (tenant_id, region_id) references app.region (tenant_id, id),
  foreign key (tenant_id, department_id) references app.department (tenant_id, id)
);
comment on table app.rollup is 'Counts of cases by provider, month of filing and procedure. Kept by trigger; never written by hand.';
alter table app.rollup enable row level security;
alter table app.rollup force row level security;
create policy count on app.rollup to heliu_gate using (true) with check (true);
grant select, insert, update on app.rollup to heliu_gate;
-- Withheld: everything, from every login. gate.compare() is the only way to see a count.

create policy sweep on app."case" to heliu_gate using (true) with check (true);
grant select on app."case" to heliu_gate;
grant update (overdue_at) on app."case" to heliu_gate;
create policy compare on app.tenant for select to heliu_gate using (true);
create policy compare on app.region for select to heliu_gate using (true);
create policy compare on app.department for select to heliu_gate using (true);
grant select on app.tenant, app.region, app.department to heliu_gate;
revoke create on schema app from heliu_gate;
reset role;

set role heliu_ctx;
grant execute on function ctx.claims() to heliu_gate;
reset role;

set role heliu_gate;

create function gate.count_case() returns trigger language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare
  d_decided int := 0; d_on_time int := 0; d_granted int := 0; d_refused int := 0; d_other int := 0; d_filed int := 0;
  d_late int := 0; d_open_late int := 0;
begin
  if tg_op = 'INSERT' then
    d_filed := 1;
  else
    if (old.stage is null) <> (new.stage is null) and old.stage is not null then
      if new.outcome in ('granted', 'refused', 'settled', 'settled-supply', 'settled-withhold', 'not-settled', 'decided', 'disputed', 'returned')
         and new.decided_at is not null then
        d_decided := 1;
        d_on_time := case when new.decided_on_time then 1 else 0 end;
      end if;
      if new.outcome = 'granted' then d_granted := 1; elsif new.outcome = 'refused' then d_refused := 1; else d_other := 1; end if;
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
revoke all on function gate.count_case() from public;
grant execute on function gate.count_case() to heliu_owner;

-- Lateness is a fact of its own: the sweep notes it once, and the rollup counts it.
create function gate.mark_overdue() returns int language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare n int;
begin
  update app."case" set overdue_at = due_at
    where stage is not null and overdue_at is null and due_at < ctx.now();
  get diagnostics n = row_count;
  return n;
end $$;
comment on function gate.mark_overdue() is 'Notes every open step whose last day has passed; safe to run at any time, as often as one likes.';
revoke all on function gate.mark_overdue() from public;
grant execute on function gate.mark_overdue() to heliu_worker;

create function gate.compare(p_by text, p_from date, p_until date)
  returns table (tenant_id text, region_id text, quarter date, procedure text, filed int, decided int, on_time int,
    granted int, refused int, overdue int, open_overdue int, suppressed boolean)
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare
  small constant int := 10; -- SECURE 22: cells below ten are not shown
begin
  return query
    with cells as (
      select r.tenant_id, case when p_by = 'region' then r.region_id end as region_id,
             case when grouping(date_trunc('quarter', r.month)) = 0 then date_trunc('quarter', r.month)::date end as quarter,
             case when grouping(r.procedure) = 0 then r.procedure end as procedure,
             sum(r.filed)::int filed, sum(r.decided)::int decided, sum(r.on_time)::int on_time, sum(r.granted)::int granted,
             sum(r.refused)::int refused, sum(r.went_overdue)::int overdue, sum(r.open_overdue)::int open_overdue
        from app.rollup r
        join app.tenant t on t.id = r.tenant_id
       where r.month >= p_from and r.month < p_until
         and (
           (p_by = 'tenant' and (select ctx.may('rollup', 'read', 'province')) and t.province = (select ctx.province()))
           or (p_by = 'region' and (select ctx.may('rollup', 'read', 'province')) and t.province = (select ctx.province()))
           or (p_by = 'region' and (select ctx.may('rollup', 'read', 'region')) and t.id = (select ctx.tenant())
               and r.region_id = any ((select ctx.regions())::text[])))
       group by r.tenant_id, case when p_by = 'region' then r.region_id end,
         grouping sets ((), (date_trunc('quarter', r.month)), (r.procedure))
    )
    select c.tenant_id, c.region_id, c.quarter, c.procedure,
      case when c.filed >= small then c.filed end,
      case when c.decided >= small then c.decided end,
      case when c.decided >= small then c.on_time end,
      case when c.granted >= small then c.granted end,
      case when c.refused >= small then c.refused end,
      case when c.overdue = 0 or c.overdue >= small then c.overdue end,
      case when c.open_overdue = 0 or c.open_overdue >= small then c.open_overdue end,
      c.filed < small
    from cells c;
end $$;
comment on function gate.compare(text, date, date) is 'Counts by city or by region for a half-open range of months, in total, by quarter and by procedure. Null = suppressed: the cell holds fewer than ten.';
revoke all on function gate.compare(text, date, date) from public;
grant execute on function gate.compare(text, date, date) to heliu_workspace, heliu_province;
reset role;

set role heliu_owner;
create trigger count_case after insert or update on app."case" for each row execute function gate.count_case();
reset role;
