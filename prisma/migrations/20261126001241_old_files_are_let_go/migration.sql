-- Bytes of a mounted file go as those of a hosted version do: the one in use and the one before it stay, older ones are let go.
-- A week passes before they are deleted, as with every upload that nobody keeps; and nothing goes while somebody may still have
-- to look at what was given.

set role heliu_gate;

create function gate.file_stays(p_tenant text, p_upload uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
  select exists (
    select from app.mount m
     where m.tenant_id = p_tenant and m.upload_id = p_upload
       and (m.seq >= (select max(x.seq) - 1 from app.mount x where x.tenant_id = m.tenant_id and x.entry_id = m.entry_id)
         -- A correction, a dispute, a misuse or a rectification that has not ended asks what was given.
         or exists (select from app."case" c
              where c.tenant_id = m.tenant_id and c.stage is not null
                and (c.procedure like 'correction.%' or c.procedure in ('sharing.dispute', 'rectification', 'use.misuse'))
                and (c.entry_id = m.entry_id or (c.entry_id is null and c.provider_department_id = m.department_id)
                  or exists (select from app.data_grant g
                       where g.tenant_id = m.tenant_id and g.entry_id = m.entry_id and g.id::text = c.application ->> 'grantId')))
         or exists (select from app.data_grant g
              where g.tenant_id = m.tenant_id and g.entry_id = m.entry_id and g.suspended_at is not null and g.revoked_at is null)))
$$;
comment on function gate.file_stays(text, uuid) is
  'Whether the bytes of an upload must stay: mounted now or just before, or under a hold (an open correction, dispute, misuse or rectification, a suspended grant).';

create function gate.release_files() returns int language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare v int;
begin
  update app.upload u set expires_at = ctx.now() + interval '7 days'
   where u.kind = 'file' and u.expires_at is null and u.removed_at is null and u.completed_at is not null
     and exists (select from app.mount m where m.tenant_id = u.tenant_id and m.upload_id = u.id)
     and not gate.file_stays(u.tenant_id, u.id);
  get diagnostics v = row_count;
  return v;
end $$;
comment on function gate.release_files() is 'Lets go of the bytes of mounted files that are neither in use nor the ones before nor under a hold; answers how many. Run by the worker.';

-- As before, but for what came under a hold while it waited.
create or replace function gate.clear_uploads() returns table (id uuid) language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
begin
  return query update app.upload u set removed_at = ctx.now()
    where u.removed_at is null and u.expires_at <= ctx.now()
      and not (u.kind = 'file' and gate.file_stays(u.tenant_id, u.id)) returning u.id;
end $$;

revoke all on function gate.file_stays(text, uuid), gate.release_files() from public;
grant execute on function gate.release_files() to heliu_worker;

reset role;

set role heliu_owner;
create index mount_by_upload on app.mount (tenant_id, upload_id) where upload_id is not null;
-- So that a provider sees what became of its files: the uploads themselves stay visible to their own department alone.
grant select (upload_id) on app.mount to heliu_workspace;
reset role;
