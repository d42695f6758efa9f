-- Grants, keys and the evidence of use.
--
-- A grant is what a decision leaves behind: which columns, rows, masks and days, for what purpose. Its consumer, its
-- provider and the authority of the provider's region see it. Only the provider or that authority may stop it
-- (朔州 27), and stopping acts on the very next statement, because every read looks the grant up again.

set role heliu_owner;

create table app.data_grant (
  tenant_id text not null references app.tenant (id),
  id uuid not null default gen_random_uuid(),
  case_id uuid not null,
  entry_id uuid not null,
  region_id text not null,
  consumer_department_id uuid not null,
  provider_department_id uuid not null,
  approved_by uuid not null, -- the person whose act made it; the requester's own for direct access
  columns text[] not null check (cardinality(columns) > 0),
  masks jsonb not null default '{}', -- column → mask
  row_filter jsonb not null default '[]', -- [{column, op, value}] all must hold; set by the decision
  purpose text not null check (length(btrim(purpose)) > 0),
  storage_allowed boolean not null default false,
  valid_from timestamptz not null,
  valid_until timestamptz not null,
  granted_at timestamptz not null default ctx.now(),
  suspended_at timestamptz,
  revoked_at timestamptz,
  version int not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, case_id), -- a decision happens once
  foreign key (tenant_id, case_id) references app."case" (tenant_id, id),
  foreign key (tenant_id, entry_id) references app.catalogue_entry (tenant_id, id),
  foreign key (tenant_id, region_id) references app.region (tenant_id, id),
  foreign key (tenant_id, consumer_department_id) references app.department (tenant_id, id),
  foreign key (tenant_id, provider_department_id) references app.department (tenant_id, id),
  check (valid_until > valid_from)
);
create index grant_by_consumer on app.data_grant (tenant_id, consumer_department_id);
create index grant_by_provider on app.data_grant (tenant_id, provider_department_id);
create index grant_by_entry on app.data_grant (tenant_id, entry_id);
comment on table app.data_grant is 'What a consumer department may read: columns, masks, rows, purpose and the half-open period [valid_from, valid_until).';

create table app.grant_act (
  tenant_id text not null,
  grant_id uuid not null,
  seq int not null check (seq > 0),
  act text not null check (act in ('suspend', 'resume', 'revoke')),
  reason text not null check (length(btrim(reason)) > 0),
  person_id uuid not null,
  department_id uuid not null,
  at timestamptz not null default ctx.now(),
  primary key (tenant_id, grant_id, seq),
  foreign key (tenant_id, grant_id) references app.data_grant (tenant_id, id)
);
comment on table app.grant_act is 'Append-only: who suspended, resumed or revoked a grant, when and why.';

create table app.api_key (
  tenant_id text not null,
  id uuid not null default gen_random_uuid(),
  grant_id uuid not null,
  label text not null check (length(btrim(label)) between 1 and 80),
  -- Unique over all cities on purpose: it is a 256-bit hash, so a collision tells nobody anything.
  token_hash bytea not null unique check (length(token_hash) = 32),
  token_hint text not null, -- the last four characters, for people to tell keys apart
  created_by uuid not null,
  created_at timestamptz not null default ctx.now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, grant_id) references app.data_grant (tenant_id, id),
  foreign key (tenant_id, created_by) references app.person (tenant_id, id)
);
create index key_by_grant on app.api_key (tenant_id, grant_id);
comment on table app.api_key is 'A key of another department''s system, bound to one grant. Shown once, stored as SHA-256.';

