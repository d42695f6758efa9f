-- What a city's data authority makes of the readings and defaults on which its book rests (A1–A30, D1–D13): it confirms one
-- or objects and proposes another. A word, not a value: the book changes with a dated entry of its files.
--
-- Append-only; each names the one before it, so that of two at the same moment only one is written.

set role heliu_owner;

create table app.reading_settlement (
  tenant_id text not null references app.tenant (id),
  id uuid not null default gen_random_uuid(),
  reading text not null check (reading ~ '^[AD][0-9]{1,3}$'),
  verdict text not null check (verdict in ('confirmed', 'objected')),
  proposal text check (length(proposal) between 1 and 2000),
  reason text not null check (length(reason) between 1 and 2000),
  adopted_zh text not null, -- the reading as it stood: the file may say another one later
  adopted_en text not null,
  after_id uuid,
  person_id uuid not null,
  department_id uuid not null,
  at timestamptz not null default ctx.now(),
  primary key (tenant_id, id),
  unique nulls not distinct (tenant_id, reading, after_id),
  foreign key (tenant_id, after_id) references app.reading_settlement (tenant_id, id),
  foreign key (tenant_id, person_id) references app.person (tenant_id, id),
  foreign key (tenant_id, department_id) references app.department (tenant_id, id),
  check ((verdict = 'objected') = (proposal is not null))
);
comment on table app.reading_settlement is 'What a city''s data authority made of a reading or default; append-only, the last word stands, no value changes by it.';
comment on column app.reading_settlement.after_id is 'The settlement that was the last when this one was written; null for the first.';

alter table app.reading_settlement enable row level security;
alter table app.reading_settlement force row level security;
create policy officials_read on app.reading_settlement for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('policy', 'read', 'tenant')));
-- The text is the whole city's: the authority of the city settles it, not that of one of its counties.
create policy city_authority_settles on app.reading_settlement for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person()) and department_id = (select ctx.department())
    and (select ctx.may('policy', 'settle', 'tenant'))
    and exists (select from app.region r where r.tenant_id = (select ctx.tenant()) and r.parent_id is null
      and r.id = any ((select ctx.regions())::text[])));

grant select on app.reading_settlement to heliu_workspace;
grant insert (tenant_id, id, reading, verdict, proposal, reason, adopted_zh, adopted_en, after_id, person_id, department_id)
  on app.reading_settlement to heliu_workspace;
-- Withheld: change and deletion, from every login; its instant, which the database gives.

reset role;
