-- Open data are found through the search door of the catalogue: a third door for visitors, `data`, to what is open to everyone
-- now. By names, abstracts, codes and providers as through the others, and by those data items that a visitor is shown.

set role heliu_gate;

-- What is open to everyone in the portal's own order, and how much of it there is.
create index entry_search_open on gate.entry_search (tenant_id, published_at desc, entry_id)
  where opening_class = 'unconditional' and not opening_suspended and not retired;

create or replace function gate.door(p_filter jsonb) returns text language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare v_kind text := ctx.kind();
begin
  if v_kind = 'public' then return case when p_filter ->> 'door' = 'data' then 'data' else 'public' end; end if;
  if v_kind is distinct from 'session' then return null; end if;
  if ctx.may('entry', 'read', 'tenant') then
    return case when p_filter ->> 'door' = 'open' then 'open' else 'staff' end; -- an official may look as others do
  end if;
  return case when ctx.may('entry', 'read', 'open') then 'open' end;
end $$;

create function gate.shows_item(p_part text) returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select format('exists (select from app.data_item d where d.tenant_id = r.tenant_id and d.entry_id = r.entry_id and d.grade < 3 and d.mask <> ''hidden'''
    || ' and position(%L in gate.fold(d.label_zh) || E''\n'' || gate.fold(d.label_en) || E''\n'' || d.name) > 0)', p_part) $$;
comment on function gate.shows_item(text) is 'SQL over a row r: whether a data item that everybody is shown has a part of a question in its name.';
revoke all on function gate.shows_item(text) from public;

create or replace function gate.understand_words(p_tenant text, p_door text, p_text text, p_filter jsonb, p_days jsonb, p_filtered boolean) returns gate.search_question
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare
  q gate.search_question; m text; v_folded text := gate.fold(p_text); v_part text; v_like text; v_code text;
  v_deps uuid[]; v_alternatives text[]; v_sample text[]; v_items_only boolean := p_filter ->> 'in' = 'item'; v_tests text[];
  v_publishes boolean; k text; v text; v_kinds jsonb := '{"departmentId": "d", "sharingClass": "s", "openingClass": "o", "theme": "h", "format": "f", "updateCycle": "u", "grade": "g", "area": "a"}';
  v_columns jsonb := '{"departmentId": "department_id", "sharingClass": "sharing_class", "openingClass": "opening_class", "theme": "theme", "format": "format", "updateCycle": "update_cycle", "grade": "grade", "area": "priority_area"}';
