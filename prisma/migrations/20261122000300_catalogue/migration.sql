-- The catalogue: what data exists, whose it is, and under which class it is shared and opened.
--
-- Every official of a city may read its catalogue, so that needs can be found; the public reads only what is opened
-- unconditionally and published. A department writes its own entries and nobody else's.

set role heliu_owner;

create table app.catalogue_entry (
  tenant_id text not null references app.tenant (id),
  id uuid not null default gen_random_uuid(),
  code text not null,
  department_id uuid not null,
  region_id text not null,
  name_zh text not null check (length(name_zh) between 2 and 120),
  name_en text not null default '',
  abstract_zh text not null default '',
  abstract_en text not null default '',
  theme text not null,
  sharing_class text not null check (sharing_class in ('unconditional', 'conditional', 'withheld')),
  sharing_condition text not null default '',
  sharing_basis text not null default '', -- the law that makes it conditional or withheld
  opening_class text not null check (opening_class in ('unconditional', 'conditional', 'withheld')),
  opening_basis text not null default '',
  dedicated boolean not null default false, -- marked 专用: the listed departments need no review
  update_cycle text not null check (update_cycle in ('real-time', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly', 'irregular')),
  delegate_department_id uuid, -- reviews in the provider's name where the city allows it
  published_at timestamptz,
  created_at timestamptz not null default ctx.now(),
  primary key (tenant_id, id),
  unique (tenant_id, code),
  foreign key (tenant_id, department_id) references app.department (tenant_id, id),
  foreign key (tenant_id, delegate_department_id) references app.department (tenant_id, id),
  foreign key (tenant_id, region_id) references app.region (tenant_id, id)
);
create index entry_by_department on app.catalogue_entry (tenant_id, department_id);
create index entry_by_name on app.catalogue_entry (tenant_id, name_zh);
comment on table app.catalogue_entry is 'One data resource in a department''s catalogue.';

create table app.data_item (
  tenant_id text not null,
  entry_id uuid not null,
  ordinal int not null,
  name text not null check (name ~ '^[a-z][a-z0-9_]{0,40}$'),
  label_zh text not null,
  label_en text not null,
  type text not null check (type in ('text', 'integer', 'decimal', 'date', 'timestamp', 'boolean')),
  grade int not null default 1 check (grade between 1 and 4), -- 分级: 1 open … 4 highly sensitive
  mask text not null default 'none' check (mask in ('none', 'name', 'citizen-id', 'phone', 'address', 'year', 'hash', 'hidden')),
  primary key (tenant_id, entry_id, ordinal),
  unique (tenant_id, entry_id, name),
  foreign key (tenant_id, entry_id) references app.catalogue_entry (tenant_id, id)
);
comment on column app.data_item.mask is 'The mask a grant carries by default for this item; the provider may choose another when deciding.';

create table app.dedicated_department (
  tenant_id text not null,
  entry_id uuid not null,
  department_id uuid not null,
  primary key (tenant_id, entry_id, department_id),
  foreign key (tenant_id, entry_id) references app.catalogue_entry (tenant_id, id),
  foreign key (tenant_id, department_id) references app.department (tenant_id, id)
);
comment on table app.dedicated_department is 'Departments that a provider lists for an entry marked 专用 (朔州 art. 16(三)).';

alter table app.catalogue_entry enable row level security;
alter table app.catalogue_entry force row level security;
alter table app.data_item enable row level security;
alter table app.data_item force row level security;
alter table app.dedicated_department enable row level security;
alter table app.dedicated_department force row level security;

create policy staff_read on app.catalogue_entry for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'read', 'tenant')));
create policy public_read on app.catalogue_entry for select to heliu_portal
  using (tenant_id = (select ctx.tenant()) and opening_class = 'unconditional' and published_at <= (select ctx.now()));
create policy compile_own on app.catalogue_entry for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department())
    and region_id = (select ctx.region()) and (select ctx.may('entry', 'compile', 'department')));
create policy correct_own on app.catalogue_entry for update to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department()) and (select ctx.may('entry', 'compile', 'department')))
  with check (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department()) and (select ctx.may('entry', 'compile', 'department')));
create policy staff_read on app.data_item for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'read', 'tenant')));
-- The inner query is under the public's own policy of the entry, so an item shows exactly when its entry does.
create policy public_read on app.data_item for select to heliu_portal
  using (tenant_id = (select ctx.tenant())
    and entry_id in (select e.id from app.catalogue_entry e where e.tenant_id = (select ctx.tenant())));
create policy compile_own on app.data_item for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'compile', 'department'))
    and entry_id in (select e.id from app.catalogue_entry e where e.tenant_id = (select ctx.tenant()) and e.department_id = (select ctx.department())));
create policy staff_read on app.dedicated_department for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'read', 'tenant')));
create policy list_own on app.dedicated_department for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'compile', 'department'))
    and entry_id in (select e.id from app.catalogue_entry e where e.tenant_id = (select ctx.tenant()) and e.department_id = (select ctx.department())));
create policy unlist_own on app.dedicated_department for delete to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'compile', 'department'))
    and entry_id in (select e.id from app.catalogue_entry e where e.tenant_id = (select ctx.tenant()) and e.department_id = (select ctx.department())));
create policy guard on app.catalogue_entry for select to heliu_gate using (true);
create policy guard on app.data_item for select to heliu_gate using (true);
create policy guard on app.dedicated_department for select to heliu_gate using (true);

grant select on app.catalogue_entry, app.data_item to heliu_workspace, heliu_portal, heliu_gate;
grant insert, update (name_zh, name_en, abstract_zh, abstract_en, theme, sharing_class, sharing_condition, sharing_basis,
  opening_class, opening_basis, dedicated, update_cycle, delegate_department_id, published_at) on app.catalogue_entry to heliu_workspace;
grant insert on app.data_item to heliu_workspace;
grant select, insert, delete on app.dedicated_department to heliu_workspace;
grant select on app.dedicated_department to heliu_gate;
-- Withheld: deleting entries and items; moving an entry to another department.

reset role;
