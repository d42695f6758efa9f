-- Whatever door data leaves by — the hosted table, the provider's interface, a file — the purpose is asked and the grant's
-- limits hold. A file counts as one row: it is one thing that is taken.

set role heliu_gate;

-- Room for one reading: whether the stated purpose is the grant's and the limits allow it; takes the room when they do.
-- A null status says yes.
create function gate.claim_room(p_tenant text, p_grant uuid, p_by text, p_purpose text, p_rows int, out status text, out detail text)
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  as $$
declare
  v_now timestamptz := ctx.now(); v_minute bigint; v_day date; g record; u record;
begin
  v_minute := floor(extract(epoch from v_now) / 60); v_day := (v_now at time zone 'Asia/Shanghai')::date;
  select x.purpose, x.purpose_demanded, x.requests_per_minute, x.rows_per_day into g
    from app.data_grant x where x.tenant_id = p_tenant and x.id = p_grant;
  if p_purpose is null and (p_by <> 'key' or g.purpose_demanded) then status := 'purpose-missing'; return; end if;
  if btrim(p_purpose) <> btrim(g.purpose) and p_purpose <> gate.purpose_code(g.purpose) then status := 'purpose-differs'; return; end if;
  select coalesce(sum(q.in_minute) filter (where q.minute = v_minute), 0) as requests, coalesce(sum(q.on_day) filter (where q.day = v_day), 0) as taken
    into u from gate.quota q where q.tenant_id = p_tenant and q.grant_id = p_grant;
  if u.requests >= g.requests_per_minute then
    status := 'too-often'; detail := (60 - floor(extract(second from v_now)))::text; return;
  end if;
  if u.taken + p_rows > g.rows_per_day then
    status := 'too-much'; detail := ceil(extract(epoch from (v_day + 1)::timestamp at time zone 'Asia/Shanghai' - v_now))::text; return;
  end if;
  insert into gate.quota as q (tenant_id, grant_id, slot, minute, in_minute, day, on_day)
    values (p_tenant, p_grant, gate.slot(), v_minute, 1, v_day, p_rows)
    on conflict (tenant_id, grant_id, slot) do update set
      minute = v_minute, in_minute = case when q.minute = v_minute then q.in_minute else 0 end + 1,
      day = v_day, on_day = case when q.day = v_day then q.on_day else 0 end + p_rows;
end $$;
comment on function gate.claim_room(text, uuid, text, text, int) is 'The purpose and the limits of a grant for the doors beside the hosted table; null status = go on.';

-- A purpose that is not the grant's is a denial and stands in the audit; a limit that is reached is not.
create function gate.note_refusal(p_context jsonb, p_act text, p_by text, p_target uuid, p_why text) returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  as $$
begin
  if p_why not like 'purpose-%' then return; end if;
  insert into app.audit_record (tenant_id, person_id, department_id, act, subject_kind, subject_id, denied, detail)
    values (p_context ->> 'tenantId', (p_context ->> 'personId')::uuid, (p_context ->> 'departmentId')::uuid, p_act,
      case when p_by = 'key' then 'entry' else 'grant' end, p_target::text, true,
      jsonb_strip_nulls(jsonb_build_object('why', p_why, 'keyId', p_context ->> 'keyId')));
end $$;

drop function gate.open_upstream(text, text, uuid, text, text, text[], jsonb, int, text, int);
create function gate.open_upstream(p_by text, p_token text, p_target uuid, p_way text, p_medium text, p_columns text[], p_filter jsonb,
    p_seq int, p_after text, p_limit int, p_purpose text,
    out status text, out detail text, out access_id uuid, out shown text[], out seq int, out missing text[], out page_limit int,
    out tenant_id text, out entry_id uuid, out address text, out credential_kind text, out credential_name text, out credential bytea,
    out mapping jsonb)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare
  c jsonb; v_tenant text; v_department uuid; v_person uuid; v_key uuid; v_now timestamptz;
  g record; m app.mount; k gate.reading; p record; f record; r record;
