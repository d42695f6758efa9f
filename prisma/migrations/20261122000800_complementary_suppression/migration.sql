-- What a province, and a city over its counties, may see of the rollups: one fixed window, and never a small number,
-- neither shown nor left to be found by subtraction (docs/decisions/2026-11-22-small-numbers.md).
--
-- * Nobody chooses a range of months: two ranges could be subtracted. The window is the running quarter and the four
--   before it.
-- * A count is shown when it is 0 or at least ten. Counts that add up are a partition of a total that is shown too:
--   counties of a city, quarters and procedures of a city or a county. Where one part must be hidden, further parts are
--   hidden, the smallest first and zeros last, until two or more are, together hold at least ten, and each of them might
--   still be any number from one to nine. Where the total is hidden, all its parts are.
-- * Granted and refused add up to decided, so they are hidden together, and with it.
-- * A rate is an interval that leaves at least three counts possible, unless it is 0 or 1.
-- * A province sees counties in total only. With quarters of counties beside quarters of cities, a number hidden in
--   one direction could be found in the other.

set role heliu_owner;
create index rollup_by_month on app.rollup (tenant_id, month); -- gate.compare reads a window of one tenant
reset role;

set role heliu_gate;

drop function gate.compare(text, date, date);

-- A period ends with the last second of its day, so lateness begins with the second after it.
create or replace function gate.mark_overdue() returns int language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare n int;
begin
  update app."case" set overdue_at = due_at
    where stage is not null and overdue_at is null and due_at <= ctx.now() - interval '1 second';
  get diagnostics n = row_count;
  return n;
end $$;

-- The interval [at_least, at_most) in whole per cent. Steps divide 100, so that no interval reaches beyond it.
create function gate.rate_floor(p_part int, p_whole int) returns int language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$
  select case when p_whole < 10 then null when p_part = p_whole then 100 when p_part = 0 then 0
    else (p_part * 100 / (p_whole * step)) * step end
  from (select coalesce(min(s), 50) as step from unnest(array[1, 2, 5, 10, 20, 25, 50]) s where s * p_whole >= 300) x $$;
create function gate.rate_ceiling(p_part int, p_whole int) returns int language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$
  select case when p_whole < 10 then null when p_part = p_whole then 100 when p_part = 0 then 0
    else (p_part * 100 / (p_whole * step)) * step + step end
  from (select coalesce(min(s), 50) as step from unnest(array[1, 2, 5, 10, 20, 25, 50]) s where s * p_whole >= 300) x $$;
comment on function gate.rate_floor(int, int) is 'Lower end of a rate in per cent, on a grid so wide that at least three counts fall into each step; null below a base of ten.';
comment on function gate.rate_ceiling(int, int) is 'Upper end of the same step.';
revoke all on function gate.rate_floor(int, int), gate.rate_ceiling(int, int) from public;

create function gate.compare(p_by text)
  returns table (tenant_id text, region_id text, quarter date, procedure text, window_from date, window_until date,
    filed int, decided int, granted int, refused int, overdue int, open_overdue int,
    on_time_at_least int, on_time_at_most int, granted_at_least int, granted_at_most int, suppressed boolean)
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare
  small constant int := 10; -- SECURE 22
  v_province text := case when ctx.may('rollup', 'read', 'province') then ctx.province() end;
  v_tenant text := case when ctx.may('rollup', 'read', 'region') then ctx.tenant() end;
  v_regions text[] := ctx.regions();
  v_quarter date := date_trunc('quarter', ctx.now() at time zone 'Asia/Shanghai')::date;
  v_from date := (v_quarter - interval '12 months')::date;
  v_until date := (v_quarter + interval '3 months')::date;
