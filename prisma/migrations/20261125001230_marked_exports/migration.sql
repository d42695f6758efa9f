-- A copy of data that may not be stored names who took it, for what and when; and data that stays with its provider leaves
-- as a file too, in every format, page by page under the same checks.

set role heliu_owner;
create policy name_reader on app.person for select to heliu_gate using (true);
grant select (tenant_id, id, name) on app.person to heliu_gate;
reset role;

set role heliu_gate;

create function gate.mark_of(p_by text, p_token text, p_access uuid, out mark jsonb) language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare c jsonb;
begin
  begin
    if p_by = 'key' then c := ctx.mint_key(p_token); else c := ctx.mint(p_token); end if;
  exception when invalid_authorization_specification then
    return;
  end;
  select jsonb_build_object('number', k.number, 'department', d.name_zh, 'purpose', r.purpose,
      'by', coalesce(p.name, y.label), 'at', r.at, 'accessRecord', r.id) into mark
    from app.access_record r
    join app.data_grant g on g.tenant_id = r.tenant_id and g.id = r.grant_id
    join app."case" k on k.tenant_id = g.tenant_id and k.id = g.case_id
    join app.department d on d.tenant_id = r.tenant_id and d.id = r.consumer_department_id
    left join app.person p on p.tenant_id = r.tenant_id and p.id = r.person_id
    left join app.api_key y on y.tenant_id = r.tenant_id and y.id = r.api_key_id
   where r.tenant_id = c ->> 'tenantId' and r.id = p_access and r.way = 'export' and not g.storage_allowed
     and coalesce(r.api_key_id, r.person_id) = coalesce(c ->> 'keyId', c ->> 'personId')::uuid;
end $$;
comment on function gate.mark_of(text, text, uuid) is
  'Grant, department, purpose, reader and time of an export of the reader''s own, where its grant does not allow storing; null otherwise.';
revoke all on function gate.mark_of(text, text, uuid) from public;
grant execute on function gate.mark_of(text, text, uuid) to heliu_workspace;

