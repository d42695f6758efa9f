-- The yardstick: what somebody would write by hand for this one table and this one grant, with the same guarantees and
-- nothing that bends: row-level security under a minted context (the key, its addresses and its end looked up live), the grant
-- and its entry looked up live and once more before the rows, the stated purpose, requests a minute and rows a day, the active
-- version of the data, a signed cursor, an access record that has committed before a row is read and that says exactly what
-- is read, masks, refusals in the audit, one round trip. Columns, masks and conditions are fixed in the text, so that every
-- plan is kept. RELATION, GRANT and VERSION are put in where it is installed.
create schema bench;
grant usage on schema bench to heliu_workspace;
grant usage, create on schema bench to heliu_gate;
set role heliu_gate;

create function bench.mark(p_salt bytea, p_district text, p_after bigint) returns text language plpgsql immutable
  as $$ begin
  return left(encode(sha256(p_salt || convert_to('bench GRANT VERSION ' || p_district || ' ' || p_after, 'UTF8') || p_salt), 'hex'), 24);
end $$;

create function bench.open_page(p_key text, p_entry uuid, p_district text, p_cursor text, p_limit int, p_purpose text,
    out status text, out access_id uuid, out wait int)
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
declare
  c jsonb := ctx.mint_key(p_key); g record; v_now timestamptz := c ->> 'now'; v_after bigint;
  v_minute bigint := floor(extract(epoch from v_now) / 60); v_day date := (v_now at time zone 'Asia/Shanghai')::date;
begin
  select x.*, e.retired_at, h.version as active, s.salt,
         (select array[coalesce(sum(q.in_minute) filter (where q.minute = v_minute), 0), coalesce(sum(q.on_day) filter (where q.day = v_day), 0)]
            from gate.quota q where q.tenant_id = x.tenant_id and q.grant_id = x.id) as used
    into g
    from app.data_grant x
    join app.catalogue_entry e on e.tenant_id = x.tenant_id and e.id = x.entry_id
    join app.hosted_table h on h.tenant_id = x.tenant_id and h.entry_id = x.entry_id and h.active
    cross join gate.secret s
   where x.tenant_id = c ->> 'tenantId' and x.id = (c ->> 'grantId')::uuid and x.id = 'GRANT' and x.entry_id = p_entry
     and x.consumer_department_id = (c ->> 'departmentId')::uuid;
  status := case when g.id is null then 'missing'
    when g.revoked_at is not null or g.suspended_at is not null or g.retired_at <= v_now or v_now < g.valid_from or v_now >= g.valid_until then 'ended'
    when p_purpose is null and g.purpose_demanded or btrim(p_purpose) <> btrim(g.purpose) and p_purpose <> gate.purpose_code(g.purpose) then 'purpose'
    else 'live' end;
  if status <> 'live' then
    insert into app.audit_record (tenant_id, department_id, act, subject_kind, subject_id, denied, detail)
      values (c ->> 'tenantId', (c ->> 'departmentId')::uuid, 'data.api', 'entry', p_entry::text, true,
        jsonb_build_object('why', status, 'keyId', c -> 'keyId'));
    return;
  end if;
  if g.used[1] >= g.requests_per_minute then
    status := 'limit'; wait := 60 - floor(extract(second from v_now)); return;
  end if;
  if g.used[2] + p_limit > g.rows_per_day then
    status := 'limit'; wait := ceil(extract(epoch from (v_day + 1)::timestamp at time zone 'Asia/Shanghai' - v_now)); return;
  end if;
  if g.active <> VERSION then status := 'moved-on'; return; end if;
  if p_cursor is not null then
    if p_cursor !~ '^VERSION-[1-9][0-9]{0,17}-[0-9a-f]{24}$' then status := 'invalid'; return; end if;
    v_after := split_part(p_cursor, '-', 2);
    if split_part(p_cursor, '-', 3) <> bench.mark(g.salt, p_district, v_after) then status := 'invalid'; return; end if;
  end if;
  access_id := gen_random_uuid(); status := 'ok';
  insert into app.access_record (tenant_id, id, grant_id, entry_id, region_id, consumer_department_id, provider_department_id,
      api_key_id, approved_by, purpose, stated_purpose, content, way, medium, at)
    values (g.tenant_id, access_id, g.id, g.entry_id, g.region_id, g.consumer_department_id, g.provider_department_id,
      (c ->> 'keyId')::uuid, g.approved_by, g.purpose, p_purpose,
      jsonb_build_object('columns', '["uscc", "name", "legal_person", "phone", "district", "capital"]'::jsonb,
        'filter', jsonb_build_array(jsonb_build_object('column', 'district', 'op', 'eq', 'value', p_district)),
        'version', VERSION, 'limit', p_limit, 'after', v_after), 'api', 'json', v_now);
  insert into gate.quota as q (tenant_id, grant_id, slot, minute, in_minute, day, on_day)
    values (g.tenant_id, g.id, gate.slot(), v_minute, 1, v_day, p_limit)
    on conflict (tenant_id, grant_id, slot) do update set
      minute = v_minute, in_minute = case when q.minute = v_minute then q.in_minute else 0 end + 1,
      day = v_day, on_day = case when q.day = v_day then q.on_day else 0 end + p_limit;
