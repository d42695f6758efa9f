-- The yardstick: what somebody would write by hand for this one table and this one grant, with the same guarantees and
-- nothing that bends: row-level security under a minted context, the grant looked up live, an access record that has
-- committed before a row is read and that says exactly what is read, masks, one round trip. Columns, masks and conditions
-- are fixed in the text, so that every plan is cached.
create schema bench;
grant usage on schema bench to heliu_workspace;
grant usage, create on schema bench to heliu_gate;
set role heliu_gate;

create function bench.open_page(p_key text, p_entry uuid, p_district text, p_after bigint, p_limit int, out status text, out access_id uuid)
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
declare c jsonb := ctx.mint_key(p_key); g app.data_grant; v_now timestamptz := c ->> 'now';
begin
  select * into g from app.data_grant x where x.tenant_id = c ->> 'tenantId' and x.id = (c ->> 'grantId')::uuid and x.entry_id = p_entry;
  if g.id is null then status := 'missing'; return; end if;
  if g.revoked_at is not null or g.suspended_at is not null or v_now < g.valid_from or v_now >= g.valid_until then
    status := 'ended'; return;
  end if;
  access_id := gen_random_uuid();
  insert into app.access_record (tenant_id, id, grant_id, entry_id, region_id, consumer_department_id, provider_department_id,
      api_key_id, approved_by, purpose, content, way, medium, at)
    values (g.tenant_id, access_id, g.id, g.entry_id, g.region_id, g.consumer_department_id, g.provider_department_id,
      (c ->> 'keyId')::uuid, g.approved_by, g.purpose,
      jsonb_build_object('columns', g.columns, 'district', p_district, 'after', p_after, 'limit', least(p_limit, 1000)), 'api', 'json', v_now);
  status := 'ok';
end $$;

create function bench.read_page(p_key text, p_access uuid, out body text, out next bigint)
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
declare c jsonb := ctx.mint_key(p_key); v_now timestamptz := c ->> 'now'; a jsonb; v_limit int; n int;
begin
  select r.content into a from app.access_record r
    join app.data_grant g on g.tenant_id = r.tenant_id and g.id = r.grant_id
   where r.tenant_id = c ->> 'tenantId' and r.id = p_access and r.api_key_id = (c ->> 'keyId')::uuid
     and r.written_in is distinct from pg_current_xact_id_if_assigned() and r.at > v_now - interval '1 minute'
     and g.revoked_at is null and g.suspended_at is null and v_now >= g.valid_from and v_now < g.valid_until;
  if a is null then return; end if;
  v_limit := (a ->> 'limit')::int;
  select '[' || coalesce(string_agg(x.j, ','), '') || ']', max(x.n), count(*)::int into body, next, n
    from (select d.row_no as n, row_to_json(t)::text as j
            from data.RELATION d, lateral (select d.uscc, d.name, left(d.legal_person, 1) || '**' as legal_person,
              case when length(d.phone) >= 11 then left(d.phone, 3) || '****' || right(d.phone, 4) when d.phone is not null then '****' end as phone,
              d.district, d.capital) t
           where d.row_no > (a ->> 'after')::bigint and d.district = a ->> 'district' and d.status = '存续'
           order by d.row_no limit v_limit) x;
  if n < v_limit then next := null; end if;
end $$;

create procedure bench.page(p_key text, p_entry uuid, p_district text, p_after bigint, p_limit int,
    inout status text default null, inout access_id uuid default null, inout body text default null, inout next bigint default null)
  language plpgsql security invoker
  as $$
begin
  select o.status, o.access_id into status, access_id from bench.open_page(p_key, p_entry, p_district, p_after, p_limit) o;
  commit;
  if status = 'ok' then
    select r.body, r.next into body, next from bench.read_page(p_key, access_id) r;
  end if;
end $$;

revoke all on function bench.open_page(text, uuid, text, bigint, int), bench.read_page(text, uuid) from public;
grant execute on function bench.open_page(text, uuid, text, bigint, int), bench.read_page(text, uuid) to heliu_workspace;
grant execute on procedure bench.page(text, uuid, text, bigint, int, text, uuid, text, bigint) to heliu_workspace;
reset role;
