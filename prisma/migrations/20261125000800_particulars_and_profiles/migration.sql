-- What the regulations want known of a data resource and of a department, beyond the entry and the name: particulars of an
-- entry, profiles that departments file, the standards and checks of a catalogue, its editions and campaigns.
--
-- All of it is append-only: a new statement is the next version, and the one before stays to be read.

set role heliu_owner;

alter table app.department
  add column legal_kind text not null default '' check (length(legal_kind) <= 60),
  add column empowered_by text not null default '' check (length(empowered_by) <= 300);
comment on column app.department.legal_kind is 'Which of the kinds that the city''s text names (org.department.kinds, org.participants.by_reference); empty where nobody said.';
comment on column app.department.empowered_by is 'The law or regulation that gives an authorised organisation its administrative functions.';
grant update (legal_kind, empowered_by) on app.department to heliu_workspace;

alter table app.catalogue_entry
  add column network text not null default 'extranet' check (network in ('extranet', 'intranet')),
  add column lead_department_id uuid,
  add constraint entry_lead foreign key (tenant_id, lead_department_id) references app.department (tenant_id, id),
  -- What stands on the intranet is catalogued here and nothing of it opened here.
  add constraint intranet_stays_inside check (network = 'extranet' or opening_class = 'withheld');
create index entry_by_lead on app.catalogue_entry (tenant_id, lead_department_id);
comment on column app.catalogue_entry.network is 'On which government network the data stands; of the intranet no row comes onto this instance.';
comment on column app.catalogue_entry.lead_department_id is 'Who keeps the particulars of a base or theme database''s entry beside its department.';

create table app.entry_particulars (
  tenant_id text not null references app.tenant (id),
  entry_id uuid not null,
  version int not null check (version > 0),
  particulars jsonb not null,
  person_id uuid not null,
  department_id uuid not null,
  at timestamptz not null default ctx.now(),
  primary key (tenant_id, entry_id, version),
  foreign key (tenant_id, entry_id) references app.catalogue_entry (tenant_id, id),
  foreign key (tenant_id, person_id) references app.person (tenant_id, id),
  foreign key (tenant_id, department_id) references app.department (tenant_id, id)
);
comment on table app.entry_particulars is 'What an entry states beside its class: form, origin, format, manner, use, collection; append-only, the last version stands.';

create table app.department_profile (
  tenant_id text not null references app.tenant (id),
  department_id uuid not null,
  version int not null check (version > 0),
  profile jsonb not null,
  person_id uuid not null,
  at timestamptz not null default ctx.now(),
  primary key (tenant_id, department_id, version),
  foreign key (tenant_id, department_id) references app.department (tenant_id, id),
  foreign key (tenant_id, person_id) references app.person (tenant_id, id)
);
comment on table app.department_profile is 'Head, contacts and documents that a department files; append-only, the last version stands.';

create table app.department_profile_receipt (
  tenant_id text not null references app.tenant (id),
  department_id uuid not null,
  version int not null,
  authority_id uuid not null,
  person_id uuid not null,
  at timestamptz not null default ctx.now(),
  primary key (tenant_id, department_id, version),
  foreign key (tenant_id, department_id, version) references app.department_profile (tenant_id, department_id, version),
  foreign key (tenant_id, authority_id) references app.department (tenant_id, id),
  foreign key (tenant_id, person_id) references app.person (tenant_id, id)
);
comment on table app.department_profile_receipt is 'The data authority''s word that it received a filed profile, once for each version.';

create table app.standard (
  tenant_id text not null references app.tenant (id),
  code text not null check (length(code) between 1 and 60),
  version int not null check (version > 0),
  title text not null check (length(title) between 1 and 200),
  level text not null check (level in ('national', 'provincial', 'municipal')),
  topic text not null check (topic in ('management', 'technology', 'security', 'quality', 'content', 'guide')),
  body text not null check (length(body) between 1 and 8000),
  person_id uuid not null,
  department_id uuid not null,
  at timestamptz not null default ctx.now(),
  primary key (tenant_id, code, version),
  foreign key (tenant_id, person_id) references app.person (tenant_id, id),
  foreign key (tenant_id, department_id) references app.department (tenant_id, id)
);
comment on table app.standard is 'Standards and guides that the city''s data authority publishes, version by version; append-only.';

