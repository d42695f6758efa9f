-- Whether data is there to be taken is a fact that the law may turn on, also for a person outside government: they see the
-- versions of what is open to them, at once or on application. A version is described, its rows are read through the door.

set role heliu_owner;

create policy open_to_accounts on app.hosted_table for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'read', 'open'))
    and entry_id in (select e.id from app.catalogue_entry e where e.tenant_id = (select ctx.tenant())));

reset role;
