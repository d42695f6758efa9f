-- How good the data of a version is, counted when the version comes into use, in the transaction of the switch: a mount, an
-- ingest, an increment and going back to an earlier version all pass here. Counts only, never a value.
--
-- One query reads the table once. A version of more than 100,000 rows is counted on a sample of its blocks of about that
-- size, and says so: counting every cell of a million rows would cost an ingest more than COPY itself.
--
-- Whether the data is fresh is not counted here: it changes with the day, and is answered at reading time.

set role heliu_owner;

create table app.version_quality (
  tenant_id text not null,
  entry_id uuid not null,
  version int not null,
  rows_total bigint not null check (rows_total >= 0),
  rows_measured bigint not null check (rows_measured between 0 and rows_total),
  sampled boolean not null,
  cells bigint not null,
  filled bigint not null check (filled between 0 and cells),
  required_cells bigint not null,
  required_filled bigint not null check (required_filled between 0 and required_cells),
  checked bigint not null,
  valid bigint not null check (valid between 0 and checked),
  related bigint not null,
  consistent bigint not null check (consistent between 0 and related),
  columns jsonb not null check (jsonb_typeof(columns) = 'array'),
  rules jsonb not null check (jsonb_typeof(rules) = 'array'),
  measured_at timestamptz not null default ctx.now(),
  primary key (tenant_id, entry_id, version),
  foreign key (tenant_id, entry_id, version) references app.hosted_table (tenant_id, entry_id, version)
);
comment on table app.version_quality is 'How complete, valid and consistent a version of an entry''s data was when it came into use: numerators and denominators, never a value.';
comment on column app.version_quality.sampled is 'Whether rows_measured is a sample of the version''s blocks; counts are of the sample.';
comment on column app.version_quality.cells is 'Completeness: cells looked at (rows × columns); filled: those with a value other than blanks.';
comment on column app.version_quality.required_cells is 'The same over the columns alone that a row must have a value in.';
comment on column app.version_quality.checked is 'Validity: filled cells of columns with a code list, a greatest length or an identifier''s form; valid: those that keep to it.';
comment on column app.version_quality.related is 'Consistency: applications of the rules to rows that have the values for it; consistent: those that hold.';
comment on column app.version_quality.columns is '[{name, filled, cells, required, checked, valid}] in the order of the version''s columns.';
comment on column app.version_quality.rules is '[{rule, columns, related, consistent}]: key, citizen-birth, citizen-sex, region, start-end.';

alter table app.version_quality enable row level security;
alter table app.version_quality force row level security;

create policy staff_read on app.version_quality for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'read', 'tenant')));
-- The inner query is under the public's own policy of versions: what is in use of what is open.
create policy public_read on app.version_quality for select to heliu_portal
  using (tenant_id = (select ctx.tenant())
    and (entry_id, version) in (select h.entry_id, h.version from app.hosted_table h where h.tenant_id = (select ctx.tenant())));
create policy measure on app.version_quality to heliu_data using (true) with check (true);

grant select on app.version_quality to heliu_workspace;
-- Columns that the public does not see are not spelled out to it; nor what is inside a rule.
grant select (tenant_id, entry_id, version, rows_total, rows_measured, sampled, cells, filled, required_cells, required_filled,
  checked, valid, related, consistent, measured_at) on app.version_quality to heliu_portal;
grant select, insert, update on app.version_quality to heliu_data;
-- Withheld: writing a measure by hand.

reset role;
set role heliu_gate;
grant create on schema gate to heliu_data;
reset role;
set role heliu_data;

