-- Whoever is given data is shown what may not be done with them (no third parties, no other purpose, no commercial use, no
-- storing without consent), and accepts that: once a grant, in the words of the law of its day.

set role heliu_owner;

create table app.grant_acceptance (
  tenant_id text not null,
  grant_id uuid not null,
  terms jsonb not null, -- what was shown: rule, words, article
  person_id uuid not null,
  department_id uuid not null,
  at timestamptz not null default ctx.now(),
  primary key (tenant_id, grant_id),
  foreign key (tenant_id, grant_id) references app.data_grant (tenant_id, id),
  foreign key (tenant_id, person_id) references app.person (tenant_id, id),
  foreign key (tenant_id, department_id) references app.department (tenant_id, id)
);
comment on table app.grant_acceptance is 'The consumer''s acceptance of what the law forbids with the data of a grant; append-only.';

alter table app.grant_acceptance enable row level security;
alter table app.grant_acceptance force row level security;

create policy parties_read on app.grant_acceptance for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and grant_id in (select g.id from app.data_grant g where g.tenant_id = (select ctx.tenant())));
create policy consumer_accepts on app.grant_acceptance for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person()) and department_id = (select ctx.department())
    and (select ctx.may('key', 'manage', 'department')) and at <= (select ctx.now()) and at > (select ctx.now()) - interval '1 second'
    and grant_id in (select g.id from app.data_grant g where g.tenant_id = (select ctx.tenant())
      and g.consumer_department_id = (select ctx.department())));

grant select, insert on app.grant_acceptance to heliu_workspace;
-- Withheld: changing or deleting it, and accepting for another department.

reset role;
