-- How a resource is mounted (挂接), and the door to data that stays with its provider.
--
-- An entry's data is a hosted table unless its last mount says otherwise; changing it changes no grant, the next reading
-- goes to the new mount. While another mount stands, no version of the table is active, so that the door of the table
-- answers "not mounted" without a look at this one.
--
-- An upstream's answer passes the same columns, masks and row conditions as a hosted table, in the same words of SQL. The
-- access record is committed before the upstream is asked; what became of the reading is added to it, once.

set role heliu_owner;

create table app.mount (
  tenant_id text not null,
  entry_id uuid not null,
  seq int not null check (seq > 0),
  kind text not null check (kind in ('table', 'file', 'upstream')),
  missing text[] not null default '{}', -- data items that it does not offer: they read as empty
  address text check (length(address) between 1 and 2000),
  credential_kind text not null default 'none' check (credential_kind in ('none', 'header', 'bearer', 'basic')),
  credential_name text not null default '' check (length(credential_name) <= 80), -- of the header
  credential bytea check (length(credential) between 29 and 8192), -- sealed by the server: AES-256-GCM
  mapping jsonb not null default '{}',
  person_id uuid not null,
  department_id uuid not null,
  at timestamptz not null default ctx.now(),
  primary key (tenant_id, entry_id, seq),
  foreign key (tenant_id, entry_id) references app.catalogue_entry (tenant_id, id),
  foreign key (tenant_id, person_id) references app.person (tenant_id, id),
  foreign key (tenant_id, department_id) references app.department (tenant_id, id),
  check ((kind = 'upstream') = (address is not null)),
  check ((credential is not null) = (credential_kind <> 'none')),
  check (kind = 'upstream' or credential_kind = 'none')
);
comment on table app.mount is 'Append-only: how an entry''s data is mounted, the last one counts; without one it is the hosted table. The address and the credential of an upstream are read by nobody but the door.';
comment on column app.mount.credential is 'Sealed with a key that the database never sees, bound to city and entry.';

create table app.upstream_outcome (
  tenant_id text not null,
  access_id uuid not null,
  region_id text not null,
  consumer_department_id uuid not null,
  provider_department_id uuid not null,
  outcome text not null check (outcome in ('delivered', 'not-allowed', 'unresolved', 'unreachable', 'timeout', 'redirect', 'status',
    'too-large', 'encoded', 'cut', 'not-json', 'not-rows', 'too-many-rows', 'bad-value', 'stopped', 'credential')),
  detail jsonb not null default '{}', -- rows, bytes, milliseconds, status, column; never a value
  at timestamptz not null default ctx.now(),
  primary key (tenant_id, access_id),
  foreign key (tenant_id, access_id) references app.access_record (tenant_id, id)
);
comment on table app.upstream_outcome is 'Insert-only, once a record: what became of a reading whose data stands elsewhere.';

alter table app.mount enable row level security;
alter table app.mount force row level security;
alter table app.upstream_outcome enable row level security;
alter table app.upstream_outcome force row level security;

create policy staff_read on app.mount for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'read', 'tenant')));
create policy mount on app.mount to heliu_data using (true) with check (true);
create policy guard on app.mount for select to heliu_gate using (true);
create policy parties_read on app.upstream_outcome for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (
    ((select ctx.may('access', 'read', 'department'))
      and (consumer_department_id = (select ctx.department()) or provider_department_id = (select ctx.department())))
    or ((select ctx.may('access', 'read', 'region')) and region_id = any ((select ctx.regions())::text[]))
    or (select ctx.may('access', 'read', 'tenant'))));
create policy note on app.upstream_outcome to heliu_gate using (true) with check (true);

grant select (tenant_id, entry_id, seq, kind, missing, person_id, department_id, at) on app.mount to heliu_workspace;
grant select, insert on app.mount to heliu_data;
grant select on app.mount to heliu_gate;
grant select on app.upstream_outcome to heliu_workspace;
grant select, insert on app.upstream_outcome to heliu_gate;
-- Withheld: address, credential and mapping of an upstream; every change of a mount or an outcome.