begin
  begin
    if p_by = 'key' then c := ctx.mint_key(p_token); else c := ctx.mint(p_token); end if;
  exception when invalid_authorization_specification then
    status := 'no-session'; return;
  end;
  v_tenant := c ->> 'tenantId'; v_department := c ->> 'departmentId'; v_now := c ->> 'now';
  v_person := c ->> 'personId'; v_key := c ->> 'keyId';
  select x.*, e.retired_at into g
    from app.data_grant x join app.catalogue_entry e on e.tenant_id = x.tenant_id and e.id = x.entry_id
   where x.tenant_id = v_tenant and x.id = case when p_by = 'key' then (c ->> 'grantId')::uuid else p_target end
     and x.consumer_department_id = v_department
     and case when p_by = 'key' then x.entry_id = p_target and p_way = 'api' else p_way = 'preview' and ctx.may('grant', 'read', 'department') end;
  status := case when g.id is null then 'missing' when g.revoked_at is not null then 'revoked' when g.retired_at <= v_now then 'retired'
    when g.suspended_at is not null then 'suspended'
    when v_now < g.valid_from then 'not-begun' when v_now >= g.valid_until then 'expired' else 'live' end;
  if status <> 'live' then
    insert into app.audit_record (tenant_id, person_id, department_id, act, subject_kind, subject_id, denied, detail)
      values (v_tenant, v_person, v_department, 'data.' || p_way, case when p_by = 'key' then 'entry' else 'grant' end, p_target::text, true,
        jsonb_strip_nulls(jsonb_build_object('why', status, 'keyId', v_key)));
    return;
  end if;
  select x.* into m from app.mount x where x.tenant_id = v_tenant and x.entry_id = g.entry_id order by x.seq desc limit 1;
  if m.kind is distinct from 'upstream' then status := 'not-mounted'; return; end if;
  if p_seq <> m.seq then status := 'moved-on'; return; end if;
  k := gate.compile_upstream(v_tenant, g.id, g.entry_id, m.seq, g.columns, g.masks, g.row_filter);
  select * into p from gate.select_columns(k, p_columns);
  if p.bad is not null then status := 'invalid'; detail := p.bad; return; end if;
  if p_filter is not null then
    select * into f from gate.conditions(p_filter, k.comparable, k.masked);
    if f.bad is not null then status := 'invalid'; detail := f.bad; return; end if;
  end if;
  page_limit := case p_way when 'preview' then least(greatest(coalesce(p_limit, 20), 1), 100) else least(greatest(coalesce(p_limit, 100), 1), 1000) end;
  r := gate.claim_room(v_tenant, g.id, p_by, p_purpose, page_limit);
  if r.status is not null then
    status := r.status; detail := r.detail;
    perform gate.note_refusal(c, 'data.' || p_way, p_by, p_target, status);
    return;
  end if;
  access_id := gen_random_uuid(); status := 'open'; shown := p.shown; seq := m.seq; missing := m.missing;
  tenant_id := v_tenant; entry_id := g.entry_id;
  address := m.address; credential_kind := m.credential_kind; credential_name := m.credential_name; credential := m.credential; mapping := m.mapping;
  insert into app.access_record (tenant_id, id, grant_id, entry_id, region_id, consumer_department_id, provider_department_id,
      person_id, api_key_id, approved_by, purpose, stated_purpose, content, way, medium, at)
    values (v_tenant, access_id, g.id, g.entry_id, g.region_id, g.consumer_department_id, g.provider_department_id,
      v_person, v_key, g.approved_by, g.purpose, p_purpose,
      jsonb_build_object('columns', shown, 'filter', coalesce(p_filter, '[]'), 'mount', m.seq, 'after', p_after, 'limit', page_limit),
      p_way, p_medium, v_now);
end $$;
comment on function gate.open_upstream(text, text, uuid, text, text, text[], jsonb, int, text, int, text) is
  'Checks a reading of data that stays with its provider and leaves the access record; the upstream is asked after it has committed.';

drop function gate.open_file(text, text, uuid);
create function gate.open_file(p_by text, p_token text, p_target uuid, p_purpose text,
    out status text, out detail text, out access_id uuid, out upload_id uuid, out name text, out size bigint, out sha256 text, out seq int)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare
  c jsonb; v_tenant text; v_department uuid; v_person uuid; v_key uuid; v_now timestamptz; g record; m app.mount; r record;
  v_way text := case when p_by = 'key' then 'api' else 'export' end;
