-- A mounted file has no room for a mark inside, whatever its type: its name and its headers carry what the first record of an
-- export carries.

set role heliu_gate;

-- As before, and of mounted files, which a person takes as an export and a system through the interface.
create or replace function gate.mark_of(p_by text, p_token text, p_access uuid, out mark jsonb) language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare c jsonb;
begin
  begin
    if p_by = 'key' then c := ctx.mint_key(p_token); else c := ctx.mint(p_token); end if;
  exception when invalid_authorization_specification then
    return;
  end;
  select jsonb_build_object('number', k.number, 'department', d.name_zh, 'purpose', r.purpose,
      'by', coalesce(p.name, y.label), 'at', r.at, 'accessRecord', r.id) into mark
    from app.access_record r
    join app.data_grant g on g.tenant_id = r.tenant_id and g.id = r.grant_id
    join app."case" k on k.tenant_id = g.tenant_id and k.id = g.case_id
    join app.department d on d.tenant_id = r.tenant_id and d.id = r.consumer_department_id
    left join app.person p on p.tenant_id = r.tenant_id and p.id = r.person_id
    left join app.api_key y on y.tenant_id = r.tenant_id and y.id = r.api_key_id
   where r.tenant_id = c ->> 'tenantId' and r.id = p_access and (r.way = 'export' or r.medium = 'file') and not g.storage_allowed
     and coalesce(r.api_key_id, r.person_id) = coalesce(c ->> 'keyId', c ->> 'personId')::uuid;
end $$;
comment on function gate.mark_of(text, text, uuid) is
  'Grant, department, purpose, reader and time of an export or a mounted file of the reader''s own, where its grant does not allow storing; null otherwise.';

reset role;
