-- The yardstick: what somebody would write by hand for this one table and this one grant. The same logins, row-level
-- security, minted context, live grant and access record; masks as plain expressions; everything else fixed, so that the
-- plan is cached. One function, one round trip, one transaction.
create schema bench;
grant usage on schema bench to heliu_workspace;
grant usage, create on schema bench to heliu_gate;
set role heliu_gate;
create function bench.page(p_key text, p_entry uuid, p_district text, p_after bigint, p_limit int, out status text, out body text, out next bigint)
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
declare c jsonb; g app.data_grant; v_now timestamptz; v_limit int := least(p_limit, 1000); n int;
begin
  c := ctx.mint_key(p_key);
  v_now := c ->> 'now';
  select * into g from app.data_grant x where x.tenant_id = c ->> 'tenantId' and x.id = (c ->> 'grantId')::uuid and x.entry_id = p_entry;
  if g.id is null then status := 'missing'; return; end if;
  if g.revoked_at is not null or g.suspended_at is not null or v_now < g.valid_from or v_now >= g.valid_until then
    status := 'ended'; return;
  end if;
  insert into app.access_record (tenant_id, id, grant_id, entry_id, region_id, consumer_department_id, provider_department_id,
      api_key_id, approved_by, purpose, content, way, medium, at)
    values (g.tenant_id, gen_random_uuid(), g.id, g.entry_id, g.region_id, g.consumer_department_id, g.provider_department_id,
      (c ->> 'keyId')::uuid, g.approved_by, g.purpose,
      jsonb_build_object('columns', g.columns, 'district', p_district, 'after', p_after, 'limit', v_limit), 'api', 'json', v_now);
  select '[' || coalesce(string_agg(x.j, ','), '') || ']', max(x.n), count(*)::int into body, next, n
    from (select d.row_no as n, (select row_to_json(t)::text from (select d.uscc, d.name, left(d.legal_person, 1) || '**' as legal_person,
              case when length(d.phone) >= 11 then left(d.phone, 3) || '****' || right(d.phone, 4) when d.phone is not null then '****' end as phone,
              d.district, d.status, d.capital, d.registered_on) t) as j
            from data.RELATION d
           where d.row_no > p_after and d.district = p_district and d.status = '存续'
           order by d.row_no limit v_limit) x;
  if n < v_limit then next := null; end if;
  status := 'ok';
end $$;
revoke all on function bench.page(text, uuid, text, bigint, int) from public;
grant execute on function bench.page(text, uuid, text, bigint, int) to heliu_workspace;
reset role;
