-- Signing in.
--
-- The login heliu_signin owns no table and reads none: it reaches passwords, sessions and lock-outs only through the
-- functions below, each of which does one step and leaves its audit row. Whoever holds that login could open a session
-- for anybody, so it is used by server/identity alone and by no query that a request composes.
--
-- Administrators replace credentials through ctx.set_credential, under their own minted context.

set role heliu_owner;

-- The context joins roles with ',' and claims with '|': a role or region that contained one of them could smuggle a second.
alter table app.role_assignment add constraint role_is_one_word check (role ~ '^[a-z_]{2,40}$');
alter table app.region add constraint region_is_one_word check (id ~ '^[0-9A-Za-z-]{2,40}$');

reset role;
set role heliu_ctx;

create table ctx.sign_in_rule (
  only_row boolean primary key default true check (only_row),
  failures_allowed int not null default 5 check (failures_allowed between 1 and 20),
  locked_for interval not null default '15 minutes' check (locked_for > '0'),
  session_for interval not null default '10 hours' check (session_for > '0'),
  sessions_a_person int not null default 10 check (sessions_a_person > 0),
  password_for interval not null default '180 days' check (password_for > '0'),
  former_passwords int not null default 5 check (former_passwords between 0 and 20)
);
revoke all on ctx.sign_in_rule from public;
insert into ctx.sign_in_rule default values;
comment on table ctx.sign_in_rule is 'How many failures, how long locked, how long a session and a password last (等保 level 3). Changed by the owner only.';

-- Counted by the login's hash, known or unknown alike, so that being locked tells nobody whether a person exists.
create table ctx.sign_in_attempt (
  tenant_id text not null,
  login_hash bytea not null check (length(login_hash) = 32),
  failures int not null,
  last_at timestamptz not null,
  locked_until timestamptz,
  primary key (tenant_id, login_hash)
);
create index sign_in_attempt_by_time on ctx.sign_in_attempt (last_at); -- forgetting old ones
revoke all on ctx.sign_in_attempt from public;
comment on table ctx.sign_in_attempt is 'Attempts since the last success. Counted before the password is looked at, so that parallel guesses gain nothing.';

alter table ctx.credential
  drop column failed_count,
  drop column locked_until,
  add column must_change boolean not null default false;
comment on column ctx.credential.must_change is 'Set by an administrator: the password is known to two people until its owner replaces it.';

create function ctx.note(p_tenant text, p_person uuid, p_act text, p_denied boolean, p_detail jsonb) returns void
  language sql security definer set search_path = pg_catalog, pg_temp
  as $$
  insert into app.audit_record (tenant_id, person_id, department_id, act, subject_kind, subject_id, denied, detail)
  values (p_tenant, p_person, (select p.department_id from app.person p where p.tenant_id = p_tenant and p.id = p_person),
    p_act, 'person', p_person::text, p_denied, p_detail)
$$;
comment on function ctx.note(text, uuid, text, boolean, jsonb) is 'Audit row of a sign-in act. For the owner''s functions only.';

create function ctx.begin_sign_in(p_tenant text, p_login text) returns jsonb language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare
  t timestamptz := clock_timestamp();
  r ctx.sign_in_rule;
  a ctx.sign_in_attempt;
  x record;
begin
  if not exists (select from app.tenant where id = p_tenant) then
    return jsonb_build_object('locked', false, 'now', extract(epoch from t));
  end if;
  select * into r from ctx.sign_in_rule;
  delete from ctx.sign_in_attempt where last_at < t - greatest(r.locked_for, interval '1 day');
  insert into ctx.sign_in_attempt as b (tenant_id, login_hash, failures, last_at)
    values (p_tenant, sha256(convert_to(lower(p_login), 'UTF8')), 1, t)
    on conflict (tenant_id, login_hash) do update set
      failures = case when b.locked_until > t then b.failures
                      when b.locked_until <= t or b.last_at < t - r.locked_for then 1
                      else b.failures + 1 end,
      locked_until = case when b.locked_until > t then b.locked_until
                          when b.locked_until <= t or b.last_at < t - r.locked_for then null
                          when b.failures >= r.failures_allowed then t + r.locked_for end,
      last_at = case when b.locked_until > t then b.last_at else t end
    returning b.* into a;
  select p.id, p.demo, c.password_hash, c.totp_secret, c.former_hashes,
         c.must_change or (not p.demo and c.password_set_at + r.password_for < t) as must_change
    into x
    from app.person p
    join ctx.credential c on c.tenant_id = p.tenant_id and c.person_id = p.id
   where p.tenant_id = p_tenant and p.login = lower(p_login) and p.disabled_at is null;
  if a.locked_until > t then
    if a.last_at = t then -- said once, when it begins
      perform ctx.note(p_tenant, x.id, 'identity.lock', true, jsonb_build_object('until', a.locked_until));
    end if;
    return jsonb_build_object('locked', true, 'now', extract(epoch from t));
  end if;
  return jsonb_build_object('locked', false, 'now', extract(epoch from t)) || case when x.id is null then '{}'::jsonb else jsonb_build_object(
    'personId', x.id, 'demo', x.demo, 'passwordHash', x.password_hash, 'totpSecret', x.totp_secret,
    'formerHashes', to_jsonb(x.former_hashes), 'mustChange', x.must_change) end;
