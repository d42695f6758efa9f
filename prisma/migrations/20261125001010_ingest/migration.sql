-- Ingest: what a data item demands of its values, orders to read an uploaded file into the next version, what was wrong with
-- one, and the context in which the worker carries such an order out.
--
-- An order is carried out in the name of the officer who gave it, while that officer may still compile the entry: the
-- worker holds no session, but the secret of its claim, and the database looks the person up again when it begins and
-- when it switches. A claim that was lost (its lease ended, another process took over) switches nothing.

set role heliu_owner;

alter table app.data_item
  add column required boolean not null default false,
  add column max_length int check (max_length between 1 and 100000),
  add column code_list jsonb check (jsonb_typeof(code_list) = 'array'),
  add column rule text not null default 'none' check (rule in ('none', 'citizen-id', 'credit-code', 'phone')),
  add column is_key boolean not null default false,
  add constraint rules_are_of_text check (type = 'text' or (rule = 'none' and max_length is null and code_list is null));
comment on column app.data_item.required is 'Whether a row must have a value here.';
comment on column app.data_item.max_length is 'The most characters of a text; null: as many as a cell may have.';
comment on column app.data_item.code_list is 'The values that a text may have, as they stand in the data; null: any.';
comment on column app.data_item.rule is 'What the values are, where a check digit or a form proves it: citizen id, unified social credit code, mobile number.';
comment on column app.data_item.is_key is 'Part of what tells rows apart: unique within a version, and by which increments find their rows.';

alter table app.hosted_table
  add column job_id uuid,
  add column sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  add column scan jsonb;
comment on column app.hosted_table.job_id is 'The order by which it was ingested; null where rows came another way.';
comment on column app.hosted_table.sha256 is 'Of the file that it was ingested from.';
comment on column app.hosted_table.scan is 'What the scan at ingest met: column → kind of personal identifier → rows. Counts only.';

create table app.ingest_job (
  tenant_id text not null references app.tenant (id),
  id uuid not null default gen_random_uuid(),
  entry_id uuid not null,
  upload_id uuid not null,
  department_id uuid not null,
  ordered_by uuid not null,
  mode text not null check (mode in ('replace', 'increment')),
  encoding text not null check (encoding in ('auto', 'utf-8', 'gb18030')), -- as declared
  state text not null default 'queued' check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  cancel_asked boolean not null default false,
  attempts int not null default 0,
  claim_hash bytea check (length(claim_hash) = 32), -- of the secret that the process at work holds
  lease_until timestamptz, -- by the real clock: processes die in real time
  bytes_total bigint not null default 0,
  bytes_done bigint not null default 0,
  rows_done bigint not null default 0,
  problem_count bigint not null default 0,
  refusal text,
  detail jsonb not null default '{}', -- names of columns and numbers; never a value
  version int,
  row_count bigint,
  created_at timestamptz not null default ctx.now(),
  started_at timestamptz,
  ended_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, entry_id) references app.catalogue_entry (tenant_id, id),
  foreign key (tenant_id, upload_id) references app.upload (tenant_id, id),
  foreign key (tenant_id, department_id) references app.department (tenant_id, id),
  foreign key (tenant_id, ordered_by) references app.person (tenant_id, id),
  check ((state = 'running') = (claim_hash is not null)),
  check ((state in ('succeeded', 'failed', 'cancelled')) = (ended_at is not null))
);
create index ingest_by_entry on app.ingest_job (tenant_id, entry_id, created_at desc);
create index ingest_by_department on app.ingest_job (tenant_id, department_id);
create index ingest_by_upload on app.ingest_job (tenant_id, upload_id);
create index ingest_waiting on app.ingest_job (created_at) where state in ('queued', 'running');
comment on table app.ingest_job is 'An order to read an upload into the next version of an entry''s table, and how far it is.';

create table app.ingest_problem (
  tenant_id text not null,
  job_id uuid not null,
  ordinal int not null,
  row_no bigint, -- as a spreadsheet counts: the header is row 1
  column_name text,
  value text check (length(value) <= 80), -- shortened
  rule text not null,
  primary key (tenant_id, job_id, ordinal),
  foreign key (tenant_id, job_id) references app.ingest_job (tenant_id, id)
);
comment on table app.ingest_problem is 'The first problems of a file that was refused, with the value concerned: for its own department only.';

alter table app.ingest_job enable row level security;
alter table app.ingest_job force row level security;
alter table app.ingest_problem enable row level security;
alter table app.ingest_problem force row level security;

