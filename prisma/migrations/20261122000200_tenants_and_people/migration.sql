-- Tenants, their regions and departments, and the people who sign in.
--
-- Names and structure come from tenants/ and are synchronised at boot by the owner; people are entered by a city's
-- system administrator. Anyone signed in to a city may read its structure and its colleagues' names; nobody reads a
-- password hash or a TOTP secret: they stand in ctx.credential, which no application login may touch.

set role heliu_owner;

create table app.tenant (
  id text primary key check (id ~ '^[a-z0-9-]{2,40}$'),
  kind text not null check (kind in ('city', 'province', 'platform')),
  name_zh text not null,
  name_en text not null,
  province text not null, -- the oversight tenant's id, or its own for a province
  direct_unconditional boolean not null default false -- whether this city's law lets unconditional data be taken without review
);
comment on table app.tenant is 'A city, a province that oversees cities, or the platform itself. Synchronised from tenants/ at boot.';

create table app.region (
  tenant_id text not null references app.tenant (id),
  id text not null,
  parent_id text,
  name_zh text not null,
  name_en text not null,
  level text not null check (level in ('city', 'county')),
  primary key (tenant_id, id),
  foreign key (tenant_id, parent_id) references app.region (tenant_id, id)
);
comment on table app.region is 'The city itself and its counties or districts; id is the administrative division code.';

create table app.department (
  tenant_id text not null references app.tenant (id),
  id uuid not null,
  code text not null,
  region_id text not null,
  kind text not null check (kind in ('department', 'authority', 'government', 'delegate', 'oversight', 'operator')),
  name_zh text not null,
  name_en text not null,
  retired_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, code),
  foreign key (tenant_id, region_id) references app.region (tenant_id, id)
);
create index department_by_region on app.department (tenant_id, region_id);
comment on table app.department is 'A government department, data authority, government office or delegate of one region.';

create table app.person (
  tenant_id text not null references app.tenant (id),
  id uuid not null default gen_random_uuid(),
  department_id uuid,
  login text not null check (login = lower(login) and length(login) between 2 and 64),
  name text not null check (length(name) between 1 and 80),
  demo boolean not null default false,
  disabled_at timestamptz,
  created_at timestamptz not null default ctx.now(),
  primary key (tenant_id, id),
  unique (tenant_id, login),
  foreign key (tenant_id, department_id) references app.department (tenant_id, id)
);
create index person_by_department on app.person (tenant_id, department_id);
comment on column app.person.demo is 'A demonstration person, whose password is public. Production refuses to start while one is enabled.';

create table app.role_assignment (
  tenant_id text not null,
  person_id uuid not null,
  role text not null,
  assigned_at timestamptz not null default ctx.now(),
  assigned_by uuid,
  primary key (tenant_id, person_id, role),
  foreign key (tenant_id, person_id) references app.person (tenant_id, id)
);
-- Never two of the three administrator roles for one person (三员分立).
create unique index one_administrator_role_a_person on app.role_assignment (tenant_id, person_id)
  where role in ('system_admin', 'security_officer', 'auditor');
comment on table app.role_assignment is 'Which roles a person holds; the three administrator roles exclude one another.';

-- What was done by whom, whatever it was: written in the same transaction as the act, denials in one of their own.
create table app.audit_record (
  tenant_id text not null references app.tenant (id),
  id uuid not null default gen_random_uuid(),
  at timestamptz not null default ctx.now(),
  person_id uuid,
  department_id uuid,
  act text not null,
  subject_kind text not null,
  subject_id text,
  denied boolean not null default false,
  detail jsonb not null default '{}',
  primary key (tenant_id, id)
);
create index audit_by_time on app.audit_record (tenant_id, at desc);
comment on table app.audit_record is 'Insert-only. Read by the city''s auditor.';

