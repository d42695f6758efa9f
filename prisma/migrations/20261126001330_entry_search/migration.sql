-- Finding entries of the catalogue: words and parts of words in Chinese, codes, names of data items, providers.
--
-- A copy of what an entry says stands beside it, folded (width, case, invisible characters) and cut into lexemes: pairs of
-- Chinese characters, words of other letters, triples of a code, values to narrow by. Every lexeme begins with a mark of its
-- city, so that one index serves them all and a question walks through its own city's lists only. No login reads the copy:
-- a function that repeats the catalogue's own law of who sees what answers with ids, and whoever asks joins them to the
-- entries under row-level security again.
--
-- One entry in 32 carries all of its lexemes a second time, under capital kinds: a sample from which numbers are estimated
-- where counting would touch a large part of the city.

set role heliu_owner;
create policy guard on app.entry_particulars for select to heliu_gate using (true);
grant select on app.entry_particulars to heliu_gate;
reset role;

set role heliu_gate;

create function gate.fold(p_text text) returns text language sql immutable parallel safe
  as $$ select btrim(regexp_replace(regexp_replace(lower(normalize(coalesce(p_text, ''), NFKC)),
    '[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]', '', 'g'), '\s+', ' ', 'g')) $$;
comment on function gate.fold(text) is 'Text as it is compared: full width as half, small letters, one space, nothing invisible.';

create function gate.is_han(p_char text) returns boolean language sql immutable parallel safe
  as $$ select p_char collate "C" between U&'\3400' and U&'\9FFF' or p_char collate "C" between U&'\F900' and U&'\FAFF'
    or p_char collate "C" >= U&'\+020000' or p_char in ('〇', '々') $$;
comment on function gate.is_han(text) is 'Whether a character is a Chinese one.';

create function gate.is_letter(p_char text) returns boolean language sql immutable parallel safe
  as $$ select p_char collate "C" between 'a' and 'z' or p_char collate "C" between '0' and '9'
    or p_char collate "C" between U&'\00C0' and U&'\024F' or p_char collate "C" between U&'\0370' and U&'\052F' $$;
comment on function gate.is_letter(text) is 'Whether a character of folded text belongs to a word of letters and digits.';

-- `asked`: of a question. There the last character of a run is no piece of its own, since the text may go on behind it.
create function gate.pieces(p_text text, p_asked boolean) returns text[] language sql immutable parallel safe
  as $$
  with c as materialized (select ch, gate.is_han(ch) as han from unnest(string_to_array(p_text, null)) u(ch)),
  k as (select ch, han, case when lead(han) over w then lead(ch) over w end as nx, lag(han) over w as ph from c window w as ())
  select coalesce(array_agg(distinct piece), '{}') from (
    select ch || coalesce(nx, '') as piece from k where han and (not p_asked or nx is not null or ph is not true)
    union all select ch from c where not han and not gate.is_letter(ch) and ch not in (' ', E'\n')
    union all select left(w, 40) from regexp_split_to_table(p_text, '[^a-z0-9\u00c0-\u024f\u0370-\u052f]+') w where w <> '') x $$;
comment on function gate.pieces(text, boolean) is
  'What a folded text is found by: pairs of Chinese characters and the last one of a run, words of letters and digits, signs.';

create function gate.triples(p_code text) returns text[] language sql immutable parallel safe
  as $$ select coalesce(array_agg(distinct substr(p_code, n, 3)), '{}') from generate_series(1, length(p_code)) n $$;
comment on function gate.triples(text) is 'Every three signs in a row of a code that was stripped to letters, digits and characters, and its ends.';

create function gate.strip_code(p_code text) returns text language sql immutable parallel safe
  as $$ select regexp_replace(gate.fold(p_code), '[^[:alnum:]\u3400-\u9fff]+', '', 'g') $$;
comment on function gate.strip_code(text) is 'A code without what people put between its parts.';

create function gate.city_mark(p_tenant text) returns text language sql immutable parallel safe
  as $$ select left(encode(sha256(convert_to(p_tenant, 'UTF8')), 'base64'), 3) $$;
comment on function gate.city_mark(text) is 'Three signs that a city''s lexemes begin with.';

