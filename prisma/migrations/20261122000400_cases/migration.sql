-- Cases: every procedure is one append-only run of events, and one row that says where it stands.
--
-- A case is seen by the department that asks, the one that provides, its delegate, and the data authority and
-- government of the provider's region. An event may be added only by a party acting as what it is; nobody acts
-- for two sides, and nobody decides on their own department's request.

set role heliu_owner;

create table app.case_number (
  tenant_id text not null references app.tenant (id),
  year int not null,
  last int not null,
  primary key (tenant_id, year)
);
comment on table app.case_number is 'The last number given out this year; numbers are consecutive within a city.';

create table app."case" (
  tenant_id text not null references app.tenant (id),
  id uuid not null default gen_random_uuid(),
  number text not null,
  procedure text not null,
  book_date date not null, -- the day whose law governs the case
  parent_id uuid, -- the refused request that a dispute is about
  entry_id uuid not null,
  region_id text not null, -- the provider's region: its authority and government see the case
  requester_department_id uuid not null,
  requester_person_id uuid not null,
  provider_department_id uuid not null,
  delegate_department_id uuid,
  application jsonb not null, -- need, basis, purpose, scenario, scope, items, filter, term
  attributes jsonb not null default '{}', -- facts the law turns on: dedicated, class, storage asked
  stage text, -- null once ended
  waiting_on text[] not null default '{}', -- actor kinds that must act now
  opinions jsonb not null default '{}', -- what has been said at a joint stage
  outcome text, -- the end reached
  filed_at timestamptz not null,
  received_at timestamptz,
  stage_since timestamptz not null,
  due_at timestamptz,
  due_provisional boolean not null default false,
  overdue_at timestamptz, -- the day the open step became late; kept as a fact
  decided_at timestamptz,
  decided_on_time boolean,
  version int not null,
  primary key (tenant_id, id),
  unique (tenant_id, number),
  foreign key (tenant_id, parent_id) references app."case" (tenant_id, id),
  foreign key (tenant_id, entry_id) references app.catalogue_entry (tenant_id, id),
  foreign key (tenant_id, region_id) references app.region (tenant_id, id),
  foreign key (tenant_id, requester_department_id) references app.department (tenant_id, id),
  foreign key (tenant_id, provider_department_id) references app.department (tenant_id, id),
  foreign key (tenant_id, delegate_department_id) references app.department (tenant_id, id),
  check (requester_department_id <> provider_department_id),
  check (delegate_department_id is distinct from requester_department_id),
  check ((stage is null) = (outcome is not null))
);
create unique index one_dispute_a_refusal on app."case" (tenant_id, parent_id) where parent_id is not null;
create index case_open_by_provider on app."case" (tenant_id, provider_department_id, due_at) where stage is not null;
create index case_open_by_requester on app."case" (tenant_id, requester_department_id, due_at) where stage is not null;
create index case_open_by_region on app."case" (tenant_id, region_id, due_at) where stage is not null;
create index case_decided on app."case" (tenant_id, decided_at desc) where decided_at is not null;
create index case_by_entry on app."case" (tenant_id, entry_id);
create index case_due on app."case" (due_at) where stage is not null and overdue_at is null; -- the sweep that marks lateness
comment on table app."case" is 'Where a case stands: the fold of its events, kept beside them by one conditional update on (id, version).';

create table app.case_event (
  tenant_id text not null,
  case_id uuid not null,
  seq int not null check (seq > 0),
  type text not null check (type in ('filed', 'acted', 'resubmitted', 'withdrawn')),
  act text,
  acted_as text not null check (acted_as in ('requester', 'provider', 'delegate', 'authority', 'government')),
  person_id uuid not null,
  department_id uuid not null,
  at timestamptz not null default ctx.now(),
  content jsonb not null default '{}',
  due_at timestamptz, -- the due date that this event set
  primary key (tenant_id, case_id, seq),
  foreign key (tenant_id, case_id) references app."case" (tenant_id, id),
  foreign key (tenant_id, person_id) references app.person (tenant_id, id),
  foreign key (tenant_id, department_id) references app.department (tenant_id, id),
  check ((type = 'acted') = (act is not null))
);
comment on table app.case_event is 'Append-only facts: who did what, when, as whom, with which content.';

create table app.notice (
  tenant_id text not null references app.tenant (id),
  id uuid not null default gen_random_uuid(),
  department_id uuid not null,
  kind text not null,
  subject_kind text not null,
  subject_id uuid not null,
  detail jsonb not null default '{}',
  at timestamptz not null default ctx.now(),
  read_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, department_id) references app.department (tenant_id, id)
);
create index notice_by_department on app.notice (tenant_id, department_id, at desc);
comment on table app.notice is 'What a department is told: written with the act that causes it, in one transaction.';

