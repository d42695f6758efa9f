-- What a department lacks in its registers is told in one notice for each day since when it lacks it, which names the
-- registers: one notice for each register buried everything else that a department was told on the first day.

set role heliu_owner;

create unique index notice_once_per_lack on app.notice (tenant_id, department_id, subject_id, (detail ->> 'day'), (detail -> 'registers'))
  where kind = 'register-missing' and subject_kind = 'register';
comment on index app.notice_once_per_lack is 'Of two processes that look at once one tells.';

reset role;

set role heliu_gate;

-- As before, without what is missing, which is told below.
create or replace function gate.tell_register(p_tenant text, p_department uuid, p_register text, p_kind text, p_day date) returns int
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
  if p_kind is distinct from 'register-due' and p_kind is distinct from 'register-overdue' then return 0;
  elsif p_day is null or p_day > v_today or (p_kind = 'register-overdue' and p_day = v_today)
      or not exists (select from app.register_record w where w.tenant_id = p_tenant and w.register = p_register
        and w.department_id = p_department and w.withdrawn_at is null and w.due_on = p_day) then return 0;
  end if;
  insert into app.notice (tenant_id, department_id, kind, subject_kind, subject_id, detail)
    select p_tenant, o.id, p_kind, 'register', p_department, jsonb_build_object('register', p_register, 'day', p_day,
          'dueAt', to_char((p_day + time '23:59:59') at time zone 'Asia/Shanghai' at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
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
  'Tells a keeper that a register is due again (on p_day), or the authority of its region that it is overdue; once for each day. Answers how many were told.';

create function gate.tell_missing_registers(p_tenant text, p_department uuid, p_registers text[], p_day date) returns int
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare
  v_today date := (ctx.now() at time zone 'Asia/Shanghai')::date;
  d app.department; v_missing jsonb; n int;
begin
  select x.* into d from app.department x where x.tenant_id = p_tenant and x.id = p_department and x.retired_at is null;
  if d.id is null or p_day is null then return 0; end if;
  -- The worker says what it found; that it is so, and not told yet, is looked up here.
  select jsonb_agg(m.register order by m.at) into v_missing
    from (select x.register, min(x.at) as at from unnest(p_registers) with ordinality x (register, at) group by x.register) m
    join app.register_rule r on r.tenant_id = p_tenant and r.register = m.register
     and r.valid_from <= v_today and (r.valid_until is null or r.valid_until > v_today)
   where (d.kind = any (r.kept_by) or d.id = any (r.keepers)) and p_day between r.valid_from and v_today
     and not exists (select from app.register_record w where w.tenant_id = p_tenant and w.register = m.register
       and w.department_id = p_department and w.withdrawn_at is null)
     -- Notices of one register each are from before there were lists.
     and not exists (select from app.notice o where o.tenant_id = p_tenant and o.department_id = p_department
       and o.kind = 'register-missing' and o.subject_kind = 'register' and o.subject_id = p_department and o.detail ->> 'day' = p_day::text
       and (o.detail ->> 'register' = m.register or o.detail -> 'registers' ? m.register));
  if v_missing is null then return 0; end if;
  insert into app.notice (tenant_id, department_id, kind, subject_kind, subject_id, detail)
    values (p_tenant, p_department, 'register-missing', 'register', p_department, jsonb_build_object('registers', v_missing, 'day', p_day))
    on conflict do nothing;
  get diagnostics n = row_count;
  return n;
end $$;
comment on function gate.tell_missing_registers(text, uuid, text[], date) is
  'Tells a keeper in one notice which of these registers have had no record since p_day, but for those that it was told of; answers 1 where it told.';

revoke all on function gate.tell_missing_registers(text, uuid, text[], date) from public;
grant execute on function gate.tell_missing_registers(text, uuid, text[], date) to heliu_worker;
-- Withheld: telling of what is not missing, from the worker too.

reset role;