create policy own_department on app.ingest_job for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department()) and (select ctx.may('entry', 'compile', 'department')));
create policy order_own on app.ingest_job for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department()) and ordered_by = (select ctx.person())
    and (select ctx.may('entry', 'compile', 'department'))
    and entry_id in (select e.id from app.catalogue_entry e where e.tenant_id = (select ctx.tenant()) and e.department_id = (select ctx.department()))
    and upload_id in (select u.id from app.upload u where u.tenant_id = (select ctx.tenant()) and u.completed_at is not null and u.removed_at is null));
create policy cancel_own on app.ingest_job for update to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department()) and (select ctx.may('entry', 'compile', 'department')))
  with check (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department()) and (select ctx.may('entry', 'compile', 'department')));
create policy own_department on app.ingest_problem for select to heliu_workspace
  using (tenant_id = (select ctx.tenant())
    and job_id in (select j.id from app.ingest_job j where j.tenant_id = (select ctx.tenant())));
create policy carry_out on app.ingest_job to heliu_gate using (true) with check (true);
create policy note_problems on app.ingest_problem for insert to heliu_gate with check (true);
create policy find_order on app.ingest_job for select to heliu_ctx using (true);
create policy finish_order on app.ingest_job to heliu_data using (true) with check (true);
create policy let_go on app.upload to heliu_data using (true) with check (true);

grant select (tenant_id, id, entry_id, upload_id, department_id, ordered_by, mode, encoding, state, cancel_asked, attempts,
  bytes_total, bytes_done, rows_done, problem_count, refusal, detail, version, row_count, created_at, started_at, ended_at)
  on app.ingest_job to heliu_workspace;
grant insert (tenant_id, id, entry_id, upload_id, department_id, ordered_by, mode, encoding, bytes_total) on app.ingest_job to heliu_workspace;
grant update (cancel_asked) on app.ingest_job to heliu_workspace;
grant select on app.ingest_problem to heliu_workspace;
grant select, update (state, refusal, detail, problem_count, claim_hash, lease_until, attempts, bytes_done, rows_done, started_at, ended_at)
  on app.ingest_job to heliu_gate;
grant insert on app.ingest_problem to heliu_gate;
grant update (expires_at) on app.upload to heliu_gate;
grant select on app.ingest_job to heliu_ctx;
grant select, update (state, refusal, claim_hash, lease_until, version, row_count, bytes_done, ended_at) on app.ingest_job to heliu_data;
grant select, update (expires_at) on app.upload to heliu_data;
-- Withheld: the secret of a claim, from every login; writing how far a job is, or what was wrong, by hand; deletion.

reset role;

set role heliu_ctx;

create function ctx.job_stands(p_tenant text, p_person uuid, p_department uuid) returns boolean language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
begin
  return exists (
    select from app.person p
      join app.department d on d.tenant_id = p.tenant_id and d.id = p.department_id and d.retired_at is null
      join app.role_assignment a on a.tenant_id = p.tenant_id and a.person_id = p.id
      join ctx.role_rule r on r.role = a.role and r.subject = 'entry' and r.verb = 'compile' and r.scope = 'department'
     where p.tenant_id = p_tenant and p.id = p_person and p.department_id = p_department and p.disabled_at is null);
end $$;
comment on function ctx.job_stands(text, uuid, uuid) is 'Whether the officer who gave an order is still there, in that department, and may compile its entries.';

create function ctx.mint_job(p_claim text) returns jsonb language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare x record;
begin
  select j.tenant_id, j.id, j.entry_id, j.department_id, j.ordered_by, j.attempts, d.region_id, t.province into x
    from app.ingest_job j
    join app.department d on d.tenant_id = j.tenant_id and d.id = j.department_id
    join app.tenant t on t.id = j.tenant_id
   where j.claim_hash = sha256(convert_to(p_claim, 'UTF8')) and j.state = 'running' and j.lease_until > clock_timestamp();
  if not found or not ctx.job_stands(x.tenant_id, x.ordered_by, x.department_id) then
    raise exception 'no session' using errcode = '28000';
  end if;
  -- No role and no verb: of all doors only those of ingest ask for a job, and each for its own entry.
  perform ctx.set_claims(concat_ws('|', x.tenant_id, x.department_id, x.region_id, x.ordered_by, '', 'job', '', '', '',
    x.id, x.attempts, x.entry_id));
  return jsonb_build_object('kind', 'job', 'tenantId', x.tenant_id, 'jobId', x.id, 'entryId', x.entry_id, 'now', ctx.now());
