-- Files that come in piece by piece. The bytes lie in the folder of files under the upload's own id; what stands here is whose
-- they are, how many they have to be, and until when they wait.

set role heliu_owner;

create table app.upload (
  tenant_id text not null references app.tenant (id),
  id uuid not null default gen_random_uuid(),
  department_id uuid not null,
  person_id uuid not null,
  kind text not null check (kind in ('csv', 'xlsx', 'file')),
  file_name text not null check (length(file_name) between 1 and 200), -- as the sender calls it; never a path of ours
  size bigint not null check (size > 0),
  created_at timestamptz not null default ctx.now(),
  expires_at timestamptz default ctx.now() + interval '24 hours', -- null: something keeps it
  completed_at timestamptz,
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  removed_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, department_id) references app.department (tenant_id, id),
  foreign key (tenant_id, person_id) references app.person (tenant_id, id),
  check ((completed_at is null) = (sha256 is null)),
  check (completed_at is not null or expires_at is not null) -- what is unfinished does not wait for ever
);
create index upload_by_department on app.upload (tenant_id, department_id, created_at desc);
create index upload_by_end on app.upload (tenant_id, expires_at) where removed_at is null;
comment on table app.upload is 'A file that a department sends, with its size and, once whole, its SHA-256. The bytes lie in the folder of files.';

alter table app.upload enable row level security;
alter table app.upload force row level security;

create policy own_department on app.upload for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department()) and (select ctx.may('entry', 'compile', 'department')));
create policy send_own on app.upload for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department()) and person_id = (select ctx.person())
    and (select ctx.may('entry', 'compile', 'department')));
create policy finish_own on app.upload for update to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department()) and (select ctx.may('entry', 'compile', 'department')))
  with check (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department()) and (select ctx.may('entry', 'compile', 'department')));
create policy clear_away on app.upload to heliu_gate using (true) with check (true);

grant select on app.upload to heliu_workspace, heliu_gate;
grant insert (tenant_id, id, department_id, person_id, kind, file_name, size) on app.upload to heliu_workspace;
grant update (expires_at, completed_at, sha256, removed_at) on app.upload to heliu_workspace;
grant update (removed_at) on app.upload to heliu_gate;
-- Withheld: deletion; changing whose it is, how it is called or how large it has to be.

reset role;

set role heliu_gate;
create function gate.clear_uploads() returns table (id uuid) language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
begin
  return query update app.upload u set removed_at = ctx.now()
    where u.removed_at is null and u.expires_at <= ctx.now() returning u.id;
end $$;
comment on function gate.clear_uploads() is 'Marks uploads whose time has passed as removed and names them, so that their bytes can be deleted. Run by the worker.';
revoke all on function gate.clear_uploads() from public;
grant execute on function gate.clear_uploads() to heliu_worker;
reset role;
