-- The search, which reads past the entries' own policies, keeps what is not published to those who may see it: neither its
-- place, nor the totals, nor the counts by value tell anybody else that it is there.

set role heliu_owner;
create index entry_unpublished on app.catalogue_entry (tenant_id) where published_at is null;
reset role;

set role heliu_gate;
alter function gate.understand(text, text, text, jsonb, jsonb, boolean) rename to understand_words;

create function gate.understand(p_tenant text, p_door text, p_text text, p_filter jsonb, p_days jsonb, p_filtered boolean) returns gate.search_question
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare q gate.search_question := gate.understand_words(p_tenant, p_door, p_text, p_filter, p_days, p_filtered); v_hidden uuid[];
begin
  if q.door is distinct from 'staff' then return q; end if; -- everybody else is shown what is published only
  v_hidden := array(select e.id from app.catalogue_entry e where e.tenant_id = p_tenant and e.published_at is null
    and (e.department_id = ctx.department() or e.lead_department_id = ctx.department()
      or (ctx.may('case', 'review', 'region') and e.region_id = any (ctx.regions()::text[]))) is not true);
  if cardinality(v_hidden) > 0 then q.visible := q.visible || format(' and r.entry_id <> all (%L::uuid[])', v_hidden); end if;
  return q;
end $$;
revoke all on function gate.understand(text, text, text, jsonb, jsonb, boolean) from public;
comment on function gate.understand(text, text, text, jsonb, jsonb, boolean) is
  'What is asked for, as queries and conditions, among what the asker may see: the unpublished only of one''s own department or region.';
reset role;
