-- Keys that are replaced without a gap, bound to addresses, and seen in use.
--
-- A key may be bound to address ranges. The address is the one that the server saw; it travels with the key, after a
-- space, so that every door which takes a key judges it in the same statement. A stranger learns no difference between a
-- wrong key and a wrong address; the audit does.

set role heliu_owner;

alter table app.api_key
  add column address_ranges cidr[] not null default '{}' check (cardinality(address_ranges) <= 20),
  add column replaced_by uuid,
  add column used_at timestamptz,
  add column used_from inet,
  add column refused_at timestamptz,
  add column refused_from inet,
  add column warned_at timestamptz,
  add foreign key (tenant_id, replaced_by) references app.api_key (tenant_id, id);
comment on column app.api_key.address_ranges is 'Where the system calls from (IPv4 and IPv6); empty: from anywhere.';
comment on column app.api_key.replaced_by is 'The key that took its place; both read until this one''s end.';
comment on column app.api_key.used_at is 'Last time that it opened the door, to the minute.';
comment on column app.api_key.refused_at is 'Last time that it was shown and refused: from a wrong address, or after its end.';
comment on column app.api_key.warned_at is 'When its department was told that it ends soon.';

-- Rotation ends a key sooner; nobody lengthens one.
create function app.shorten_only() returns trigger language plpgsql security invoker
  set search_path = pg_catalog, pg_temp
  as $$
begin
  if new.expires_at > old.expires_at and current_user like 'heliu\_%' then
    raise exception 'a key is not lengthened' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function app.shorten_only() from public;
create trigger shorten_only before update of expires_at on app.api_key for each row execute function app.shorten_only();

create policy note_use on app.api_key for update to heliu_ctx using (true) with check (true);
create policy warn on app.api_key to heliu_gate using (true) with check (true);
create policy tell_ending_keys on app.notice for insert to heliu_gate with check (kind = 'key-ending' and subject_kind = 'grant');

grant select (address_ranges, replaced_by, used_at, used_from, refused_at, refused_from) on app.api_key to heliu_workspace;
grant update (expires_at, replaced_by) on app.api_key to heliu_workspace;
grant update (used_at, used_from, refused_at, refused_from) on app.api_key to heliu_ctx;
grant select (tenant_id, id, grant_id, label, expires_at, revoked_at, replaced_by, warned_at), update (warned_at) on app.api_key to heliu_gate;

reset role;
set role heliu_ctx;

create function ctx.shown_key(p_token text, out hash bytea, out address inet) language plpgsql immutable
  set search_path = pg_catalog, pg_temp
  as $$
begin
  hash := sha256(convert_to(split_part(p_token, ' ', 1), 'UTF8'));
  address := nullif(split_part(p_token, ' ', 2), '')::inet;
end $$;
comment on function ctx.shown_key(text) is 'A key as it was shown: its hash, and the address that it came from.';
revoke all on function ctx.shown_key(text) from public;

create or replace function ctx.mint_key(p_token text) returns jsonb language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare x record; s record; v_now timestamptz := ctx.now();
begin
  s := ctx.shown_key(p_token);
  select k.tenant_id, k.id, k.grant_id, k.used_at, g.consumer_department_id, d.region_id into x
    from app.api_key k
    join app.data_grant g on g.tenant_id = k.tenant_id and g.id = k.grant_id
    join app.department d on d.tenant_id = g.tenant_id and d.id = g.consumer_department_id and d.retired_at is null
   where k.token_hash = s.hash and k.revoked_at is null and k.expires_at > v_now
     and (k.address_ranges = '{}' or s.address <<= any (k.address_ranges::inet[]));
  if not found then
    raise exception 'no session' using errcode = '28000';
  end if;
  -- Once a minute: a key that is used a thousand times a second does not become a row that everybody waits for.
  if (x.used_at is null or x.used_at < v_now - interval '1 minute') and current_setting('transaction_read_only') = 'off' then
    update app.api_key k set used_at = v_now, used_from = s.address
     where k.tenant_id = x.tenant_id and k.id = x.id and k.used_at is not distinct from x.used_at;
  end if;
  perform ctx.set_claims(concat_ws('|', x.tenant_id, x.consumer_department_id, x.region_id, x.id, 'key', 'key', x.grant_id, '', ''));
  return jsonb_build_object('kind', 'key', 'tenantId', x.tenant_id, 'departmentId', x.consumer_department_id,
    'keyId', x.id, 'grantId', x.grant_id, 'roles', '["key"]'::jsonb, 'now', v_now);
end $$;
comment on function ctx.mint_key(text) is
  'Context of another system: its key stands in the person''s place (claim 4) and carries one grant. The key, and after a space the address that it came from.';

create function ctx.note_refused_key(p_token text) returns void language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare x record; s record; v_now timestamptz := ctx.now();
begin
  s := ctx.shown_key(p_token);
  update app.api_key k set refused_at = v_now, refused_from = s.address
    from app.data_grant g
   where k.token_hash = s.hash and g.tenant_id = k.tenant_id and g.id = k.grant_id
     and (k.refused_at is null or k.refused_at < v_now - interval '1 minute')
     and (k.revoked_at is not null or k.expires_at <= v_now
       or not (k.address_ranges = '{}' or coalesce(s.address <<= any (k.address_ranges::inet[]), false)))
  returning k.tenant_id, k.id, k.grant_id, g.consumer_department_id,
    case when k.revoked_at is not null then 'revoked' when k.expires_at <= v_now then 'expired' else 'address' end as why into x;
  if not found then return; end if;
  insert into app.audit_record (tenant_id, person_id, department_id, act, subject_kind, subject_id, denied, detail)
    values (x.tenant_id, null, x.consumer_department_id, 'keys.refused', 'grant', x.grant_id::text, true,
      jsonb_build_object('why', x.why, 'keyId', x.id, 'address', host(s.address)));
end $$;
comment on function ctx.note_refused_key(text) is
  'Leaves in the audit why a key that exists was refused, at most once a minute for each. Answers nothing, so that nobody learns whether it exists.';
revoke all on function ctx.note_refused_key(text) from public;
grant execute on function ctx.note_refused_key(text) to heliu_workspace;

reset role;
set role heliu_gate;

create function gate.warn_of_ending_keys(p_within interval) returns int language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare n int;
begin
  with ending as (
    update app.api_key k set warned_at = ctx.now()
      from app.data_grant g
     where g.tenant_id = k.tenant_id and g.id = k.grant_id and g.revoked_at is null
       and k.revoked_at is null and k.replaced_by is null and k.warned_at is null
       and k.expires_at > ctx.now() and k.expires_at <= ctx.now() + p_within
    returning k.tenant_id, k.grant_id, k.label, k.expires_at, g.consumer_department_id, g.entry_id)
  insert into app.notice (tenant_id, department_id, kind, subject_kind, subject_id, detail)
    select k.tenant_id, k.consumer_department_id, 'key-ending', 'grant', k.grant_id,
        jsonb_build_object('number', k.label, 'entryName', jsonb_build_object('zh', e.name_zh, 'en', e.name_en),
          'dueAt', to_char(k.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
      from ending k join app.catalogue_entry e on e.tenant_id = k.tenant_id and e.id = k.entry_id;
  get diagnostics n = row_count;
  return n;
end $$;
comment on function gate.warn_of_ending_keys(interval) is 'Tells the consumers whose keys end within this time, once a key.';
revoke all on function gate.warn_of_ending_keys(interval) from public;
grant execute on function gate.warn_of_ending_keys(interval) to heliu_worker;

reset role;