end $$;
comment on function ctx.mint_job(text) is 'The context of an order under way, by the secret of its claim. 28000 when the claim was lost or its officer may no longer.';

revoke all on function ctx.job_stands(text, uuid, uuid), ctx.mint_job(text) from public;
grant execute on function ctx.mint_job(text) to heliu_ingest;
grant execute on function ctx.job_stands(text, uuid, uuid) to heliu_data;
reset role;

set role heliu_gate;

create function gate.claim_ingest(p_lease interval, p_attempts int, out claim text, out job_id uuid, out tenant_id text, out entry_id uuid,
    out upload_id uuid, out kind text, out size bigint, out sha256 text, out encoding text, out mode text, out attempt int)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare j record;
begin
  update app.ingest_job x set state = 'failed', refusal = 'gave-up', claim_hash = null, lease_until = null, ended_at = ctx.now()
   where x.state = 'running' and x.lease_until <= clock_timestamp() and x.attempts >= p_attempts;
  update app.ingest_job x set state = 'cancelled', claim_hash = null, lease_until = null, ended_at = ctx.now()
   where x.cancel_asked and (x.state = 'queued' or (x.state = 'running' and x.lease_until <= clock_timestamp()));
  select x.tenant_id, x.id, x.entry_id, x.upload_id, x.encoding, x.mode, x.attempts, u.kind, u.size, u.sha256 into j
    from app.ingest_job x
    join app.upload u on u.tenant_id = x.tenant_id and u.id = x.upload_id
   where (x.state = 'queued' or (x.state = 'running' and x.lease_until <= clock_timestamp()))
     and not exists (select from app.ingest_job o where o.tenant_id = x.tenant_id and o.entry_id = x.entry_id and o.id <> x.id
       and o.state = 'running' and o.lease_until > clock_timestamp())
   order by x.created_at, x.id limit 1
   for update of x skip locked;
  if not found then return; end if;
  claim := encode(sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), 'hex');
  update app.ingest_job x set state = 'running', attempts = x.attempts + 1, claim_hash = sha256(convert_to(claim, 'UTF8')),
      lease_until = clock_timestamp() + p_lease, started_at = coalesce(x.started_at, ctx.now()), bytes_done = 0, rows_done = 0
   where x.tenant_id = j.tenant_id and x.id = j.id;
  tenant_id := j.tenant_id; job_id := j.id; entry_id := j.entry_id; upload_id := j.upload_id; kind := j.kind; size := j.size;
  sha256 := j.sha256; encoding := j.encoding; mode := j.mode; attempt := j.attempts + 1;
end $$;
comment on function gate.claim_ingest(interval, int) is 'Takes the oldest order that waits or was left by a process that died, with a lease; one order of an entry at a time.';

create function gate.report_ingest(p_claim text, p_lease interval, p_bytes bigint, p_rows bigint) returns text
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare v_cancel boolean;
begin
  update app.ingest_job j set lease_until = clock_timestamp() + p_lease, bytes_done = greatest(j.bytes_done, p_bytes), rows_done = greatest(j.rows_done, p_rows)
   where j.claim_hash = sha256(convert_to(p_claim, 'UTF8')) and j.state = 'running'
  returning j.cancel_asked into v_cancel;
  return case when v_cancel is null then 'lost' when v_cancel then 'cancel' else 'go' end;
end $$;
comment on function gate.report_ingest(text, interval, bigint, bigint) is 'A sign of life: how far an order is, and a longer lease. Answers go, cancel or lost.';

create function gate.end_ingest(p_claim text, p_state text, p_refusal text, p_detail jsonb, p_count bigint, p_problems jsonb) returns boolean
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare j record;
begin
  if p_state not in ('failed', 'cancelled', 'queued') then raise exception 'no such end'; end if;
  update app.ingest_job x set state = p_state, refusal = p_refusal, detail = p_detail, problem_count = p_count, claim_hash = null,
      lease_until = null, ended_at = case when p_state = 'queued' then null else ctx.now() end
   where x.claim_hash = sha256(convert_to(p_claim, 'UTF8')) and x.state = 'running'
  returning x.tenant_id, x.id, x.upload_id into j;
  if not found then return false; end if;
  insert into app.ingest_problem (tenant_id, job_id, ordinal, row_no, column_name, value, rule)
    select j.tenant_id, j.id, p.n, (p.e ->> 'row')::bigint, p.e ->> 'column', left(p.e ->> 'value', 80), p.e ->> 'rule'
      from jsonb_array_elements(p_problems) with ordinality p (e, n) where p.n <= 1000
  on conflict do nothing;
  if p_state <> 'queued' then
    update app.upload u set expires_at = ctx.now() + interval '7 days' where u.tenant_id = j.tenant_id and u.id = j.upload_id and u.expires_at is null
      and not exists (select from app.ingest_job o where o.tenant_id = j.tenant_id and o.upload_id = j.upload_id and o.state in ('queued', 'running'));
  end if;
  return true;