-- The tools run inside the trigger only. Each answers the SQL of a condition over one column (p: its expression).
create function gate.is_filled(p text, p_type text) returns text language sql immutable
  as $$ select case when p_type = 'text' then format('btrim(%s, E'' \t\r\n\u3000'') <> ''''', p) else p || ' is not null' end $$;
comment on function gate.is_filled(text, text) is 'The condition under which a cell has a value: blanks are none.';

-- A check character is weighed byte by byte: a text of the right form is made bytes once a row (null when the form is wrong).
--
-- GB 11643: form, a day that exists, check character (MOD 11-2; X counts for ten).
create function gate.citizen_bytes(p text) returns text language sql immutable
  as $$
select format('case when %1$s ~ ''^[0-9]{10}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]$''
    and substr(%1$s, 11, 4) not in (''0230'', ''0231'', ''0431'', ''0631'', ''0931'', ''1131'')
    and (substr(%1$s, 11, 4) <> ''0229'' or extract(day from make_date(greatest(substr(%1$s, 7, 4)::int, 1), 3, 1) - 1) = 29)
    then convert_to(%1$s, ''UTF8'') end', p)
$$;
comment on function gate.citizen_bytes(text) is 'A text of a citizen id''s form as bytes to weigh.';

-- GB 32100: form and check character (modulus 31).
create function gate.credit_bytes(p text) returns text language sql immutable
  as $$
select format('case when upper(%1$s) ~ ''^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$'' then convert_to(upper(%1$s), ''UTF8'') end', p)
$$;
comment on function gate.credit_bytes(text) is 'A text of a unified social credit code''s form as bytes to weigh.';

-- `counts`: what each character counts for, at its place in ASCII from 0 on.
create function gate.weighed(p text, p_rule text) returns text language sql immutable
  as $$
select format('(%1$s is not null and (%2$s - (%3$s) %% %4$s) %% %4$s = get_byte(%5$L::bytea, get_byte(%1$s, 17) - 48))', p, m.top,
    (select string_agg(format('get_byte(%L::bytea, get_byte(%s, %s) - 48) * %s', m.counts, p, w.n - 1, w.weight), ' + ')
       from unnest(m.weights) with ordinality w(weight, n)), m.modulus, m.counts)
  from (values
    ('citizen-id', 11, 12, array[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2],
      '\x000102030405060708090000000000000000000000000000000000000000000000000000000000000a000000000000000000000000000000000000000000000000000000000000000a'),
    ('credit-code', 31, 31, array[1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28],
      '\x00010203040506070809000000000000000a0b0c0d0e0f101100121314151600171819001a1b001c1d1e00')) m(rule, modulus, top, weights, counts)
 where m.rule = p_rule
$$;
comment on function gate.weighed(text, text) is 'The condition under which prepared bytes end with their check character.';

-- Which columns stand in a relation that can be held against each other, by their rule, type and Chinese label. Two columns
-- are of one person, or of one period, when what is left of their labels without the word for it is the same.
create function gate.related_columns(p_items jsonb, p_region text, out rule text, out names text[], out asked text, out holds text)
  returns setof record language plpgsql immutable
  as $$
declare
  i record; o record; k text; v text;
  v_id constant text := '(公民|居民)?(身份证?件?号码?|身份证)$';
begin
  select array_agg(x.name order by x.n), string_agg(gate.is_filled('d.' || quote_ident(x.name), x.type), ' and ' order by x.n)
    into names, holds
    from jsonb_to_recordset(p_items) x(n int, name text, type text, is_key boolean) where x.is_key;
  if names is not null then
    -- An index keeps keys apart; what it lets through is a row without one.
    rule := 'key'; asked := 'true';
    return next;
  end if;
  for i in select x.name, regexp_replace(x.label, v_id, '') as whose
    from jsonb_to_recordset(p_items) x(n int, name text, label text, rule text) where x.rule = 'citizen-id' order by x.n
  loop
    k := 'd.' || quote_ident(i.name);
    for o in select x.name, x.type, x.label ~ '性别$' as sex
      from jsonb_to_recordset(p_items) x(n int, name text, label text, type text)
     where x.name <> i.name and ((x.label ~ '性别$' and x.type in ('text', 'integer') and regexp_replace(x.label, '性别$', '') = i.whose)
        or (x.label ~ '(出生|出生日期|出生年月日)$' and x.type in ('text', 'date', 'timestamp')
          and regexp_replace(x.label, '(出生日期|出生年月日|出生)$', '') = i.whose)) order by x.n
    loop
      v := 'd.' || quote_ident(o.name);
      names := array[i.name, o.name];
      if o.sex then
        rule := 'citizen-sex';
        v := format('lower(btrim(%s::text))', v);
        asked := format('length(%s) = 18 and %s in (''男'', ''男性'', ''1'', ''m'', ''male'', ''女'', ''女性'', ''2'', ''f'', ''female'')', k, v);
        holds := format('(ascii(substr(%s, 17, 1)) %% 2 = 1) = (%s in (''男'', ''男性'', ''1'', ''m'', ''male''))', k, v);
      else
        rule := 'citizen-birth';
        if o.type = 'text' then
          v := format('translate(%s, ''-/.年月日 '', '''')', v);
          asked := format('length(%s) = 18 and %s ~ ''^[0-9]{8}$''', k, v);
          holds := format('substr(%s, 7, 8) = %s', k, v);
        else
          asked := format('length(%s) = 18 and %s is not null', k, v);
          holds := format('substr(%s, 7, 8) = to_char(%s, ''YYYYMMDD'')', k, v);
        end if;
      end if;
      return next;
    end loop;
  end loop;
  -- A municipality's districts differ from the third digit on, a prefecture's counties from the fifth.
  v := left(regexp_replace(p_region, '(00){1,2}$', ''), 4);
  if p_region ~ '^[0-9]{6}$' then
    for i in select x.name, x.type from jsonb_to_recordset(p_items) x(n int, name text, label text, type text)
      where x.label ~ '^(所在|所属|登记|注册)?(地|区域)?(行政)?区划(代码|编码)$' and x.type in ('text', 'integer') order by x.n
    loop
      k := format('d.%I::text', i.name);
      rule := 'region'; names := array[i.name];
      asked := format('btrim(%s) <> ''''', k);
      holds := format('btrim(%s) ~ ''^%s[0-9]{%s,10}$''', k, v, 6 - length(v));
      return next;
    end loop;
  end if;
  for i in
    select s.name as first, e.name as last
      from jsonb_to_recordset(p_items) s(n int, name text, label text, type text)
      join jsonb_to_recordset(p_items) e(n int, name text, label text, type text)
        on s.name <> e.name and s.type in ('date', 'timestamp') and e.type in ('date', 'timestamp')
       and s.label ~ '(开始|起始|生效|开工|成立|起)(日期|时间|日)?$' and e.label ~ '(结束|终止|截止|失效|竣工|注销|届满|止|至)(日期|时间|日)?$'
       and regexp_replace(s.label, '(开始|起始|生效|开工|成立|起)(日期|时间|日)?$', '')
         = regexp_replace(e.label, '(结束|终止|截止|失效|竣工|注销|届满|止|至)(日期|时间|日)?$', '')
     order by s.n, e.n limit 20
  loop
    rule := 'start-end'; names := array[i.first, i.last];
    asked := format('d.%I is not null and d.%I is not null', i.first, i.last);
    holds := format('d.%I <= d.%I', i.first, i.last);
    return next;
  end loop;