create table app.entry_check (
  tenant_id text not null references app.tenant (id),
  id uuid not null default gen_random_uuid(),
  entry_id uuid not null,
  standard_code text not null,
  standard_version int not null,
  result text not null check (result in ('conforms', 'deviates', 'comment')),
  note text not null default '' check (length(note) <= 2000),
  person_id uuid not null,
  department_id uuid not null,
  at timestamptz not null default ctx.now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, entry_id) references app.catalogue_entry (tenant_id, id),
  foreign key (tenant_id, standard_code, standard_version) references app.standard (tenant_id, code, version),
  foreign key (tenant_id, person_id) references app.person (tenant_id, id),
  foreign key (tenant_id, department_id) references app.department (tenant_id, id),
  check (result = 'conforms' or note <> '') -- a comment or a deviation says something
);
create index entry_check_by_entry on app.entry_check (tenant_id, entry_id, at desc);
comment on table app.entry_check is 'Checks of an entry against one version of a standard, by its own department, another or the authority (多元校核); append-only.';

create table app.catalogue_edition (
  tenant_id text not null references app.tenant (id),
  number int not null check (number > 0),
  entries jsonb not null,
  findings jsonb not null,
  person_id uuid not null,
  department_id uuid not null,
  at timestamptz not null default ctx.now(),
  primary key (tenant_id, number),
  foreign key (tenant_id, person_id) references app.person (tenant_id, id),
  foreign key (tenant_id, department_id) references app.department (tenant_id, id)
);
comment on table app.catalogue_edition is 'The city''s whole catalogue as its authority published it on a day, with what the cross-checks found; append-only.';

create table app.catalogue_campaign (
  tenant_id text not null references app.tenant (id),
  id uuid not null default gen_random_uuid(),
  title text not null check (length(title) between 2 and 120),
  guidance text not null check (length(guidance) between 1 and 4000),
  due_on date not null,
  person_id uuid not null,
  department_id uuid not null,
  at timestamptz not null default ctx.now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, person_id) references app.person (tenant_id, id),
  foreign key (tenant_id, department_id) references app.department (tenant_id, id)
);
comment on table app.catalogue_campaign is 'A call of the city''s data authority to compile or renew the catalogue by a day; append-only.';

alter table app.entry_particulars enable row level security;
alter table app.entry_particulars force row level security;
alter table app.department_profile enable row level security;
alter table app.department_profile force row level security;
alter table app.department_profile_receipt enable row level security;
alter table app.department_profile_receipt force row level security;
alter table app.standard enable row level security;
alter table app.standard force row level security;
alter table app.entry_check enable row level security;
alter table app.entry_check force row level security;
alter table app.catalogue_edition enable row level security;
alter table app.catalogue_edition force row level security;
alter table app.catalogue_campaign enable row level security;
alter table app.catalogue_campaign force row level security;

create policy staff_read on app.entry_particulars for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'read', 'tenant')));
create policy staff_read on app.department_profile for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'read', 'tenant')));
create policy staff_read on app.department_profile_receipt for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'read', 'tenant')));
create policy staff_read on app.standard for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'read', 'tenant')));
create policy staff_read on app.entry_check for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'read', 'tenant')));
create policy staff_read on app.catalogue_edition for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'read', 'tenant')));
create policy staff_read on app.catalogue_campaign for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'read', 'tenant')));