end $$;
comment on function ctx.begin_sign_in(text, text) is 'Counts the attempt, then hands out what proves the person; unknown, disabled and foreign logins count and look alike.';

create function ctx.fail_sign_in(p_tenant text, p_login text, p_reason text) returns void language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare
  v_person uuid;
begin
  if p_reason not in ('password', 'code', 'replayed-code') then
    raise exception 'unknown reason' using errcode = '22023';
  end if;
  if not exists (select from app.tenant where id = p_tenant) then return; end if;
  select id into v_person from app.person where tenant_id = p_tenant and login = lower(p_login);
  perform ctx.note(p_tenant, v_person, 'identity.sign-in', true, jsonb_build_object('reason', p_reason));
end $$;
comment on function ctx.fail_sign_in(text, text, text) is 'Audit row of a failed sign-in. The login typed is not kept: people type passwords there.';

create function ctx.open_session(p_tenant text, p_person uuid, p_token_hash bytea, p_factor text, p_totp_step bigint) returns jsonb
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare
  t timestamptz := clock_timestamp();
  r ctx.sign_in_rule;
  x record;
  v_until timestamptz;
begin
  select p.login, p.demo, exists (select from app.role_assignment a where a.tenant_id = p.tenant_id and a.person_id = p.id and a.role = 'public_user')
      and not exists (select from app.role_assignment a where a.tenant_id = p.tenant_id and a.person_id = p.id and a.role <> 'public_user') as public_account
    into x
    from app.person p where p.tenant_id = p_tenant and p.id = p_person and p.disabled_at is null;
  if not found then
    raise exception 'no such person' using errcode = '28000';
  end if;
  -- One click and one factor are for demonstration people; a public account has a password; staff bring a second factor.
  if (p_factor = 'demo' and not x.demo) or (p_factor = 'password' and not (x.demo or x.public_account))
     or (p_factor = 'totp') <> (p_totp_step is not null) then
    raise exception 'factor refused' using errcode = '42501';
  end if;
  if p_factor = 'totp' then
    update ctx.credential set totp_last_step = p_totp_step
      where tenant_id = p_tenant and person_id = p_person and totp_secret is not null
        and (totp_last_step is null or totp_last_step < p_totp_step);
    if not found then return null; end if; -- the code, or a later one, was used already
  end if;
  select * into r from ctx.sign_in_rule;
  v_until := t + r.session_for;
  delete from ctx.session where expires_at <= t;
  delete from ctx.session s where s.tenant_id = p_tenant and s.person_id = p_person and s.token_hash in (
    select o.token_hash from ctx.session o where o.tenant_id = p_tenant and o.person_id = p_person
      order by o.opened_at desc offset r.sessions_a_person - 1);
  insert into ctx.session (token_hash, tenant_id, person_id, factor, opened_at, expires_at)
    values (p_token_hash, p_tenant, p_person, p_factor, t, v_until);
  delete from ctx.sign_in_attempt where tenant_id = p_tenant and login_hash = sha256(convert_to(x.login, 'UTF8'));
  perform ctx.note(p_tenant, p_person, 'identity.sign-in', false, jsonb_build_object('factor', p_factor));
  return jsonb_build_object('expiresAt', v_until);
end $$;
comment on function ctx.open_session(text, uuid, bytea, text, bigint) is 'A session by its token''s SHA-256; null when the one-time code was used before. Ends the lock-out count.';

create function ctx.close_session(p_token text) returns boolean language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare
  s ctx.session;
begin
  delete from ctx.session where token_hash = sha256(convert_to(p_token, 'UTF8')) returning * into s;
  if s.token_hash is null then return false; end if;
  perform ctx.note(s.tenant_id, s.person_id, 'identity.sign-out', false, '{}');
  return true;
end $$;
comment on function ctx.close_session(text) is 'Signs out: the session is gone for the very next statement. Whoever holds a token may end it.';

create function ctx.replace_password(p_tenant text, p_person uuid, p_expected text, p_new text) returns boolean
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
begin
  update ctx.credential c set password_hash = p_new, password_set_at = clock_timestamp(), must_change = false,
      former_hashes = (array_prepend(c.password_hash, c.former_hashes))[1:(select r.former_passwords from ctx.sign_in_rule r)]
    where c.tenant_id = p_tenant and c.person_id = p_person and c.password_hash = p_expected;
  if not found then return false; end if;
  delete from ctx.session where tenant_id = p_tenant and person_id = p_person;
  perform ctx.note(p_tenant, p_person, 'identity.change-password', false, '{}');
  return true;