reset role;
set role heliu_ctx;
-- Secrets of people. Reached only through the functions of sign-in and administration.
create table ctx.credential (
  tenant_id text not null,
  person_id uuid not null,
  password_hash text not null,
  password_set_at timestamptz not null default ctx.now(),
  former_hashes text[] not null default '{}',
  totp_secret text,
  totp_last_step bigint,
  failed_count int not null default 0,
  locked_until timestamptz,
  primary key (tenant_id, person_id)
);
revoke all on ctx.credential from public;
comment on table ctx.credential is 'scrypt hashes and TOTP secrets. No application login may read or write it directly.';
reset role;
set role heliu_owner;

-- Row-level security: one sentence a policy.
alter table app.tenant enable row level security;
alter table app.tenant force row level security;
alter table app.region enable row level security;
alter table app.region force row level security;
alter table app.department enable row level security;
alter table app.department force row level security;
alter table app.person enable row level security;
alter table app.person force row level security;
alter table app.role_assignment enable row level security;
alter table app.role_assignment force row level security;
alter table app.audit_record enable row level security;
alter table app.audit_record force row level security;

create policy own_tenant on app.tenant for select to heliu_workspace, heliu_portal, heliu_province using (id = (select ctx.tenant()));
create policy own_regions on app.region for select to heliu_workspace, heliu_portal using (tenant_id = (select ctx.tenant()));
create policy own_departments on app.department for select to heliu_workspace, heliu_portal using (tenant_id = (select ctx.tenant()));
create policy administer_departments on app.department for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and (select ctx.may('department', 'manage', 'tenant')));
create policy change_departments on app.department for update to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('department', 'manage', 'tenant')))
  with check (tenant_id = (select ctx.tenant()) and (select ctx.may('department', 'manage', 'tenant')));
create policy colleagues on app.person for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and ((select ctx.kind()) = 'session'));
create policy own_name on app.person for select to heliu_province
  using (tenant_id = (select ctx.tenant()) and id = (select ctx.person()));
create policy administer_people on app.person for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and (select ctx.may('person', 'manage', 'tenant')) and not demo);
create policy change_people on app.person for update to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('person', 'manage', 'tenant')))
  with check (tenant_id = (select ctx.tenant()) and (select ctx.may('person', 'manage', 'tenant')));
create policy see_roles on app.role_assignment for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (person_id = (select ctx.person()) or (select ctx.may('person', 'read', 'tenant'))));
-- Roles are given by the security officer, never to oneself: the one who makes accounts does not empower them.
create policy give_roles on app.role_assignment for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and person_id <> (select ctx.person()) and assigned_by = (select ctx.person())
    and (select ctx.may('role', 'manage', 'tenant')) and role not in ('province_overseer', 'platform_operator'));
create policy take_roles on app.role_assignment for delete to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and person_id <> (select ctx.person()) and (select ctx.may('role', 'manage', 'tenant')));
create policy write_own_acts on app.audit_record for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and person_id is not distinct from (select ctx.person())
    and department_id is not distinct from (select ctx.department()));
create policy read_by_auditor on app.audit_record for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('audit', 'read', 'tenant')));

-- Boot synchronises structure from tenants/ as the owner, who never logs in and is bound by FORCE like everyone.
create policy synchronise on app.tenant to heliu_owner using (true) with check (true);
create policy synchronise on app.region to heliu_owner using (true) with check (true);
create policy synchronise on app.department to heliu_owner using (true) with check (true);
create policy synchronise on app.person to heliu_owner using (true) with check (true);
create policy synchronise on app.role_assignment to heliu_owner using (true) with check (true);

-- The context's own functions resolve people, departments and regions whatever the city.
create policy resolve_tenant on app.tenant for select to heliu_ctx using (true);
create policy resolve_region on app.region for select to heliu_ctx using (true);
create policy resolve_department on app.department for select to heliu_ctx using (true);
create policy resolve_person on app.person for select to heliu_ctx using (true);
create policy resolve_roles on app.role_assignment for select to heliu_ctx using (true);
create policy note_sign_in on app.audit_record for insert to heliu_ctx with check (true);