begin
  if p_by not in ('city', 'region') then
    raise exception 'compare by city or by region' using errcode = '22023';
  end if;
  return query
    with cells as (
      select r.tenant_id, r.region_id, date_trunc('quarter', r.month)::date as quarter, r.procedure,
             grouping(r.region_id) = 1 as of_city,
             case when grouping(date_trunc('quarter', r.month)::date) = 0 then 'quarter'
                  when grouping(r.procedure) = 0 then 'procedure' else 'total' end as kind,
             sum(r.filed)::int filed, sum(r.decided)::int decided, sum(r.on_time)::int on_time, sum(r.granted)::int granted,
             sum(r.refused)::int refused, sum(r.went_overdue)::int overdue, sum(r.open_overdue)::int open_overdue
        from app.rollup r
        join app.tenant t on t.id = r.tenant_id and t.kind = 'city'
       where r.month >= v_from and r.month < v_until
         and (t.province = v_province or t.id = v_tenant)
       group by grouping sets (
         (r.tenant_id), (r.tenant_id, date_trunc('quarter', r.month)::date), (r.tenant_id, r.procedure),
         (r.tenant_id, r.region_id), (r.tenant_id, r.region_id, date_trunc('quarter', r.month)::date), (r.tenant_id, r.region_id, r.procedure))
    ),
    -- Every count on a row of its own; granted and refused share one, because they hide together.
    counts as (
      select c.*, m.measure, m.a, m.b,
             m.a + m.b > 0 as some, (m.a between 1 and small - 1 or m.b between 1 and small - 1) as is_small,
             -- What it is a part of: a county's total of the city's, anything else of the total of its own city or county.
             case when c.kind = 'total' and c.of_city then 'top' when c.kind = 'total' then 'counties' else c.kind end as partition
        from cells c
        cross join lateral (values ('filed', c.filed, 0), ('decided', c.decided, 0), ('outcome', c.granted, c.refused),
          ('overdue', c.overdue, 0), ('open_overdue', c.open_overdue, 0)) as m(measure, a, b)
    ),
    -- In each partition: the small ones first, then the others from the smallest; what stands before a row is already hidden.
    ordered as (
      select k.*, bool_or(k.is_small) over everyone as any_small,
             count(*) filter (where k.some) over before as n_before, coalesce(sum(k.a) over before, 0) as a_before, coalesce(sum(k.b) over before, 0) as b_before
        from counts k
      window everyone as (partition by k.tenant_id, k.measure, k.partition, case when k.partition <> 'counties' then k.region_id end, k.of_city),
             before as (partition by k.tenant_id, k.measure, k.partition, case when k.partition <> 'counties' then k.region_id end, k.of_city
               order by k.is_small desc, k.some desc, k.a + k.b, k.region_id, k.quarter, k.procedure rows between unbounded preceding and 1 preceding)
    ),
    chosen as (
      select o.*, o.is_small or (o.partition <> 'top' and o.any_small and not
               (o.n_before >= 2 and (o.a_before = 0 or o.a_before >= small) and (o.b_before = 0 or o.b_before >= small)
                and o.a_before + o.b_before - o.n_before >= small - 2)) as hide -- the last: each of them might still be nine
        from ordered o
    ),
    -- From the top down: what is hidden in total is hidden in every part.
    inherited as (
      select c.*, c.hide or bool_or(c.hide) filter (where c.partition = 'top') over (partition by c.tenant_id, c.measure)
               or coalesce(bool_or(c.hide) filter (where c.partition = 'counties') over (partition by c.tenant_id, c.measure, c.region_id), false) as gone
        from chosen c
    ),
    judged as (
      select c.tenant_id, c.region_id, c.quarter, c.procedure, c.of_city, c.kind,
             c.filed, c.decided, c.on_time, c.granted, c.refused, c.overdue, c.open_overdue,
             bool_or(c.gone) filter (where c.measure = 'filed') as h_filed,
             bool_or(c.gone) filter (where c.measure = 'decided') as h_decided,
             bool_or(c.gone) filter (where c.measure in ('outcome', 'decided')) as h_outcome,
             bool_or(c.gone) filter (where c.measure = 'overdue') as h_overdue,
             bool_or(c.gone) filter (where c.measure = 'open_overdue') as h_open
        from inherited c
       group by c.tenant_id, c.region_id, c.quarter, c.procedure, c.of_city, c.kind,
             c.filed, c.decided, c.on_time, c.granted, c.refused, c.overdue, c.open_overdue
    )
    select c.tenant_id, c.region_id, c.quarter, c.procedure, v_from, v_until,
      case when not c.h_filed then c.filed end,
      case when not c.h_decided then c.decided end,
      case when not c.h_outcome then c.granted end,
      case when not c.h_outcome then c.refused end,
      case when not c.h_overdue then c.overdue end,
      case when not c.h_open then c.open_overdue end,
      case when not c.h_decided then gate.rate_floor(c.on_time, c.decided) end,
      case when not c.h_decided then gate.rate_ceiling(c.on_time, c.decided) end,
      case when not c.h_decided then gate.rate_floor(c.granted, c.decided) end,
      case when not c.h_decided then gate.rate_ceiling(c.granted, c.decided) end,
      c.h_filed or c.h_decided or c.h_outcome or c.h_overdue or c.h_open
    from judged c
    where case
      when p_by = 'city' then v_province is not null and c.of_city
      when v_province is not null then not c.of_city and c.kind = 'total'
      else not c.of_city and c.tenant_id = v_tenant and c.region_id = any (v_regions) end;
end $$;
comment on function gate.compare(text) is 'Counts by city or by region in the running quarter and the four before it: in total, by quarter and by procedure. Null = suppressed.';
revoke all on function gate.compare(text) from public;
grant execute on function gate.compare(text) to heliu_workspace, heliu_province;
reset role;
