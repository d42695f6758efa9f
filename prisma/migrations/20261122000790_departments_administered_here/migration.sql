-- Departments come from tenants/ and may be changed by a city's system administrator. Boot synchronises the files again
-- at every start, so it must know which rows a person has changed since: those stay as the person put them.

set role heliu_owner;

alter table app.department add column administered_at timestamptz;
comment on column app.department.administered_at is
  'When a city''s administrator last added or changed it here; from then on the tenant files no longer rewrite it.';

-- No column privilege is granted: only the trigger writes it, and only for the login in which people work.
create function app.note_administration() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp
  as $$
begin
  if current_user = 'heliu_workspace' then
    new.administered_at := ctx.now();
  end if;
  return new;
end $$;
revoke all on function app.note_administration() from public;
create trigger note_administration before insert or update on app.department
  for each row execute function app.note_administration();

reset role;