grant select on app.tenant to heliu_workspace, heliu_portal, heliu_province, heliu_ctx;
grant select on app.region, app.department to heliu_workspace, heliu_portal, heliu_ctx;
grant insert, update (name_zh, name_en, region_id, kind, retired_at) on app.department to heliu_workspace;
grant select on app.person to heliu_workspace, heliu_province, heliu_ctx;
grant insert, update (name, department_id, disabled_at) on app.person to heliu_workspace;
grant select on app.role_assignment to heliu_workspace, heliu_ctx;
grant insert, delete on app.role_assignment to heliu_workspace;
grant insert on app.audit_record to heliu_workspace, heliu_ctx;
grant select on app.audit_record to heliu_workspace;
-- Withheld: delete of departments and people (they retire), any change of the audit, any write of tenants and regions.

reset role;

-- Doors into the context. Each sets the signed value for this transaction only and tells the caller who it is.
set role heliu_ctx;

create function ctx.set_claims(claims text) returns void language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$ begin perform set_config('app.ctx', claims || '|' || ctx.sign(claims), true); end $$;
revoke all on function ctx.set_claims(text) from public;

create function ctx.mint(p_token text) returns jsonb language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare
  x record;
  v_roles text[];
  v_regions text[];
begin
  select s.person_id, s.tenant_id, s.factor, s.expires_at, p.department_id, p.name, p.login, p.demo,
         d.region_id, d.kind as department_kind, d.name_zh, d.name_en, t.province, t.kind as tenant_kind
    into x
    from ctx.session s
    join app.person p on p.tenant_id = s.tenant_id and p.id = s.person_id and p.disabled_at is null
    join app.tenant t on t.id = s.tenant_id
    left join app.department d on d.tenant_id = p.tenant_id and d.id = p.department_id and d.retired_at is null
   where s.token_hash = sha256(convert_to(p_token, 'UTF8')) and s.expires_at > clock_timestamp();
  if not found then
    raise exception 'no session' using errcode = '28000';
  end if;
  select coalesce(array_agg(a.role order by a.role), '{}') into v_roles
    from app.role_assignment a where a.tenant_id = x.tenant_id and a.person_id = x.person_id;
  with recursive below as (
    select r.id from app.region r where r.tenant_id = x.tenant_id and r.id = x.region_id
    union all
    select r.id from app.region r join below b on r.tenant_id = x.tenant_id and r.parent_id = b.id
  ) select coalesce(array_agg(id order by id), '{}') into v_regions from below;
  perform ctx.set_claims(concat_ws('|', x.tenant_id, coalesce(x.department_id::text, ''), coalesce(x.region_id, ''), x.person_id,
    array_to_string(v_roles, ','), 'session', '', x.province, array_to_string(v_regions, ',')));
  return jsonb_build_object('kind', 'session', 'tenantId', x.tenant_id, 'tenantKind', x.tenant_kind, 'departmentId', x.department_id,
    'departmentKind', x.department_kind, 'departmentName', jsonb_build_object('zh', x.name_zh, 'en', x.name_en),
    'regionId', x.region_id, 'regionIds', to_jsonb(v_regions), 'personId', x.person_id, 'personName', x.name, 'login', x.login,
    'roles', to_jsonb(v_roles), 'province', x.province, 'factor', x.factor, 'demo', x.demo, 'now', ctx.now());
end $$;
comment on function ctx.mint(text) is 'First statement of every transaction of a signed-in person. Fails with 28000 when the session is not live.';

create function ctx.mint_public(p_tenant text) returns jsonb language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
begin
  if not exists (select from app.tenant t where t.id = p_tenant and t.kind = 'city') then
    raise exception 'no session' using errcode = '28000';
  end if;
  perform ctx.set_claims(concat_ws('|', p_tenant, '', '', '', 'anonymous', 'public', '', '', ''));
  return jsonb_build_object('kind', 'public', 'tenantId', p_tenant, 'roles', '["anonymous"]'::jsonb, 'now', ctx.now());
end $$;
comment on function ctx.mint_public(text) is 'A visitor of one city''s portal: sees what that city has opened to everyone, nothing else.';

revoke all on function ctx.mint(text), ctx.mint_public(text) from public;
grant execute on function ctx.mint(text) to heliu_workspace, heliu_portal, heliu_province, heliu_ingest;
grant execute on function ctx.mint_public(text) to heliu_portal;
reset role;
