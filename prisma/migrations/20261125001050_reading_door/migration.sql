-- The reading door, once more: pages in the order of an indexed column, cursors that belong to one question, cheap counts,
-- more operators and masks, a purpose that is stated, limits that a grant carries, and exports whose figures are kept.
--
-- What is new in how it works: the first step hands the second what it composed, signed with the door's salt and bound to the
-- access record, so that nothing is composed twice for a page; and an export as CSV is written by COPY itself.

set role heliu_owner;

alter table app.data_grant
  add column requests_per_minute int not null default 6000 check (requests_per_minute between 1 and 1000000),
  add column rows_per_day bigint not null default 20000000 check (rows_per_day between 1 and 1000000000000),
  add column purpose_demanded boolean not null default false;
comment on column app.data_grant.requests_per_minute is 'Readings that may begin in one minute; without another decision the platform''s default.';
comment on column app.data_grant.rows_per_day is 'Rows that may be read on one day (Asia/Shanghai); without another decision the platform''s default.';
comment on column app.data_grant.purpose_demanded is 'Systems too must state the purpose with every request; a key alone does not stand for it.';
grant update (requests_per_minute, rows_per_day, purpose_demanded) on app.data_grant to heliu_workspace;

create function app.narrow_only() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp
  as $$
begin
  if new.requests_per_minute > old.requests_per_minute or new.rows_per_day > old.rows_per_day
     or (old.purpose_demanded and not new.purpose_demanded) then
    raise exception 'a grant is only narrowed' using errcode = 'check_violation';
  end if;
  return new;
end $$;
comment on function app.narrow_only() is 'What a decision allowed may shrink afterwards, never grow: more needs another decision.';
revoke all on function app.narrow_only() from public;
create trigger narrow_only before update of requests_per_minute, rows_per_day, purpose_demanded on app.data_grant
  for each row execute function app.narrow_only();

alter table app.grant_act drop constraint grant_act_act_check;
alter table app.grant_act add constraint grant_act_act_check check (act in ('suspend', 'resume', 'revoke', 'narrow'));

alter table app.access_record add column stated_purpose text;
comment on column app.access_record.stated_purpose is 'The purpose as the reader stated it, matched with the grant''s; null where the key alone stood for it.';
alter table app.access_record drop constraint access_record_medium_check;
alter table app.access_record add constraint access_record_medium_check check (medium in ('screen', 'csv', 'json', 'ndjson', 'xlsx'));

create table app.access_outcome (
  tenant_id text not null,
  access_id uuid not null,
  rows bigint not null check (rows >= 0),
  bytes bigint check (bytes >= 0),
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  finished_at timestamptz not null default ctx.now(),
  primary key (tenant_id, access_id),
  foreign key (tenant_id, access_id) references app.access_record (tenant_id, id)
);
comment on table app.access_outcome is
  'What became of a reading: of an export that ended whole, its rows, bytes and SHA-256; of a page shorter than asked for, its rows. An export that was cut has none.';
alter table app.access_outcome enable row level security;
alter table app.access_outcome force row level security;
create policy parties_read on app.access_outcome for select to heliu_workspace
  using (tenant_id = (select ctx.tenant())
    and exists (select from app.access_record r where r.tenant_id = (select ctx.tenant()) and r.id = access_id));
create policy note on app.access_outcome to heliu_gate using (true) with check (true);
grant select on app.access_outcome to heliu_workspace;
grant select, insert on app.access_outcome to heliu_gate;
-- Withheld: writing a figure by hand; changing one.
reset role;

set role heliu_gate;

drop procedure gate.rows(text, text, uuid, text, text, text[], jsonb, int, bigint, int, text, text, uuid, int, text[], text, bigint);
drop function gate.open_access(text, text, uuid, text, text, text[], jsonb, int, bigint, int);
drop function gate.read_access(text, text, uuid, bigint, int);
drop function gate.open_rows(text, uuid, text, text, text[], jsonb, int, bigint, int);
drop function gate.read_open(text, uuid, text, text, text[], jsonb, int, bigint, int);
drop function gate.select_columns(gate.reading, text[]);
drop function gate.compile(text, uuid, int, jsonb, text[], jsonb, jsonb);
drop function gate.run_page(text, text, text, boolean, bigint, int, bytea);

-- Compiled anew at the next reading: with the cells of COPY, and the columns that an index puts in order.
delete from gate.reading;
alter table gate.reading
  add column copy_cells text[] not null,
  add column sortable text[] not null;

create table gate.projection (
  tenant_id text not null,
  grant_id uuid not null,
  version int not null,
  asked text not null, -- as an array is written
  shown text[] not null,
  json_row text not null,
  csv_row text not null,
  primary key (tenant_id, grant_id, version, asked)
) with (toast_tuple_target = 8160);
revoke all on gate.projection from public;
alter table gate.projection enable row level security;
alter table gate.projection force row level security;
create policy remember on gate.projection to heliu_gate using (true) with check (true);
comment on table gate.projection is 'Choices of columns that were asked for through a grant, composed once; a few dozen of each. For the reading door only.';