create table gate.entry_search (
  tenant_id text not null,
  entry_id uuid not null,
  name_key text not null collate "C", -- the Chinese name, folded
  department_id uuid not null,
  sharing_class text not null,
  opening_class text not null,
  theme text not null,
  format text,
  update_cycle text not null,
  grade smallint, -- the highest of its items
  priority_area text,
  published_at timestamptz,
  touched_at timestamptz not null, -- published or last changed by review; of an unpublished entry when it was made
  created_at timestamptz not null,
  retired boolean not null,
  opening_suspended boolean not null,
  data_at timestamptz, -- the age of the data that stand here; null: none do
  code_key text not null,
  names text not null,
  items text not null,
  body text not null,
  lexemes tsvector not null,
  primary key (tenant_id, entry_id)
) with (fillfactor = 90, toast_tuple_target = 1024, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
alter table gate.entry_search alter lexemes set storage external, alter names set storage main, alter items set storage main,
  alter body set storage main;
revoke all on gate.entry_search from public;
alter table gate.entry_search enable row level security;
alter table gate.entry_search force row level security;
create policy remember on gate.entry_search to heliu_gate using (true) with check (true);
-- Every question by words and values; read at once, so that no question pays for what was written before it.
create index entry_search_by_lexeme on gate.entry_search using gin (lexemes) with (fastupdate = off);
-- The catalogue in its own order, and how many entries there are, without a look at the entries.
create index entry_search_by_name on gate.entry_search (tenant_id, name_key, entry_id);
create index entry_search_by_age on gate.entry_search (tenant_id, created_at desc, entry_id); -- newest first
create index entry_search_by_change on gate.entry_search (tenant_id, touched_at desc, entry_id); -- the public catalogue's order
comment on table gate.entry_search is 'What entries are found and narrowed by: a copy kept by triggers, read by the doors of the catalogue only.';

create function gate.index_entries(p_tenant text, p_entries uuid[]) returns void language sql security definer
  set search_path = pg_catalog, pg_temp
  as $$
  insert into gate.entry_search as s (tenant_id, entry_id, name_key, department_id, sharing_class, opening_class, theme, format,
      update_cycle, grade, priority_area, published_at, touched_at, created_at, retired, opening_suspended, data_at, code_key, names, items, body, lexemes)
  select e.tenant_id, e.id, gate.fold(e.name_zh), e.department_id, e.sharing_class, e.opening_class, e.theme, x.format,
      e.update_cycle, x.grade, e.priority_area, e.published_at, coalesce(e.changed_at, e.published_at, e.created_at), e.created_at,
      e.retired_at is not null, e.opening_suspended_at is not null, x.data_at, x.code_key, x.names, x.items, x.body,
      array_to_tsvector(array(select distinct (select gate.city_mark(p_tenant)) || l.kind || l.piece from (
        select 'e' as kind, '' as piece
        union all select unnest(array['t', 'n']), p from unnest(gate.pieces(x.names, false)) p
        union all select unnest(array['t', 'i']), p from unnest(gate.pieces(x.items, false)) p
        union all select 't', p from unnest(gate.pieces(x.body, false)) p
        union all select 'c', p from unnest(gate.triples(x.code_key)) p
        union all select * from (values ('d', e.department_id::text), ('s', e.sharing_class), ('o', e.opening_class), ('h', e.theme),
          ('f', x.format), ('u', e.update_cycle), ('g', x.grade::text), ('a', e.priority_area)) v(k, p) where p is not null) l0(k, piece)
        cross join lateral (select l0.k as kind, l0.piece union all
          select upper(l0.k), l0.piece where get_byte(uuid_send(e.id), 0) < 8) l))
    from app.catalogue_entry e
    cross join lateral (
      select gate.strip_code(e.code) as code_key, gate.fold(e.name_zh) || E'\n' || gate.fold(e.name_en) as names,
        gate.fold(e.abstract_zh) || E'\n' || gate.fold(e.abstract_en) as body,
        i.items, i.grade,
        (select p.particulars ->> 'format' from app.entry_particulars p
          where p.tenant_id = e.tenant_id and p.entry_id = e.id order by p.version desc limit 1) as format,
        coalesce((select h.mounted_at from app.hosted_table h where h.tenant_id = e.tenant_id and h.entry_id = e.id and h.active),
          (select case m.kind when 'file' then m.at end from app.mount m
            where m.tenant_id = e.tenant_id and m.entry_id = e.id order by m.seq desc limit 1)) as data_at
      from (select coalesce(string_agg(gate.fold(d.label_zh) || E'\n' || gate.fold(d.label_en) || E'\n' || d.name, E'\n' order by d.ordinal), '') as items,
          max(d.grade)::smallint as grade from app.data_item d where d.tenant_id = e.tenant_id and d.entry_id = e.id) i offset 0) x
   where e.tenant_id = p_tenant and e.id = any (p_entries)
  on conflict (tenant_id, entry_id) do update set name_key = excluded.name_key, department_id = excluded.department_id,
      sharing_class = excluded.sharing_class, opening_class = excluded.opening_class, theme = excluded.theme, format = excluded.format,
      update_cycle = excluded.update_cycle, grade = excluded.grade, priority_area = excluded.priority_area,
      published_at = excluded.published_at, touched_at = excluded.touched_at, retired = excluded.retired,
      opening_suspended = excluded.opening_suspended, data_at = excluded.data_at, code_key = excluded.code_key,
      names = excluded.names, items = excluded.items, body = excluded.body, lexemes = excluded.lexemes
    where s is distinct from excluded $$;
comment on function gate.index_entries(text, uuid[]) is 'Writes anew what these entries are found by; an entry that says what it said is left alone.';

create function gate.note_entry() returns trigger language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
begin
  if tg_op = 'DELETE' then
    delete from gate.entry_search s where s.tenant_id = old.tenant_id and s.entry_id = old.id;
  else
    perform gate.index_entries(new.tenant_id, array[new.id]);
  end if;
  return null;
end $$;
comment on function gate.note_entry() is 'Keeps an entry findable by what it says when its transaction ends.';

create function gate.note_items() returns trigger language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare r record;
begin
  for r in select c.tenant_id, array_agg(distinct c.entry_id) as ids from changed c
    join gate.entry_search s on s.tenant_id = c.tenant_id and s.entry_id = c.entry_id group by 1 loop
    perform gate.index_entries(r.tenant_id, r.ids); -- of an entry not yet there its own trigger speaks
  end loop;
  return null;
end $$;
comment on function gate.note_items() is 'Keeps an entry findable by its items and its particulars.';

create function gate.note_data_age() returns trigger language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
begin
  update gate.entry_search s set data_at = coalesce(
      (select h.mounted_at from app.hosted_table h where h.tenant_id = new.tenant_id and h.entry_id = new.entry_id and h.active),
      (select case m.kind when 'file' then m.at end from app.mount m
        where m.tenant_id = new.tenant_id and m.entry_id = new.entry_id order by m.seq desc limit 1))
   where s.tenant_id = new.tenant_id and s.entry_id = new.entry_id;
  return null;
end $$;
comment on function gate.note_data_age() is 'Keeps the age of an entry''s data beside what it is found by.';

-- What a question means: who asks, its parts, and both as text of a query over lexemes.
create type gate.search_question as (
  door text, -- staff: the whole catalogue; open: what is open now; public: the catalogue of opening, by names
  tenant text,
  parts text[],
  found text, -- query that a hit meets
  found_sample text,
  named text, -- query that a hit by its name meets; null where a part cannot be in a name
  named_sample text,
  visible text, -- conditions over a row r, as SQL
  matches text,
  by_name text,
  by_key text,
  by_item text,
  exactly text
);

create function gate.lexeme(p_mark text, p_kind text, p_piece text, p_prefix boolean default false) returns text language sql immutable
  as $$ select '''' || replace(replace(p_mark || p_kind || p_piece, '\', '\\'), '''', '''''') || '''' || case when p_prefix then ':*' else '' end $$;
comment on function gate.lexeme(text, text, text, boolean) is 'A lexeme as it is written in a query.';

-- All of the pieces: a lone character and a word of letters find what begins with them.
create function gate.all_pieces(p_mark text, p_kind text, p_part text) returns text language sql immutable
  as $$ select string_agg(gate.lexeme(p_mark, p_kind, p, p ~ '^[a-z0-9\u00c0-\u024f\u0370-\u052f]' or (length(p) = 1 and gate.is_han(p))), ' & ')
    from (select p, gate.is_han(left(p, 1)) or p ~ '^[a-z0-9\u00c0-\u024f\u0370-\u052f]' as word from unnest(gate.pieces(p_part, true)) p) x
    where word or not exists (select from unnest(gate.pieces(p_part, true)) q where gate.is_han(left(q, 1)) or q ~ '^[a-z0-9\u00c0-\u024f\u0370-\u052f]') $$;
comment on function gate.all_pieces(text, text, text) is 'The query over the pieces of a part; signs count only where there is nothing else.';

-- Through which door somebody looks: staff see the whole catalogue, an account what is open now, a visitor the catalogue of opening.
create function gate.door(p_filter jsonb) returns text language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare v_kind text := ctx.kind();
begin
  if v_kind = 'public' then return 'public'; end if;
  if v_kind is distinct from 'session' then return null; end if;
  if ctx.may('entry', 'read', 'tenant') then
    return case when p_filter ->> 'door' = 'open' then 'open' else 'staff' end; -- an official may look as others do
  end if;
  return case when ctx.may('entry', 'read', 'open') then 'open' end;
end $$;
comment on function gate.door(jsonb) is 'Through which door whoever asks looks for entries; null: through none.';

create function gate.understand(p_tenant text, p_door text, p_text text, p_filter jsonb, p_days jsonb, p_filtered boolean) returns gate.search_question
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
  if q.door = 'public' and v_items_only then return null; end if;

  q.visible := format('r.tenant_id = %L', q.tenant);
  if q.door = 'open' then
    q.visible := q.visible || format(' and r.opening_class in (''unconditional'', ''conditional'') and r.published_at <= %L and not r.opening_suspended and not r.retired', ctx.now());
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
      else array['r.names like ' || v_like, 'r.items like ' || v_like, 'r.body like ' || v_like] end;
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
    q.by_item := q.by_item || format(' and (r.items like %s or r.names like %s)', v_like, v_like);
    -- Two Chinese characters are one lexeme: to be found by it is to have them.
    if not (length(v_part) = 2 and gate.is_han(left(v_part, 1)) and gate.is_han(right(v_part, 1))) then
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
comment on function gate.understand(text, text, text, jsonb, jsonb, boolean) is 'What a question for entries means, with the law of who sees which entry through a door; null: nobody may ask that there.';

-- none: no data stand here; unscheduled: its cycle is no number of days; stale: older than its cycle.
create function gate.freshness(p_days jsonb) returns text language sql stable
  as $$ select format('(case when r.data_at is null then ''none'' when not %L::jsonb ? r.update_cycle then ''unscheduled'''
    || ' when r.data_at + make_interval(days => (%L::jsonb ->> r.update_cycle)::int) < %L then ''stale'' else ''fresh'' end)', p_days, p_days, ctx.now()) $$;
comment on function gate.freshness(jsonb) is 'SQL over a row r: how its data stand against the cycle that the entry states.';

create function gate.estimate(q gate.search_question) returns bigint language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare n bigint;
begin
  execute 'select count(*) from gate.entry_search r where r.lexemes @@ $1 and ' || q.visible || q.matches into n using q.found_sample::tsquery;
  return n * 32;
end $$;
comment on function gate.estimate(gate.search_question) is 'About how many entries meet a question, from one in 32.';

create function gate.search_entries(p_text text, p_filter jsonb, p_sort text, p_limit int, p_offset int, p_days jsonb default '{}')
  returns table (entry_id uuid, place int, items int[], total int, listed int, estimated boolean)
  language plpgsql stable security definer rows 20
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off set enable_sort = on set enable_indexscan = on set enable_bitmapscan = on
  set max_parallel_workers_per_gather = 0
  as $$
#variable_conflict use_column
declare
  -- More than that are estimated, and only so many of them can be paged through.
  c_counted constant int := 6000; c_listed constant int := 2000;
  q gate.search_question := gate.understand(ctx.tenant(), gate.door(p_filter), p_text, coalesce(p_filter, '{}'), p_days, true);
  v_limit int := least(greatest(coalesce(p_limit, 20), 0), 100); v_offset int := greatest(coalesce(p_offset, 0), 0);
  v_about bigint; v_total int; v_listed int; v_estimated boolean := false; v_ids uuid[]; v_more uuid[]; v_order text; v_worded boolean; v_share numeric;
begin
  if q is null then return; end if;
  v_worded := cardinality(q.parts) > 0;
  v_about := gate.estimate(q);
  v_order := case p_sort when 'newest' then 'r.created_at desc, r.entry_id'
    when 'changed' then 'r.touched_at desc, r.entry_id'
    when 'department' then '(select d.name_zh collate "C" from app.department d where d.tenant_id = r.tenant_id and d.id = r.department_id), r.name_key, r.entry_id'
    else 'r.name_key, r.entry_id' end;

  if not v_worded and p_sort <> 'department' and v_about > c_counted
     and v_about >= 0.1 * (select c.reltuples from pg_class c where c.oid = 'gate.entry_search'::regclass) then
    -- A large part of the city in its own order: walk, and stop when the page is full.
    perform set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true);
    execute 'select array(select r.entry_id from gate.entry_search r where ' || q.visible || ' order by r.tenant_id, ' || v_order || ' limit $1 offset $2)'
      into v_ids using v_limit, v_offset;
    if q.visible = format('r.tenant_id = %L', q.tenant) then
      execute 'select count(*) from gate.entry_search r where ' || q.visible into v_total;
    else
      v_total := v_about; v_estimated := true;
    end if;
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
      execute 'select array(select r.entry_id from gate.entry_search r where r.lexemes @@ $1 and ' || q.visible || ' and (' || q.exactly
        || ') order by r.name_key, r.entry_id limit 100)' into v_more using q.found::tsquery;
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
        case when q.door = 'public' or not v_worded then '{}' else array(
          select d.ordinal from app.data_item d where d.tenant_id = q.tenant and d.entry_id = u.id and exists (
            select from unnest(q.parts) p where position(p in gate.fold(d.label_zh) || E'\n' || gate.fold(d.label_en) || E'\n' || d.name) > 0)
          order by d.ordinal limit 8) end,
        v_total, least(v_listed, v_total), v_estimated
      from unnest(v_ids) with ordinality u(id, n)
    union all select null, null, null, v_total, least(v_listed, v_total), v_estimated where coalesce(cardinality(v_ids), 0) = 0;
