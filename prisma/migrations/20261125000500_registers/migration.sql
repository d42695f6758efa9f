-- Registers (台账): what a city's law asks an organ to keep on record.
--
-- Which registers there are, who keeps and who reads them stands in the tenants' files; boot and every reload copy the
-- second half of that here, and row-level security believes these rows. A record is kept by a department and never
-- deleted: every change is another version, and a withdrawal is one too.

set role heliu_owner;

create table app.register_rule (
  tenant_id text not null references app.tenant (id),
  register text not null check (register ~ '^[a-z][a-z0-9-]*$'),
  valid_from date not null, -- days of Shanghai, half-open, as the editions have them
  valid_until date,
  kept_by text[] not null, -- kinds of department
  keepers uuid[] not null, -- departments named one by one
  read_by text[] not null check (read_by <@ array['authority', 'government', 'inspectors', 'every-department', 'public']),
  readers uuid[] not null,
  primary key (tenant_id, register, valid_from)
);
comment on table app.register_rule is 'Who keeps and who reads each register of a city, as boot reads it from the tenants'' files; row-level security judges by it.';

create table app.register_record (
  tenant_id text not null references app.tenant (id),
  id uuid not null,
  register text not null check (register ~ '^[a-z][a-z0-9-]*$'),
  department_id uuid not null,
  region_id text not null,
  concerns_id uuid, -- the department that it is about, which reads it too
  version int not null check (version > 0),
  fields jsonb not null check (jsonb_typeof(fields) = 'object'), -- field → words, as last written
  marks text[] not null default '{}', -- checks of the register that found something
  due_on date, -- the day on which it is due again
  open boolean not null default false, -- the public may read it, where the register is public
  recorded_at timestamptz not null default ctx.now(),
  changed_at timestamptz not null default ctx.now(),
  withdrawn_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, department_id) references app.department (tenant_id, id),
  foreign key (tenant_id, region_id) references app.region (tenant_id, id),
  foreign key (tenant_id, concerns_id) references app.department (tenant_id, id)
);
create index register_record_by_register on app.register_record (tenant_id, register, department_id, changed_at desc);
comment on table app.register_record is 'One thing that a department keeps on record, as its last version says; withdrawn ones stay.';
comment on column app.register_record.due_on is 'Shanghai day on which it has to be done, reviewed or renewed again; null where nothing says so.';

create table app.register_version (
  tenant_id text not null references app.tenant (id),
  record_id uuid not null,
  version int not null check (version > 0),
  act text not null check (act in ('recorded', 'corrected', 'renewed', 'withdrawn')),
  fields jsonb not null check (jsonb_typeof(fields) = 'object'),
  reason text not null default '' check (length(reason) <= 2000),
  person_id uuid not null,
  department_id uuid not null,
  at timestamptz not null default ctx.now(),
  primary key (tenant_id, record_id, version),
  foreign key (tenant_id, record_id) references app.register_record (tenant_id, id),
  foreign key (tenant_id, person_id) references app.person (tenant_id, id),
  foreign key (tenant_id, department_id) references app.department (tenant_id, id),
  check ((act = 'recorded') = (version = 1)),
  check (act in ('recorded', 'renewed') or reason <> '')
);
comment on table app.register_version is 'Append-only: every version of a record with who wrote it, when, and why an earlier one was corrected or withdrawn.';

create table app.register_reply (
  tenant_id text not null references app.tenant (id),
  id uuid not null,
  record_id uuid not null,
  version int not null, -- of the record, when it was replied to
  reply text not null check (reply ~ '^[a-z][a-z0-9-]*$'),
  words text not null default '' check (length(words) <= 2000),
  person_id uuid not null,
  department_id uuid not null,
  at timestamptz not null default ctx.now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, record_id, version) references app.register_version (tenant_id, record_id, version),
  foreign key (tenant_id, person_id) references app.person (tenant_id, id),
  foreign key (tenant_id, department_id) references app.department (tenant_id, id)
);
create index register_reply_by_record on app.register_reply (tenant_id, record_id, at);
comment on table app.register_reply is 'Append-only: what others said to a record where its register lets them: received, read, commented, a measure taken.';

alter table app.register_rule enable row level security;
alter table app.register_rule force row level security;
alter table app.register_record enable row level security;
alter table app.register_record force row level security;
alter table app.register_version enable row level security;
alter table app.register_version force row level security;
alter table app.register_reply enable row level security;
alter table app.register_reply force row level security;

