-- The data plane: tables with the cities' data, and the one door through which anything is read from them.
--
-- No login holds a privilege on schema data. Reading is done by functions of heliu_gate, which believe only the minted
-- context, look the grant up again with every page, and select nothing but granted columns under their masks, granted
-- rows and asked conditions. Evidence comes first and on its own: an access record is written by one transaction and
-- read back by another, so that not even somebody who holds a login and a live token, and rolls back what he began,
-- reads a row of which no record remains.

set role heliu_owner;

create table app.hosted_table (
  tenant_id text not null,
  entry_id uuid not null,
  version int not null check (version > 0),
  relation text not null unique check (relation ~ '^t_[0-9a-f]{32}$'), -- random: nothing of a city shows in a name
  columns jsonb not null, -- [{name, type, mask, grade}] in order, as they were when mounted
  row_count bigint not null default 0,
  mounted_by uuid not null,
  mounted_at timestamptz not null default ctx.now(),
  mounted_in xid8 not null default pg_current_xact_id(), -- only the transaction that began a mount may finish it
  active boolean not null default false,
  dropped_at timestamptz,
  primary key (tenant_id, entry_id, version),
  foreign key (tenant_id, entry_id) references app.catalogue_entry (tenant_id, id),
  foreign key (tenant_id, mounted_by) references app.person (tenant_id, id),
  check (not (active and dropped_at is not null))
);
create unique index one_active_version on app.hosted_table (tenant_id, entry_id) where active;
comment on table app.hosted_table is 'A version of an entry''s data: one typed table in schema data. One version is active; the one before it stays for exports under way.';
comment on column app.hosted_table.relation is 'Name of the table in schema data, which no login may touch.';

create table app.open_use (
  tenant_id text not null,
  entry_id uuid not null,
  day date not null, -- Asia/Shanghai
  way text not null check (way in ('preview', 'export', 'api')),
  times bigint not null default 0,
  primary key (tenant_id, entry_id, day, way),
  foreign key (tenant_id, entry_id) references app.catalogue_entry (tenant_id, id)
);
comment on table app.open_use is 'How often an open dataset was previewed, downloaded and asked for by systems, by day. Who did is not kept: it is open to everyone.';

alter table app.access_record add column written_in xid8 not null default pg_current_xact_id();
comment on column app.access_record.written_in is 'The transaction that wrote it. Data is read only in a later one: a record that could still be rolled back is no evidence.';

alter table app.hosted_table enable row level security;
alter table app.hosted_table force row level security;
alter table app.open_use enable row level security;
alter table app.open_use force row level security;

create policy staff_read on app.hosted_table for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'read', 'tenant')));
create policy public_read on app.hosted_table for select to heliu_portal
  using (tenant_id = (select ctx.tenant()) and active
    and entry_id in (select e.id from app.catalogue_entry e where e.tenant_id = (select ctx.tenant())));
create policy guard on app.hosted_table for select to heliu_gate using (true);
create policy mount on app.hosted_table to heliu_data using (true) with check (true);
create policy mount on app.catalogue_entry for select to heliu_data using (true);
create policy mount on app.data_item for select to heliu_data using (true);
create policy staff_read on app.open_use for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'read', 'tenant')));
create policy public_read on app.open_use for select to heliu_portal
  using (tenant_id = (select ctx.tenant())
    and entry_id in (select e.id from app.catalogue_entry e where e.tenant_id = (select ctx.tenant())));
create policy count on app.open_use to heliu_gate using (true) with check (true);
create policy find_evidence on app.access_record for select to heliu_gate using (true);
create policy note_denial on app.audit_record for insert to heliu_gate with check (denied);

grant select on app.hosted_table to heliu_workspace, heliu_portal, heliu_gate;
grant select, insert, update on app.hosted_table to heliu_data;
grant select on app.catalogue_entry, app.data_item to heliu_data;
grant select on app.open_use to heliu_workspace, heliu_portal;
grant select, insert, update on app.open_use to heliu_gate;
grant select on app.access_record to heliu_gate;
grant insert on app.audit_record to heliu_gate;
-- Withheld: every privilege on a table of schema data, from every login; writing a version or a count by hand.