begin
  if p_tenant is null or p_door is null then return null; end if;
  q.tenant := p_tenant; q.door := p_door; m := gate.city_mark(q.tenant);
  -- How departments share it is no way for others to look for an entry.
  if q.door <> 'staff' and p_filter ?| array['sharingClass', 'format', 'grade', 'freshness'] then return null; end if;
  if q.door in ('public', 'data') and v_items_only then return null; end if;

  q.visible := format('r.tenant_id = %L', q.tenant);
  if q.door = 'open' then
    q.visible := q.visible || format(' and r.opening_class in (''unconditional'', ''conditional'') and r.published_at <= %L and not r.opening_suspended and not r.retired', ctx.now());
  elsif q.door = 'data' then
    q.visible := q.visible || format(' and r.opening_class = ''unconditional'' and r.published_at <= %L and not r.opening_suspended and not r.retired', ctx.now());
  elsif q.door = 'public' then
    select t.publishes_restrictions into v_publishes from app.tenant t where t.id = q.tenant;
    q.visible := q.visible || format(' and r.published_at <= %L and not r.opening_suspended and not r.retired', ctx.now())
      || case when v_publishes then '' else ' and r.opening_class <> ''withheld''' end;
  end if;
  if p_filter ->> 'catalogue' = 'sharing' then
    q.visible := q.visible || ' and r.sharing_class <> ''withheld'' and not r.retired';
  elsif p_filter ->> 'catalogue' = 'opening' then
    q.visible := q.visible || ' and r.opening_class <> ''withheld'' and r.published_at is not null and not r.opening_suspended and not r.retired';
  end if;

  q.found := gate.lexeme(m, 'e', ''); q.found_sample := gate.lexeme(m, 'E', '');
  q.named := ''; q.named_sample := ''; q.matches := ''; q.by_name := 'true'; q.by_key := 'true'; q.by_item := 'true';
  q.parts := array(select w from regexp_split_to_table(v_folded, '[\s,、。;]+') w where w <> '' limit 8);
  if cardinality(q.parts) = 0 and v_folded <> '' then q.parts := array[v_folded]; end if;
  foreach v_part in array q.parts loop
    v_like := quote_literal('%' || regexp_replace(v_part, '([\\%_])', '\\\1', 'g') || '%');
    v_code := case when v_items_only then '' else gate.strip_code(v_part) end;
    v_deps := case when v_items_only then '{}' else array(select d.id from app.department d where d.tenant_id = q.tenant
      and (position(v_part in gate.fold(d.name_zh)) > 0 or position(v_part in gate.fold(d.name_en)) > 0)) end;
    v := case when v_items_only then 'i' when q.door = 'public' then 'n' else 't' end;
    v_alternatives := array['(' || gate.all_pieces(m, v, v_part) || ')'];
    v_sample := array['(' || gate.all_pieces(m, upper(v), v_part) || ')'];
    v_tests := case when v_items_only then array['r.items like ' || v_like] when q.door = 'public' then array['r.names like ' || v_like]
      else array['r.names like ' || v_like, case when q.door = 'data' then gate.shows_item(v_part) else 'r.items like ' || v_like end, 'r.body like ' || v_like] end;
    if v_code <> '' then
      v_alternatives := v_alternatives || ('(' || array_to_string(array(select gate.lexeme(m, 'c', t, length(v_code) < 3)
        from unnest(case when length(v_code) < 3 then array[v_code] else gate.triples(v_code) end) t where length(t) = least(3, length(v_code))), ' & ') || ')');
      v_sample := v_sample || ('(' || array_to_string(array(select gate.lexeme(m, 'C', t, length(v_code) < 3)
        from unnest(case when length(v_code) < 3 then array[v_code] else gate.triples(v_code) end) t where length(t) = least(3, length(v_code))), ' & ') || ')');
      v_tests := v_tests || format('r.code_key like %L', '%' || v_code || '%');
    end if;
    if cardinality(v_deps) > 0 then
      v_alternatives := v_alternatives || array_to_string(array(select gate.lexeme(m, 'd', d::text) from unnest(v_deps) d), ' | ');
      v_sample := v_sample || array_to_string(array(select gate.lexeme(m, 'D', d::text) from unnest(v_deps) d), ' | ');
      v_tests := v_tests || format('r.department_id = any (%L::uuid[])', v_deps);
    end if;
    q.found := q.found || ' & (' || array_to_string(v_alternatives, ' | ') || ')';
    q.found_sample := q.found_sample || ' & (' || array_to_string(v_sample, ' | ') || ')';
    q.named := concat_ws(' & ', nullif(q.named, ''), '(' || gate.all_pieces(m, 'n', v_part) || ')');
    q.named_sample := concat_ws(' & ', nullif(q.named_sample, ''), '(' || gate.all_pieces(m, 'N', v_part) || ')');
    q.by_name := q.by_name || ' and r.names like ' || v_like;
    q.by_key := q.by_key || ' and r.name_key like ' || v_like;
    q.by_item := q.by_item || format(' and (r.names like %s or %s)', v_like, case when q.door = 'data' then gate.shows_item(v_part) else 'r.items like ' || v_like end);
    -- One or two Chinese characters are one lexeme: to be found by it is to have them, though perhaps in an item that is not shown.
    if q.door = 'data' or not (length(v_part) <= 2 and gate.is_han(left(v_part, 1)) and gate.is_han(right(v_part, 1))) then
      q.matches := q.matches || ' and (' || array_to_string(v_tests, ' or ') || ')';
    end if;
  end loop;
  if v_items_only then q.by_name := 'false'; q.by_key := 'false'; end if;
  q.exactly := case when v_items_only then 'false' else format('r.name_key = %L or r.names like %L or r.code_key = %L', v_folded,
    '%' || E'\n' || regexp_replace(v_folded, '([\\%_])', '\\\1', 'g'), nullif(gate.strip_code(v_folded), '')) end;
  if q.door = 'open' then
    q.found := q.found || format(' & (%s | %s)', gate.lexeme(m, 'o', 'unconditional'), gate.lexeme(m, 'o', 'conditional'));
    q.found_sample := q.found_sample || format(' & (%s | %s)', gate.lexeme(m, 'O', 'unconditional'), gate.lexeme(m, 'O', 'conditional'));
  end if;
  if q.door = 'data' then
    q.found := q.found || ' & ' || gate.lexeme(m, 'o', 'unconditional');
    q.found_sample := q.found_sample || ' & ' || gate.lexeme(m, 'O', 'unconditional');
  end if;
  if p_filtered then
    for k, v in select f.key, f.value from jsonb_each_text(p_filter) f loop
      if v_kinds ? k then
        q.found := q.found || ' & ' || gate.lexeme(m, v_kinds ->> k, v);
        q.found_sample := q.found_sample || ' & ' || gate.lexeme(m, upper(v_kinds ->> k), v);
        q.named := nullif(q.named, '') || ' & ' || gate.lexeme(m, v_kinds ->> k, v);
        q.named_sample := nullif(q.named_sample, '') || ' & ' || gate.lexeme(m, upper(v_kinds ->> k), v);
        q.visible := q.visible || format(' and r.%I = %L', v_columns ->> k, v);
      elsif k = 'freshness' then
        q.visible := q.visible || format(' and %s = %L', gate.freshness(p_days), v);
      end if;
    end loop;
  end if;
  return q;