-- Evidence (乐山 33): purpose, user, approver, content, time, way, medium. Committed before the first byte leaves.
create table app.access_record (
  tenant_id text not null,
  id uuid not null default gen_random_uuid(),
  grant_id uuid not null,
  entry_id uuid not null,
  region_id text not null,
  consumer_department_id uuid not null,
  provider_department_id uuid not null,
  person_id uuid, -- who read, or null when a key did
  api_key_id uuid,
  approved_by uuid not null,
  purpose text not null,
  content jsonb not null, -- columns, filter, page asked for
  way text not null check (way in ('preview', 'export', 'api')),
  medium text not null check (medium in ('screen', 'csv', 'json')),
  at timestamptz not null default ctx.now(),
  primary key (tenant_id, id)
);
create index access_by_grant on app.access_record (tenant_id, grant_id, at desc);
create index access_by_provider on app.access_record (tenant_id, provider_department_id, at desc);
create index access_by_consumer on app.access_record (tenant_id, consumer_department_id, at desc);
comment on table app.access_record is 'Insert-only, and inserted by the reading door alone: no evidence, no data.';

alter table app.data_grant enable row level security;
alter table app.data_grant force row level security;
alter table app.grant_act enable row level security;
alter table app.grant_act force row level security;
alter table app.api_key enable row level security;
alter table app.api_key force row level security;
alter table app.access_record enable row level security;
alter table app.access_record force row level security;

create policy parties_read on app.data_grant for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (
    ((select ctx.may('grant', 'read', 'department'))
      and (consumer_department_id = (select ctx.department()) or provider_department_id = (select ctx.department())))
    or ((select ctx.may('grant', 'read', 'region')) and region_id = any ((select ctx.regions())::text[]))
    or (select ctx.may('grant', 'read', 'tenant'))));
-- A grant follows a case: made by the provider, its delegate or the reviewing authority; by the consumer itself only
-- where the law lets the data be taken without a decision (unconditional in a direct city, or listed for 专用).
create policy decision_grants on app.data_grant for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and approved_by = (select ctx.person())
    and exists (select from app."case" c where c.tenant_id = (select ctx.tenant()) and c.id = case_id
      and c.entry_id = data_grant.entry_id and c.region_id = data_grant.region_id
      and c.requester_department_id = consumer_department_id and c.provider_department_id = data_grant.provider_department_id
      and (
        (c.requester_department_id <> (select ctx.department()) and (
          (c.provider_department_id = (select ctx.department()) and (select ctx.may('case', 'act', 'department')))
          or (c.delegate_department_id = (select ctx.department()) and (select ctx.may('case', 'act', 'department')))
          or ((select ctx.may('case', 'review', 'region')) and c.region_id = any ((select ctx.regions())::text[]))
          or ((select ctx.may('case', 'govern', 'region')) and c.region_id = any ((select ctx.regions())::text[]))))
        or (c.requester_department_id = (select ctx.department()) and (select ctx.may('case', 'file', 'department')) and (
          exists (select from app.catalogue_entry e join app.tenant t on t.id = e.tenant_id
            where e.tenant_id = (select ctx.tenant()) and e.id = c.entry_id and e.sharing_class = 'unconditional' and t.direct_unconditional)
          or exists (select from app.catalogue_entry e join app.dedicated_department d on d.tenant_id = e.tenant_id and d.entry_id = e.id
            where e.tenant_id = (select ctx.tenant()) and e.id = c.entry_id and e.dedicated and e.sharing_class <> 'withheld'
              and d.department_id = (select ctx.department())))))));
create policy provider_or_authority_stops on app.data_grant for update to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (
    (provider_department_id = (select ctx.department()) and (select ctx.may('grant', 'stop', 'department')))
    or ((select ctx.may('grant', 'stop', 'region')) and region_id = any ((select ctx.regions())::text[])
      and consumer_department_id <> (select ctx.department()))))
  with check (tenant_id = (select ctx.tenant()));
create policy parties_read on app.grant_act for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and grant_id in (select g.id from app.data_grant g where g.tenant_id = (select ctx.tenant())));
create policy stop_as_yourself on app.grant_act for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person()) and department_id = (select ctx.department())
    and exists (select from app.data_grant g where g.tenant_id = (select ctx.tenant()) and g.id = grant_id and (
      (g.provider_department_id = (select ctx.department()) and (select ctx.may('grant', 'stop', 'department')))
      or ((select ctx.may('grant', 'stop', 'region')) and g.region_id = any ((select ctx.regions())::text[])
        and g.consumer_department_id <> (select ctx.department())))));