end $$;
comment on function gate.search_entries(text, jsonb, text, int, int, jsonb) is
  'A page of ids in order, with the items that the words were found in, and how many there are; one row without an id where the page is empty.';

create function gate.count_entries(p_text text, p_filter jsonb, p_days jsonb default '{}')
  returns table (facet text, value text, n int, estimated boolean)
  language plpgsql stable security definer rows 50
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off set enable_indexscan = off set max_parallel_workers_per_gather = 0
  as $$
#variable_conflict use_column
declare
  c_counted constant int := 5000;
  f jsonb := coalesce(p_filter, '{}'); q gate.search_question := gate.understand(ctx.tenant(), gate.door(p_filter), p_text, f, p_days, false);
  v_about bigint; v_estimated boolean; v_mask text := '0'; v_values text := ''; v_bit int := 1; k record;
begin
  if q is null or q.door = 'public' then return; end if;
  v_about := gate.estimate(q);
  v_estimated := v_about > c_counted;
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
comment on function gate.count_entries(text, jsonb, jsonb) is
  'How many of the entries that the words find have each value, under the other choices; estimated from one in 32 where they are many.';

revoke all on function gate.fold(text), gate.is_han(text), gate.is_letter(text), gate.pieces(text, boolean), gate.triples(text), gate.strip_code(text),
  gate.city_mark(text), gate.index_entries(text, uuid[]), gate.note_entry(), gate.note_items(), gate.note_data_age(),
  gate.lexeme(text, text, text, boolean), gate.all_pieces(text, text, text), gate.door(jsonb), gate.understand(text, text, text, jsonb, jsonb, boolean),
  gate.freshness(jsonb), gate.estimate(gate.search_question), gate.search_entries(text, jsonb, text, int, int, jsonb),
  gate.count_entries(text, jsonb, jsonb) from public;
