-- The catalogue of opening, for everybody: what is open at once and on application, since when, and on what basis it is
-- restricted. What is withheld stands in it only where the city must publish why (抚顺 24); its items and rows stay shut.

set role heliu_owner;
alter table app.tenant add column publishes_restrictions boolean not null default false;
comment on column app.tenant.publishes_restrictions is 'The city must publish on what basis data are withheld; as boot reads it from its files.';
alter table app.catalogue_entry add column priority_area text; -- 优先开放领域, by its Chinese name in the city's book
comment on column app.catalogue_entry.priority_area is 'The area of the city''s text in which opening comes first, named when the entry is compiled; null = none.';
reset role;

set role heliu_gate;
create function gate.opening_catalogue(p_tenant text)
  returns table (id uuid, code text, name_zh text, name_en text, department_zh text, department_en text, theme text, priority_area text,
    opening_class text, opening_basis text, published_at timestamptz, changed_at timestamptz)
  language plpgsql stable security definer
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
     where e.tenant_id = c[1] and e.published_at <= v_now and e.retired_at is null and e.opening_suspended_at is null
       and (e.opening_class <> 'withheld' or t.publishes_restrictions);
end $$;
comment on function gate.opening_catalogue(text) is 'The published entries of a city with their opening class and its basis; withheld ones only where the city publishes why.';
revoke all on function gate.opening_catalogue(text) from public;
grant execute on function gate.opening_catalogue(text) to heliu_portal;
reset role;