reset role;
set role heliu_ctx;
-- The clock again, as a plpgsql function: every reading asks it several times, and a definer function in SQL costs twice as much.
create or replace function ctx.now() returns timestamptz language plpgsql stable security definer parallel safe
  set search_path = pg_catalog, pg_temp
  as $$ begin return coalesce((select fixed_at from ctx.clock), transaction_timestamp()); end $$;
-- The key's context again, with the clock asked once.
create or replace function ctx.mint_key(p_token text) returns jsonb language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare x record; v_now timestamptz := ctx.now();
begin
  select k.tenant_id, k.id, k.grant_id, g.consumer_department_id, d.region_id into x
    from app.api_key k
    join app.data_grant g on g.tenant_id = k.tenant_id and g.id = k.grant_id
    join app.department d on d.tenant_id = g.tenant_id and d.id = g.consumer_department_id and d.retired_at is null
   where k.token_hash = sha256(convert_to(p_token, 'UTF8')) and k.revoked_at is null and k.expires_at > v_now;
  if not found then
    raise exception 'no session' using errcode = '28000';
  end if;
  perform ctx.set_claims(concat_ws('|', x.tenant_id, x.consumer_department_id, x.region_id, x.id, 'key', 'key', x.grant_id, '', ''));
  return jsonb_build_object('kind', 'key', 'tenantId', x.tenant_id, 'departmentId', x.consumer_department_id,
    'keyId', x.id, 'grantId', x.grant_id, 'roles', '["key"]'::jsonb, 'now', v_now);
end $$;
grant execute on function ctx.mint(text) to heliu_gate;
grant execute on function ctx.claims() to heliu_data;
reset role;

set role heliu_gate;

create table gate.secret (
  only_row boolean primary key default true check (only_row),
  salt bytea not null
);
revoke all on gate.secret from public;
comment on table gate.secret is 'Salt of the hash mask. Never leaves the database: without it a list of all citizen ids could be hashed and compared.';
insert into gate.secret (salt)
  values (sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));

create function gate.within(p_tenant text) returns boolean language plpgsql stable security definer parallel restricted
  set search_path = pg_catalog, pg_temp
  as $$ begin return (ctx.claims())[1] is not distinct from p_tenant; end $$;
comment on function gate.within(text) is 'Policy of every hosted table: the context is minted and of the city whose data it is. A boolean, so that plans keep their indexes.';
revoke all on function gate.within(text) from public;

-- The door's tools run inside its entrances only (nobody else may call them), under their search path.
--
-- What a mask shows. `hidden`, and any word that is not known, is never asked for: such a column is not selected at all.
--   name        first character, then **             (length of the name does not show)
--   citizen-id  region code (6) and the last two      (birthday and most of the sequence do not show)
--   phone       first three and last four
--   address     first six characters (province, city), then ***
--   year        the year of a date
--   hash        16 hex digits of SHA-256 with a salt of this grant: equal values stay equal, within one grant only
create function gate.masked(p_name text, p_type text, p_mask text) returns text language plpgsql immutable
  as $$
declare
  c text := 'd.' || quote_ident(p_name);
  t text := case when p_type = 'text' then c else c || '::text' end;
begin
  return case p_mask
    when 'none' then c
    when 'name' then format('left(%s, 1) || ''**''', t)
    when 'citizen-id' then format('case when length(%1$s) = 18 then left(%1$s, 6) || ''**********'' || right(%1$s, 2) when %1$s is not null then ''******'' end', t)
    when 'phone' then format('case when length(%1$s) >= 11 then left(%1$s, 3) || ''****'' || right(%1$s, 4) when %1$s is not null then ''****'' end', t)
    when 'address' then format('case when length(%1$s) > 6 then left(%1$s, 6) || ''***'' when %1$s is not null then ''***'' end', t)
    when 'year' then case when p_type in ('date', 'timestamp') then format('extract(year from %s)::int', c)
      else format('case when %s is not null then ''****'' end', c) end
    when 'hash' then format('left(encode(sha256($3 || convert_to(%s, ''UTF8'')), ''hex''), 16)', t)
  end;
end $$;
comment on function gate.masked(text, text, text) is 'The SQL expression that a column is read by; null when it must not be read.';

-- A cell of a CSV file. Text that a spreadsheet would run as a formula is led by an apostrophe; numbers stay numbers.
create function gate.csv_cell(p_name text, p_type text, p_mask text) returns text language plpgsql immutable
  as $$