-- As before, and for files too: each page of a file is asked for, checked and put on record by itself.
create or replace function gate.open_upstream(p_by text, p_token text, p_target uuid, p_way text, p_medium text, p_columns text[], p_filter jsonb,
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
     and case when p_by = 'key' then x.entry_id = p_target and p_way in ('api', 'export')
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

-- As before, and as lines of JSON.
drop function gate.pass_upstream(text, text, uuid, text, jsonb);
create function gate.pass_upstream(p_by text, p_token text, p_access uuid, p_body text, p_took jsonb,
    out status text, out detail text, out body text, out next text, out taken int)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare
  r app.access_record; g record; m app.mount; k gate.reading; p record; f record; v jsonb; v_rows jsonb; x record;
  v_now timestamptz := ctx.now(); v_count int; v_limit int; v_paging text; v_from bigint;
begin
  r := gate.opened_upstream(p_by, p_token, p_access);
  if r.id is null then status := 'missing'; return; end if;
  select y.*, e.retired_at into g from app.data_grant y join app.catalogue_entry e on e.tenant_id = y.tenant_id and e.id = y.entry_id
   where y.tenant_id = r.tenant_id and y.id = r.grant_id;
  status := case when g.revoked_at is not null then 'revoked' when g.retired_at <= v_now then 'retired' when g.suspended_at is not null then 'suspended'
    when v_now < g.valid_from then 'not-begun' when v_now >= g.valid_until then 'expired' else 'ok' end;
  if status <> 'ok' then perform gate.end_upstream(r, 'stopped', p_took || jsonb_build_object('state', status)); return; end if;
  select y.* into m from app.mount y where y.tenant_id = r.tenant_id and y.entry_id = r.entry_id and y.seq = (r.content ->> 'mount')::int;
  v_limit := (r.content ->> 'limit')::int; v_paging := coalesce(m.mapping ->> 'paging', 'none');
  status := 'upstream';
  begin
    v := p_body::jsonb;
    v_rows := case when coalesce(m.mapping ->> 'rows', '') = '' then v else v #> string_to_array(m.mapping ->> 'rows', '.') end;
    if jsonb_typeof(v_rows) is distinct from 'array'
        or exists (select from jsonb_array_elements(v_rows) a(e) where jsonb_typeof(a.e) <> 'object') then
      detail := 'not-rows';
    else
      v_count := jsonb_array_length(v_rows);
      if v_paging = 'none' then
        v_from := coalesce(r.content ->> 'after', '0')::bigint;
        select coalesce(jsonb_agg(a.e order by a.n), '[]') into v_rows from jsonb_array_elements(v_rows) with ordinality a(e, n)
         where a.n > v_from and a.n <= v_from + v_limit;
        next := case when v_count > v_from + v_limit then (v_from + v_limit)::text end;
      elsif v_count > (case when m.mapping ->> 'limit' is null then 1000 else v_limit end) then
        detail := 'too-many-rows';
      elsif v_paging = 'cursor' then
        next := nullif(v #>> string_to_array(m.mapping ->> 'next', '.'), '');
        if length(next) > 256 then detail := 'not-rows'; end if;
      elsif v_count > 0 and (m.mapping ->> 'limit' is null or v_count = v_limit) then
        next := (coalesce(r.content ->> 'after', case v_paging when 'page' then coalesce(m.mapping ->> 'first', '1') else '0' end)::bigint
          + case v_paging when 'page' then 1 else v_count end)::text;
      end if;
    end if;
    if detail is null then
      x := gate.upstream_relation(r.tenant_id, r.entry_id, m.mapping, v_rows);
      if x.bad is not null then
        detail := 'bad-value'; p_took := p_took || jsonb_build_object('column', x.bad);
      else
        k := gate.compile_upstream(r.tenant_id, g.id, r.entry_id, m.seq, g.columns, g.masks, g.row_filter);
        select * into p from gate.select_columns(k, array(select jsonb_array_elements_text(r.content -> 'columns')));
        select * into f from gate.conditions(r.content -> 'filter', k.comparable, k.masked);
        if r.medium = 'csv' then
          execute 'select coalesce(string_agg(x.line, E''\r\n'' order by x.n) || E''\r\n'', ''''), count(*)::int from (select d.row_no as n, '
              || p.csv_row || ' as line from ' || x.relation || ' where true' || k.fixed || f.sql || ') x'
            into body, taken using v_rows, null::int, (select sha256(s.salt || convert_to(g.id::text, 'UTF8')) from gate.secret s);
        elsif r.medium = 'ndjson' then
          execute 'select coalesce(string_agg(x.j, E''\n'' order by x.n) || E''\n'', ''''), count(*)::int from (select d.row_no as n, row_to_json(t)::text as j from '
              || x.relation || ', lateral (select ' || p.json_row || ') t where true' || k.fixed || f.sql || ') x'
            into body, taken using v_rows, null::int, (select sha256(s.salt || convert_to(g.id::text, 'UTF8')) from gate.secret s);
        else
          execute 'select ''['' || coalesce(string_agg(x.j, '','' order by x.n), '''') || '']'', count(*)::int from (select d.row_no as n, row_to_json(t)::text as j from '
              || x.relation || ', lateral (select ' || p.json_row || ') t where true' || k.fixed || f.sql || ') x'
            into body, taken using v_rows, null::int, (select sha256(s.salt || convert_to(g.id::text, 'UTF8')) from gate.secret s);
        end if;
        status := 'ok';
      end if;
    end if;
  exception
    -- A day that is none, a number beyond its type: of the text that came, not of ours.
    when data_exception or statement_too_complex then
      detail := case when v is null then 'not-json' else 'bad-value' end; body := null; next := null;
  end;
  if status <> 'ok' then body := null; next := null; taken := null; end if;
  perform gate.end_upstream(r, case status when 'ok' then 'delivered' else detail end,
    case status when 'ok' then p_took || jsonb_build_object('rows', taken) else p_took end);
end $$;
comment on function gate.pass_upstream(text, text, uuid, text, jsonb) is
  'What an upstream answered, as the grant shows it: its columns under their masks, its rows. Status upstream: the answer cannot be used, detail says why.';
revoke all on function gate.pass_upstream(text, text, uuid, text, jsonb) from public;
grant execute on function gate.pass_upstream(text, text, uuid, text, jsonb) to heliu_workspace;

reset role;
