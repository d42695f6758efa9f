-- A case's delegate is the one its entry names.
--
-- The delegate's word counts as the provider's (朔州 16(一)), so nobody but the provider may choose it. With SQL of its
-- own a requester could name a department of its liking, when filing or later; now the column is written once, by the
-- filing, and only with the entry's delegate (for a dispute: with that of the request it is about).

set role heliu_owner;

revoke update (delegate_department_id) on app."case" from heliu_workspace;
create policy delegate_of_the_entry on app."case" as restrictive for insert to heliu_workspace
  with check (delegate_department_id is null or parent_id is not null
    or exists (select from app.catalogue_entry e where e.tenant_id = (select ctx.tenant()) and e.id = entry_id
      and e.delegate_department_id = "case".delegate_department_id));
alter table app."case"
  add constraint case_delegate unique (tenant_id, id, delegate_department_id),
  add constraint dispute_with_the_same_delegate foreign key (tenant_id, parent_id, delegate_department_id)
    references app."case" (tenant_id, id, delegate_department_id);

reset role;