reset role;
set role heliu_gate;
grant create on schema gate to heliu_data;
reset role;
set role heliu_data;

-- The mount that counts, with what its owner alone may see. For the door and for the provider's own page.
create function gate.own_mount(p_entry uuid, out seq int, out kind text, out missing text[], out address text,
    out credential_kind text, out credential_name text, out mapping jsonb, out at timestamptz)
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare c text[] := ctx.claims();
begin
  perform from app.catalogue_entry e where e.tenant_id = c[1] and e.id = p_entry and e.department_id = nullif(c[2], '')::uuid
    and c[6] = 'session' and ctx.may('entry', 'compile', 'department');
  if not found then raise exception 'no such entry' using errcode = 'no_data_found'; end if;
  select m.seq, m.kind, m.missing, m.address, m.credential_kind, m.credential_name, m.mapping, m.at
    into seq, kind, missing, address, credential_kind, credential_name, mapping, at
    from app.mount m where m.tenant_id = c[1] and m.entry_id = p_entry order by m.seq desc limit 1;
  seq := coalesce(seq, 0); kind := coalesce(kind, 'table');
end $$;
comment on function gate.own_mount(uuid) is 'How an entry of the person''s own department is mounted, with the address and without the credential.';

create function gate.sealed_credential(p_entry uuid) returns bytea language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare c text[] := ctx.claims(); v bytea;
begin
  perform gate.own_mount(p_entry);
  select m.credential into v from app.mount m where m.tenant_id = c[1] and m.entry_id = p_entry order by m.seq desc limit 1;
  return v;
end $$;
comment on function gate.sealed_credential(uuid) is 'The sealed credential of the mount that counts, for a test call of the provider with the one that is kept.';

create function gate.change_mount(p_entry uuid, p_seq int, p_kind text, p_address text, p_credential_kind text, p_credential_name text,
    p_credential bytea, p_mapping jsonb, p_missing text[], out status text, out seq int)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare c text[] := ctx.claims(); m record; v_network text; v_version int;
begin
  perform pg_advisory_xact_lock(hashtextextended(c[1] || p_entry::text, 0)); -- mounts of one entry take turns
  m := gate.own_mount(p_entry);
  select e.network into v_network from app.catalogue_entry e where e.tenant_id = c[1] and e.id = p_entry;
  if v_network = 'intranet' then raise exception 'intranet data stays on the intranet' using errcode = 'HL003'; end if;
  seq := m.seq;
  if p_seq <> m.seq then status := 'stale'; return; end if;
  if p_kind = 'table' then
    if m.kind = 'table' then status := 'same'; return; end if;
    select max(h.version) into v_version from app.hosted_table h
     where h.tenant_id = c[1] and h.entry_id = p_entry and h.dropped_at is null;
    if v_version is null then status := 'nothing-hosted'; return; end if;
  end if;
  seq := m.seq + 1;
  insert into app.mount (tenant_id, entry_id, seq, kind, missing, address, credential_kind, credential_name, credential, mapping, person_id, department_id)
    values (c[1], p_entry, seq, p_kind, p_missing, p_address, p_credential_kind, p_credential_name, p_credential, p_mapping,
      c[4]::uuid, c[2]::uuid);
  if p_kind = 'table' then
    update app.hosted_table h set active = true where h.tenant_id = c[1] and h.entry_id = p_entry and h.version = v_version;
  else
    update app.hosted_table h set active = false where h.tenant_id = c[1] and h.entry_id = p_entry and h.active;
  end if;
  status := 'changed';
end $$;
comment on function gate.change_mount(uuid, int, text, text, text, text, bytea, jsonb, text[]) is
  'Mounts an entry of the person''s own department in another way, if it still is as the person saw it (p_seq).';