-- Its own department keeps an entry's particulars, and whoever leads the base or theme database it belongs to.
create policy keep_particulars on app.entry_particulars for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person()) and department_id = (select ctx.department())
    and exists (select from app.catalogue_entry e where e.tenant_id = (select ctx.tenant()) and e.id = entry_id
      and ((e.department_id = (select ctx.department()) and (select ctx.may('entry', 'compile', 'department')))
        or (e.lead_department_id = (select ctx.department())
          and ((select ctx.may('entry', 'compile', 'department')) or (select ctx.may('case', 'review', 'region')))))));
create policy file_own on app.department_profile for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person()) and department_id = (select ctx.department())
    and (select ctx.may('entry', 'compile', 'department')));
create policy authority_receives on app.department_profile_receipt for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person()) and authority_id = (select ctx.department())
    and department_id <> (select ctx.department()) and (select ctx.may('case', 'review', 'region'))
    and exists (select from app.department d where d.tenant_id = (select ctx.tenant()) and d.id = department_id
      and d.region_id = any ((select ctx.regions())::text[])));
-- Standards, editions and campaigns are the whole city's: its authority makes them, not that of one of its counties.
create policy city_authority_publishes on app.standard for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person()) and department_id = (select ctx.department())
    and (select ctx.may('case', 'review', 'region'))
    and exists (select from app.region r where r.tenant_id = (select ctx.tenant()) and r.parent_id is null
      and r.id = any ((select ctx.regions())::text[])));
create policy anybody_checks on app.entry_check for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person()) and department_id = (select ctx.department())
    and ((select ctx.may('entry', 'compile', 'department')) or (select ctx.may('case', 'review', 'region'))));
create policy city_authority_publishes on app.catalogue_edition for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person()) and department_id = (select ctx.department())
    and (select ctx.may('case', 'review', 'region'))
    and exists (select from app.region r where r.tenant_id = (select ctx.tenant()) and r.parent_id is null
      and r.id = any ((select ctx.regions())::text[])));
create policy city_authority_calls on app.catalogue_campaign for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person()) and department_id = (select ctx.department())
    and (select ctx.may('case', 'review', 'region'))
    and exists (select from app.region r where r.tenant_id = (select ctx.tenant()) and r.parent_id is null
      and r.id = any ((select ctx.regions())::text[])));

grant select on app.entry_particulars, app.department_profile, app.department_profile_receipt, app.standard, app.entry_check,
  app.catalogue_edition, app.catalogue_campaign to heliu_workspace;
grant insert (tenant_id, entry_id, version, particulars, person_id, department_id) on app.entry_particulars to heliu_workspace;
grant insert (tenant_id, department_id, version, profile, person_id) on app.department_profile to heliu_workspace;
grant insert (tenant_id, department_id, version, authority_id, person_id) on app.department_profile_receipt to heliu_workspace;
grant insert (tenant_id, code, version, title, level, topic, body, person_id, department_id) on app.standard to heliu_workspace;
grant insert (tenant_id, id, entry_id, standard_code, standard_version, result, note, person_id, department_id)
  on app.entry_check to heliu_workspace;
grant insert (tenant_id, number, entries, findings, person_id, department_id) on app.catalogue_edition to heliu_workspace;
grant insert (tenant_id, id, title, guidance, due_on, person_id, department_id) on app.catalogue_campaign to heliu_workspace;
-- Withheld: change and deletion of all of them, from every login; their instants, which the database gives.

reset role;

-- The door by which rows come in: as before, and shut for what stands on the intranet.
set role heliu_gate;
grant create on schema gate to heliu_data;
reset role;
set role heliu_data;

create or replace function gate.begin_mount(p_entry uuid, out relation text, out version int, out columns jsonb)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare c text[] := ctx.claims(); v_definition text; v_entry uuid; v_network text;
begin
  select e.id, e.network into v_entry, v_network from app.catalogue_entry e
   where e.tenant_id = c[1] and e.id = p_entry and e.department_id = nullif(c[2], '')::uuid
     and c[6] = 'session' and ctx.may('entry', 'compile', 'department');
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

reset role;
set role heliu_gate;
revoke create on schema gate from heliu_data;
reset role;