end $$;

create or replace function gate.search_entries(p_text text, p_filter jsonb, p_sort text, p_limit int, p_offset int, p_days jsonb default '{}')
  returns table (entry_id uuid, place int, items int[], total int, listed int, estimated boolean)
  language plpgsql stable security definer rows 20
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off set enable_sort = on set enable_indexscan = on set enable_bitmapscan = on
  set max_parallel_workers_per_gather = 0
  as $$
#variable_conflict use_column
declare
  -- More than that are estimated, and only so many of them can be paged through.
  c_counted constant int := 2000; c_listed constant int := 2000;
  q gate.search_question := gate.understand(ctx.tenant(), gate.door(p_filter), p_text, coalesce(p_filter, '{}'), p_days, true);
  v_limit int := least(greatest(coalesce(p_limit, 20), 0), 100); v_offset int := greatest(coalesce(p_offset, 0), 0);
  v_about bigint; v_total int; v_listed int; v_estimated boolean := false; v_ids uuid[]; v_more uuid[]; v_order text; v_worded boolean; v_whole boolean; v_share numeric;
begin
  if q is null then return; end if;
  v_worded := cardinality(q.parts) > 0;
  -- The whole city, and all that it opened to everyone, is counted by an index alone.
  v_whole := not v_worded and (q.visible = format('r.tenant_id = %L', q.tenant) or (q.door = 'data' and not coalesce(p_filter, '{}') ?| array['departmentId', 'theme', 'updateCycle']));
  if v_whole then
    execute 'select count(*) from gate.entry_search r where ' || q.visible into v_about;
  else
    v_about := gate.estimate(q);
  end if;
  v_order := case p_sort when 'newest' then 'r.created_at desc, r.entry_id'
    when 'published' then 'r.published_at desc, r.entry_id'
    when 'changed' then 'r.touched_at desc, r.entry_id'
    when 'department' then '(select d.name_zh collate "C" from app.department d where d.tenant_id = r.tenant_id and d.id = r.department_id), r.name_key, r.entry_id'
    else 'r.name_key, r.entry_id' end;

  if not v_worded and p_sort <> 'department' and v_about > c_counted
     and (v_whole or v_about >= 0.1 * (select c.reltuples from pg_class c where c.oid = 'gate.entry_search'::regclass)) then
    -- A large part of the city in its own order: walk, and stop when the page is full.
    perform set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true);
    execute 'select array(select r.entry_id from gate.entry_search r where ' || q.visible || ' order by r.tenant_id, ' || v_order || ' limit $1 offset $2)'
      into v_ids using v_limit, v_offset;
    v_total := v_about; v_estimated := not v_whole;
    v_listed := v_total;
  elsif v_worded and v_about > c_counted and p_sort = 'relevance' then
    -- Names first, in their order; then others that were met first, the items' before the abstracts'.
    v_estimated := true;
    v_offset := least(v_offset, c_listed - v_limit);
    execute 'select count(*) * 32 from gate.entry_search r where r.lexemes @@ $1 and ' || q.visible into v_share using q.named_sample::tsquery;
    if v_share <= c_counted then
      execute 'select array(select r.entry_id from gate.entry_search r where r.lexemes @@ $1 and ' || q.visible || ' and ' || q.by_name
        || ' order by ' || '(' || q.exactly || ') is not true, r.name_key, r.entry_id limit $2)' into v_ids using q.named::tsquery, v_offset + v_limit;
    else
      perform set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true);
      execute 'select array(select r.entry_id from gate.entry_search r where ' || q.visible || ' and ' || q.by_key
        || ' order by r.tenant_id, r.name_key, r.entry_id limit $1)' into v_ids using v_offset + v_limit;
      perform set_config('enable_sort', 'on', true), set_config('enable_bitmapscan', 'on', true);
      execute 'select array(select r.entry_id from gate.entry_search r where ' || q.visible || ' and r.name_key = $1 order by r.entry_id limit 100)'
        into v_more using case when q.by_key = 'false' then null else gate.fold(p_text) end;
      v_ids := (v_more || array(select i from unnest(v_ids) with ordinality u(i, n) where i <> all (v_more) order by n))[1 : v_offset + v_limit];
    end if;
    if cardinality(v_ids) < v_offset + v_limit then
      execute 'select array(select r.entry_id from (select * from gate.entry_search r where r.lexemes @@ $1 and ' || q.visible || q.matches
        || ' and not (' || q.by_name || ') limit $2) r order by (' || q.by_item || ') is not true, r.name_key, r.entry_id limit $3)'
        into v_more using q.found::tsquery, c_listed, v_offset + v_limit - cardinality(v_ids);
      v_ids := v_ids || array(select i from unnest(v_more) with ordinality u(i, n) where i <> all (v_ids) order by n);
    end if;
    v_ids := v_ids[v_offset + 1 : v_offset + v_limit];
    v_total := v_about; v_listed := c_listed;
  else
    if p_sort = 'relevance' and v_worded then
      v_order := '(case when ' || q.exactly || ' then 1 when ' || q.by_name || ' then 2 when ' || q.by_item || ' then 3 else 4 end), ' || v_order;
    end if;
    perform set_config('enable_indexscan', 'off', true);
    execute 'select array_agg(h.entry_id order by h.place) filter (where h.place > $3 and h.place <= $3 + $2), coalesce(max(h.total), 0) from (
        select r.entry_id, row_number() over (order by ' || v_order || ') as place, count(*) over () as total
          from gate.entry_search r where r.lexemes @@ $1 and ' || q.visible || q.matches || ') h'
      into v_ids, v_total using q.found::tsquery, v_limit, v_offset;
    perform set_config('enable_indexscan', 'on', true);
    v_listed := v_total;
  end if;
  if v_estimated then v_total := round(v_total, 2 - length(v_total::text)); end if;

  return query
    select u.id, (v_offset + u.n)::int,
        case when q.door in ('public', 'data') or not v_worded then '{}' else array(
          select d.ordinal from app.data_item d where d.tenant_id = q.tenant and d.entry_id = u.id and exists (
            select from unnest(q.parts) p where position(p in gate.fold(d.label_zh) || E'\n' || gate.fold(d.label_en) || E'\n' || d.name) > 0)
          order by d.ordinal limit 8) end,
        v_total, least(v_listed, v_total), v_estimated
      from unnest(v_ids) with ordinality u(id, n)
    union all select null, null, null, v_total, least(v_listed, v_total), v_estimated where coalesce(cardinality(v_ids), 0) = 0;