end $$;
comment on function ctx.replace_password(text, uuid, text, text) is 'Only against the hash that the old password proved, so two changes at once cannot both win. Ends every session.';

create function ctx.set_credential(p_person uuid, p_password_hash text, p_totp_secret text) returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare
  v_tenant text := ctx.tenant();
  v_login text;
begin
  if v_tenant is null or not ctx.may('person', 'manage', 'tenant') or p_person = ctx.person() then
    raise exception 'refused' using errcode = '42501';
  end if;
  select p.login into v_login from app.person p where p.tenant_id = v_tenant and p.id = p_person and not p.demo;
  if not found then
    raise exception 'not found' using errcode = 'P0002';
  end if;
  -- Who resets an administrator could act as that administrator: the security officer takes the role away first.
  if exists (select from ctx.credential c where c.tenant_id = v_tenant and c.person_id = p_person)
     and exists (select from app.role_assignment a where a.tenant_id = v_tenant and a.person_id = p_person
       and a.role in ('system_admin', 'security_officer', 'auditor')) then
    raise exception 'refused' using errcode = '42501';
  end if;
  insert into ctx.credential as c (tenant_id, person_id, password_hash, password_set_at, totp_secret, must_change)
    values (v_tenant, p_person, p_password_hash, clock_timestamp(), p_totp_secret, true)
    on conflict (tenant_id, person_id) do update set
      password_hash = excluded.password_hash, password_set_at = excluded.password_set_at, must_change = true,
      former_hashes = (array_prepend(c.password_hash, c.former_hashes))[1:(select r.former_passwords from ctx.sign_in_rule r)],
      totp_secret = coalesce(excluded.totp_secret, c.totp_secret),
      totp_last_step = case when excluded.totp_secret is null then c.totp_last_step end;
  delete from ctx.session where tenant_id = v_tenant and person_id = p_person;
  delete from ctx.sign_in_attempt where tenant_id = v_tenant and login_hash = sha256(convert_to(v_login, 'UTF8'));
end $$;
comment on function ctx.set_credential(uuid, text, text) is 'The system administrator gives a colleague of the same city a first or new password. Never their own. Ends every session.';

create function ctx.demo_people() returns jsonb language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('tenantId', p.tenant_id, 'tenantKind', t.kind,
      'tenantName', jsonb_build_object('zh', t.name_zh, 'en', t.name_en),
      'personId', p.id, 'login', p.login, 'name', p.name,
      'department', case when d.id is null then null else jsonb_build_object('zh', d.name_zh, 'en', d.name_en) end,
      'roles', (select coalesce(jsonb_agg(a.role order by a.role), '[]') from app.role_assignment a
        where a.tenant_id = p.tenant_id and a.person_id = p.id)) order by p.tenant_id, p.login), '[]')
    from app.person p
    join app.tenant t on t.id = p.tenant_id
    left join app.department d on d.tenant_id = p.tenant_id and d.id = p.department_id
   where p.demo and p.disabled_at is null);
end $$;
comment on function ctx.demo_people() is 'Demonstration people, for the first page of a demonstration. Nobody else is ever listed.';

create function ctx.end_sessions() returns trigger language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
begin
  delete from ctx.session where tenant_id = new.tenant_id and person_id = new.id;
  return null;
end $$;
comment on function ctx.end_sessions() is 'A person disabled or moved to another department signs in anew; enabling brings no old session back.';

revoke all on function ctx.note(text, uuid, text, boolean, jsonb), ctx.begin_sign_in(text, text), ctx.fail_sign_in(text, text, text),
  ctx.open_session(text, uuid, bytea, text, bigint), ctx.close_session(text),
  ctx.replace_password(text, uuid, text, text), ctx.set_credential(uuid, text, text), ctx.demo_people(), ctx.end_sessions() from public;
grant execute on function ctx.begin_sign_in(text, text), ctx.fail_sign_in(text, text, text),
  ctx.open_session(text, uuid, bytea, text, bigint), ctx.replace_password(text, uuid, text, text),
  ctx.demo_people() to heliu_signin;
grant execute on function ctx.close_session(text) to heliu_signin, heliu_workspace, heliu_province;
grant execute on function ctx.set_credential(uuid, text, text) to heliu_workspace;
grant execute on function ctx.end_sessions() to heliu_owner;
-- Withheld: every table above, from every login; ctx.note, so that nobody writes an audit row in another's name.

reset role;
set role heliu_owner;
create trigger end_sessions after update of disabled_at, department_id on app.person for each row
  when (new.disabled_at is distinct from old.disabled_at or new.department_id is distinct from old.department_id)
  execute function ctx.end_sessions();
reset role;