end $$;

create function bench.read_page(p_key text, p_access uuid, out status text, out body text, out next text)
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
declare c jsonb := ctx.mint_key(p_key); v_now timestamptz := c ->> 'now'; a record; v_limit int; v_district text; v_last bigint; n int;
begin
  select r.content, s.salt, g.revoked_at is null and g.suspended_at is null and (e.retired_at > v_now) is not false
         and v_now >= g.valid_from and v_now < g.valid_until as live
    into a
    from app.access_record r
    join app.data_grant g on g.tenant_id = r.tenant_id and g.id = r.grant_id
    join app.catalogue_entry e on e.tenant_id = g.tenant_id and e.id = g.entry_id
    join app.hosted_table h on h.tenant_id = r.tenant_id and h.entry_id = r.entry_id and h.version = VERSION and h.dropped_at is null
    cross join gate.secret s
   where r.tenant_id = c ->> 'tenantId' and r.id = p_access and r.api_key_id = (c ->> 'keyId')::uuid and r.grant_id = 'GRANT'
     and r.consumer_department_id = (c ->> 'departmentId')::uuid
     and r.written_in is distinct from pg_current_xact_id_if_assigned() and r.at > v_now - interval '1 minute';
  status := case when not found then 'missing' when not a.live then 'ended' else 'ok' end;
  if status <> 'ok' then return; end if;
  v_limit := (a.content ->> 'limit')::int; v_district := a.content #>> '{filter,0,value}';
  select '[' || coalesce(string_agg(x.j, ','), '') || ']', max(x.n), count(*)::int into body, v_last, n
    from (select d.row_no as n, row_to_json(t)::text as j
            from data.RELATION d, lateral (select d.uscc, d.name, left(d.legal_person, 1) || '**' as legal_person,
              case when length(d.phone) >= 11 then left(d.phone, 3) || '****' || right(d.phone, 4) when d.phone is not null then '****' end as phone,
              d.district, d.capital) t
           where d.row_no > coalesce((a.content ->> 'after')::bigint, 0) and d.district = v_district and d.status = '存续'
           order by d.row_no limit v_limit) x;
  if n = v_limit then
    next := 'VERSION-' || v_last || '-' || bench.mark(a.salt, v_district, v_last);
  else
    insert into app.access_outcome (tenant_id, access_id, rows, finished_at) values (c ->> 'tenantId', p_access, n, v_now) on conflict do nothing;
    if found then perform gate.charge(c ->> 'tenantId', 'GRANT', v_now, 0, n - v_limit); end if;
  end if;
end $$;

create procedure bench.page(p_key text, p_entry uuid, p_district text, p_cursor text, p_limit int, p_purpose text,
    inout status text default null, inout access_id uuid default null, inout wait int default null,
    inout body text default null, inout next text default null)
  language plpgsql security invoker
  as $$
begin
  select o.status, o.access_id, o.wait into status, access_id, wait
    from bench.open_page(p_key, p_entry, p_district, p_cursor, p_limit, p_purpose) o;
  commit;
  if status = 'ok' then
    select r.status, r.body, r.next into status, body, next from bench.read_page(p_key, access_id) r;
  end if;
end $$;

revoke all on function bench.mark(bytea, text, bigint), bench.open_page(text, uuid, text, text, int, text), bench.read_page(text, uuid) from public;
grant execute on function bench.open_page(text, uuid, text, text, int, text), bench.read_page(text, uuid) to heliu_workspace;
grant execute on procedure bench.page(text, uuid, text, text, int, text, text, uuid, int, text, text) to heliu_workspace;
reset role;
