-- Files that are mounted as they are. A file knows no columns, masks or rows: it is given only under a grant that covers
-- all of the entry, unmasked. Its access record is committed before its first byte leaves.

set role heliu_owner;

alter table app.mount
  add column upload_id uuid,
  add column file_name text,
  add column file_size bigint,
  add column file_sha256 text check (file_sha256 ~ '^[0-9a-f]{64}$'),
  add foreign key (tenant_id, upload_id) references app.upload (tenant_id, id),
  add check ((kind = 'file') = (upload_id is not null)),
  add check ((upload_id is null) = (file_name is null) and (upload_id is null) = (file_size is null) and (upload_id is null) = (file_sha256 is null));
comment on column app.mount.upload_id is 'Where the bytes lie; the name in the folder is generated and says nothing.';

create policy mount on app.upload for select to heliu_data using (true);
grant select (file_name, file_size, file_sha256) on app.mount to heliu_workspace;
grant select on app.upload to heliu_data;

-- One medium more, whatever others there are by now.
do $$
declare d text;
begin
  select pg_get_constraintdef(c.oid) into d from pg_constraint c
   where c.conrelid = 'app.access_record'::regclass and c.conname = 'access_record_medium_check';
  alter table app.access_record drop constraint access_record_medium_check;
  execute 'alter table app.access_record add constraint access_record_medium_check ' || replace(d, 'ARRAY[', 'ARRAY[''file''::text, ');
end $$;

reset role;
set role heliu_gate;
grant create on schema gate to heliu_data;
reset role;
set role heliu_data;

create function gate.mount_file(p_entry uuid, p_seq int, p_upload uuid, out status text, out seq int)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare c text[] := ctx.claims(); m record; u record; v_network text;
begin
  perform pg_advisory_xact_lock(hashtextextended(c[1] || p_entry::text, 0)); -- mounts of one entry take turns
  m := gate.own_mount(p_entry);
  select e.network into v_network from app.catalogue_entry e where e.tenant_id = c[1] and e.id = p_entry;
  if v_network = 'intranet' then raise exception 'intranet data stays on the intranet' using errcode = 'HL003'; end if;
  seq := m.seq;
  if p_seq <> m.seq then status := 'stale'; return; end if;
  select x.* into u from app.upload x
   where x.tenant_id = c[1] and x.id = p_upload and x.department_id = nullif(c[2], '')::uuid and x.kind = 'file'
     and x.completed_at is not null and x.removed_at is null;
  if not found then status := 'no-upload'; return; end if;
  seq := m.seq + 1;
  insert into app.mount (tenant_id, entry_id, seq, kind, person_id, department_id, upload_id, file_name, file_size, file_sha256)
    values (c[1], p_entry, seq, 'file', c[4]::uuid, c[2]::uuid, u.id, u.file_name, u.size, u.sha256);
  update app.hosted_table h set active = false where h.tenant_id = c[1] and h.entry_id = p_entry and h.active;
  status := 'changed';
end $$;
comment on function gate.mount_file(uuid, int, uuid) is 'Mounts a whole file of the person''s own department on its entry, if the mount still is as the person saw it.';
revoke all on function gate.mount_file(uuid, int, uuid) from public;
grant execute on function gate.mount_file(uuid, int, uuid) to heliu_workspace;

reset role;
set role heliu_gate;
revoke create on schema gate from heliu_data;

create function gate.open_file(p_by text, p_token text, p_target uuid,
    out status text, out access_id uuid, out upload_id uuid, out name text, out size bigint, out sha256 text, out seq int)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare
  c jsonb; v_tenant text; v_department uuid; v_person uuid; v_key uuid; v_now timestamptz; g record; m app.mount;
  v_way text := case when p_by = 'key' then 'api' else 'export' end;
begin
  begin
    if p_by = 'key' then c := ctx.mint_key(p_token); else c := ctx.mint(p_token); end if;
  exception when invalid_authorization_specification then
    status := 'no-session'; return;
  end;
  v_tenant := c ->> 'tenantId'; v_department := c ->> 'departmentId'; v_now := c ->> 'now';
  v_person := c ->> 'personId'; v_key := c ->> 'keyId';
  select x.*, e.retired_at into g
    from app.data_grant x join app.catalogue_entry e on e.tenant_id = x.tenant_id and e.id = x.entry_id
   where x.tenant_id = v_tenant and x.id = case when p_by = 'key' then (c ->> 'grantId')::uuid else p_target end
     and x.consumer_department_id = v_department
     and case when p_by = 'key' then x.entry_id = p_target else ctx.may('grant', 'read', 'department') end;
  status := case when g.id is null then 'missing' when g.revoked_at is not null then 'revoked' when g.retired_at <= v_now then 'retired'
    when g.suspended_at is not null then 'suspended'
    when v_now < g.valid_from then 'not-begun' when v_now >= g.valid_until then 'expired' else 'live' end;
  if status = 'live' then
    select x.* into m from app.mount x where x.tenant_id = v_tenant and x.entry_id = g.entry_id order by x.seq desc limit 1;
    if m.kind is distinct from 'file' then status := 'not-mounted'; return; end if;
    -- A file cannot be cut to columns and rows, nor masked.
    if g.row_filter <> '[]' or exists (select from app.data_item i where i.tenant_id = v_tenant and i.entry_id = g.entry_id
        and (not i.name = any (g.columns) or coalesce(g.masks ->> i.name, i.mask) <> 'none')) then
      status := 'not-whole';
    end if;
  end if;
  if status <> 'live' then
    insert into app.audit_record (tenant_id, person_id, department_id, act, subject_kind, subject_id, denied, detail)
      values (v_tenant, v_person, v_department, 'data.file', case when p_by = 'key' then 'entry' else 'grant' end, p_target::text, true,
        jsonb_strip_nulls(jsonb_build_object('why', status, 'keyId', v_key)));
    return;
  end if;
  access_id := gen_random_uuid(); status := 'open';
  upload_id := m.upload_id; name := m.file_name; size := m.file_size; sha256 := m.file_sha256; seq := m.seq;
  insert into app.access_record (tenant_id, id, grant_id, entry_id, region_id, consumer_department_id, provider_department_id,
      person_id, api_key_id, approved_by, purpose, content, way, medium, at)
    values (v_tenant, access_id, g.id, g.entry_id, g.region_id, g.consumer_department_id, g.provider_department_id,
      v_person, v_key, g.approved_by, g.purpose,
      jsonb_build_object('columns', to_jsonb(g.columns), 'filter', '[]'::jsonb, 'fileMount', m.seq, 'file', m.file_name, 'bytes', m.file_size, 'sha256', m.file_sha256),
      v_way, 'file', v_now);
end $$;
comment on function gate.open_file(text, text, uuid) is
  'Checks the taking of a mounted file and leaves its access record; the bytes leave after it has committed.';
revoke all on function gate.open_file(text, text, uuid) from public;
grant execute on function gate.open_file(text, text, uuid) to heliu_workspace;
reset role;