-- New data in the hosted table is a mount too: an entry that was read elsewhere is read from the table again.
create function gate.note_table_mount() returns trigger language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
begin
  insert into app.mount (tenant_id, entry_id, seq, kind, person_id, department_id)
    select new.tenant_id, new.entry_id, m.seq + 1, 'table', new.mounted_by, m.department_id
      from app.mount m
     where m.tenant_id = new.tenant_id and m.entry_id = new.entry_id and m.kind <> 'table'
       and m.seq = (select max(x.seq) from app.mount x where x.tenant_id = new.tenant_id and x.entry_id = new.entry_id);
  return null;
end $$;
comment on function gate.note_table_mount() is 'Keeps the mounts of an entry true when a version of its table becomes active.';

revoke all on function gate.own_mount(uuid), gate.sealed_credential(uuid), gate.note_table_mount(),
  gate.change_mount(uuid, int, text, text, text, text, bytea, jsonb, text[]) from public;
grant execute on function gate.own_mount(uuid), gate.sealed_credential(uuid),
  gate.change_mount(uuid, int, text, text, text, text, bytea, jsonb, text[]) to heliu_workspace;
grant execute on function gate.note_table_mount() to heliu_owner;

reset role;
set role heliu_owner;
create trigger note_table_mount after update of active on app.hosted_table
  for each row when (new.active and not old.active) execute function gate.note_table_mount();
reset role;
set role heliu_gate;
revoke create on schema gate from heliu_data;

create function gate.open_upstream(p_by text, p_token text, p_target uuid, p_way text, p_medium text, p_columns text[], p_filter jsonb,
    p_seq int, p_after text, p_limit int,
    out status text, out detail text, out access_id uuid, out shown text[], out seq int, out missing text[], out page_limit int,
    out tenant_id text, out entry_id uuid, out address text, out credential_kind text, out credential_name text, out credential bytea,
    out mapping jsonb)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare
  c jsonb; v_tenant text; v_department uuid; v_person uuid; v_key uuid; v_now timestamptz;
  g record; m app.mount; k gate.reading; p record; f record;
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
  access_id := gen_random_uuid(); status := 'open'; shown := p.shown; seq := m.seq; missing := m.missing;
  page_limit := case p_way when 'preview' then least(greatest(coalesce(p_limit, 20), 1), 100) else least(greatest(coalesce(p_limit, 100), 1), 1000) end;
  tenant_id := v_tenant; entry_id := g.entry_id;
  address := m.address; credential_kind := m.credential_kind; credential_name := m.credential_name; credential := m.credential; mapping := m.mapping;
  insert into app.access_record (tenant_id, id, grant_id, entry_id, region_id, consumer_department_id, provider_department_id,
      person_id, api_key_id, approved_by, purpose, content, way, medium, at)
    values (v_tenant, access_id, g.id, g.entry_id, g.region_id, g.consumer_department_id, g.provider_department_id,
      v_person, v_key, g.approved_by, g.purpose,
      jsonb_build_object('columns', shown, 'filter', coalesce(p_filter, '[]'), 'mount', m.seq, 'after', p_after, 'limit', page_limit),
      p_way, p_medium, v_now);
end $$;
comment on function gate.open_upstream(text, text, uuid, text, text, text[], jsonb, int, text, int) is
  'Checks a reading of data that stays with its provider and leaves the access record; the upstream is asked after it has committed.';

-- A grant compiled for the entry's data items, as for a version of a table. Not kept: the upstream costs more.
create function gate.compile_upstream(p_tenant text, p_grant uuid, p_entry uuid, p_seq int, p_columns text[], p_masks jsonb, p_fixed jsonb)
  returns gate.reading language plpgsql stable
  as $$
