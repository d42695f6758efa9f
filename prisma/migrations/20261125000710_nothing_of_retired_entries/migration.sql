-- What was taken off is read by nobody: the door looks at the entry itself, whatever became of the grants on it.

set role heliu_gate;

create or replace function gate.open_access(p_by text, p_token text, p_target uuid, p_way text, p_medium text, p_columns text[], p_filter jsonb,
    p_version int, p_after bigint, p_limit int, out status text, out detail text, out access_id uuid, out shown text[], out version int)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare
  c jsonb; v_tenant text; v_department uuid; v_person uuid; v_key uuid; v_now timestamptz;
  g record; k gate.reading; p record; f record;
begin
  begin
    if p_by = 'key' then c := ctx.mint_key(p_token); else c := ctx.mint(p_token); end if;
  exception when invalid_authorization_specification then
    status := 'no-session'; return;
  end;
  v_tenant := c ->> 'tenantId'; v_department := c ->> 'departmentId'; v_now := c ->> 'now';
  v_person := c ->> 'personId'; v_key := c ->> 'keyId';
  select x.*, e.retired_at, h.version as v, r.names, r.comparable, r.masked into g
    from app.data_grant x
    join app.catalogue_entry e on e.tenant_id = x.tenant_id and e.id = x.entry_id
    left join app.hosted_table h on h.tenant_id = x.tenant_id and h.entry_id = x.entry_id and h.active
    left join gate.reading r on r.tenant_id = x.tenant_id and r.grant_id = x.id and r.version = h.version
   where x.tenant_id = v_tenant and x.id = case when p_by = 'key' then (c ->> 'grantId')::uuid else p_target end
     and x.consumer_department_id = v_department
     and case when p_by = 'key' then x.entry_id = p_target and p_way = 'api'
         else p_way in ('preview', 'export') and ctx.may('grant', 'read', 'department') end;
  status := case when g.id is null then 'missing' when g.revoked_at is not null then 'revoked' when g.retired_at <= v_now then 'retired'
    when g.suspended_at is not null then 'suspended'
    when v_now < g.valid_from then 'not-begun' when v_now >= g.valid_until then 'expired' else 'live' end;
  if status <> 'live' then
    insert into app.audit_record (tenant_id, person_id, department_id, act, subject_kind, subject_id, denied, detail)
      values (v_tenant, v_person, v_department, 'data.' || p_way, case when p_by = 'key' then 'entry' else 'grant' end, p_target::text, true,
        jsonb_strip_nulls(jsonb_build_object('why', status, 'keyId', v_key)));
    return;
  end if;
  if g.v is null then status := 'not-mounted'; return; end if;
  version := g.v;
  if p_version <> version then status := 'moved-on'; return; end if;
  if g.names is null or p_columns is not null or cardinality(g.names) = 0 then
    select * into k from gate.reading r where r.tenant_id = g.tenant_id and r.grant_id = g.id and r.version = g.v;
    if not found then
      k := gate.compile(g.tenant_id, g.id, g.v, (select h.columns from app.hosted_table h
        where h.tenant_id = g.tenant_id and h.entry_id = g.entry_id and h.version = g.v), g.columns, g.masks, g.row_filter);
      insert into gate.reading select k.* on conflict do nothing;
    end if;
    select * into p from gate.select_columns(k, p_columns);
    if p.bad is not null then status := 'invalid'; detail := p.bad; return; end if;
    shown := p.shown; g.comparable := k.comparable; g.masked := k.masked;
  else
    shown := g.names;
  end if;
  if p_filter is not null then
    select * into f from gate.conditions(p_filter, g.comparable, g.masked);
    if f.bad is not null then status := 'invalid'; detail := f.bad; return; end if;
  end if;
  access_id := gen_random_uuid(); status := 'open';
  insert into app.access_record (tenant_id, id, grant_id, entry_id, region_id, consumer_department_id, provider_department_id,
      person_id, api_key_id, approved_by, purpose, content, way, medium, at)
    values (g.tenant_id, access_id, g.id, g.entry_id, g.region_id, g.consumer_department_id, g.provider_department_id,
      v_person, v_key, g.approved_by, g.purpose,
      jsonb_build_object('columns', shown, 'filter', coalesce(p_filter, '[]'), 'version', version, 'after', p_after, 'limit',
        case p_way when 'preview' then least(greatest(coalesce(p_limit, 20), 1), 100)
          when 'api' then least(greatest(coalesce(p_limit, 100), 1), 1000) end),
      p_way, p_medium, v_now);
end $$;

create or replace function gate.read_access(p_by text, p_token text, p_access uuid, p_after bigint, p_limit int,
    out status text, out body text, out next bigint)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare c jsonb; v_now timestamptz; v_reader uuid; a record; k gate.reading; p record;
