-- What is missing from a register or due again is told to its keeper, and what is overdue to the authority of its level that
-- reads the register: by the worker, which reads counts and days, no record, and once for each day and register.

set role heliu_owner;

create unique index notice_once_per_due on app.notice (tenant_id, department_id, kind, subject_id, (detail ->> 'register'), (detail ->> 'day'))
  where subject_kind = 'register';

create policy due_by_itself on app.notice as restrictive for insert to heliu_workspace with check (subject_kind <> 'register');
create policy tell_due on app.notice for insert to heliu_gate
  with check (person_id is null and subject_kind = 'register' and kind in ('register-missing', 'register-due', 'register-overdue'));
create policy remind on app.notice for select to heliu_gate using (subject_kind = 'register');
create policy remind on app.register_record for select to heliu_gate using (true);
create policy remind on app.register_rule for select to heliu_gate using (true);
grant select (tenant_id, register, department_id, due_on, withdrawn_at) on app.register_record to heliu_gate;
grant select on app.register_rule to heliu_gate;
grant select (tenant_id, department_id, kind, subject_kind, subject_id, detail) on app.notice to heliu_gate;

reset role;

set role heliu_gate;

create function gate.kept_registers(p_tenant text)
  returns table (department_id uuid, kind text, register text, records int, due_days text[], last_due text, emptied_on text)
  language sql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
  select d.id, d.kind, w.register, (count(*) filter (where w.withdrawn_at is null and w.register is not null))::int,
      coalesce(array_agg(distinct w.due_on::text) filter (where w.withdrawn_at is null
        and w.due_on <= (ctx.now() at time zone 'Asia/Shanghai')::date), '{}'),
      (max(w.due_on) filter (where w.withdrawn_at is null))::text, (max(w.withdrawn_at) at time zone 'Asia/Shanghai')::date::text
    from app.department d
    left join app.register_record w on w.tenant_id = d.tenant_id and w.department_id = d.id
   where d.tenant_id = p_tenant and d.retired_at is null
   group by d.id, d.kind, w.register
$$;
comment on function gate.kept_registers(text) is
  'How many records each department of a city has in each register and on which days up to today they are due again, with the last day of all; one row without a register for a department that has none.';

create function gate.tell_register(p_tenant text, p_department uuid, p_register text, p_kind text, p_day date) returns int
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare
  v_today date := (ctx.now() at time zone 'Asia/Shanghai')::date;
  d app.department; r app.register_rule; n int;
begin
  select x.* into d from app.department x where x.tenant_id = p_tenant and x.id = p_department and x.retired_at is null;
  select x.* into r from app.register_rule x where x.tenant_id = p_tenant and x.register = p_register
    and x.valid_from <= v_today and (x.valid_until is null or x.valid_until > v_today);
  if d.id is null or r.register is null or not (d.kind = any (r.kept_by) or d.id = any (r.keepers)) then return 0; end if;
  -- The worker says what it found; that it is so is looked up here.
  if p_kind = 'register-missing' then
    if p_day is null or p_day not between r.valid_from and v_today or exists (select from app.register_record w where w.tenant_id = p_tenant and w.register = p_register
        and w.department_id = p_department and w.withdrawn_at is null) then return 0; end if;
  elsif p_kind is distinct from 'register-due' and p_kind is distinct from 'register-overdue' then return 0;
  elsif p_day is null or p_day > v_today or (p_kind = 'register-overdue' and p_day = v_today)
      or not exists (select from app.register_record w where w.tenant_id = p_tenant and w.register = p_register
        and w.department_id = p_department and w.withdrawn_at is null and w.due_on = p_day) then return 0;
  end if;
  insert into app.notice (tenant_id, department_id, kind, subject_kind, subject_id, detail)
    select p_tenant, o.id, p_kind, 'register', p_department, jsonb_build_object('register', p_register, 'day', p_day)
        || case when p_kind <> 'register-missing' then jsonb_build_object('dueAt', to_char((p_day + time '23:59:59') at time zone 'Asia/Shanghai'
          at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) else '{}' end
        || case when o.id <> p_department then jsonb_build_object('keeper', jsonb_build_object('zh', d.name_zh, 'en', d.name_en)) else '{}' end
      from app.department o
     where o.tenant_id = p_tenant and o.retired_at is null
       and case when p_kind = 'register-overdue' then o.kind = 'authority' and o.region_id = d.region_id and o.id <> d.id and 'authority' = any (r.read_by)
         else o.id = d.id end
    on conflict do nothing;
  get diagnostics n = row_count;
  return n;
end $$;
comment on function gate.tell_register(text, uuid, text, text, date) is
  'Tells a keeper that a register lacks a record (p_day = since when) or is due again (on p_day), or the authority of its region that it is overdue; once for each day. Answers how many were told.';

revoke all on function gate.kept_registers(text), gate.tell_register(text, uuid, text, text, date) from public;
grant execute on function gate.kept_registers(text), gate.tell_register(text, uuid, text, text, date) to heliu_worker;
-- Withheld: what stands in a record, from the worker; telling of a register otherwise, from every login.

reset role;