declare r gate.reading; f record; v_types jsonb;
begin
  r.tenant_id := p_tenant; r.grant_id := p_grant; r.version := p_seq;
  select coalesce(jsonb_object_agg(c.name, c.type), '{}'),
         coalesce(jsonb_object_agg(c.name, c.type) filter (where c.x is not null and c.m = 'none'), '{}'),
         coalesce(array_agg(c.name) filter (where c.x is not null and c.m <> 'none'), '{}'),
         coalesce(array_agg(c.name order by c.ordinal) filter (where c.x is not null), '{}'),
         coalesce(array_agg(format('%s as %I', c.x, c.name) order by c.ordinal) filter (where c.x is not null), '{}'),
         coalesce(array_agg(gate.csv_cell(c.name, c.type, c.m) order by c.ordinal) filter (where c.x is not null), '{}')
    into v_types, r.comparable, r.masked, r.names, r.json_cells, r.csv_cells
    from (
      select t.name, t.type, t.ordinal, t.m, case when t.name = any (p_columns) then gate.masked(t.name, t.type, t.m) end as x
        from (select i.name, i.type, i.ordinal, coalesce(p_masks ->> i.name, i.mask) as m
                from app.data_item i where i.tenant_id = p_tenant and i.entry_id = p_entry) t
    ) c;
  r.all_json := array_to_string(r.json_cells, ', ');
  r.all_csv := array_to_string(r.csv_cells, ' || '','' || ');
  -- The decision may use any column; a condition that cannot be understood hides every row.
  select * into f from gate.conditions(p_fixed, v_types, '{}');
  r.fixed := case when f.bad is null then f.sql else ' and false' end;
  return r;
end $$;

-- Rows of an upstream as a relation with the columns of the entry, checked against their types. `bad` names the column
-- whose value is not of its type. Numbers stay as they were written: nothing on the way reads them as floating point.
create function gate.upstream_relation(p_tenant text, p_entry uuid, p_mapping jsonb, p_rows jsonb, out relation text, out bad text)
  language plpgsql stable
  as $$
declare i record; x text; v_wrong boolean; v_list text := '';
begin
  for i in
    select d.name, d.type, p_mapping -> 'columns' ->> d.name as theirs,
           case d.type when 'integer' then '^-?[0-9]{1,18}$' when 'decimal' then '^-?[0-9]{1,30}([.][0-9]{1,15})?$'
             when 'date' then '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' when 'boolean' then '^(true|false)$'
             when 'timestamp' then '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?$' end as form,
           case d.type when 'integer' then 'bigint' when 'decimal' then 'numeric' when 'timestamp' then 'timestamp(0)' else d.type end as sql_type
      from app.data_item d where d.tenant_id = p_tenant and d.entry_id = p_entry order by d.ordinal
  loop
    x := case when i.theirs is null then 'null::text' else format('(a.e ->> %L)', i.theirs) end;
    if i.theirs is not null then
      execute format('select exists (select from jsonb_array_elements($1) a(e) where jsonb_typeof(a.e -> %L) in (''object'', ''array'')%s)',
          i.theirs, case when i.form is not null then format(' or nullif(%s, '''') !~ %L', x, i.form) else '' end)
        into v_wrong using p_rows;
      if v_wrong then bad := i.name; return; end if;
    end if;
    v_list := v_list || format(', %s::%s as %I', case when i.type = 'text' then x else format('nullif(%s, '''')', x) end, i.sql_type, i.name);
  end loop;
  relation := '(select a.n as row_no' || v_list || ' from jsonb_array_elements($1) with ordinality a(e, n)) d';
end $$;

create function gate.end_upstream(p_access app.access_record, p_outcome text, p_detail jsonb) returns boolean language plpgsql
  as $$
begin
  insert into app.upstream_outcome (tenant_id, access_id, region_id, consumer_department_id, provider_department_id, outcome, detail)
    values (p_access.tenant_id, p_access.id, p_access.region_id, p_access.consumer_department_id, p_access.provider_department_id,
      p_outcome, p_detail)
    on conflict do nothing;
  return found;
end $$;

-- The reader's own record of an upstream reading: committed by another transaction, recent and not yet ended.
create function gate.opened_upstream(p_by text, p_token text, p_access uuid) returns app.access_record language plpgsql
  as $$
