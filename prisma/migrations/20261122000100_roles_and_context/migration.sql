-- Roles and the unforgeable context.
--
-- Nobody who reads or writes rows owns them. Three roles own (and never log in), one guards the doors that must see
-- past a policy, and six log in, each for one kind of work; the six own nothing and are members of nothing.
--
-- A request proves who it is with a token. ctx.mint() looks that token up in the live sessions and keys, and leaves a
-- transaction-local value signed with a key that never leaves this database and bound to this backend and this
-- transaction. Policies believe nothing else: a forged, copied or replayed value reads as "nobody".
-- Runs on PostgreSQL 15–18, by a superuser or by a non-superuser with CREATEROLE that owns the database.

do $$
declare r text;
begin
  foreach r in array array['heliu_owner', 'heliu_ctx', 'heliu_data', 'heliu_gate'] loop
    if not exists (select from pg_roles where rolname = r) then
      execute format('create role %I nologin noinherit', r);
    end if;
    if not pg_has_role(current_user, r, 'member') or not (select rolsuper from pg_roles where rolname = current_user) then
      execute format('grant %I to %I', r, current_user);
    end if;
  end loop;
  foreach r in array array['heliu_workspace', 'heliu_portal', 'heliu_province', 'heliu_worker', 'heliu_ingest', 'heliu_signin'] loop
    if not exists (select from pg_roles where rolname = r) then
      execute format('create role %I login noinherit nocreatedb nocreaterole', r);
    end if;
    execute format('alter role %I set timezone = ''UTC''', r);
    execute format('alter role %I set search_path = ''''', r);
    execute format('alter role %I set statement_timeout = ''30s''', r);
    execute format('alter role %I set idle_in_transaction_session_timeout = ''60s''', r);
    execute format('grant connect on database %I to %I', current_database(), r);
  end loop;
  execute format('revoke all on database %I from public', current_database());
  execute format('grant create on database %I to heliu_owner, heliu_ctx, heliu_data, heliu_gate', current_database());
end $$;
revoke all on schema public from public;

-- Only a superuser may close these; an external database's administrator is told so by the boot check.
do $$
begin
  revoke execute on function pg_catalog.pg_terminate_backend(int, bigint), pg_catalog.pg_cancel_backend(int) from public;
  revoke usage on language plpgsql from public;
  grant usage on language plpgsql to heliu_owner, heliu_ctx, heliu_data, heliu_gate;
exception when insufficient_privilege then null;
end $$;

create schema ctx authorization heliu_ctx;
create schema app authorization heliu_owner;
create schema data authorization heliu_data;
create schema gate authorization heliu_gate;
grant usage on schema ctx to heliu_owner, heliu_data, heliu_gate,
  heliu_workspace, heliu_portal, heliu_province, heliu_worker, heliu_ingest, heliu_signin;
grant usage on schema app to heliu_ctx, heliu_data, heliu_gate,
  heliu_workspace, heliu_portal, heliu_province, heliu_worker, heliu_ingest;
grant usage on schema data to heliu_gate;
grant usage on schema gate to heliu_owner, heliu_workspace, heliu_portal, heliu_province, heliu_worker, heliu_ingest;

set role heliu_ctx;