declare x text := gate.masked(p_name, p_type, p_mask);
begin
  return case
    when x is null then null
    when p_mask = 'none' and p_type in ('integer', 'decimal', 'boolean') or p_mask = 'year' and p_type in ('date', 'timestamp')
      then format('coalesce((%s)::text, '''')', x)
    when p_mask = 'none' and p_type = 'date' then format('coalesce(to_char(%s, ''YYYY-MM-DD''), '''')', x)
    when p_mask = 'none' and p_type = 'timestamp' then format('coalesce(to_char(%s, ''YYYY-MM-DD HH24:MI:SS''), '''')', x)
    else format('coalesce(''"'' || replace(case when %1$s <> '''' and strpos(E''=+-@\t\r\n＝＋－＠'', left(%1$s, 1)) > 0 then '''''''' || %1$s else %1$s end, ''"'', ''""'') || ''"'', '''')', '(' || x || ')')
  end;
end $$;

-- One value of a condition, as a literal of the column's type; null when it is not one.
create function gate.literal(p_type text, p_value jsonb) returns text language plpgsql immutable
  as $$
declare v text := p_value #>> '{}';
begin
  if v is null or length(v) > 200 or jsonb_typeof(p_value) not in ('string', 'number', 'boolean') then return null; end if;
  case p_type
    when 'text' then return quote_literal(v);
    when 'integer' then
      if v !~ '^-?[0-9]{1,19}$' then return null; end if;
      return quote_literal(v::bigint) || '::bigint';
    when 'decimal' then
      if v !~ '^-?[0-9]{1,30}(\.[0-9]{1,15})?$' then return null; end if;
      return quote_literal(v::numeric) || '::numeric';
    when 'date' then
      if v !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then return null; end if;
      return quote_literal(to_char(v::date, 'YYYY-MM-DD')) || '::date';
    when 'timestamp' then
      if v !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?$' then return null; end if;
      return quote_literal(to_char(v::timestamp, 'YYYY-MM-DD HH24:MI:SS')) || '::timestamp';
    when 'boolean' then
      if v not in ('true', 'false') then return null; end if;
      return v;
    else return null;
  end case;
exception when data_exception then
  return null;
end $$;

-- Conditions joined by "and". `bad` names the first that cannot be understood, as a problem and the place of it.
-- p_types: column → type of the columns that may be named; p_masked: those that may be seen, but not be compared with.
create function gate.conditions(p_filter jsonb, p_types jsonb, p_masked text[], out sql text, out bad text) language plpgsql immutable
  as $$
declare
  f jsonb; n int := 0; col text; op text; typ text; v jsonb; lit text; list text;
begin
  sql := '';
  if p_filter is null then return; end if;
  if jsonb_typeof(p_filter) <> 'array' or jsonb_array_length(p_filter) > 20 then bad := 'filter|wrong|'; return; end if;
  for f in select * from jsonb_array_elements(p_filter) loop
    col := f ->> 'column'; op := f ->> 'op'; v := f -> 'value'; typ := p_types ->> col;
    if col = any (p_masked) then bad := format('filter.%s.column|masked-column|%s', n, col); return; end if;
    if typ is null then bad := format('filter.%s.column|unknown-column|%s', n, left(col, 41)); return; end if;
    if op = 'in' and jsonb_typeof(v) = 'array' and jsonb_array_length(v) between 1 and 100 then
      select string_agg(l, ', '), case when bool_and(l is not null) then '' end into list, lit
        from (select gate.literal(typ, e) l from jsonb_array_elements(v) e) x;
      if lit is null then bad := format('filter.%s.value|filter-value|%s', n, col); return; end if;
      sql := sql || format(' and d.%I in (%s)', col, list);
    elsif op in ('eq', 'gte', 'lte') and not (op <> 'eq' and typ = 'boolean') then
      lit := gate.literal(typ, v);
      if lit is null then bad := format('filter.%s.value|filter-value|%s', n, col); return; end if;
      sql := sql || format(' and d.%I %s %s', col, case op when 'eq' then '=' when 'gte' then '>=' else '<=' end, lit);
    elsif op = 'prefix' and typ = 'text' and jsonb_typeof(v) = 'string' and length(v #>> '{}') between 1 and 200 then
      sql := sql || format(' and d.%I like %L', col,
        replace(replace(replace(v #>> '{}', '\', '\\'), '%', '\%'), '_', '\_') || '%');
    else
      bad := format('filter.%s.op|filter-op|%s', n, col); return;
    end if;
    n := n + 1;
  end loop;
end $$;

-- What may be seen through one grant of one version of the data, written out as SQL once: a grant's columns, masks and
-- rows never change, nor does a mounted version. A column that is not visible does not exist for the reader.
create table gate.reading (
  tenant_id text not null,
  grant_id uuid not null,
  version int not null,
  names text[] not null,
  json_cells text[] not null,
  csv_cells text[] not null,
  all_json text not null,
  all_csv text not null,
  comparable jsonb not null, -- column → type: seen unmasked, so the reader may filter on it
  masked text[] not null,
  fixed text not null, -- the decision's own conditions
  primary key (tenant_id, grant_id, version)
) with (toast_tuple_target = 8160); -- a row is read twice a page: unpacking it would cost more than reading it
revoke all on gate.reading from public;
alter table gate.reading enable row level security;
alter table gate.reading force row level security;
create policy remember on gate.reading to heliu_gate using (true) with check (true);
comment on table gate.reading is 'Grants compiled to SQL, filled at their first reading. For the reading door only.';

create function gate.compile(p_tenant text, p_grant uuid, p_version int, p_columns jsonb, p_visible text[], p_masks jsonb, p_fixed jsonb)
  returns gate.reading language plpgsql stable
  as $$
declare r gate.reading; f record; v_types jsonb;
begin
  r.tenant_id := p_tenant; r.grant_id := p_grant; r.version := p_version;
  select coalesce(jsonb_object_agg(c.name, c.type), '{}'),
         coalesce(jsonb_object_agg(c.name, c.type) filter (where c.x is not null and c.m = 'none'), '{}'),
         coalesce(array_agg(c.name) filter (where c.x is not null and c.m <> 'none'), '{}'),
         coalesce(array_agg(c.name order by c.ordinality) filter (where c.x is not null), '{}'),
         coalesce(array_agg(format('%s as %I', c.x, c.name) order by c.ordinality) filter (where c.x is not null), '{}'),
         coalesce(array_agg(gate.csv_cell(c.name, c.type, c.m) order by c.ordinality) filter (where c.x is not null), '{}')
    into v_types, r.comparable, r.masked, r.names, r.json_cells, r.csv_cells
    from (
      select t.name, t.type, t.ordinality, t.m, case when t.name = any (p_visible) then gate.masked(t.name, t.type, t.m) end as x
        from (select e ->> 'name' as name, e ->> 'type' as type, a.ordinality, coalesce(p_masks ->> (e ->> 'name'), e ->> 'mask') as m
                from jsonb_array_elements(p_columns) with ordinality a(e, ordinality)) t
    ) c;
  r.all_json := array_to_string(r.json_cells, ', ');
  r.all_csv := array_to_string(r.csv_cells, ' || '','' || ');
  -- The decision may use any column of the table; a condition that cannot be understood hides every row.
  select * into f from gate.conditions(p_fixed, v_types, '{}');
  r.fixed := case when f.bad is null then f.sql else ' and false' end;
  return r;
end $$;

-- The cells of the columns asked for, in the table's order; `bad` names the first that may not be seen.
create function gate.select_columns(p_reading gate.reading, p_asked text[], out bad text, out shown text[], out json_row text, out csv_row text)
  language plpgsql stable
  as $$
begin
  if p_asked is null or p_asked = p_reading.names then
    shown := p_reading.names; json_row := p_reading.all_json; csv_row := p_reading.all_csv;
  else
    select format('columns.%s|unknown-column|%s', a.n - 1, left(a.name, 41)) into bad
      from unnest(p_asked) with ordinality a(name, n)
     where a.name is null or not a.name = any (p_reading.names) order by a.n limit 1;
    if bad is not null then return; end if;
    select array_agg(c.name order by c.n), string_agg(c.j, ', ' order by c.n), string_agg(c.v, ' || '','' || ' order by c.n)
      into shown, json_row, csv_row
      from unnest(p_reading.names, p_reading.json_cells, p_reading.csv_cells) with ordinality c(name, j, v, n)
     where c.name = any (p_asked);
  end if;
  if coalesce(cardinality(shown), 0) = 0 then bad := 'columns|unknown-column|'; end if;
end $$;

-- Runs one page. The salt reaches the statement as a parameter, so that no log or error text ever holds it.
create function gate.run_page(p_relation text, p_cells text, p_condition text, p_csv boolean,
    p_after bigint, p_limit int, p_salt bytea, out body text, out next bigint)
  language plpgsql stable
  as $$
declare n int;
begin
  if p_csv then
    execute 'select coalesce(string_agg(x.line, E''\r\n'') || E''\r\n'', ''''), max(x.n), count(*)::int from (select d.row_no as n, '
      || p_cells || ' as line from data.' || quote_ident(p_relation) || ' d where d.row_no > $1' || p_condition
      || ' order by d.row_no limit $2) x'
      into body, next, n using coalesce(p_after, 0), p_limit, p_salt;
  else
    execute 'select ''['' || coalesce(string_agg(x.j, '',''), '''') || '']'', max(x.n), count(*)::int'
      || ' from (select d.row_no as n, row_to_json(t)::text as j from data.' || quote_ident(p_relation)
      || ' d, lateral (select ' || p_cells || ') t where d.row_no > $1' || p_condition || ' order by d.row_no limit $2) x'
      into body, next, n using coalesce(p_after, 0), p_limit, p_salt;
  end if;
  if n < p_limit then next := null; end if;
end $$;

revoke all on function gate.masked(text, text, text), gate.csv_cell(text, text, text), gate.literal(text, jsonb),
  gate.conditions(jsonb, jsonb, text[]), gate.compile(text, uuid, int, jsonb, text[], jsonb, jsonb),
  gate.select_columns(gate.reading, text[]),
  gate.run_page(text, text, text, boolean, bigint, int, bytea) from public;

-- Step one of every reading: who, which grant, is it live, is the question allowed; then the evidence.
-- p_by 'session': p_target is a grant of the person's department. p_by 'key': p_target is the entry that the key's grant is on.
create function gate.open_access(p_by text, p_token text, p_target uuid, p_way text, p_medium text, p_columns text[], p_filter jsonb,
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
  select x.*, h.version as v, r.names, r.comparable, r.masked into g
    from app.data_grant x
    left join app.hosted_table h on h.tenant_id = x.tenant_id and h.entry_id = x.entry_id and h.active
    left join gate.reading r on r.tenant_id = x.tenant_id and r.grant_id = x.id and r.version = h.version
   where x.tenant_id = v_tenant and x.id = case when p_by = 'key' then (c ->> 'grantId')::uuid else p_target end
     and x.consumer_department_id = v_department
     and case when p_by = 'key' then x.entry_id = p_target and p_way = 'api'
         else p_way in ('preview', 'export') and ctx.may('grant', 'read', 'department') end;
  status := case when g.id is null then 'missing' when g.revoked_at is not null then 'revoked' when g.suspended_at is not null then 'suspended'
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
comment on function gate.open_access(text, text, uuid, text, text, text[], jsonb, int, bigint, int) is
  'Checks a reading and leaves its access record. Nothing can be read with it before this transaction has committed.';

-- Step two: exactly what the record says, if it is another transaction's, recent, and the reader's own; the grant is
-- looked up again, so that a stop between two pages cuts the stream.
create function gate.read_access(p_by text, p_token text, p_access uuid, p_after bigint, p_limit int,
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
  select r.content, r.way, r.medium, g.id as grant_id, g.revoked_at, g.suspended_at, g.valid_from, g.valid_until, h.relation, h.version,
         k.names, k.comparable, k.masked, k.fixed, case when r.medium = 'csv' then k.all_csv else k.all_json end as cells,
         sha256(s.salt || convert_to(g.id::text, 'UTF8')) as salt
    into a
    from app.access_record r
    join app.data_grant g on g.tenant_id = r.tenant_id and g.id = r.grant_id
    join app.hosted_table h on h.tenant_id = r.tenant_id and h.entry_id = r.entry_id and h.version = (r.content ->> 'version')::int
      and h.dropped_at is null
    join gate.reading k on k.tenant_id = r.tenant_id and k.grant_id = r.grant_id and k.version = h.version
    cross join gate.secret s
   where r.tenant_id = c ->> 'tenantId' and r.id = p_access and coalesce(r.api_key_id, r.person_id) = v_reader
     and r.consumer_department_id = (c ->> 'departmentId')::uuid
     and r.written_in is distinct from pg_current_xact_id_if_assigned()
     and r.at > v_now - case when r.way = 'export' then interval '1 hour' else interval '1 minute' end;
  if not found then status := 'missing'; return; end if;
  status := case when a.revoked_at is not null then 'revoked' when a.suspended_at is not null then 'suspended'
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
comment on function gate.read_access(text, text, uuid, bigint, int) is
  'Reads what a committed access record of the reader says: its page, or for an export the page after p_after.';

-- What a reader may know before reading: the grant's terms and columns in the entry's own words, and how much is mounted.
create function gate.describe(p_by text, p_token text, p_target uuid, out status text, out described jsonb)
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
  select x.*, e.code, e.name_zh, e.name_en, e.abstract_zh, e.abstract_en, e.update_cycle,
         h.version as v, h.row_count, h.mounted_at, h.columns as hosted into g
    from app.data_grant x
    join app.catalogue_entry e on e.tenant_id = x.tenant_id and e.id = x.entry_id
    left join app.hosted_table h on h.tenant_id = x.tenant_id and h.entry_id = x.entry_id and h.active
   where x.tenant_id = c ->> 'tenantId' and x.id = case when p_by = 'key' then (c ->> 'grantId')::uuid else p_target end
     and x.consumer_department_id = (c ->> 'departmentId')::uuid
     and case when p_by = 'key' then x.entry_id = p_target else ctx.may('grant', 'read', 'department') end;
  status := case when g.id is null then 'missing' when g.revoked_at is not null then 'revoked' when g.suspended_at is not null then 'suspended'
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
comment on function gate.describe(text, text, uuid) is 'A live grant of the reader in words and columns. No data, so no access record.';

-- Both steps in one round trip. A procedure of the caller''s, because only such a one may commit between them; inside
-- somebody''s own transaction it fails instead of reading.
create procedure gate.rows(p_by text, p_token text, p_target uuid, p_way text, p_medium text, p_columns text[], p_filter jsonb,
    p_version int, p_after bigint, p_limit int,
    inout status text default null, inout detail text default null, inout access_id uuid default null, inout version int default null,
    inout shown text[] default null, inout body text default null, inout next bigint default null)
  language plpgsql security invoker
  as $$
declare o record; r record;
begin
  select * into o from gate.open_access(p_by, p_token, p_target, p_way, p_medium, p_columns, p_filter, p_version, p_after, p_limit);
  commit;
  status := o.status; detail := o.detail; access_id := o.access_id; version := o.version; shown := o.shown;
  if status <> 'open' then return; end if;
  select * into r from gate.read_access(p_by, p_token, access_id, null, null);
  status := r.status; body := r.body; next := r.next;
end $$;
comment on procedure gate.rows(text, text, uuid, text, text, text[], jsonb, int, bigint, int, text, text, uuid, int, text[], text, bigint) is
  'One page, evidence first: writes the access record, commits it, then reads. Ends with status ok, or says why not.';

-- Open data: no grant and no name, only a count. Visible is what is published for everyone, not hidden and below grade 3.
create function gate.read_open(p_tenant text, p_entry uuid, p_way text, p_medium text, p_columns text[], p_filter jsonb,
    p_version int, p_after bigint, p_limit int,
    out status text, out detail text, out shown text[], out version int, out body text, out next bigint)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare c text[] := ctx.claims(); e record; k gate.reading; p record; f record;
begin
  if c is null or c[1] is distinct from p_tenant then status := 'missing'; return; end if;
  select x.id, h.version as v, h.relation, h.columns as hosted into e
    from app.catalogue_entry x
    left join app.hosted_table h on h.tenant_id = x.tenant_id and h.entry_id = x.id
      and case when p_version is null then h.active else h.version = p_version and h.dropped_at is null end
   where x.tenant_id = c[1] and x.id = p_entry and x.opening_class = 'unconditional' and x.published_at <= ctx.now();
  if not found then status := 'missing'; return; end if;
  if e.relation is null then status := case when p_version is null then 'not-mounted' else 'moved-on' end; return; end if;
  k := gate.compile(c[1], p_entry, e.v, e.hosted,
    array(select i ->> 'name' from jsonb_array_elements(e.hosted) i where (i ->> 'grade')::int < 3), '{}', '[]');
  select * into p from gate.select_columns(k, p_columns);
  if p.bad is not null then status := 'invalid'; detail := p.bad; return; end if;
  select * into f from gate.conditions(p_filter, k.comparable, k.masked);
  if f.bad is not null then status := 'invalid'; detail := f.bad; return; end if;
  if coalesce(p_after, 0) = 0 then
    insert into app.open_use as u (tenant_id, entry_id, day, way, times)
      values (c[1], p_entry, (ctx.now() at time zone 'Asia/Shanghai')::date, case when p_way in ('export', 'api') then p_way else 'preview' end, 1)
      on conflict (tenant_id, entry_id, day, way) do update set times = u.times + 1;
  end if;
  select q.body, q.next into body, next
    from gate.run_page(e.relation, case when p_medium = 'csv' then p.csv_row else p.json_row end, f.sql, p_medium = 'csv', p_after,
      case p_way when 'export' then least(greatest(coalesce(p_limit, 1000), 1), 5000)
        when 'api' then least(greatest(coalesce(p_limit, 100), 1), 1000) else least(greatest(coalesce(p_limit, 20), 1), 100) end,
      (select sha256(s.salt || convert_to(p_entry::text, 'UTF8')) from gate.secret s)) q;
  shown := p.shown; version := e.v; status := 'ok';
end $$;
comment on function gate.read_open(text, uuid, text, text, text[], jsonb, int, bigint, int) is
  'A page of an openly shared entry of the minted city; the first page of a reading is counted.';

-- The portal''s own door: a visitor is nobody, so the context is minted and used in one statement.
create function gate.open_rows(p_tenant text, p_entry uuid, p_way text, p_medium text, p_columns text[], p_filter jsonb,
    p_version int, p_after bigint, p_limit int,
    out status text, out detail text, out shown text[], out version int, out body text, out next bigint)
  language plpgsql security invoker
  as $$
begin
  begin
    perform ctx.mint_public(p_tenant);
  exception when invalid_authorization_specification then
    status := 'missing'; return;
  end;
  select r.status, r.detail, r.shown, r.version, r.body, r.next into status, detail, shown, version, body, next
    from gate.read_open(p_tenant, p_entry, p_way, p_medium, p_columns, p_filter, p_version, p_after, p_limit) r;
end $$;

revoke all on function gate.describe(text, text, uuid), gate.open_access(text, text, uuid, text, text, text[], jsonb, int, bigint, int),
  gate.read_access(text, text, uuid, bigint, int),
  gate.read_open(text, uuid, text, text, text[], jsonb, int, bigint, int),
  gate.open_rows(text, uuid, text, text, text[], jsonb, int, bigint, int) from public;
revoke all on procedure gate.rows(text, text, uuid, text, text, text[], jsonb, int, bigint, int, text, text, uuid, int, text[], text, bigint) from public;
grant execute on function gate.describe(text, text, uuid), gate.open_access(text, text, uuid, text, text, text[], jsonb, int, bigint, int),
  gate.read_access(text, text, uuid, bigint, int) to heliu_workspace;
grant execute on procedure gate.rows(text, text, uuid, text, text, text[], jsonb, int, bigint, int, text, text, uuid, int, text[], text, bigint) to heliu_workspace;
grant execute on function gate.read_open(text, uuid, text, text, text[], jsonb, int, bigint, int),
  gate.open_rows(text, uuid, text, text, text[], jsonb, int, bigint, int) to heliu_portal;

grant create on schema gate to heliu_data;
grant usage on schema gate to heliu_data;
grant execute on function gate.within(text) to heliu_data;
reset role;

-- Mounting: one transaction makes the table, lets heliu_ingest COPY into it, closes it and switches to it. Until that
-- commits nobody sees the table; if it does not commit, it never was.
set role heliu_data;

create function gate.begin_mount(p_entry uuid, out relation text, out version int, out columns jsonb)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare c text[] := ctx.claims(); v_definition text; v_entry uuid;
begin
  select e.id into v_entry from app.catalogue_entry e
   where e.tenant_id = c[1] and e.id = p_entry and e.department_id = nullif(c[2], '')::uuid
     and c[6] = 'session' and ctx.may('entry', 'compile', 'department');
  if v_entry is null then raise exception 'no such entry' using errcode = 'no_data_found'; end if;
  perform pg_advisory_xact_lock(hashtextextended(c[1] || p_entry::text, 0)); -- two mounts of one entry take turns
  select jsonb_agg(jsonb_build_object('name', i.name, 'type', i.type, 'mask', i.mask, 'grade', i.grade) order by i.ordinal),
         string_agg(format('%I %s', i.name, case i.type when 'integer' then 'bigint' when 'decimal' then 'numeric'
           when 'timestamp' then 'timestamp(0)' else i.type end), ', ' order by i.ordinal)
    into columns, v_definition
    from app.data_item i where i.tenant_id = c[1] and i.entry_id = p_entry;
  if columns is null then raise exception 'the entry has no data items' using errcode = 'no_data_found'; end if;
  relation := 't_' || replace(gen_random_uuid()::text, '-', '');
  select coalesce(max(h.version), 0) + 1 into version from app.hosted_table h where h.tenant_id = c[1] and h.entry_id = p_entry;
  insert into app.hosted_table (tenant_id, entry_id, version, relation, columns, mounted_by)
    values (c[1], p_entry, version, relation, columns, c[4]::uuid);
  execute format('create table data.%I (row_no bigint not null, %s)', relation, v_definition);
  execute format('grant insert on data.%I to heliu_ingest', relation);
end $$;
comment on function gate.begin_mount(uuid) is 'Makes the next version''s empty table for an entry of the person''s own department, open for COPY in this transaction.';

create function gate.finish_mount(p_entry uuid, out version int, out row_count bigint)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare c text[] := ctx.claims(); h record; i record; old record;
begin
  select x.version, x.relation, x.columns into h from app.hosted_table x
   where x.tenant_id = c[1] and x.entry_id = p_entry and not x.active and x.mounted_in = pg_current_xact_id();
  if not found then raise exception 'no mount was begun' using errcode = 'no_data_found'; end if;
  execute format('revoke all on data.%I from heliu_ingest', h.relation);
  execute format('alter table data.%I add primary key (row_no)', h.relation);
  execute format('select count(*) from data.%I', h.relation) into row_count;
  execute format('analyze data.%I', h.relation);
  -- The three unmasked columns that tell rows apart best are the ones worth an index; (column, row_no) keeps the pages' order.
  for i in
    select e ->> 'name' as name, e ->> 'type' as type
      from jsonb_array_elements(h.columns) e
      join pg_stats s on s.schemaname = 'data' and s.tablename = h.relation and s.attname = e ->> 'name'
     where e ->> 'mask' = 'none' and e ->> 'type' in ('text', 'date', 'integer') and (s.n_distinct < -0.001 or s.n_distinct > 50)
       and s.avg_width <= 64
     order by case when s.n_distinct < 0 then -s.n_distinct * 1e9 else s.n_distinct end desc, 1 limit 3
  loop
    execute format('create index on data.%I (%I%s, row_no)', h.relation, i.name, case when i.type = 'text' then ' text_pattern_ops' else '' end);
  end loop;
  execute format('alter table data.%I enable row level security', h.relation);
  execute format('alter table data.%I force row level security', h.relation);
  execute format('create policy within_city on data.%I for select to heliu_gate using ((select gate.within(%L)))', h.relation, c[1]);
  execute format('grant select on data.%I to heliu_gate', h.relation);
  execute format('comment on table data.%I is %L', h.relation, format('%s, entry %s, version %s. Read only through gate.rows.', c[1], p_entry, h.version));
  update app.hosted_table set active = false where tenant_id = c[1] and entry_id = p_entry and active;
  update app.hosted_table set active = true, row_count = finish_mount.row_count
   where tenant_id = c[1] and entry_id = p_entry and version = h.version;
  for old in
    select x.version, x.relation from app.hosted_table x
     where x.tenant_id = c[1] and x.entry_id = p_entry and x.version < h.version - 1 and x.dropped_at is null
  loop
    execute format('drop table if exists data.%I', old.relation);
    update app.hosted_table set dropped_at = ctx.now() where tenant_id = c[1] and entry_id = p_entry and version = old.version;
  end loop;
  version := h.version;
end $$;
comment on function gate.finish_mount(uuid) is 'Closes the table that this transaction filled, indexes it and makes it the active version.';

revoke all on function gate.begin_mount(uuid), gate.finish_mount(uuid) from public;
grant execute on function gate.begin_mount(uuid), gate.finish_mount(uuid) to heliu_ingest;
grant usage on schema data to heliu_ingest; -- it may name the schema; a table in it only while it mounts that one itself
reset role;

set role heliu_gate;
revoke create on schema gate from heliu_data;
reset role;
