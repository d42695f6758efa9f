-- An access record is found by its key, whatever plan a connection keeps.
--
-- A plan is made once a connection and kept until the table is analysed. One made while app.access_record was empty or small
-- read the whole table for each page afterwards, or the city's part of it through an index that only begins with the city:
-- a page cost 1.9 ms after five hundred records and 4.2 after nine thousand. So pages and exports look the record up by a
-- statement that nothing but the primary key can answer, in a function of its own (the page itself is planned as before);
-- what happens once an export is planned anew each time.

set role heliu_gate;

-- The first record at or behind a key is the key's own or there is none. In this order only the primary key has them, and
-- neither reading all nor sorting is allowed: an equation could be answered by any index that begins with the city.
create function gate.record_by_key(p_tenant text, p_access uuid, out r app.access_record)
  language plpgsql stable
  set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set enable_incremental_sort = off
  as $$
begin
  select x.* into r from app.access_record x
   where (x.tenant_id, x.id) >= (p_tenant, p_access) order by x.tenant_id, x.id limit 1;
  if r.tenant_id <> p_tenant or r.id <> p_access then r := null; end if;
end $$;
comment on function gate.record_by_key(text, uuid) is 'The access record of a key, by the primary key whatever was known of the table when the plan was made.';

-- A record of the reader's, committed by another transaction and recent, and how its grant stands now.
create function gate.found_access(p_tenant text, p_access uuid, p_reader uuid, p_department uuid, p_now timestamptz,
    out status text, out content jsonb, out way text, out medium text, out grant_id uuid, out rows_per_day bigint,
    out relation text, out version int, out row_count bigint, out salt bytea)
  language plpgsql stable
  as $$
#variable_conflict use_column
declare r app.access_record := gate.record_by_key(p_tenant, p_access); a record;
begin
  if r.id is null or p_reader is null or p_department is null
     or coalesce(r.api_key_id, r.person_id) is distinct from p_reader or r.consumer_department_id <> p_department
     or r.written_in is not distinct from pg_current_xact_id_if_assigned()
     or r.at <= p_now - (case when r.way = 'export' then interval '1 hour' else interval '1 minute' end) then
    status := 'missing'; return;
  end if;
  select g.revoked_at, g.suspended_at, g.valid_from, g.valid_until, g.rows_per_day, e.retired_at, h.relation, h.version, h.row_count, s.salt
    into a
    from app.data_grant g
    join app.catalogue_entry e on e.tenant_id = g.tenant_id and e.id = g.entry_id
    join app.hosted_table h on h.tenant_id = g.tenant_id and h.entry_id = r.entry_id and h.version = (r.content ->> 'version')::int
      and h.dropped_at is null
    cross join gate.secret s
   where g.tenant_id = p_tenant and g.id = r.grant_id;
  if not found then status := 'missing'; return; end if;
  status := case when a.revoked_at is not null then 'revoked' when a.retired_at <= p_now then 'retired'
    when a.suspended_at is not null then 'suspended'
    when p_now < a.valid_from then 'not-begun' when p_now >= a.valid_until then 'expired' else 'ok' end;
  content := r.content; way := r.way; medium := r.medium; grant_id := r.grant_id; rows_per_day := a.rows_per_day;
  relation := a.relation; version := a.version; row_count := a.row_count; salt := a.salt;
end $$;
comment on function gate.found_access(text, uuid, uuid, uuid, timestamptz) is
  'An access record that its reader may read by, found by its key, and how its grant stands now.';

-- Notes once how few rows a page had. Here the foreign key looks its record up: by a plan made for the table as it is.
create function gate.note_short(p_tenant text, p_access uuid, p_rows bigint, p_now timestamptz) returns boolean
  language plpgsql
  set plan_cache_mode = force_custom_plan
  as $$
begin
  insert into app.access_outcome (tenant_id, access_id, rows, finished_at) values (p_tenant, p_access, p_rows, p_now) on conflict do nothing;
  return found;
end $$;
comment on function gate.note_short(text, uuid, bigint, timestamptz) is 'Keeps the rows of a page that was shorter than asked for; true the first time.';

revoke all on function gate.record_by_key(text, uuid), gate.found_access(text, uuid, uuid, uuid, timestamptz), gate.note_short(text, uuid, bigint, timestamptz) from public;