end $$;
comment on function gate.end_ingest(text, text, text, jsonb, bigint, jsonb) is 'Ends an order that did not become a version, with what was wrong; or puts it back to be tried again.';

revoke all on function gate.claim_ingest(interval, int), gate.report_ingest(text, interval, bigint, bigint),
  gate.end_ingest(text, text, text, jsonb, bigint, jsonb) from public;
grant execute on function gate.claim_ingest(interval, int), gate.report_ingest(text, interval, bigint, bigint),
  gate.end_ingest(text, text, text, jsonb, bigint, jsonb) to heliu_worker;

grant create on schema gate to heliu_data;
reset role;
set role heliu_data;

-- As before, and for an order under way on its own entry.
create or replace function gate.begin_mount(p_entry uuid, out relation text, out version int, out columns jsonb)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare c text[] := ctx.claims(); v_definition text; v_entry uuid; v_network text;
begin
  select e.id, e.network into v_entry, v_network from app.catalogue_entry e
   where e.tenant_id = c[1] and e.id = p_entry and e.department_id = nullif(c[2], '')::uuid
     and ((c[6] = 'session' and ctx.may('entry', 'compile', 'department')) or (c[6] = 'job' and c[12] = p_entry::text));
  if v_entry is null then raise exception 'no such entry' using errcode = 'no_data_found'; end if;
  if v_network = 'intranet' then raise exception 'intranet data stays on the intranet' using errcode = 'HL003'; end if;
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

-- As before, with the key's uniqueness; and the version that was active stays for exports under way, whichever it was.
create or replace function gate.finish_mount(p_entry uuid, out version int, out row_count bigint)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  set maintenance_work_mem = '256MB' -- indexes of a million rows are sorted in memory, not on disk
  as $$
#variable_conflict use_column
declare c text[] := ctx.claims(); h record; i record; old record; v_key text; v_before int;
begin
  select x.version, x.relation, x.columns into h from app.hosted_table x
   where x.tenant_id = c[1] and x.entry_id = p_entry and not x.active and x.mounted_in = pg_current_xact_id();
  if not found then raise exception 'no mount was begun' using errcode = 'no_data_found'; end if;
  execute format('revoke all on data.%I from heliu_ingest', h.relation);
  execute format('alter table data.%I add primary key (row_no)', h.relation);
  select string_agg(quote_ident(k.name), ', ' order by k.ordinal) into v_key
    from app.data_item k where k.tenant_id = c[1] and k.entry_id = p_entry and k.is_key;
  if v_key is not null and to_regclass(format('data.%I', h.relation || '_key')) is null then
    execute format('create unique index %I on data.%I (%s)', h.relation || '_key', h.relation, v_key);
  end if;
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
  execute format('create policy hand_on on data.%I for select to heliu_data using ((select gate.within(%L)))', h.relation, c[1]);
  execute format('grant select on data.%I to heliu_gate', h.relation);
  execute format('comment on table data.%I is %L', h.relation, format('%s, entry %s, version %s. Read only through gate.rows.', c[1], p_entry, h.version));
  update app.hosted_table set active = false where tenant_id = c[1] and entry_id = p_entry and active returning version into v_before;
  update app.hosted_table set active = true, row_count = finish_mount.row_count
   where tenant_id = c[1] and entry_id = p_entry and version = h.version;
  for old in
    select x.version, x.relation from app.hosted_table x
     where x.tenant_id = c[1] and x.entry_id = p_entry and x.version <> h.version and x.version is distinct from v_before and x.dropped_at is null
  loop
    execute format('drop table if exists data.%I', old.relation);
    update app.hosted_table set dropped_at = ctx.now() where tenant_id = c[1] and entry_id = p_entry and version = old.version;
  end loop;
  version := h.version;
end $$;

-- An increment takes over from the version before what it does not change; versions from before this migration, too.
do $$
declare h record;
begin
  for h in select x.tenant_id, x.relation from app.hosted_table x where x.dropped_at is null and to_regclass('data.' || x.relation) is not null loop
    execute format('create policy hand_on on data.%I for select to heliu_data using ((select gate.within(%L)))', h.relation, h.tenant_id);
  end loop;
