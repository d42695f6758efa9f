-- The catalogue of opening a page at a time: what everybody may know of entries whose ids the search answered, and the
-- numbers that stand above the list, without a walk through the whole city.

set role heliu_gate;

-- How far each area in which opening comes first is covered.
create index entry_search_by_area on gate.entry_search (tenant_id, priority_area, opening_class) where priority_area is not null;

create function gate.opening_entries(p_tenant text, p_ids uuid[])
  returns table (id uuid, code text, name_zh text, name_en text, department_zh text, department_en text, theme text, priority_area text,
    opening_class text, opening_basis text, published_at timestamptz, changed_at timestamptz)
  language plpgsql stable security definer rows 20
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare c text[] := ctx.claims(); v_now timestamptz := ctx.now();
begin
  if c is null or c[1] is distinct from p_tenant then return; end if;
  return query
    select e.id, e.code, e.name_zh, e.name_en, d.name_zh, d.name_en, e.theme, e.priority_area, e.opening_class, e.opening_basis,
        e.published_at, e.changed_at
      from app.catalogue_entry e
      join app.tenant t on t.id = e.tenant_id
      join app.department d on d.tenant_id = e.tenant_id and d.id = e.department_id
     where e.tenant_id = c[1] and e.id = any (p_ids) and e.published_at <= v_now and e.retired_at is null and e.opening_suspended_at is null
       and (e.opening_class <> 'withheld' or t.publishes_restrictions);
end $$;
comment on function gate.opening_entries(text, uuid[]) is 'Some of the entries of gate.opening_catalogue, by their ids, under the same law.';

create function gate.opening_numbers(p_tenant text) returns table (updated_at timestamptz, priority_area text, opening_class text, n int)
  language plpgsql stable security definer rows 20
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare c text[] := ctx.claims(); v_now timestamptz := ctx.now(); v_publishes boolean;
begin
  if c is null or c[1] is distinct from p_tenant then return; end if;
  select t.publishes_restrictions into v_publishes from app.tenant t where t.id = c[1];
  return query
    select (select r.touched_at from gate.entry_search r
        where r.tenant_id = c[1] and r.published_at <= v_now and not r.retired and not r.opening_suspended
          and (r.opening_class <> 'withheld' or v_publishes)
        order by r.touched_at desc limit 1), a.priority_area, a.opening_class, coalesce(a.n, 0)
      from (select 1) one
      left join (select r.priority_area, r.opening_class, count(*)::int as n from gate.entry_search r
        where r.tenant_id = c[1] and r.priority_area is not null and r.published_at <= v_now and not r.retired and not r.opening_suspended
          and (r.opening_class <> 'withheld' or v_publishes) group by 1, 2) a on true;
end $$;
comment on function gate.opening_numbers(text) is
  'When the catalogue of opening was last changed, and how many of its entries each priority area has by class; one row at least.';

revoke all on function gate.opening_entries(text, uuid[]), gate.opening_numbers(text) from public;
grant execute on function gate.opening_entries(text, uuid[]), gate.opening_numbers(text) to heliu_portal;
reset role;