create policy synchronise on app.register_rule to heliu_owner using (true) with check (true);
create policy in_force on app.register_rule for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.kind()) = 'session' and (select ctx.department()) is not null
    and valid_from <= ((select ctx.now()) at time zone 'Asia/Shanghai')::date
    and (valid_until is null or valid_until > ((select ctx.now()) at time zone 'Asia/Shanghai')::date));
create policy in_force_for_visitors on app.register_rule for select to heliu_portal
  using (tenant_id = (select ctx.tenant()) and valid_from <= ((select ctx.now()) at time zone 'Asia/Shanghai')::date
    and (valid_until is null or valid_until > ((select ctx.now()) at time zone 'Asia/Shanghai')::date));

create policy read_by_law on app.register_record for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (
    ((select ctx.may('register', 'read', 'department'))
      and (department_id = (select ctx.department()) or concerns_id = (select ctx.department())
        or register in (select r.register from app.register_rule r
          where r.tenant_id = (select ctx.tenant()) and (select ctx.department()) = any (r.readers))))
    or ((select ctx.may('register', 'read', 'tenant')) and register in (select r.register from app.register_rule r
      where r.tenant_id = (select ctx.tenant()) and 'every-department' = any (r.read_by)))
    or ((select ctx.may('register', 'inspect', 'tenant')) and register in (select r.register from app.register_rule r
      where r.tenant_id = (select ctx.tenant()) and 'inspectors' = any (r.read_by)))
    or ((select ctx.may('register', 'review', 'region')) and region_id = any ((select ctx.regions())::text[])
      and register in (select r.register from app.register_rule r
        where r.tenant_id = (select ctx.tenant()) and 'authority' = any (r.read_by)))
    or ((select ctx.may('register', 'govern', 'region')) and region_id = any ((select ctx.regions())::text[])
      and register in (select r.register from app.register_rule r
        where r.tenant_id = (select ctx.tenant()) and 'government' = any (r.read_by)))));
create policy keep on app.register_record for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department()) and region_id = (select ctx.region())
    and version = 1 and withdrawn_at is null and (select ctx.may('register', 'file', 'department'))
    and register in (select r.register from app.register_rule r join app.department d on d.tenant_id = r.tenant_id
      where r.tenant_id = (select ctx.tenant()) and d.id = (select ctx.department())
        and (d.kind = any (r.kept_by) or d.id = any (r.keepers))));
create policy renew on app.register_record for update to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department())
    and withdrawn_at is null and (select ctx.may('register', 'file', 'department')))
  with check (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department()));
create policy open_to_all on app.register_record for select to heliu_portal
  using (tenant_id = (select ctx.tenant()) and open and withdrawn_at is null and register in (select r.register from app.register_rule r
    where r.tenant_id = (select ctx.tenant()) and 'public' = any (r.read_by)));

-- Who reads a record reads how it came about: its own policy decides in the subquery.
create policy read_with_record on app.register_version for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and record_id in (select w.id from app.register_record w where w.tenant_id = (select ctx.tenant())));
create policy write_down on app.register_version for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person()) and department_id = (select ctx.department())
    and (select ctx.may('register', 'file', 'department'))
    and exists (select from app.register_record w where w.tenant_id = (select ctx.tenant()) and w.id = record_id
      and w.department_id = (select ctx.department())));
create policy read_with_record on app.register_reply for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and record_id in (select w.id from app.register_record w where w.tenant_id = (select ctx.tenant())));
create policy reply on app.register_reply for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person()) and department_id = (select ctx.department())
    and (select ctx.may('register', 'file', 'department'))
    and record_id in (select w.id from app.register_record w where w.tenant_id = (select ctx.tenant()) and w.withdrawn_at is null));

grant select on app.register_rule, app.register_record, app.register_version, app.register_reply to heliu_workspace;
grant select on app.register_rule to heliu_portal;
grant select (tenant_id, id, register, department_id, fields, open, recorded_at, changed_at, withdrawn_at) on app.register_record to heliu_portal;
grant insert (tenant_id, id, register, department_id, region_id, concerns_id, version, fields, marks, due_on, open, withdrawn_at)
  on app.register_record to heliu_workspace;
grant update (concerns_id, version, fields, marks, due_on, open, changed_at, withdrawn_at) on app.register_record to heliu_workspace;
grant insert (tenant_id, record_id, version, act, fields, reason, person_id, department_id) on app.register_version to heliu_workspace;
grant insert (tenant_id, id, record_id, version, reply, words, person_id, department_id) on app.register_reply to heliu_workspace;
-- Withheld: deletion, from every login; the keeper, the register and the first day of a record once it is there; every
-- version and reply once written; who kept what on record and how it changed, from the portal.

reset role;