-- The signing key: one row, made here, readable by its owner's functions only.
create table ctx.secret (
  only_row boolean primary key default true check (only_row),
  inner_pad bytea not null,
  outer_pad bytea not null
);
revoke all on ctx.secret from public;
comment on table ctx.secret is 'The HMAC key of the context, already padded (RFC 2104). Never leaves the database; no login may read it.';
do $$
declare key bytea; i bytea := ''; o bytea := '';
begin
  -- 32 unguessable bytes without an extension: two random v4 UUIDs hashed.
  key := sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')) || decode(repeat('00', 32), 'hex');
  for n in 0..63 loop
    i := i || set_byte('\x00', 0, get_byte(key, n) # 54);
    o := o || set_byte('\x00', 0, get_byte(key, n) # 92);
  end loop;
  insert into ctx.secret (inner_pad, outer_pad) values (i, o);
end $$;

-- The clock: real time, unless a test or the demonstration seed has set it. Production refuses to start with it set.
create table ctx.clock (
  only_row boolean primary key default true check (only_row),
  fixed_at timestamptz
);
revoke all on ctx.clock from public;
insert into ctx.clock (fixed_at) values (null);
comment on table ctx.clock is 'fixed_at null: the database''s own time. Set only by the owner, for tests and for the demonstration''s history.';

create function ctx.now() returns timestamptz language sql stable security definer parallel safe
  set search_path = pg_catalog, pg_temp
  as $$ select coalesce((select fixed_at from ctx.clock), transaction_timestamp()) $$;
comment on function ctx.now() is 'The one clock of the system: every date that has a legal effect is taken from here.';
revoke all on function ctx.now() from public;
grant execute on function ctx.now() to heliu_owner, heliu_data, heliu_gate, heliu_workspace, heliu_portal, heliu_province, heliu_worker, heliu_ingest, heliu_signin;

-- What each role may do, copied at boot from the one table in server/identity/roles.ts (a test compares them).
create table ctx.role_rule (
  role text not null,
  verb text not null,
  subject text not null,
  scope text not null check (scope in ('own', 'department', 'region', 'tenant', 'province')),
  primary key (role, subject, verb, scope)
);
revoke all on ctx.role_rule from public;
comment on table ctx.role_rule is 'role × subject × verb × scope; the same rows that CASL is built from.';

-- Live sessions. A session that is not here, or past its hour, is nobody. Revoking deletes the row.
create table ctx.session (
  token_hash bytea primary key check (length(token_hash) = 32),
  tenant_id text not null,
  person_id uuid not null,
  factor text not null check (factor in ('password', 'totp', 'demo')),
  opened_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > opened_at)
);
create index session_by_person on ctx.session (tenant_id, person_id); -- disabling a person ends all their sessions
revoke all on ctx.session from public;
comment on table ctx.session is 'One row a signed-in browser; the token itself is never stored, only its SHA-256.';

-- The signed claims: tenant|department|region|person|roles|kind|grant|province|regions — in this order, '|' between.
create function ctx.sign(claims text) returns text language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare s ctx.secret;
begin
  select * into s from ctx.secret;
  return encode(sha256(s.outer_pad || sha256(s.inner_pad || convert_to(
    claims || '|' || pg_backend_pid() || '|' || extract(epoch from transaction_timestamp()), 'UTF8'))), 'hex');
end $$;
comment on function ctx.sign(text) is 'HMAC-SHA256 of the claims, bound to this backend and this transaction. For the owner only.';
revoke all on function ctx.sign(text) from public;

create function ctx.claims() returns text[] language plpgsql stable security definer parallel restricted
  set search_path = pg_catalog, pg_temp
  as $$
declare c text := current_setting('app.ctx', true); s ctx.secret; body text;
begin
  if c is null or length(c) < 66 then return null; end if;
  body := left(c, -65);
  select * into s from ctx.secret;
  if sha256(s.outer_pad || sha256(s.inner_pad || convert_to(
       body || '|' || pg_backend_pid() || '|' || extract(epoch from transaction_timestamp()), 'UTF8')))
     is distinct from (case when right(c, 64) ~ '^[0-9a-f]{64}$' then decode(right(c, 64), 'hex') end) then
    return null;
  end if;
  return string_to_array(body, '|');
end $$;
comment on function ctx.claims() is 'The verified claims of this transaction, or null: forged, replayed or absent contexts are nobody.';

create function ctx.tenant() returns text language plpgsql stable security definer parallel restricted
  set search_path = pg_catalog, pg_temp as $$ begin return (ctx.claims())[1]; end $$;
create function ctx.department() returns uuid language plpgsql stable security definer parallel restricted
  set search_path = pg_catalog, pg_temp as $$ begin return nullif((ctx.claims())[2], '')::uuid; end $$;
create function ctx.region() returns text language plpgsql stable security definer parallel restricted
  set search_path = pg_catalog, pg_temp as $$ begin return nullif((ctx.claims())[3], ''); end $$;
create function ctx.person() returns uuid language plpgsql stable security definer parallel restricted
  set search_path = pg_catalog, pg_temp as $$ begin return nullif((ctx.claims())[4], '')::uuid; end $$;
create function ctx.roles() returns text[] language plpgsql stable security definer parallel restricted
  set search_path = pg_catalog, pg_temp as $$ begin return string_to_array((ctx.claims())[5], ','); end $$;
create function ctx.kind() returns text language plpgsql stable security definer parallel restricted
  set search_path = pg_catalog, pg_temp as $$ begin return (ctx.claims())[6]; end $$;
create function ctx.key_grant() returns uuid language plpgsql stable security definer parallel restricted
  set search_path = pg_catalog, pg_temp as $$ begin return nullif((ctx.claims())[7], '')::uuid; end $$;
create function ctx.province() returns text language plpgsql stable security definer parallel restricted
  set search_path = pg_catalog, pg_temp as $$ begin return nullif((ctx.claims())[8], ''); end $$;
create function ctx.regions() returns text[] language plpgsql stable security definer parallel restricted
  set search_path = pg_catalog, pg_temp as $$ begin return string_to_array(nullif((ctx.claims())[9], ''), ','); end $$;
comment on function ctx.regions() is 'The signed-in person''s own region and the regions below it: a city''s authority covers its counties, a county''s only itself.';

create function ctx.may(p_subject text, p_verb text, p_scope text) returns boolean language plpgsql stable security definer parallel restricted
  set search_path = pg_catalog, pg_temp
  as $$
begin
  return exists (select from ctx.role_rule r
    where r.subject = p_subject and r.verb = p_verb and r.scope = p_scope and r.role = any (ctx.roles()));
end $$;
comment on function ctx.may(text, text, text) is 'Whether a role of this transaction''s person has the verb on the subject at the scope. Used only as (select ctx.may(…)).';

revoke all on function ctx.claims(), ctx.tenant(), ctx.department(), ctx.region(), ctx.person(), ctx.roles(), ctx.kind(),
  ctx.key_grant(), ctx.province(), ctx.regions(), ctx.may(text, text, text) from public;
grant execute on function ctx.tenant(), ctx.department(), ctx.region(), ctx.person(), ctx.roles(), ctx.kind(), ctx.key_grant(),
  ctx.province(), ctx.regions(), ctx.may(text, text, text)
  to heliu_owner, heliu_data, heliu_gate, heliu_workspace, heliu_portal, heliu_province, heliu_worker, heliu_ingest;

reset role;
