-- A person outside government has no department, and most entries have no delegate: two absences are not the same party.
set role heliu_owner;

alter table app."case"
  drop constraint case_check1,
  add constraint delegate_is_another_department
    check (delegate_department_id is null or delegate_department_id is distinct from requester_department_id);

reset role;