revoke all on type gate.search_question from public;
grant execute on function gate.note_entry(), gate.note_items(), gate.note_data_age() to heliu_owner;
grant execute on function gate.search_entries(text, jsonb, text, int, int, jsonb) to heliu_workspace, heliu_portal;
grant execute on function gate.count_entries(text, jsonb, jsonb) to heliu_workspace;
reset role;

set role heliu_owner;
-- Once, when all that a transaction says of an entry has been said.
create constraint trigger find_entry after insert or update of code, department_id, name_zh, name_en, abstract_zh, abstract_en, theme, sharing_class,
    opening_class, update_cycle, priority_area, published_at, changed_at, retired_at, opening_suspended_at on app.catalogue_entry
  deferrable initially deferred for each row execute function gate.note_entry();
create trigger lose_entry after delete on app.catalogue_entry for each row execute function gate.note_entry();
create trigger find_items after insert on app.data_item referencing new table as changed for each statement execute function gate.note_items();
create trigger find_changed_items after update on app.data_item referencing new table as changed for each statement execute function gate.note_items();
create trigger lose_items after delete on app.data_item referencing old table as changed for each statement execute function gate.note_items();
create trigger find_particulars after insert on app.entry_particulars referencing new table as changed for each statement execute function gate.note_items();
create trigger find_data_age after insert or update of active on app.hosted_table for each row execute function gate.note_data_age();
create trigger find_file_age after insert on app.mount for each row execute function gate.note_data_age();
reset role;

select gate.index_entries(e.tenant_id, array_agg(e.id)) from app.catalogue_entry e group by e.tenant_id;