begin
  begin
    if p_by = 'key' then c := ctx.mint_key(p_token); else c := ctx.mint(p_token); end if;
  exception when invalid_authorization_specification then
    status := 'no-session'; return;
  end;
  v_tenant := c ->> 'tenantId'; v_department := c ->> 'departmentId'; v_now := c ->> 'now';
  v_person := c ->> 'personId'; v_key := c ->> 'keyId';
  select x.*, e.retired_at into g
    from app.data_grant x join app.catalogue_entry e on e.tenant_id = x.tenant_id and e.id = x.entry_id
   where x.tenant_id = v_tenant and x.id = case when p_by = 'key' then (c ->> 'grantId')::uuid else p_target end
     and x.consumer_department_id = v_department
     and case when p_by = 'key' then x.entry_id = p_target else ctx.may('grant', 'read', 'department') end;
  status := case when g.id is null then 'missing' when g.revoked_at is not null then 'revoked' when g.retired_at <= v_now then 'retired'
    when g.suspended_at is not null then 'suspended'
    when v_now < g.valid_from then 'not-begun' when v_now >= g.valid_until then 'expired' else 'live' end;
  if status = 'live' then
    select x.* into m from app.mount x where x.tenant_id = v_tenant and x.entry_id = g.entry_id order by x.seq desc limit 1;
    if m.kind is distinct from 'file' then status := 'not-mounted'; return; end if;
    -- A file cannot be cut to columns and rows, nor masked.
    if g.row_filter <> '[]' or exists (select from app.data_item i where i.tenant_id = v_tenant and i.entry_id = g.entry_id
        and (not i.name = any (g.columns) or coalesce(g.masks ->> i.name, i.mask) <> 'none')) then
      status := 'not-whole';
    end if;
  end if;
  if status <> 'live' then
    insert into app.audit_record (tenant_id, person_id, department_id, act, subject_kind, subject_id, denied, detail)
      values (v_tenant, v_person, v_department, 'data.file', case when p_by = 'key' then 'entry' else 'grant' end, p_target::text, true,
        jsonb_strip_nulls(jsonb_build_object('why', status, 'keyId', v_key)));
    return;
  end if;
  r := gate.claim_room(v_tenant, g.id, p_by, p_purpose, 1);
  if r.status is not null then
    status := r.status; detail := r.detail;
    perform gate.note_refusal(c, 'data.file', p_by, p_target, status);
    return;
  end if;
  access_id := gen_random_uuid(); status := 'open';
  upload_id := m.upload_id; name := m.file_name; size := m.file_size; sha256 := m.file_sha256; seq := m.seq;
  insert into app.access_record (tenant_id, id, grant_id, entry_id, region_id, consumer_department_id, provider_department_id,
      person_id, api_key_id, approved_by, purpose, stated_purpose, content, way, medium, at)
    values (v_tenant, access_id, g.id, g.entry_id, g.region_id, g.consumer_department_id, g.provider_department_id,
      v_person, v_key, g.approved_by, g.purpose, p_purpose,
      jsonb_build_object('columns', to_jsonb(g.columns), 'filter', '[]'::jsonb, 'fileMount', m.seq, 'file', m.file_name, 'bytes', m.file_size, 'sha256', m.file_sha256),
      v_way, 'file', v_now);
end $$;
comment on function gate.open_file(text, text, uuid, text) is
  'Checks the taking of a mounted file and leaves its access record; the bytes leave after it has committed.';

revoke all on function gate.claim_room(text, uuid, text, text, int), gate.note_refusal(jsonb, text, text, uuid, text),
  gate.open_upstream(text, text, uuid, text, text, text[], jsonb, int, text, int, text), gate.open_file(text, text, uuid, text) from public;
grant execute on function gate.open_upstream(text, text, uuid, text, text, text[], jsonb, int, text, int, text),
  gate.open_file(text, text, uuid, text) to heliu_workspace;
reset role;
