-- Who reviews whether data may be opened sees what the scan at ingest met: counts and kinds, never a value nor a row.

set role heliu_owner;
create policy tell_kinds on app.ingest_problem for select to heliu_gate using (true);
grant select (tenant_id, job_id, column_name, rule) on app.ingest_problem to heliu_gate;
reset role;

set role heliu_gate;

create function gate.scan_of_entry(p_entry uuid) returns jsonb language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare c text[] := ctx.claims(); v_active int; v_whole int; v_mount text; v jsonb; s jsonb;
begin
  if c is null or c[6] <> 'session' or not ctx.may('entry', 'read', 'tenant') or not exists (
    select from app."case" x where x.tenant_id = c[1] and x.entry_id = p_entry and x.procedure = 'opening.review'
  ) then
    return null;
  end if;
  select m.kind into v_mount from app.mount m where m.tenant_id = c[1] and m.entry_id = p_entry order by m.seq desc limit 1;
  select h.version into v_active from app.hosted_table h where h.tenant_id = c[1] and h.entry_id = p_entry and h.active;
  -- An increment was scanned by itself: what stands under it was scanned with the last whole file and the increments since.
  select max(h.version) into v_whole
    from app.hosted_table h left join app.ingest_job j on j.tenant_id = h.tenant_id and j.id = h.job_id
   where h.tenant_id = c[1] and h.entry_id = p_entry and h.version <= v_active and h.row_count is not null
     and j.mode is distinct from 'increment';
  select coalesce(jsonb_agg(jsonb_build_object('version', h.version, 'at', h.mounted_at, 'rows', h.row_count, 'active', h.active,
      'increment', coalesce(j.mode = 'increment', false), 'scan', h.scan) order by h.version desc), '[]') into v
    from app.hosted_table h left join app.ingest_job j on j.tenant_id = h.tenant_id and j.id = h.job_id
   where h.tenant_id = c[1] and h.entry_id = p_entry and h.version between coalesce(v_whole, v_active) and v_active
     and h.row_count is not null;
  select coalesce(jsonb_agg(jsonb_build_object('at', o.ended_at, 'refusal', o.refusal, 'found', o.found) order by o.ended_at desc), '[]') into s
    from (select j.ended_at, j.refusal, (select coalesce(jsonb_agg(distinct jsonb_build_object('column', p.column_name, 'rule', p.rule)), '[]')
              from app.ingest_problem p where p.tenant_id = j.tenant_id and p.job_id = j.id) as found
            from app.ingest_job j
           where j.tenant_id = c[1] and j.entry_id = p_entry and j.state = 'failed' and j.refusal in ('secret', 'personal')
           order by j.ended_at desc limit 10) o;
  return jsonb_build_object('mount', coalesce(v_mount, 'table'), 'versions', v, 'stopped', s);
end $$;
comment on function gate.scan_of_entry(uuid) is
  'What the scan at ingest met in an entry that is or was under opening review: by version, and the files that it stopped. Columns, kinds and counts only; null otherwise.';
revoke all on function gate.scan_of_entry(uuid) from public;
grant execute on function gate.scan_of_entry(uuid) to heliu_workspace;

reset role;