create table app.idempotency_key (
  tenant_id text not null references app.tenant (id),
  person_id uuid not null,
  key uuid not null,
  act text not null,
  result jsonb not null,
  at timestamptz not null default ctx.now(),
  primary key (tenant_id, person_id, key)
);
comment on table app.idempotency_key is 'The answer already given to a repeated request: a double click does a thing once.';

alter table app.case_number enable row level security;
alter table app.case_number force row level security;
alter table app."case" enable row level security;
alter table app."case" force row level security;
alter table app.case_event enable row level security;
alter table app.case_event force row level security;
alter table app.notice enable row level security;
alter table app.notice force row level security;
alter table app.idempotency_key enable row level security;
alter table app.idempotency_key force row level security;

create policy number_in_own_city on app.case_number to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('case', 'read', 'department')))
  with check (tenant_id = (select ctx.tenant()) and (select ctx.may('case', 'read', 'department')));

create policy parties_read on app."case" for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (
    ((select ctx.may('case', 'read', 'department'))
      and (requester_department_id = (select ctx.department()) or provider_department_id = (select ctx.department())
        or delegate_department_id = (select ctx.department())))
    or ((select ctx.may('case', 'read', 'region')) and region_id = any ((select ctx.regions())::text[]))
    or (select ctx.may('case', 'read', 'tenant'))));
create policy requester_files on app."case" for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and version = 1 and requester_person_id = (select ctx.person())
    and requester_department_id = (select ctx.department()) and (select ctx.may('case', 'file', 'department'))
    and exists (select from app.catalogue_entry e where e.tenant_id = (select ctx.tenant()) and e.id = entry_id
      and e.department_id = provider_department_id and e.region_id = "case".region_id));
create policy parties_move on app."case" for update to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (
    ((select ctx.may('case', 'act', 'department'))
      and (requester_department_id = (select ctx.department()) or provider_department_id = (select ctx.department())
        or delegate_department_id = (select ctx.department())))
    or ((select ctx.may('case', 'act', 'region')) and region_id = any ((select ctx.regions())::text[]))))
  with check (tenant_id = (select ctx.tenant()));

create policy parties_read on app.case_event for select to heliu_workspace
  using (tenant_id = (select ctx.tenant())
    and case_id in (select c.id from app."case" c where c.tenant_id = (select ctx.tenant())));
-- Each side adds only its own facts: the role in the sentence must be the role in the case.
create policy act_as_what_you_are on app.case_event for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person()) and department_id = (select ctx.department())
    and exists (select from app."case" c where c.tenant_id = (select ctx.tenant()) and c.id = case_id and (
      (acted_as = 'requester' and c.requester_department_id = (select ctx.department())
        and (select ctx.may('case', 'file', 'department')))
      or (acted_as = 'provider' and c.provider_department_id = (select ctx.department())
        and (select ctx.may('case', 'act', 'department')))
      or (acted_as = 'delegate' and c.delegate_department_id = (select ctx.department())
        and (select ctx.may('case', 'act', 'department')))
      or (acted_as = 'authority' and c.requester_department_id <> (select ctx.department())
        and c.provider_department_id <> (select ctx.department())
        and (select ctx.may('case', 'review', 'region')) and c.region_id = any ((select ctx.regions())::text[]))
      or (acted_as = 'government' and c.requester_department_id <> (select ctx.department())
        and (select ctx.may('case', 'govern', 'region')) and c.region_id = any ((select ctx.regions())::text[])))));

create policy own_notices on app.notice for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department()));
create policy tell_within_city on app.notice for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and (select ctx.kind()) = 'session');
create policy mark_read on app.notice for update to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department()))
  with check (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department()));
create policy own_answers on app.idempotency_key to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person()))
  with check (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person()));

grant select, insert, update on app.case_number to heliu_workspace;
grant select, insert on app."case" to heliu_workspace;
grant update (attributes, stage, waiting_on, opinions, outcome, received_at, stage_since, due_at, due_provisional, overdue_at,
  decided_at, decided_on_time, version, application, delegate_department_id) on app."case" to heliu_workspace;
grant select, insert on app.case_event to heliu_workspace;
grant select, insert on app.notice to heliu_workspace;
grant update (read_at) on app.notice to heliu_workspace;
grant select, insert on app.idempotency_key to heliu_workspace;
-- Withheld: update and delete of events; moving a case to other parties.

reset role;
