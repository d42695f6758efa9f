-- What a consumer states of its use of shared data (809 art. 29: scenario, process, effect, storage, destruction), and the
-- certificate of having destroyed what it stored (809 art. 27, 朔州 27). Seen by whoever sees the grant; nothing is
-- changed or deleted: a later statement stands beside the earlier one, so the years that the law wants are never cut short.

set role heliu_owner;

create table app.use_statement (
  tenant_id text not null,
  id uuid not null default gen_random_uuid(),
  grant_id uuid not null,
  seq int not null check (seq > 0), -- counted within the grant; with the case's number it is the number of a certificate
  kind text not null check (kind in ('use', 'destruction')),
  scenario text not null default '' check (length(scenario) <= 2000),
  process text not null default '' check (length(process) <= 2000),
  effect text not null default '' check (length(effect) <= 2000),
  storage text not null default '' check (length(storage) <= 2000), -- where copies are kept, or that there are none
  destroyed_on date, -- Asia/Shanghai
  method text not null default '' check (length(method) <= 2000),
  witness text not null default '' check (length(witness) <= 200),
  person_id uuid not null,
  department_id uuid not null,
  at timestamptz not null default ctx.now(),
  primary key (tenant_id, id),
  unique (tenant_id, grant_id, seq),
  foreign key (tenant_id, grant_id) references app.data_grant (tenant_id, id),
  foreign key (tenant_id, person_id) references app.person (tenant_id, id),
  foreign key (tenant_id, department_id) references app.department (tenant_id, id),
  check (case kind when 'use' then btrim(scenario) <> '' and btrim(process) <> '' and btrim(effect) <> '' and btrim(storage) <> ''
      and destroyed_on is null and method = '' and witness = ''
    else destroyed_on is not null and btrim(method) <> '' and btrim(witness) <> '' end)
);
comment on table app.use_statement is 'Append-only: what a consumer states of its use of a grant''s data, and certificates of their destruction.';
comment on column app.use_statement.seq is 'Counted within the grant.';

alter table app.use_statement enable row level security;
alter table app.use_statement force row level security;

create policy parties_read on app.use_statement for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and grant_id in (select g.id from app.data_grant g where g.tenant_id = (select ctx.tenant())));
create policy consumer_states on app.use_statement for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person()) and department_id = (select ctx.department())
    and (select ctx.may('key', 'manage', 'department')) and at <= (select ctx.now()) and at > (select ctx.now()) - interval '1 second'
    and grant_id in (select g.id from app.data_grant g where g.tenant_id = (select ctx.tenant())
      and g.consumer_department_id = (select ctx.department())));

grant select, insert on app.use_statement to heliu_workspace;
-- Withheld: changing or deleting a statement, and stating for another department.

reset role;