create policy consumer_reads_keys on app.api_key for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and grant_id in (
    select g.id from app.data_grant g where g.tenant_id = (select ctx.tenant()) and g.consumer_department_id = (select ctx.department())));
create policy consumer_makes_keys on app.api_key for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and created_by = (select ctx.person()) and (select ctx.may('key', 'manage', 'department'))
    and grant_id in (select g.id from app.data_grant g where g.tenant_id = (select ctx.tenant()) and g.consumer_department_id = (select ctx.department())));
create policy consumer_ends_keys on app.api_key for update to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('key', 'manage', 'department'))
    and grant_id in (select g.id from app.data_grant g where g.tenant_id = (select ctx.tenant()) and g.consumer_department_id = (select ctx.department())))
  with check (tenant_id = (select ctx.tenant()));
create policy parties_read on app.access_record for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (
    ((select ctx.may('access', 'read', 'department'))
      and (consumer_department_id = (select ctx.department()) or provider_department_id = (select ctx.department())))
    or ((select ctx.may('access', 'read', 'region')) and region_id = any ((select ctx.regions())::text[]))
    or (select ctx.may('access', 'read', 'tenant'))));
-- The reading door looks the grant up and leaves the record, whoever asks.
create policy guard on app.data_grant for select to heliu_gate using (true);
create policy guard on app.access_record for insert to heliu_gate with check (true);
create policy resolve_grant on app.data_grant for select to heliu_ctx using (true);
create policy resolve_key on app.api_key for select to heliu_ctx using (true);

grant select on app.data_grant to heliu_workspace, heliu_gate, heliu_ctx;
grant insert on app.data_grant to heliu_workspace;
grant update (suspended_at, revoked_at, version) on app.data_grant to heliu_workspace;
grant select, insert on app.grant_act to heliu_workspace;
grant select (tenant_id, id, grant_id, label, token_hint, created_by, created_at, expires_at, revoked_at), insert on app.api_key to heliu_workspace;
grant update (revoked_at) on app.api_key to heliu_workspace;
grant select on app.api_key to heliu_ctx;
grant select on app.access_record to heliu_workspace;
grant insert on app.access_record to heliu_gate;
-- Withheld: widening a grant, deleting a key, writing evidence by hand, reading a key's hash.

reset role;
set role heliu_ctx;

create function ctx.mint_key(p_token text) returns jsonb language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare x record;
begin
  select k.tenant_id, k.id, k.grant_id, g.consumer_department_id, d.region_id into x
    from app.api_key k
    join app.data_grant g on g.tenant_id = k.tenant_id and g.id = k.grant_id
    join app.department d on d.tenant_id = g.tenant_id and d.id = g.consumer_department_id and d.retired_at is null
   where k.token_hash = sha256(convert_to(p_token, 'UTF8')) and k.revoked_at is null and k.expires_at > ctx.now();
  if not found then
    raise exception 'no session' using errcode = '28000';
  end if;
  perform ctx.set_claims(concat_ws('|', x.tenant_id, x.consumer_department_id, x.region_id, x.id, 'key', 'key', x.grant_id, '', ''));
  return jsonb_build_object('kind', 'key', 'tenantId', x.tenant_id, 'departmentId', x.consumer_department_id,
    'keyId', x.id, 'grantId', x.grant_id, 'roles', '["key"]'::jsonb, 'now', ctx.now());
end $$;
comment on function ctx.mint_key(text) is 'Context of another system: its key stands in the person''s place (claim 4) and carries one grant.';
revoke all on function ctx.mint_key(text) from public;
grant execute on function ctx.mint_key(text) to heliu_workspace, heliu_gate;
reset role;