end $$;

create function gate.begin_ingest(p_mode text, out relation text, out items jsonb, out open boolean)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare c text[] := ctx.claims(); v_entry uuid; m record; h record;
begin
  if c is null or c[6] <> 'job' then raise exception 'no such entry' using errcode = 'no_data_found'; end if;
  v_entry := c[12]::uuid;
  select b.relation, b.columns into m from gate.begin_mount(v_entry) b;
  select jsonb_agg(jsonb_build_object('name', i.name, 'labelZh', i.label_zh, 'labelEn', i.label_en, 'type', i.type, 'mask', i.mask,
      'grade', i.grade, 'required', i.required, 'maxLength', i.max_length, 'codeList', i.code_list, 'rule', i.rule, 'isKey', i.is_key)
      order by i.ordinal) into items
    from app.data_item i where i.tenant_id = c[1] and i.entry_id = v_entry;
  select e.opening_class = 'unconditional' into open from app.catalogue_entry e where e.tenant_id = c[1] and e.id = v_entry;
  relation := m.relation;
  if p_mode = 'increment' then
    if not exists (select from jsonb_array_elements(items) i where (i ->> 'isKey')::boolean) then
      raise exception 'no key' using errcode = 'HL010';
    end if;
    select x.relation, x.columns into h from app.hosted_table x where x.tenant_id = c[1] and x.entry_id = v_entry and x.active;
    if not found then raise exception 'no version' using errcode = 'HL011'; end if;
    if (select jsonb_agg(e -> 'name' || (e -> 'type') order by e ->> 'name') from jsonb_array_elements(h.columns) e)
       is distinct from (select jsonb_agg(e -> 'name' || (e -> 'type') order by e ->> 'name') from jsonb_array_elements(m.columns) e) then
      raise exception 'other items' using errcode = 'HL012';
    end if;
    relation := 's' || substr(m.relation, 2);
    execute format('create table data.%I (like data.%I)', relation, m.relation);
    execute format('alter table data.%I add column _op text not null', relation);
    execute format('grant insert on data.%I to heliu_ingest', relation);
  end if;
end $$;
comment on function gate.begin_ingest(text) is 'Begins what a job was ordered to: the table to COPY into, and what the data items demand.';

create function gate.finish_ingest(p_mode text, p_sha256 text, p_scan jsonb, out version int, out row_count bigint, out duplicates jsonb)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  set maintenance_work_mem = '256MB'
  as $$