declare c jsonb; r app.access_record;
begin
  begin
    if p_by = 'key' then c := ctx.mint_key(p_token); else c := ctx.mint(p_token); end if;
  exception when invalid_authorization_specification then
    return null;
  end;
  select x.* into r from app.access_record x
   where x.tenant_id = c ->> 'tenantId' and x.id = p_access and coalesce(x.api_key_id, x.person_id) = coalesce(c ->> 'keyId', c ->> 'personId')::uuid
     and x.consumer_department_id = (c ->> 'departmentId')::uuid and x.content ? 'mount'
     and x.written_in is distinct from pg_current_xact_id_if_assigned()
     and x.at > (c ->> 'now')::timestamptz - interval '2 minutes'
     and not exists (select from app.upstream_outcome o where o.tenant_id = x.tenant_id and o.access_id = x.id);
  return r;
end $$;

create function gate.pass_upstream(p_by text, p_token text, p_access uuid, p_body text, p_took jsonb,
    out status text, out detail text, out body text, out next text)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare
  r app.access_record; g record; m app.mount; k gate.reading; p record; f record; v jsonb; v_rows jsonb; x record;
  v_now timestamptz := ctx.now(); v_count int; v_limit int; v_paging text; v_from bigint; n int;
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
            into body, n using v_rows, null::int, (select sha256(s.salt || convert_to(g.id::text, 'UTF8')) from gate.secret s);
        else
          execute 'select ''['' || coalesce(string_agg(x.j, '','' order by x.n), '''') || '']'', count(*)::int from (select d.row_no as n, row_to_json(t)::text as j from '
              || x.relation || ', lateral (select ' || p.json_row || ') t where true' || k.fixed || f.sql || ') x'
            into body, n using v_rows, null::int, (select sha256(s.salt || convert_to(g.id::text, 'UTF8')) from gate.secret s);
        end if;
        status := 'ok';
      end if;
    end if;
  exception
    -- A day that is none, a number beyond its type: of the text that came, not of ours.
    when data_exception or statement_too_complex then
      detail := case when v is null then 'not-json' else 'bad-value' end; body := null; next := null;
  end;
  if status <> 'ok' then body := null; next := null; end if;
  perform gate.end_upstream(r, case status when 'ok' then 'delivered' else detail end,
    case status when 'ok' then p_took || jsonb_build_object('rows', n) else p_took end);
end $$;
comment on function gate.pass_upstream(text, text, uuid, text, jsonb) is
  'What an upstream answered, as the grant shows it: its columns under their masks, its rows. Status upstream: the answer cannot be used, detail says why.';

create function gate.fail_upstream(p_by text, p_token text, p_access uuid, p_why text, p_took jsonb) returns boolean
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare r app.access_record;
begin
  r := gate.opened_upstream(p_by, p_token, p_access);
  return r.id is not null and p_why <> 'delivered' and gate.end_upstream(r, p_why, p_took);
end $$;
comment on function gate.fail_upstream(text, text, uuid, text, jsonb) is 'Adds to the reader''s own record why the upstream gave nothing.';

revoke all on function gate.open_upstream(text, text, uuid, text, text, text[], jsonb, int, text, int),
  gate.compile_upstream(text, uuid, uuid, int, text[], jsonb, jsonb), gate.upstream_relation(text, uuid, jsonb, jsonb),
  gate.end_upstream(app.access_record, text, jsonb), gate.opened_upstream(text, text, uuid),
  gate.pass_upstream(text, text, uuid, text, jsonb), gate.fail_upstream(text, text, uuid, text, jsonb) from public;
grant execute on function gate.open_upstream(text, text, uuid, text, text, text[], jsonb, int, text, int),
  gate.pass_upstream(text, text, uuid, text, jsonb), gate.fail_upstream(text, text, uuid, text, jsonb) to heliu_workspace;

reset role;