end $$;

create or replace function gate.count_entries(p_text text, p_filter jsonb, p_days jsonb default '{}')
  returns table (facet text, value text, n int, estimated boolean)
  language plpgsql stable security definer rows 50
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off set enable_indexscan = off set max_parallel_workers_per_gather = 0
  as $$
#variable_conflict use_column
declare
  c_counted constant int := 2000;
  f jsonb := coalesce(p_filter, '{}'); q gate.search_question := gate.understand(ctx.tenant(), gate.door(p_filter), p_text, f, p_days, false);
  v_about bigint; v_estimated boolean; v_mask text := '0'; v_values text := ''; v_bit int := 1; k record;
begin
  if q is null or q.door = 'public' then return; end if;
  v_about := gate.estimate(q);
  -- A visitor chooses among themes before any word is given: none may be missing because it is small.
  v_estimated := v_about > case when q.door = 'data' and cardinality(q.parts) = 0 then 10 * c_counted else c_counted end;
  for k in select * from (values ('departmentId', 'r.department_id', true), ('theme', 'r.theme', true), ('sharingClass', 'r.sharing_class', false),
      ('format', 'r.format', false), ('updateCycle', 'r.update_cycle', false), ('grade', 'r.grade', false), ('freshness', gate.freshness(p_days), false)) x(facet, sql, for_all)
    where x.for_all or q.door = 'staff'
  loop
    v_values := v_values || case v_values when '' then '' else ', ' end || format('(%L, (%s)::text, %s)', k.facet, k.sql, v_bit);
    if f ? k.facet then v_mask := v_mask || format(' + case when (%s)::text = %L then 0 else %s end', k.sql, f ->> k.facet, v_bit); end if;
    v_bit := v_bit * 2;
  end loop;
  -- A value is counted among what the other choices leave, so that every count says what a click on it would show.
  return query execute 'select v.facet, v.value, (count(*) * $2)::int, $3 from (select r.*, ' || v_mask || ' as misses from gate.entry_search r where r.lexemes @@ $1 and '
    || q.visible || q.matches || ') r cross join lateral (values ' || v_values || ') v(facet, value, bit)
      where v.value is not null and r.misses & ~v.bit = 0 group by 1, 2'
    using (case when v_estimated then q.found_sample else q.found end)::tsquery, case when v_estimated then 32 else 1 end, v_estimated;
end $$;
grant execute on function gate.count_entries(text, jsonb, jsonb) to heliu_portal;
reset role;