#variable_conflict use_column
declare c text[] := ctx.claims(); v_entry uuid; h record; v_names text; v_key text; v_first text; v_on text; v_stage text; v_old text; v_upload uuid; v_filled record;
begin
  v_entry := c[12]::uuid;
  select j.upload_id into v_upload from app.ingest_job j
   where j.tenant_id = c[1] and j.id = c[10]::uuid and j.attempts = c[11]::int and j.state = 'running' and not j.cancel_asked;
  if not found or c[6] <> 'job' or not ctx.job_stands(c[1], c[4]::uuid, c[2]::uuid) then
    raise exception 'no session' using errcode = '28000';
  end if;
  select x.version, x.relation into h from app.hosted_table x
   where x.tenant_id = c[1] and x.entry_id = v_entry and not x.active and x.mounted_in = pg_current_xact_id();
  if not found then raise exception 'no mount was begun' using errcode = 'no_data_found'; end if;
  select string_agg(quote_ident(i.name), ', ' order by i.ordinal), string_agg(quote_ident(i.name), ', ' order by i.ordinal) filter (where i.is_key),
      min(i.name) filter (where i.is_key), string_agg(format('n.%1$I = o.%1$I', i.name), ' and ' order by i.ordinal) filter (where i.is_key)
    into v_names, v_key, v_first, v_on
    from app.data_item i where i.tenant_id = c[1] and i.entry_id = v_entry;
  if p_mode = 'increment' then
    v_stage := 's' || substr(h.relation, 2);
    select x.relation into v_old from app.hosted_table x where x.tenant_id = c[1] and x.entry_id = v_entry and x.active;
    execute format('revoke all on data.%I from heliu_ingest', v_stage);
    execute format('create index on data.%I (%s, row_no)', v_stage, v_key);
    execute format('analyze data.%I', v_stage);
    -- Of several changes of one row the last stands. What is not named stays as and where it was.
    execute format('insert into data.%1$I (row_no, %2$s) select o.row_no, %3$s from data.%4$I o where not exists (select from data.%5$I n where %6$s)',
      h.relation, v_names, regexp_replace(v_names, '(^|, )', '\1o.', 'g'), v_old, v_stage, v_on);
    execute format('insert into data.%1$I (row_no, %2$s) select coalesce(o.row_no, m.top + n.row_no), %3$s
        from (select distinct on (%4$s) * from data.%5$I order by %4$s, row_no desc) n
        left join data.%6$I o on %7$s, (select coalesce(max(row_no), 0) as top from data.%6$I) m where n._op = ''upsert''',
      h.relation, v_names, regexp_replace(v_names, '(^|, )', '\1n.', 'g'), v_key, v_stage, v_old, v_on);
    execute format('drop table data.%I', v_stage);
  elsif v_key is not null then
    begin
      execute format('create unique index %I on data.%I (%s)', h.relation || '_key', h.relation, v_key);
    exception when unique_violation then
      execute format('select jsonb_agg(jsonb_build_object(''row'', d.row_no + 1, ''column'', %4$L, ''rule'', ''duplicate-key'') order by d.row_no)
          from (select row_no from (select row_no, row_number() over (partition by %2$s order by row_no) as n from data.%1$I) x where x.n > 1
            order by row_no limit 1000) d where %3$L is not null',
        h.relation, v_key, v_key, replace(v_key, '"', '')) into duplicates;
      return;
    end;
  end if;
  select f.version, f.row_count into v_filled from gate.finish_mount(v_entry) f;
  version := v_filled.version; row_count := v_filled.row_count;
  update app.hosted_table x set job_id = c[10]::uuid, sha256 = p_sha256, scan = p_scan
   where x.tenant_id = c[1] and x.entry_id = v_entry and x.version = h.version;
  update app.ingest_job j set state = 'succeeded', version = h.version, row_count = v_filled.row_count, claim_hash = null, lease_until = null,
      bytes_done = j.bytes_total, ended_at = ctx.now(), refusal = null
   where j.tenant_id = c[1] and j.id = c[10]::uuid and j.attempts = c[11]::int and j.state = 'running' and not j.cancel_asked;
  -- Of two processes that believe to hold the order, the one whose claim stands. Asked last, so that signs of life are
  -- not kept waiting while indexes are made.
  if not found or not ctx.job_stands(c[1], c[4]::uuid, c[2]::uuid) then
    raise exception 'no session' using errcode = '28000';
  end if;
  -- The rows are in the table now; nobody needs them a second time.
  update app.upload u set expires_at = ctx.now() where u.tenant_id = c[1] and u.id = v_upload
    and not exists (select from app.ingest_job o where o.tenant_id = c[1] and o.upload_id = v_upload and o.state in ('queued', 'running'));
end $$;
comment on function gate.finish_ingest(text, text, jsonb) is 'Makes what a job filled the active version and the job succeeded, in one; or answers the rows whose key is not unique.';

create function gate.restore_version(p_entry uuid, p_version int) returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare c text[] := ctx.claims();
begin
  perform from app.catalogue_entry e
   where e.tenant_id = c[1] and e.id = p_entry and e.department_id = nullif(c[2], '')::uuid
     and c[6] = 'session' and ctx.may('entry', 'compile', 'department');
  if not found then raise exception 'no such entry' using errcode = 'no_data_found'; end if;
  perform pg_advisory_xact_lock(hashtextextended(c[1] || p_entry::text, 0));
  perform from app.hosted_table h where h.tenant_id = c[1] and h.entry_id = p_entry and h.version = p_version and not h.active and h.dropped_at is null
    and h.mounted_in <> pg_current_xact_id();
  if not found then raise exception 'no such version' using errcode = 'no_data_found'; end if;
  update app.hosted_table h set active = false where h.tenant_id = c[1] and h.entry_id = p_entry and h.active;
  update app.hosted_table h set active = true where h.tenant_id = c[1] and h.entry_id = p_entry and h.version = p_version;
end $$;
comment on function gate.restore_version(uuid, int) is 'Goes back to a version that is still there; the one that was active stays too.';

revoke all on function gate.begin_ingest(text), gate.finish_ingest(text, text, jsonb), gate.restore_version(uuid, int) from public;
grant execute on function gate.begin_ingest(text), gate.finish_ingest(text, text, jsonb), gate.restore_version(uuid, int) to heliu_ingest;
reset role;

set role heliu_gate;
revoke create on schema gate from heliu_data;
reset role;