-- Step two: exactly what the record says, if it is another transaction's, recent, and the reader's own; the grant is
-- looked up again, so that a stop between two pages cuts the stream.
create or replace function gate.read_access(p_by text, p_token text, p_access uuid, p_after bigint, p_limit int, p_composed text[] default null,
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
  a := gate.found_access(c ->> 'tenantId', p_access, v_reader, (c ->> 'departmentId')::uuid, v_now);
  status := a.status;
  if status <> 'ok' then return; end if;
  v_sort := a.content ->> 'sort';
  v_limit := case when a.way = 'export' then least(greatest(coalesce(p_limit, 1000), 1), 20000) else (a.content ->> 'limit')::int end;
  if v_sort is null and p_composed[4]
     = encode(sha256(a.salt || convert_to(p_access || p_composed[1] || E'\x1f' || p_composed[2] || E'\x1f' || p_composed[3], 'UTF8') || a.salt), 'hex') then
    v_cells := p_composed[1]; v_sql := p_composed[2]; v_question := p_composed[3];
  else
    select * into k from gate.reading r where r.tenant_id = c ->> 'tenantId' and r.grant_id = a.grant_id and r.version = a.version;
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
    perform gate.charge(c ->> 'tenantId', a.grant_id, v_now, 0, r.n);
    if (select q.on_day from gate.used(c ->> 'tenantId', a.grant_id, v_now) q) > a.rows_per_day then
      status := 'too-much'; body := null; next := null; last := null;
    end if;
  elsif r.n < v_limit then
    -- Once a record: who reads it again gets nothing back. The disk need not be waited for; lost is at most a refund.
    perform set_config('synchronous_commit', 'off', true);
    if gate.note_short(c ->> 'tenantId', p_access, r.n, v_now) then
      perform gate.charge(c ->> 'tenantId', a.grant_id, v_now, 0, r.n - v_limit);
    end if;
  end if;
end $$;

-- An opened export of whoever this transaction was minted for, and how its grant stands now.
create or replace function gate.opened_export(p_access uuid, out status text, out grant_id uuid, out relation text, out cells text, out condition text,
    out salt bytea, out rows_per_day bigint)
  language plpgsql stable
  as $$
#variable_conflict use_column
declare t text[] := ctx.claims(); v_now timestamptz := ctx.now(); a record; k gate.reading; f record;
begin
  if t is null then status := 'no-session'; return; end if;
  if t[6] is null or t[6] not in ('session', 'key') then status := 'missing'; return; end if;
  a := gate.found_access(t[1], p_access, nullif(t[4], '')::uuid, nullif(t[2], '')::uuid, v_now);
  status := case when a.status = 'ok' and a.way <> 'export' then 'missing' else a.status end;
  if status <> 'ok' then return; end if;
  select * into k from gate.reading r where r.tenant_id = t[1] and r.grant_id = a.grant_id and r.version = a.version;
  if not found then status := 'missing'; return; end if;
  f := gate.conditions(a.content -> 'filter', k.comparable, k.masked);
  grant_id := a.grant_id; relation := a.relation; rows_per_day := a.rows_per_day; condition := k.fixed || f.sql;
  salt := sha256(a.salt || convert_to(a.grant_id::text, 'UTF8'));
  select string_agg(x.cell, ', ' order by x.n) into cells
    from unnest(k.names, k.copy_cells) with ordinality x(name, cell, n)
   where x.name in (select jsonb_array_elements_text(a.content -> 'columns'));
end $$;

-- These look a record up, or let a foreign key do it, once an export, receipt or call of a provider's interface.
alter function gate.finish_export(text, text, uuid, bigint, bigint, text) set plan_cache_mode = force_custom_plan;
alter function gate.mark_of(text, text, uuid) set plan_cache_mode = force_custom_plan;
alter function gate.opened_upstream(text, text, uuid) set plan_cache_mode = force_custom_plan;
alter function gate.end_upstream(app.access_record, text, jsonb) set plan_cache_mode = force_custom_plan;
alter function gate.receipt(uuid) set plan_cache_mode = force_custom_plan;
alter function gate.check_receipt(text, uuid, text) set plan_cache_mode = force_custom_plan;

reset role;
