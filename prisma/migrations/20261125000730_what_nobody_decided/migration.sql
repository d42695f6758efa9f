-- What the law deems decided nobody granted, refused or decided: it ends otherwise. Granted and refused are parts of decided
-- again; what is decided in a third way is their difference, so that a small difference hides them.

set role heliu_gate;

-- What was counted as granted or refused without being decided moves to what ended otherwise.
update app.rollup r set granted = r.granted - u.granted, refused = r.refused - u.refused,
    ended_otherwise = r.ended_otherwise + u.granted + u.refused
  from (select c.tenant_id, c.region_id, c.provider_department_id, date_trunc('month', c.filed_at at time zone 'Asia/Shanghai')::date as month,
      c.procedure, count(*) filter (where c.outcome = 'granted')::int as granted,
      count(*) filter (where c.outcome in ('refused', 'rejected'))::int as refused
      from app."case" c where c.stage is null and c.decided_at is not null and c.decided_on_time is null
        and exists (select from app.case_event v where v.tenant_id = c.tenant_id and v.case_id = c.id and v.seq = c.version and v.type = 'expired')
      group by 1, 2, 3, 4, 5) u
 where r.tenant_id = u.tenant_id and r.region_id = u.region_id and r.department_id = u.provider_department_id and r.month = u.month
   and r.procedure = u.procedure;

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
      if d_decided = 1 and new.outcome = 'granted' then d_granted := 1;
      elsif d_decided = 1 and new.outcome in ('refused', 'rejected') then d_refused := 1;
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

create or replace function gate.compare(p_by text)
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
    -- Every count on a row of its own; granted and refused share one, because they hide together, and with them what was
    -- decided in another way (settled, done): whoever sees decided, granted and refused knows that, too.
    counts as (
      select c.*, m.measure, m.a, m.b, m.rest,
             m.a + m.b + m.rest > 0 as some,
             (m.a between 1 and small - 1 or m.b between 1 and small - 1 or m.rest between 1 and small - 1) as is_small,
             -- What it is a part of: a county's total of the city's, anything else of the total of its own city or county.
             case when c.kind = 'total' and c.of_city then 'top' when c.kind = 'total' then 'counties' else c.kind end as partition
        from cells c
        cross join lateral (values ('filed', c.filed, 0, 0), ('decided', c.decided, 0, 0),
          ('outcome', c.granted, c.refused, c.decided - c.granted - c.refused),
          ('overdue', c.overdue, 0, 0), ('open_overdue', c.open_overdue, 0, 0)) as m(measure, a, b, rest)
    ),
    -- In each partition: the small ones first, then the others from the smallest; what stands before a row is already hidden.
    ordered as (
      select k.*, bool_or(k.is_small) over everyone as any_small,
             count(*) filter (where k.some) over before as n_before, coalesce(sum(k.a) over before, 0) as a_before, coalesce(sum(k.b) over before, 0) as b_before,
             coalesce(sum(k.rest) over before, 0) as rest_before
        from counts k
      window everyone as (partition by k.tenant_id, k.measure, k.partition, case when k.partition <> 'counties' then k.region_id end, k.of_city),
             before as (partition by k.tenant_id, k.measure, k.partition, case when k.partition <> 'counties' then k.region_id end, k.of_city
               order by k.is_small desc, k.some desc, k.a + k.b, k.region_id, k.quarter, k.procedure rows between unbounded preceding and 1 preceding)
    ),
    chosen as (
      select o.*, o.is_small or (o.partition <> 'top' and o.any_small and not
               (o.n_before >= 2 and (o.a_before = 0 or o.a_before >= small) and (o.b_before = 0 or o.b_before >= small)
                and (o.rest_before = 0 or o.rest_before >= small)
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

reset role;