end $$;
comment on function gate.related_columns(jsonb, text) is
  'The relations between columns of a version: the SQL of the rows that a rule can be asked of, and of those for which it holds.';

create function gate.measure_version() returns trigger language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  set jit = off -- compiling a query of two hundred counts costs more than running it
  as $$
declare
  c text[] := ctx.claims();
  v_most constant numeric := 100000;
  v_sampled boolean := new.row_count > v_most;
  v_items jsonb; v_region text; i record; k text; v_ok text[]; v_counts text[] := '{count(*)}'; v bigint[]; v_rows bigint;
  v_columns jsonb := '[]'; v_rules jsonb := '[]'; v_bytes text := '';
begin
  -- Rows are seen under the context of the city whose they are; whoever switches without one measures nothing.
  if c[1] is distinct from new.tenant_id or to_regclass(format('data.%I', new.relation)) is null then return null; end if;
  select e.region_id into v_region from app.catalogue_entry e where e.tenant_id = new.tenant_id and e.id = new.entry_id;
  select coalesce(jsonb_agg(jsonb_build_object('n', x.n, 'name', x.e ->> 'name', 'type', x.e ->> 'type', 'label', d.label_zh, 'rule', d.rule,
      'required', coalesce(d.required, false), 'max_length', d.max_length, 'code_list', d.code_list, 'is_key', coalesce(d.is_key, false)) order by x.n), '[]')
    into v_items
    from jsonb_array_elements(new.columns) with ordinality x(e, n)
    left join app.data_item d on d.tenant_id = new.tenant_id and d.entry_id = new.entry_id and d.name = x.e ->> 'name' and d.type = x.e ->> 'type';

  for i in select * from jsonb_to_recordset(v_items) x(n int, name text, type text, rule text, required boolean, max_length int, code_list jsonb) order by x.n loop
    k := 'd.' || quote_ident(i.name);
    v_ok := array_remove(array[
      case when i.code_list is not null then format('btrim(%s) = any (%L::text[])', k, array(select jsonb_array_elements_text(i.code_list))) end,
      case when i.max_length is not null then format('char_length(%s) <= %s', k, i.max_length) end,
      case when i.rule in ('citizen-id', 'credit-code') then gate.weighed('d._' || i.n, i.rule)
        when i.rule = 'phone' then format('%s ~ ''^1[3-9][0-9]{9}$''', k) end], null);
    v_bytes := v_bytes || case i.rule when 'citizen-id' then format(', %s as _%s', gate.citizen_bytes(k), i.n)
      when 'credit-code' then format(', %s as _%s', gate.credit_bytes(k), i.n) else '' end;
    v_counts := v_counts || format('count(*) filter (where %s)', gate.is_filled(k, i.type));
    v_columns := v_columns || jsonb_build_object('name', i.name, 'required', i.required, 'at', array_length(v_counts, 1), 'checks', v_ok <> '{}');
    if v_ok <> '{}' then
      v_counts := v_counts || format('count(*) filter (where %s and %s)', gate.is_filled(k, i.type), array_to_string(v_ok, ' and '));
    end if;
  end loop;
  for i in select * from gate.related_columns(v_items, v_region) loop
    if i.rule = 'key' and to_regclass(format('data.%I', new.relation || '_key')) is null then
      -- From before its columns became the key: no index keeps them apart.
      select format('count(distinct (%s)) filter (where %s)', string_agg('d.' || quote_ident(x), ', '), i.holds) into k from unnest(i.names) x;
    else
      k := format('count(*) filter (where (%s) and (%s))', i.asked, i.holds);
    end if;
    v_counts := v_counts || format('count(*) filter (where %s)', i.asked) || k;
    v_rules := v_rules || jsonb_build_object('rule', i.rule, 'columns', i.names, 'at', array_length(v_counts, 1) - 1);
  end loop;

  execute format('select array[%s]::bigint[] from (select d.*%s from data.%I d%s%s) d', array_to_string(v_counts, ', '), v_bytes, new.relation,
    case when v_sampled then format(' tablesample system (%s) repeatable (1)', round(100 * v_most / new.row_count, 6)) else '' end,
    case when v_bytes = '' then '' else ' offset 0' end) into v; -- a fence: the bytes are made once a row
  v_rows := v[1];
  if v_rows = 0 and new.row_count > 0 then return null; end if;
  select coalesce(jsonb_agg(jsonb_build_object('name', x.e -> 'name', 'required', x.e -> 'required', 'cells', v_rows, 'filled', v[(x.e ->> 'at')::int],
      'checked', case when (x.e ->> 'checks')::boolean then v[(x.e ->> 'at')::int] else 0 end,
      'valid', case when (x.e ->> 'checks')::boolean then v[(x.e ->> 'at')::int + 1] else 0 end) order by x.n), '[]')
    into v_columns from jsonb_array_elements(v_columns) with ordinality x(e, n);
  select coalesce(jsonb_agg(jsonb_build_object('rule', x.e -> 'rule', 'columns', x.e -> 'columns', 'related', v[(x.e ->> 'at')::int],
      'consistent', v[(x.e ->> 'at')::int + 1]) order by x.n), '[]')
    into v_rules from jsonb_array_elements(v_rules) with ordinality x(e, n);
  insert into app.version_quality as q (tenant_id, entry_id, version, rows_total, rows_measured, sampled, cells, filled,
      required_cells, required_filled, checked, valid, related, consistent, columns, rules)
    select new.tenant_id, new.entry_id, new.version, new.row_count, least(v_rows, new.row_count), v_sampled,
        coalesce(sum(x.cells), 0), coalesce(sum(x.filled), 0),
        coalesce(sum(x.cells) filter (where x.required), 0), coalesce(sum(x.filled) filter (where x.required), 0),
        coalesce(sum(x.checked), 0), coalesce(sum(x.valid), 0),
        (select coalesce(sum(r.related), 0) from jsonb_to_recordset(v_rules) r(related bigint)),
        (select coalesce(sum(r.consistent), 0) from jsonb_to_recordset(v_rules) r(consistent bigint)), v_columns, v_rules
      from jsonb_to_recordset(v_columns) x(cells bigint, filled bigint, required boolean, checked bigint, valid bigint)
    on conflict (tenant_id, entry_id, version) do update set rows_total = excluded.rows_total, rows_measured = excluded.rows_measured,
      sampled = excluded.sampled, cells = excluded.cells, filled = excluded.filled, required_cells = excluded.required_cells,
      required_filled = excluded.required_filled, checked = excluded.checked, valid = excluded.valid, related = excluded.related,
      consistent = excluded.consistent, columns = excluded.columns, rules = excluded.rules, measured_at = ctx.now();
  return null;
end $$;
comment on function gate.measure_version() is 'Counts how good the data of a version is when it becomes the one in use, in one reading of its table.';

revoke all on function gate.is_filled(text, text), gate.citizen_bytes(text), gate.credit_bytes(text), gate.weighed(text, text), gate.related_columns(jsonb, text),
  gate.measure_version() from public;
grant execute on function gate.measure_version() to heliu_owner;

reset role;
set role heliu_gate;
revoke create on schema gate from heliu_data;
reset role;
set role heliu_owner;
create trigger measure_version after update of active on app.hosted_table
  for each row when (new.active and not old.active) execute function gate.measure_version();
reset role;