begin
  begin
    if p_by = 'key' then c := ctx.mint_key(p_token); else c := ctx.mint(p_token); end if;
  exception when invalid_authorization_specification then
    status := 'no-session'; return;
  end;
  v_now := c ->> 'now'; v_reader := coalesce(c ->> 'keyId', c ->> 'personId');
  select r.content, r.way, r.medium, g.id as grant_id, g.revoked_at, g.suspended_at, g.valid_from, g.valid_until, e.retired_at, h.relation, h.version,
         k.names, k.comparable, k.masked, k.fixed, case when r.medium = 'csv' then k.all_csv else k.all_json end as cells,
         sha256(s.salt || convert_to(g.id::text, 'UTF8')) as salt
    into a
    from app.access_record r
    join app.data_grant g on g.tenant_id = r.tenant_id and g.id = r.grant_id
    join app.catalogue_entry e on e.tenant_id = g.tenant_id and e.id = g.entry_id
    join app.hosted_table h on h.tenant_id = r.tenant_id and h.entry_id = r.entry_id and h.version = (r.content ->> 'version')::int
      and h.dropped_at is null
    join gate.reading k on k.tenant_id = r.tenant_id and k.grant_id = r.grant_id and k.version = h.version
    cross join gate.secret s
   where r.tenant_id = c ->> 'tenantId' and r.id = p_access and coalesce(r.api_key_id, r.person_id) = v_reader
     and r.consumer_department_id = (c ->> 'departmentId')::uuid
     and r.written_in is distinct from pg_current_xact_id_if_assigned()
     and r.at > v_now - case when r.way = 'export' then interval '1 hour' else interval '1 minute' end;
  if not found then status := 'missing'; return; end if;
  status := case when a.revoked_at is not null then 'revoked' when a.retired_at <= v_now then 'retired'
    when a.suspended_at is not null then 'suspended'
    when v_now < a.valid_from then 'not-begun' when v_now >= a.valid_until then 'expired' else 'ok' end;
  if status <> 'ok' then return; end if;
  if a.content -> 'columns' <> to_jsonb(a.names) then
    select * into k from gate.reading r where r.tenant_id = c ->> 'tenantId' and r.grant_id = a.grant_id and r.version = a.version;
    select * into p from gate.select_columns(k, array(select jsonb_array_elements_text(a.content -> 'columns')));
    a.cells := case when a.medium = 'csv' then p.csv_row else p.json_row end;
  end if;
  if a.content -> 'filter' <> '[]' then
    select * into p from gate.conditions(a.content -> 'filter', a.comparable, a.masked);
    a.fixed := a.fixed || p.sql;
  end if;
  select q.body, q.next into body, next
    from gate.run_page(a.relation, a.cells, a.fixed, a.medium = 'csv',
      case when a.way = 'export' then p_after else (a.content ->> 'after')::bigint end,
      case when a.way = 'export' then least(greatest(coalesce(p_limit, 1000), 1), 5000) else (a.content ->> 'limit')::int end,
      a.salt) q;
end $$;

create or replace function gate.describe(p_by text, p_token text, p_target uuid, out status text, out described jsonb)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare c jsonb; g record; v_now timestamptz;
begin
  begin
    if p_by = 'key' then c := ctx.mint_key(p_token); else c := ctx.mint(p_token); end if;
  exception when invalid_authorization_specification then
    status := 'no-session'; return;
  end;
  v_now := c ->> 'now';
  select x.*, e.retired_at, e.code, e.name_zh, e.name_en, e.abstract_zh, e.abstract_en, e.update_cycle,
         h.version as v, h.row_count, h.mounted_at, h.columns as hosted into g
    from app.data_grant x
    join app.catalogue_entry e on e.tenant_id = x.tenant_id and e.id = x.entry_id
    left join app.hosted_table h on h.tenant_id = x.tenant_id and h.entry_id = x.entry_id and h.active
   where x.tenant_id = c ->> 'tenantId' and x.id = case when p_by = 'key' then (c ->> 'grantId')::uuid else p_target end
     and x.consumer_department_id = (c ->> 'departmentId')::uuid
     and case when p_by = 'key' then x.entry_id = p_target else ctx.may('grant', 'read', 'department') end;
  status := case when g.id is null then 'missing' when g.revoked_at is not null then 'revoked' when g.retired_at <= v_now then 'retired'
    when g.suspended_at is not null then 'suspended'
    when v_now < g.valid_from then 'not-begun' when v_now >= g.valid_until then 'expired' else 'ok' end;
  if status <> 'ok' then return; end if;
  described := jsonb_build_object(
    'id', g.entry_id, 'code', g.code, 'name', jsonb_build_object('zh', g.name_zh, 'en', g.name_en),
    'abstract', jsonb_build_object('zh', g.abstract_zh, 'en', g.abstract_en), 'updateCycle', g.update_cycle,
    'grantId', g.id, 'purpose', g.purpose, 'storageAllowed', g.storage_allowed, 'validFrom', g.valid_from, 'validUntil', g.valid_until,
    'rowFilter', g.row_filter, 'version', g.v, 'mountedAt', g.mounted_at,
    'columns', (
      select coalesce(jsonb_agg(jsonb_build_object('name', i.name, 'label', jsonb_build_object('zh', i.label_zh, 'en', i.label_en),
               'type', i.type, 'grade', i.grade, 'mask', i.m, 'filterable', i.m = 'none') order by i.ordinal), '[]')
        from (select d.*, coalesce(g.masks ->> d.name, d.mask) as m from app.data_item d
               where d.tenant_id = g.tenant_id and d.entry_id = g.entry_id and d.name = any (g.columns)) i
       where gate.masked(i.name, i.type, i.m) is not null));
end $$;

reset role;