-- One row for each connection that reads through a grant: nobody waits for another's count, and a sum has few terms.
create table gate.quota (
  tenant_id text not null,
  grant_id uuid not null,
  slot smallint not null,
  minute bigint not null, -- since 1970
  in_minute int not null,
  day date not null, -- Asia/Shanghai
  on_day bigint not null,
  primary key (tenant_id, grant_id, slot)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
revoke all on gate.quota from public;
alter table gate.quota enable row level security;
alter table gate.quota force row level security;
create policy count on gate.quota to heliu_gate using (true) with check (true);
comment on table gate.quota is 'Requests of this minute and rows of this day through a grant, one row a connection. For the reading door only.';

-- What a mask shows. `hidden`, and any word that is not known, is never asked for: such a column is not selected at all.
--   keep:n,m    first n and last m characters with *** between; a value that is not longer shows nothing
create or replace function gate.masked(p_name text, p_type text, p_mask text) returns text language plpgsql immutable
  as $$
declare
  c text := 'd.' || quote_ident(p_name);
  t text := case when p_type = 'text' then c else c || '::text' end;
  k text[];
begin
  case p_mask
    when 'none' then return c;
    when 'name' then return format('left(%s, 1) || ''**''', t);
    when 'citizen-id' then return format('case when length(%1$s) = 18 then left(%1$s, 6) || ''**********'' || right(%1$s, 2) when %1$s is not null then ''******'' end', t);
    when 'phone' then return format('case when length(%1$s) >= 11 then left(%1$s, 3) || ''****'' || right(%1$s, 4) when %1$s is not null then ''****'' end', t);
    when 'address' then return format('case when length(%1$s) > 6 then left(%1$s, 6) || ''***'' when %1$s is not null then ''***'' end', t);
    when 'year' then return case when p_type in ('date', 'timestamp') then format('extract(year from %s)::int', c)
      else format('case when %s is not null then ''****'' end', c) end;
    when 'hash' then return format('left(encode(sha256($3 || convert_to(%s, ''UTF8'')), ''hex''), 16)', t);
    else
      k := regexp_match(p_mask, '^keep:([0-9]|1[0-9]|20),([0-9]|1[0-9]|20)$');
      if k is null then return null; end if;
      return format('case when length(%1$s) > %2$s then left(%1$s, %3$s) || ''***'' || right(%1$s, %4$s) when %1$s is not null then ''***'' end',
        t, k[1]::int + k[2]::int, k[1], k[2]);
  end case;
end $$;

-- A cell as COPY writes it into a CSV file: text, led by an apostrophe where a spreadsheet would run it.
create function gate.copy_cell(p_name text, p_type text, p_mask text) returns text language plpgsql immutable
  as $$
declare x text := gate.masked(p_name, p_type, p_mask);
begin
  return case
    when x is null then null
    when p_mask = 'none' and p_type <> 'text' or p_mask = 'year' or p_mask = 'hash' then format('(%s)::text', x)
    -- A mask keeps the first character or puts a star: the column's own first character tells enough.
    else format('case when ascii(d.%1$I%2$s) = any (''{61,43,45,64,9,13,65309,65291,65293,65312}'') then '''''''' || (%3$s) else (%3$s) end',
      p_name, case when p_type = 'text' then '' else '::text' end, x)
  end;
end $$;

-- Conditions joined by "and". `bad` names the first that cannot be understood, as a problem and the place of it.
-- p_types: column → type of the columns that may be named; p_masked: those that may be seen, but not be compared with.
create or replace function gate.conditions(p_filter jsonb, p_types jsonb, p_masked text[], out sql text, out bad text) language plpgsql immutable
  as $$
declare
  f jsonb; n int := 0; col text; op text; typ text; v jsonb; lit text; list text; sign text;
begin
  sql := '';
  if p_filter is null then return; end if;
  if jsonb_typeof(p_filter) <> 'array' or jsonb_array_length(p_filter) > 20 then bad := 'filter|wrong|'; return; end if;
  for i in 1 .. jsonb_array_length(p_filter) loop
    f := p_filter -> n; col := f ->> 'column'; op := f ->> 'op'; v := f -> 'value'; typ := p_types ->> col;
    if col = any (p_masked) then bad := format('filter.%s.column|masked-column|%s', n, col); return; end if;
    if typ is null then bad := format('filter.%s.column|unknown-column|%s', n, left(col, 41)); return; end if;
    sign := case op when 'eq' then '=' when 'ne' then '<>' when 'gte' then '>=' when 'lte' then '<=' when 'gt' then '>' when 'lt' then '<' end;
    if sign is not null and (op in ('eq', 'ne') or typ <> 'boolean') then
      lit := gate.literal(typ, v);
      if lit is null then bad := format('filter.%s.value|filter-value|%s', n, col); return; end if;
      sql := sql || ' and d.' || quote_ident(col) || ' ' || sign || ' ' || lit;
    elsif op = 'in' and jsonb_typeof(v) = 'array' and jsonb_array_length(v) between 1 and 100 then
      select string_agg(l, ', '), case when bool_and(l is not null) then '' end into list, lit
        from (select gate.literal(typ, e) l from jsonb_array_elements(v) e) x;
      if lit is null then bad := format('filter.%s.value|filter-value|%s', n, col); return; end if;
      sql := sql || format(' and d.%I in (%s)', col, list);
    elsif op = 'null' then
      lit := gate.literal('boolean', v);
      if lit is null then bad := format('filter.%s.value|filter-value|%s', n, col); return; end if;
      sql := sql || format(' and d.%I is %snull', col, case lit when 'true' then '' else 'not ' end);
    elsif op = 'prefix' and typ = 'text' and jsonb_typeof(v) = 'string' and length(v #>> '{}') between 1 and 200 then
      sql := sql || format(' and d.%I like %L', col,
        replace(replace(replace(v #>> '{}', '\', '\\'), '%', '\%'), '_', '\_') || '%');
    elsif op = 'contains' and typ = 'text' and jsonb_typeof(v) = 'string' then
      -- One character is in nearly everything, and looking for it reads nearly everything.
      if length(v #>> '{}') not between 2 and 200 then bad := format('filter.%s.value|filter-short|%s', n, col); return; end if;
      sql := sql || format(' and strpos(d.%I, %L) > 0', col, v #>> '{}');
    else
      bad := format('filter.%s.op|filter-op|%s', n, col); return;
    end if;
    n := n + 1;
  end loop;
end $$;

create function gate.compile(p_tenant text, p_grant uuid, p_version int, p_relation text, p_columns jsonb, p_visible text[], p_masks jsonb, p_fixed jsonb)
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
         coalesce(array_agg(gate.csv_cell(c.name, c.type, c.m) order by c.ordinality) filter (where c.x is not null), '{}'),
         coalesce(array_agg(gate.copy_cell(c.name, c.type, c.m) order by c.ordinality) filter (where c.x is not null), '{}')
    into v_types, r.comparable, r.masked, r.names, r.json_cells, r.csv_cells, r.copy_cells
    from (
      select t.name, t.type, t.ordinality, t.m, case when t.name = any (p_visible) then gate.masked(t.name, t.type, t.m) end as x
        from (select e ->> 'name' as name, e ->> 'type' as type, a.ordinality, coalesce(p_masks ->> (e ->> 'name'), e ->> 'mask') as m
                from jsonb_array_elements(p_columns) with ordinality a(e, ordinality)) t
    ) c;
  r.all_json := array_to_string(r.json_cells, ', ');
  r.all_csv := array_to_string(r.csv_cells, ' || '','' || ');
  -- In order can be had what an index (column, row_no) orders, and only where the column is seen as it is.
  select coalesce(array_agg(distinct a.attname::text), '{}') into r.sortable
    from pg_class t
    join pg_namespace s on s.oid = t.relnamespace and s.nspname = 'data'
    join pg_index i on i.indrelid = t.oid and i.indisvalid and i.indnkeyatts = 2 and i.indpred is null
    join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
    join pg_attribute n on n.attrelid = t.oid and n.attnum = i.indkey[1] and n.attname = 'row_no'
    join pg_opclass o on o.oid = i.indclass[0]
   where t.relname = p_relation and r.comparable ? a.attname::text
     and (r.comparable ->> a.attname::text <> 'text' or o.opcname = 'text_pattern_ops');
  -- The decision may use any column of the table; a condition that cannot be understood hides every row.
  f := gate.conditions(p_fixed, v_types, '{}');
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

-- Rows of one stretch of an order, without brackets. The salt reaches the statement as a parameter, so that no log or error
-- text ever holds it. p_condition may name $1, the row that the stretch begins after.
create function gate.run_stretch(p_relation text, p_cells text, p_condition text, p_order text, p_medium text,
    p_after bigint, p_limit int, p_salt bytea, out body text, out last bigint, out n int)
  language plpgsql stable
  as $$
begin
  if p_medium = 'csv' then
    execute 'select string_agg(x.line, E''\r\n''), (array_agg(x.n))[count(*)], count(*)::int from (select d.row_no as n, '
      || p_cells || ' as line from data.' || quote_ident(p_relation) || ' d where true' || p_condition
      || ' order by ' || p_order || ' limit $2) x'
      into body, last, n using p_after, p_limit, p_salt;
  else
    execute 'select string_agg(x.j, ' || case p_medium when 'ndjson' then 'E''\n''' else ''',''' end
      || '), (array_agg(x.n))[count(*)], count(*)::int from (select d.row_no as n, row_to_json(t)::text as j from data.'
      || quote_ident(p_relation) || ' d, lateral (select ' || p_cells || ') t where true' || p_condition
      || ' order by ' || p_order || ' limit $2) x'
      into body, last, n using p_after, p_limit, p_salt;
  end if;
end $$;

-- Runs one page after the row p_after. In the order of a column it goes stretch by stretch, each a plain range of the index:
-- the rows with the same value, those beyond it, and at the end those without a value. `last`: the page's last row, null when
-- there is no more; `n`: rows; `lost`: the row to begin after is not one that this reader may see.
create function gate.run_page(p_relation text, p_cells text, p_condition text, p_medium text, p_sort text, p_types jsonb,
    p_after bigint, p_limit int, p_salt bytea, out body text, out last bigint, out n int, out lost boolean)
  language plpgsql stable
  as $$
declare
  v_column text; v_down boolean; v_beyond text; v_order text; v_of text; v_null boolean; v_stretches text[]; s text; r record;
  v_glue text := case p_medium when 'csv' then E'\r\n' when 'ndjson' then E'\n' else ',' end;
begin
  lost := false;
  if p_sort is null then
    r := gate.run_stretch(p_relation, p_cells, ' and d.row_no > $1' || p_condition, 'd.row_no', p_medium,
      coalesce(p_after, 0), p_limit, p_salt);
    body := r.body; last := r.last; n := r.n;
  else
    v_down := left(p_sort, 1) = '-';
    v_column := quote_ident(ltrim(p_sort, '-'));
    v_beyond := case when p_types ->> ltrim(p_sort, '-') = 'text' then case when v_down then '~<~' else '~>~' end
      when v_down then '<' else '>' end;
    v_order := 'd.' || v_column || case when v_beyond = '~>~' then ' using ~<~' when v_beyond = '~<~' then ' using ~>~'
      when v_down then ' desc' else '' end || ', d.row_no' || case when v_down then ' desc' else '' end;
    v_of := '(select s.' || v_column || ' from data.' || quote_ident(p_relation) || ' s where s.row_no = $1)';
    if coalesce(p_after, 0) = 0 then
      v_stretches := array[' and d.' || v_column || ' is not null', ' and d.' || v_column || ' is null'];
    else
      -- A row that this reader may not see tells nothing of itself by where its page would begin.
      execute 'select d.' || v_column || ' is null from data.' || quote_ident(p_relation) || ' d where d.row_no = $1' || p_condition
        into v_null using p_after;
      if v_null is null then lost := true; return; end if;
      s := case when v_down then '<' else '>' end;
      v_stretches := case when v_null then array[' and d.' || v_column || ' is null and d.row_no ' || s || ' $1']
        else array[' and d.' || v_column || ' = ' || v_of || ' and d.row_no ' || s || ' $1',
          ' and d.' || v_column || ' ' || v_beyond || ' ' || v_of, ' and d.' || v_column || ' is null'] end;
    end if;
    n := 0;
    foreach s in array v_stretches loop
      r := gate.run_stretch(p_relation, p_cells, s || p_condition, v_order, p_medium, p_after, p_limit - n, p_salt);
      if r.n > 0 then
        body := case when body is null then r.body else body || v_glue || r.body end;
        last := r.last; n := n + r.n;
      end if;
      exit when n >= p_limit;
    end loop;
  end if;
  if n < p_limit then last := null; end if;
  body := case when p_medium not in ('csv', 'ndjson') then '[' || coalesce(body, '') || ']' when n = 0 then '' else body || v_glue end;
end $$;

-- How many rows a question has: exact to ten thousand, and never more than the first million rows looked at.
create function gate.count_rows(p_relation text, p_condition text, p_all bigint, out total bigint, out exact boolean)
  language plpgsql stable
  as $$
begin
  if p_condition = '' then total := p_all; exact := true; return; end if;
  execute 'select (select count(*) from (select from data.' || quote_ident(p_relation) || ' d where d.row_no <= 1000000' || p_condition
    || ' limit 10001) x), coalesce((select max(row_no) from data.' || quote_ident(p_relation) || '), 0) <= 1000000'
    into total, exact;
  if total > 10000 then total := 10000; exact := false; end if;
end $$;

-- The connection's own place in gate.quota: the lowest number that no other connection holds, kept until it closes.
create function gate.slot() returns smallint language plpgsql
  as $$
declare v text := current_setting('heliu.slot', true);
begin
  if v ~ '^[0-9]{1,3}$' then return v::smallint; end if;
  for i in 0 .. 255 loop
    if pg_try_advisory_lock(72646877, i) then
      perform set_config('heliu.slot', i::text, false);
      return i;
    end if;
  end loop;
  return 256;
end $$;

create function gate.charge(p_tenant text, p_grant uuid, p_now timestamptz, p_requests int, p_rows bigint) returns void language plpgsql
  as $$
declare v_minute bigint := floor(extract(epoch from p_now) / 60); v_day date := (p_now at time zone 'Asia/Shanghai')::date;
begin
  insert into gate.quota as q (tenant_id, grant_id, slot, minute, in_minute, day, on_day)
    values (p_tenant, p_grant, gate.slot(), v_minute, p_requests, v_day, p_rows)
    on conflict (tenant_id, grant_id, slot) do update set
      minute = v_minute, in_minute = case when q.minute = v_minute then q.in_minute else 0 end + p_requests,
      day = v_day, on_day = case when q.day = v_day then q.on_day else 0 end + p_rows;
end $$;

-- What was used of a grant in the minute and on the day of p_now.
create function gate.used(p_tenant text, p_grant uuid, p_now timestamptz, out in_minute bigint, out on_day bigint) language plpgsql stable
  as $$
declare v_minute bigint := floor(extract(epoch from p_now) / 60); v_day date := (p_now at time zone 'Asia/Shanghai')::date;
begin
  select coalesce(sum(q.in_minute) filter (where q.minute = v_minute), 0), coalesce(sum(q.on_day) filter (where q.day = v_day), 0)
    into in_minute, on_day from gate.quota q where q.tenant_id = p_tenant and q.grant_id = p_grant;
end $$;

create function gate.purpose_code(p_purpose text) returns text language sql immutable
  as $$ select 'p-' || left(encode(sha256(convert_to(p_purpose, 'UTF8')), 'hex'), 12) $$;

revoke all on function gate.copy_cell(text, text, text), gate.compile(text, uuid, int, text, jsonb, text[], jsonb, jsonb),
  gate.select_columns(gate.reading, text[]), gate.run_stretch(text, text, text, text, text, bigint, int, bytea),
  gate.run_page(text, text, text, text, text, jsonb, bigint, int, bytea), gate.count_rows(text, text, bigint),
  gate.slot(), gate.charge(text, uuid, timestamptz, int, bigint), gate.used(text, uuid, timestamptz), gate.purpose_code(text) from public;

-- The door signs with its salt before and behind what is signed, so that nothing can be added to a signed text.
--
-- Step one of every reading: who, which grant, is it live, is the purpose the grant's, is there room, is the question
-- allowed; then the evidence. p_by 'session': p_target is a grant of the person's department. p_by 'key': p_target is the
-- entry that the key's grant is on. `composed` is for step two, which believes it only with the door's signature.
create function gate.open_access(p_by text, p_token text, p_target uuid, p_way text, p_medium text, p_columns text[], p_filter jsonb,
    p_sort text, p_cursor text, p_limit int, p_purpose text default null, p_count boolean default false,
    out status text, out detail text, out access_id uuid, out shown text[], out version int, out composed text[])
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare
  c jsonb; v_tenant text; v_department uuid; v_person uuid; v_key uuid; v_now timestamptz; v_limit int; v_after bigint;
  v_cells text; v_sql text; v_question text; v_content jsonb;
  v_minute bigint; v_day date; g record; k gate.reading; p record; f record;
begin
  begin
    if p_by = 'key' then c := ctx.mint_key(p_token); else c := ctx.mint(p_token); end if;
  exception when invalid_authorization_specification then
    status := 'no-session'; return;
  end;
  v_tenant := c ->> 'tenantId'; v_department := c ->> 'departmentId'; v_now := c ->> 'now';
  v_person := c ->> 'personId'; v_key := c ->> 'keyId';
  v_minute := floor(extract(epoch from v_now) / 60); v_day := (v_now at time zone 'Asia/Shanghai')::date;
  select x.*, e.retired_at, h.version as v, r.names, r.comparable, r.masked, r.sortable, r.fixed, s.salt,
         case when p_medium = 'csv' then r.all_csv else r.all_json end as cells,
         o.shown, case when p_medium = 'csv' then o.csv_row else o.json_row end as chosen,
         (select array[coalesce(sum(q.in_minute) filter (where q.minute = v_minute), 0), coalesce(sum(q.on_day) filter (where q.day = v_day), 0)]
            from gate.quota q where q.tenant_id = x.tenant_id and q.grant_id = x.id) as used
    into g
    from app.data_grant x
    join app.catalogue_entry e on e.tenant_id = x.tenant_id and e.id = x.entry_id
    cross join gate.secret s
    left join app.hosted_table h on h.tenant_id = x.tenant_id and h.entry_id = x.entry_id and h.active
    left join gate.reading r on r.tenant_id = x.tenant_id and r.grant_id = x.id and r.version = h.version
    left join gate.projection o on o.tenant_id = x.tenant_id and o.grant_id = x.id and o.version = h.version and o.asked = p_columns::text
   where x.tenant_id = v_tenant and x.id = case when p_by = 'key' then (c ->> 'grantId')::uuid else p_target end
     and x.consumer_department_id = v_department
     and case when p_by = 'key' then x.entry_id = p_target and p_way in ('api', 'export')
         else p_way in ('preview', 'export') and ctx.may('grant', 'read', 'department') end;
  status := case when g.id is null then 'missing' when g.revoked_at is not null then 'revoked' when g.retired_at <= v_now then 'retired'
    when g.suspended_at is not null then 'suspended'
    when v_now < g.valid_from then 'not-begun' when v_now >= g.valid_until then 'expired'
    -- A person says what the data are for; a key is bound to one purpose already, unless the decision wants it said each time.
    when p_purpose is null and (p_by <> 'key' or g.purpose_demanded) then 'purpose-missing'
    when p_purpose is not null and btrim(p_purpose) <> btrim(g.purpose) and p_purpose <> gate.purpose_code(g.purpose) then 'purpose-differs'
    else 'live' end;
  if status <> 'live' then
    insert into app.audit_record (tenant_id, person_id, department_id, act, subject_kind, subject_id, denied, detail)
      values (v_tenant, v_person, v_department, 'data.' || p_way, case when p_by = 'key' then 'entry' else 'grant' end, p_target::text, true,
        jsonb_strip_nulls(jsonb_build_object('why', status, 'keyId', v_key)));
    return;
  end if;
  -- A request too many costs a sum and leaves nothing: turning it away must be cheaper than answering it.
  if g.used[1] >= g.requests_per_minute then
    status := 'too-often'; detail := (60 - floor(extract(second from v_now)))::text; return;
  end if;
  v_limit := case p_way when 'preview' then least(greatest(coalesce(p_limit, 20), 1), 100)
    when 'api' then least(greatest(coalesce(p_limit, 100), 1), 1000) end;
  if g.used[2] + coalesce(v_limit, 1) > g.rows_per_day then
    status := 'too-much';
    detail := ceil(extract(epoch from (v_day + 1)::timestamp at time zone 'Asia/Shanghai' - v_now))::text;
    return;
  end if;
  if g.v is null then status := 'not-mounted'; return; end if;
  version := g.v;
  if g.names is null or (p_columns is not null and g.shown is null) or cardinality(g.names) = 0 then
    select * into k from gate.reading r where r.tenant_id = g.tenant_id and r.grant_id = g.id and r.version = g.v;
    if not found then
      select q.* into k from app.hosted_table h,
          lateral gate.compile(g.tenant_id, g.id, g.v, h.relation, h.columns, g.columns, g.masks, g.row_filter) q
        where h.tenant_id = g.tenant_id and h.entry_id = g.entry_id and h.version = g.v;
      insert into gate.reading select k.* on conflict do nothing;
    end if;
    p := gate.select_columns(k, p_columns);
    if p.bad is not null then status := 'invalid'; detail := p.bad; return; end if;
    shown := p.shown; v_cells := case when p_medium = 'csv' then p.csv_row else p.json_row end;
    g.comparable := k.comparable; g.masked := k.masked; g.sortable := k.sortable; g.fixed := k.fixed;
    if p_columns is not null
       and (select count(*) from gate.projection o where o.tenant_id = g.tenant_id and o.grant_id = g.id and o.version = g.v) < 32 then
      insert into gate.projection values (g.tenant_id, g.id, g.v, p_columns::text, p.shown, p.json_row, p.csv_row) on conflict do nothing;
    end if;
  elsif p_columns is null then
    shown := g.names; v_cells := g.cells;
  else
    shown := g.shown; v_cells := g.chosen;
  end if;
  v_sql := g.fixed;
  if p_filter is not null then
    f := gate.conditions(p_filter, g.comparable, g.masked);
    if f.bad is not null then status := 'invalid'; detail := f.bad; return; end if;
    v_sql := v_sql || f.sql;
  end if;
  if p_sort is not null and not ltrim(p_sort, '-') = any (g.sortable) then
    status := 'invalid'; detail := 'sort|' || case when ltrim(p_sort, '-') = any (g.masked) then 'masked-column' else 'not-sortable' end
      || '|' || left(p_sort, 42);
    return;
  end if;
  v_content := jsonb_build_object('columns', shown, 'filter', coalesce(p_filter, '[]'), 'version', version, 'limit', v_limit);
  if p_sort is not null then v_content := v_content || jsonb_build_object('sort', p_sort); end if;
  v_question := g.id || (v_content - 'limit')::text;
  if p_cursor is not null then
    if p_cursor !~ '^[1-9][0-9]{0,8}-[1-9][0-9]{0,17}-[0-9a-f]{24}$' then status := 'invalid'; detail := 'after|wrong|'; return; end if;
    if split_part(p_cursor, '-', 1)::int <> version then status := 'moved-on'; return; end if;
    v_after := split_part(p_cursor, '-', 2);
    if split_part(p_cursor, '-', 3) <> left(encode(sha256(g.salt || convert_to('cursor' || v_question || v_after, 'UTF8') || g.salt), 'hex'), 24) then
      status := 'invalid'; detail := 'after|other-question|'; return;
    end if;
  end if;
  v_content := v_content || jsonb_build_object('after', v_after);
  if p_count then v_content := v_content || '{"count": true}'; end if;
  access_id := gen_random_uuid(); status := 'open';
  insert into app.access_record (tenant_id, id, grant_id, entry_id, region_id, consumer_department_id, provider_department_id,
      person_id, api_key_id, approved_by, purpose, stated_purpose, content, way, medium, at)
    values (g.tenant_id, access_id, g.id, g.entry_id, g.region_id, g.consumer_department_id, g.provider_department_id,
      v_person, v_key, g.approved_by, g.purpose, p_purpose, v_content, p_way, p_medium, v_now);
  -- A page is charged in full beforehand; step two gives back what a short one did not use.
  insert into gate.quota as q (tenant_id, grant_id, slot, minute, in_minute, day, on_day)
    values (g.tenant_id, g.id, gate.slot(), v_minute, 1, v_day, coalesce(v_limit, 0))
    on conflict (tenant_id, grant_id, slot) do update set
      minute = v_minute, in_minute = case when q.minute = v_minute then q.in_minute else 0 end + 1,
      day = v_day, on_day = case when q.day = v_day then q.on_day else 0 end + coalesce(v_limit, 0);
  composed := array[v_cells, v_sql, v_question,
    encode(sha256(g.salt || convert_to(access_id || v_cells || E'\x1f' || v_sql || E'\x1f' || v_question, 'UTF8') || g.salt), 'hex')];
end $$;
comment on function gate.open_access(text, text, uuid, text, text, text[], jsonb, text, text, int, text, boolean) is
  'Checks a reading and leaves its access record. Nothing can be read with it before this transaction has committed.';

-- Step two: exactly what the record says, if it is another transaction's, recent, and the reader's own; the grant is
-- looked up again, so that a stop between two pages cuts the stream.
create function gate.read_access(p_by text, p_token text, p_access uuid, p_after bigint, p_limit int, p_composed text[] default null,
    out status text, out body text, out next text, out last bigint, out taken int, out total bigint, out exact boolean)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare
  c jsonb; v_now timestamptz; v_reader uuid; v_cells text; v_sql text; v_question text; v_sort text; v_limit int;
  a record; k gate.reading; p record; f record; r record;
begin
  begin
    if p_by = 'key' then c := ctx.mint_key(p_token); else c := ctx.mint(p_token); end if;
  exception when invalid_authorization_specification then
    status := 'no-session'; return;
  end;
  v_now := c ->> 'now'; v_reader := coalesce(c ->> 'keyId', c ->> 'personId');
  select r.tenant_id, r.content, r.way, r.medium, g.id as grant_id, g.revoked_at, g.suspended_at, g.valid_from, g.valid_until, g.rows_per_day,
         e.retired_at, h.relation, h.version, h.row_count, s.salt
    into a
    from app.access_record r
    join app.data_grant g on g.tenant_id = r.tenant_id and g.id = r.grant_id
    join app.catalogue_entry e on e.tenant_id = g.tenant_id and e.id = g.entry_id
    join app.hosted_table h on h.tenant_id = r.tenant_id and h.entry_id = r.entry_id and h.version = (r.content ->> 'version')::int
      and h.dropped_at is null
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
  v_sort := a.content ->> 'sort';
  v_limit := case when a.way = 'export' then least(greatest(coalesce(p_limit, 1000), 1), 20000) else (a.content ->> 'limit')::int end;
  if v_sort is null and p_composed[4]
     = encode(sha256(a.salt || convert_to(p_access || p_composed[1] || E'\x1f' || p_composed[2] || E'\x1f' || p_composed[3], 'UTF8') || a.salt), 'hex') then
    v_cells := p_composed[1]; v_sql := p_composed[2]; v_question := p_composed[3];
  else
    select * into k from gate.reading r where r.tenant_id = a.tenant_id and r.grant_id = a.grant_id and r.version = a.version;
    if not found then status := 'missing'; return; end if;
    p := gate.select_columns(k, array(select jsonb_array_elements_text(a.content -> 'columns')));
    v_cells := case when a.medium = 'csv' then p.csv_row else p.json_row end;
    f := gate.conditions(a.content -> 'filter', k.comparable, k.masked);
    v_sql := k.fixed || f.sql;
    v_question := a.grant_id || (a.content - '{limit,after,count}'::text[])::text;
  end if;
  r := gate.run_page(a.relation, v_cells, v_sql, a.medium, v_sort, k.comparable,
    case when a.way = 'export' then p_after else (a.content ->> 'after')::bigint end, v_limit,
    sha256(a.salt || convert_to(a.grant_id::text, 'UTF8')));
  if r.lost then status := 'missing'; return; end if;
  if a.content ? 'count' then
    select q.total, q.exact into total, exact from gate.count_rows(a.relation, v_sql, a.row_count) q;
  end if;
  body := r.body; last := r.last; taken := r.n;
  if last is not null then
    next := a.version || '-' || last || '-'
      || left(encode(sha256(a.salt || convert_to('cursor' || v_question || last, 'UTF8') || a.salt), 'hex'), 24);
  end if;
  if a.way = 'export' then
    perform set_config('synchronous_commit', 'off', true);
    perform gate.charge(a.tenant_id, a.grant_id, v_now, 0, r.n);
    if (select q.on_day from gate.used(a.tenant_id, a.grant_id, v_now) q) > a.rows_per_day then
      status := 'too-much'; body := null; next := null; last := null;
    end if;
  elsif r.n < v_limit then
    -- Once a record: who reads it again gets nothing back. The disk need not be waited for; lost is at most a refund.
    perform set_config('synchronous_commit', 'off', true);
    insert into app.access_outcome (tenant_id, access_id, rows, finished_at) values (a.tenant_id, p_access, r.n, v_now) on conflict do nothing;
    if found then perform gate.charge(a.tenant_id, a.grant_id, v_now, 0, r.n - v_limit); end if;
  end if;
end $$;
comment on function gate.read_access(text, text, uuid, bigint, int, text[]) is
  'Reads what a committed access record of the reader says: its page, or for an export the page after the row p_after.';

-- An export as CSV is a COPY of one stretch of rows after another. Each begins with this: it mints the context that
-- gate.export_rows then needs, counts what was taken, and says where the next stretch begins (null: there is no more).
create function gate.next_stretch(p_by text, p_token text, p_access uuid, p_after bigint, p_taken bigint,
    out status text, out begins bigint)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare c jsonb; v_now timestamptz; a record;
begin
  begin
    if p_by = 'key' then c := ctx.mint_key(p_token); else c := ctx.mint(p_token); end if;
  exception when invalid_authorization_specification then
    status := 'no-session'; return;
  end;
  v_now := c ->> 'now';
  a := gate.opened_export(p_access);
  status := a.status;
  if status <> 'ok' then return; end if;
  if p_taken > 0 then
    perform set_config('synchronous_commit', 'off', true);
    perform gate.charge(c ->> 'tenantId', a.grant_id, v_now, 0, p_taken);
  end if;
  if (select q.on_day from gate.used(c ->> 'tenantId', a.grant_id, v_now) q) > a.rows_per_day then status := 'too-much'; return; end if;
  execute format('select min(row_no) from data.%I where row_no > $1', a.relation) into begins using p_after;
end $$;
comment on function gate.next_stretch(text, text, uuid, bigint, bigint) is
  'Checks an opened export again, mints for the stretch that follows in this transaction, and says where it begins.';

-- An opened export of whoever this transaction was minted for, and how its grant stands now.
create function gate.opened_export(p_access uuid, out status text, out grant_id uuid, out relation text, out cells text, out condition text,
    out salt bytea, out rows_per_day bigint)
  language plpgsql stable
  as $$
#variable_conflict use_column
declare t text[] := ctx.claims(); v_now timestamptz := ctx.now(); a record; k gate.reading; f record;
begin
  if t is null then status := 'no-session'; return; end if;
  select r.content, g.id, g.revoked_at, g.suspended_at, g.valid_from, g.valid_until, g.rows_per_day, e.retired_at, h.relation, h.version, s.salt
    into a
    from app.access_record r
    join app.data_grant g on g.tenant_id = r.tenant_id and g.id = r.grant_id
    join app.catalogue_entry e on e.tenant_id = g.tenant_id and e.id = g.entry_id
    join app.hosted_table h on h.tenant_id = r.tenant_id and h.entry_id = r.entry_id and h.version = (r.content ->> 'version')::int
      and h.dropped_at is null
    cross join gate.secret s
   where r.tenant_id = t[1] and r.id = p_access and coalesce(r.api_key_id, r.person_id)::text = t[4] and t[6] in ('session', 'key')
     and r.consumer_department_id = nullif(t[2], '')::uuid and r.way = 'export'
     and r.written_in is distinct from pg_current_xact_id_if_assigned() and r.at > v_now - interval '1 hour';
  if not found then status := 'missing'; return; end if;
  status := case when a.revoked_at is not null then 'revoked' when a.retired_at <= v_now then 'retired'
    when a.suspended_at is not null then 'suspended'
    when v_now < a.valid_from then 'not-begun' when v_now >= a.valid_until then 'expired' else 'ok' end;
  if status <> 'ok' then return; end if;
  select * into k from gate.reading r where r.tenant_id = t[1] and r.grant_id = a.id and r.version = a.version;
  if not found then status := 'missing'; return; end if;
  f := gate.conditions(a.content -> 'filter', k.comparable, k.masked);
  grant_id := a.id; relation := a.relation; rows_per_day := a.rows_per_day; condition := k.fixed || f.sql;
  salt := sha256(a.salt || convert_to(a.id::text, 'UTF8'));
  select string_agg(x.cell, ', ' order by x.n) into cells
    from unnest(k.names, k.copy_cells) with ordinality x(name, cell, n)
   where x.name in (select jsonb_array_elements_text(a.content -> 'columns'));
end $$;

create function gate.export_rows(p_access uuid, p_from bigint, p_to bigint) returns setof record
  language plpgsql security definer rows 10000
  set search_path = pg_catalog, pg_temp set work_mem = '32MB' set datestyle = 'ISO, YMD'
  as $$
declare a record;
begin
  a := gate.opened_export(p_access);
  if a.status <> 'ok' then raise exception 'the export is over' using errcode = 'insufficient_privilege'; end if;
  return query execute 'select ' || a.cells || ' from data.' || quote_ident(a.relation)
    || ' d where d.row_no >= $1 and d.row_no < $2' || a.condition || ' order by d.row_no'
    using p_from, p_to, a.salt;
end $$;
comment on function gate.export_rows(uuid, bigint, bigint) is
  'A stretch of an opened export, all cells text, for COPY in the transaction that gate.next_stretch minted.';

-- An export that reached its end leaves its figures, so that a file can be checked against them years later.
create function gate.finish_export(p_by text, p_token text, p_access uuid, p_rows bigint, p_bytes bigint, p_sha256 text) returns text
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare c jsonb;
begin
  begin
    if p_by = 'key' then c := ctx.mint_key(p_token); else c := ctx.mint(p_token); end if;
  exception when invalid_authorization_specification then
    return 'no-session';
  end;
  insert into app.access_outcome (tenant_id, access_id, rows, bytes, sha256, finished_at)
    select r.tenant_id, r.id, p_rows, p_bytes, p_sha256, (c ->> 'now')::timestamptz
      from app.access_record r
     where r.tenant_id = c ->> 'tenantId' and r.id = p_access and coalesce(r.api_key_id, r.person_id) = coalesce(c ->> 'keyId', c ->> 'personId')::uuid
       and r.way = 'export' and r.written_in is distinct from pg_current_xact_id_if_assigned() and r.at > (c ->> 'now')::timestamptz - interval '2 hours'
    on conflict do nothing;
  return case when found then 'ok' else 'missing' end;
end $$;
comment on function gate.finish_export(text, text, uuid, bigint, bigint, text) is 'Keeps rows, bytes and SHA-256 of an export of the reader''s own that ended whole; once.';

-- What a reader may know before reading: the grant's terms and columns in the entry's own words, and how much is mounted.
create or replace function gate.describe(p_by text, p_token text, p_target uuid, out status text, out described jsonb)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare c jsonb; g record; u record; v_now timestamptz; v_sortable text[];
begin
  begin
    if p_by = 'key' then c := ctx.mint_key(p_token); else c := ctx.mint(p_token); end if;
  exception when invalid_authorization_specification then
    status := 'no-session'; return;
  end;
  v_now := c ->> 'now';
  select x.*, e.retired_at, e.code, e.name_zh, e.name_en, e.abstract_zh, e.abstract_en, e.update_cycle,
         h.version as v, h.row_count, h.mounted_at, h.columns as hosted, h.relation into g
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
  u := gate.used(g.tenant_id, g.id, v_now);
  if g.v is not null then
    v_sortable := (gate.compile(g.tenant_id, g.id, g.v, g.relation, g.hosted, g.columns, g.masks, '[]')).sortable;
  end if;
  described := jsonb_build_object(
    'id', g.entry_id, 'code', g.code, 'name', jsonb_build_object('zh', g.name_zh, 'en', g.name_en),
    'abstract', jsonb_build_object('zh', g.abstract_zh, 'en', g.abstract_en), 'updateCycle', g.update_cycle,
    'grantId', g.id, 'purpose', g.purpose, 'purposeCode', gate.purpose_code(g.purpose), 'purposeDemanded', g.purpose_demanded,
    'storageAllowed', g.storage_allowed, 'validFrom', g.valid_from, 'validUntil', g.valid_until,
    'limits', jsonb_build_object('requestsPerMinute', g.requests_per_minute, 'rowsPerDay', g.rows_per_day,
      'requestsThisMinute', u.in_minute, 'rowsToday', greatest(u.on_day, 0)),
    'rowFilter', g.row_filter, 'version', g.v, 'mountedAt', g.mounted_at,
    'columns', (
      select coalesce(jsonb_agg(jsonb_build_object('name', i.name, 'label', jsonb_build_object('zh', i.label_zh, 'en', i.label_en),
               'type', i.type, 'grade', i.grade, 'mask', i.m, 'filterable', i.m = 'none',
               'sortable', coalesce(i.name = any (v_sortable), false)) order by i.ordinal), '[]')
        from (select d.*, coalesce(g.masks ->> d.name, d.mask) as m from app.data_item d
               where d.tenant_id = g.tenant_id and d.entry_id = g.entry_id and d.name = any (g.columns)) i
       where gate.masked(i.name, i.type, i.m) is not null));
end $$;

-- What was used of a grant, for the two departments that it joins.
create function gate.used_of_grant(p_grant uuid, out in_minute bigint, out on_day bigint)
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare t text[] := ctx.claims();
begin
  select u.in_minute, greatest(u.on_day, 0) into in_minute, on_day
    from app.data_grant g, lateral gate.used(g.tenant_id, g.id, ctx.now()) u
   where g.tenant_id = t[1] and g.id = p_grant and t[6] = 'session' and ctx.may('grant', 'read', 'department')
     and nullif(t[2], '')::uuid in (g.consumer_department_id, g.provider_department_id);
end $$;
comment on function gate.used_of_grant(uuid) is 'Requests of this minute and rows of today through a grant of the person''s own department; null for other grants.';

-- Both steps in one round trip. A procedure of the caller''s, because only such a one may commit between them; inside
-- somebody''s own transaction it fails instead of reading.
create procedure gate.rows(p_by text, p_token text, p_target uuid, p_way text, p_medium text, p_columns text[], p_filter jsonb,
    p_sort text, p_cursor text, p_limit int, p_purpose text default null, p_count boolean default false,
    inout status text default null, inout detail text default null, inout access_id uuid default null, inout version int default null,
    inout shown text[] default null, inout body text default null, inout next text default null, inout total bigint default null,
    inout exact boolean default null)
  language plpgsql security invoker
  as $$
declare o record; r record;
begin
  o := gate.open_access(p_by, p_token, p_target, p_way, p_medium, p_columns, p_filter, p_sort, p_cursor, p_limit, p_purpose, p_count);
  commit;
  status := o.status; detail := o.detail; access_id := o.access_id; version := o.version; shown := o.shown;
  if status <> 'open' then return; end if;
  r := gate.read_access(p_by, p_token, access_id, null, null, o.composed);
  status := r.status; body := r.body; next := r.next; total := r.total; exact := r.exact;
end $$;
comment on procedure gate.rows(text, text, uuid, text, text, text[], jsonb, text, text, int, text, boolean, text, text, uuid, int, text[], text, text, bigint, boolean) is
  'One page, evidence first: writes the access record, commits it, then reads. Ends with status ok, or says why not.';

-- Open data: no grant and no name, only a count. Visible is what is published for everyone, not hidden and below grade 3.
create function gate.read_open(p_tenant text, p_entry uuid, p_way text, p_medium text, p_columns text[], p_filter jsonb,
    p_sort text, p_cursor text, p_limit int, p_count boolean default false,
    out status text, out detail text, out shown text[], out version int, out body text, out next text, out taken int, out total bigint, out exact boolean)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare
  c text[] := ctx.claims(); e record; k gate.reading; p record; f record; q record; v_question text; v_after bigint; v_salt bytea; v_limit int;
begin
  if c is null or c[1] is distinct from p_tenant then status := 'missing'; return; end if;
  if p_cursor is not null and p_cursor !~ '^[1-9][0-9]{0,8}-[1-9][0-9]{0,17}-[0-9a-f]{24}$' then status := 'invalid'; detail := 'after|wrong|'; return; end if;
  select x.id, h.version as v, h.relation, h.columns as hosted, h.row_count into e
    from app.catalogue_entry x
    left join app.hosted_table h on h.tenant_id = x.tenant_id and h.entry_id = x.id
      and case when p_cursor is null then h.active else h.version = split_part(p_cursor, '-', 1)::int and h.dropped_at is null end
   where x.tenant_id = c[1] and x.id = p_entry and x.opening_class = 'unconditional' and x.published_at <= ctx.now()
     and x.opening_suspended_at is null and x.retired_at is null;
  if not found then status := 'missing'; return; end if;
  if e.relation is null then status := case when p_cursor is null then 'not-mounted' else 'moved-on' end; return; end if;
  k := gate.compile(c[1], p_entry, e.v, e.relation, e.hosted,
    array(select i ->> 'name' from jsonb_array_elements(e.hosted) i where (i ->> 'grade')::int < 3), '{}', '[]');
  p := gate.select_columns(k, p_columns);
  if p.bad is not null then status := 'invalid'; detail := p.bad; return; end if;
  f := gate.conditions(p_filter, k.comparable, k.masked);
  if f.bad is not null then status := 'invalid'; detail := f.bad; return; end if;
  if p_sort is not null and not ltrim(p_sort, '-') = any (k.sortable) then
    status := 'invalid'; detail := 'sort|' || case when ltrim(p_sort, '-') = any (k.masked) then 'masked-column' else 'not-sortable' end
      || '|' || left(p_sort, 42);
    return;
  end if;
  select s.salt into v_salt from gate.secret s;
  v_question := p_entry || jsonb_build_object('columns', p.shown, 'filter', coalesce(p_filter, '[]'), 'version', e.v, 'sort', p_sort)::text;
  if p_cursor is not null then
    v_after := split_part(p_cursor, '-', 2);
    if split_part(p_cursor, '-', 3) <> left(encode(sha256(v_salt || convert_to('cursor' || v_question || v_after, 'UTF8') || v_salt), 'hex'), 24) then
      status := 'invalid'; detail := 'after|other-question|'; return;
    end if;
  else
    insert into app.open_use as u (tenant_id, entry_id, day, way, times)
      values (c[1], p_entry, (ctx.now() at time zone 'Asia/Shanghai')::date, case when p_way in ('export', 'api') then p_way else 'preview' end, 1)
      on conflict (tenant_id, entry_id, day, way) do update set times = u.times + 1;
  end if;
  v_limit := case p_way when 'export' then least(greatest(coalesce(p_limit, 1000), 1), 20000)
    when 'api' then least(greatest(coalesce(p_limit, 100), 1), 1000) else least(greatest(coalesce(p_limit, 20), 1), 100) end;
  q := gate.run_page(e.relation, case when p_medium = 'csv' then p.csv_row else p.json_row end, f.sql, p_medium, p_sort,
    k.comparable, v_after, v_limit, sha256(v_salt || convert_to(p_entry::text, 'UTF8')));
  if q.lost then status := 'moved-on'; return; end if;
  body := q.body; taken := q.n; shown := p.shown; version := e.v; status := 'ok';
  if q.last is not null then
    next := e.v || '-' || q.last || '-'
      || left(encode(sha256(v_salt || convert_to('cursor' || v_question || q.last, 'UTF8') || v_salt), 'hex'), 24);
  end if;
  if p_count then select x.total, x.exact into total, exact from gate.count_rows(e.relation, f.sql, e.row_count) x; end if;
end $$;
comment on function gate.read_open(text, uuid, text, text, text[], jsonb, text, text, int, boolean) is
  'A page of an openly shared entry of the minted city; the first page of a reading is counted.';

-- The portal''s own door: a visitor is nobody, so the context is minted and used in one statement.
create function gate.open_rows(p_tenant text, p_entry uuid, p_way text, p_medium text, p_columns text[], p_filter jsonb,
    p_sort text, p_cursor text, p_limit int, p_count boolean default false,
    out status text, out detail text, out shown text[], out version int, out body text, out next text, out taken int, out total bigint, out exact boolean)
  language plpgsql security invoker
  as $$
begin
  begin
    perform ctx.mint_public(p_tenant);
  exception when invalid_authorization_specification then
    status := 'missing'; return;
  end;
  select r.status, r.detail, r.shown, r.version, r.body, r.next, r.taken, r.total, r.exact into status, detail, shown, version, body, next, taken, total, exact
    from gate.read_open(p_tenant, p_entry, p_way, p_medium, p_columns, p_filter, p_sort, p_cursor, p_limit, p_count) r;
end $$;

revoke all on function gate.open_access(text, text, uuid, text, text, text[], jsonb, text, text, int, text, boolean),
  gate.read_access(text, text, uuid, bigint, int, text[]), gate.next_stretch(text, text, uuid, bigint, bigint),
  gate.opened_export(uuid), gate.export_rows(uuid, bigint, bigint), gate.finish_export(text, text, uuid, bigint, bigint, text),
  gate.used_of_grant(uuid), gate.read_open(text, uuid, text, text, text[], jsonb, text, text, int, boolean),
  gate.open_rows(text, uuid, text, text, text[], jsonb, text, text, int, boolean) from public;
revoke all on procedure gate.rows(text, text, uuid, text, text, text[], jsonb, text, text, int, text, boolean, text, text, uuid, int, text[], text, text, bigint, boolean) from public;
grant execute on function gate.open_access(text, text, uuid, text, text, text[], jsonb, text, text, int, text, boolean),
  gate.read_access(text, text, uuid, bigint, int, text[]), gate.next_stretch(text, text, uuid, bigint, bigint),
  gate.export_rows(uuid, bigint, bigint), gate.finish_export(text, text, uuid, bigint, bigint, text), gate.used_of_grant(uuid) to heliu_workspace;
grant execute on procedure gate.rows(text, text, uuid, text, text, text[], jsonb, text, text, int, text, boolean, text, text, uuid, int, text[], text, text, bigint, boolean) to heliu_workspace;
grant execute on function gate.read_open(text, uuid, text, text, text[], jsonb, text, text, int, boolean),
  gate.open_rows(text, uuid, text, text, text[], jsonb, text, text, int, boolean) to heliu_portal;
reset role;
