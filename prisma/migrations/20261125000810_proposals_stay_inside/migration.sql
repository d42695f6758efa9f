-- What an officer puts before the head is the department's own paper until the head agrees (809 arts. 13, 20), and for good
-- where the head sends it back: to everybody else the fact is not there. On whom the case waits they still read in its row.
--
-- Facts written before this migration say nothing of it; the page goes on keeping those back.

set role heliu_owner;

alter table app.case_event
  add column proposal text,
  add constraint proposal_of_an_act check (proposal is null or (type = 'acted' and case proposal
    when 'put' then acted_as in ('provider', 'requester')
    when 'agreed' then acted_as in ('provider-head', 'requester-head')
    when 'sent-back' then acted_as in ('provider-head', 'requester-head')
    else false end));
comment on column app.case_event.proposal is 'put = an answer put before the department''s own head; agreed, sent-back = what the head said of it; null = any other fact.';

alter table app."case" add column agreed int[] not null default '{}';
comment on column app."case".agreed is 'Numbers of the facts that were put before a head who agreed: everybody who reads the case reads them. Kept by a trigger.';

create policy nothing_agreed_yet on app."case" as restrictive for insert to heliu_workspace with check (agreed = '{}');
-- Withheld: writing it later, from everyone but the trigger.

drop policy parties_read on app.case_event;
create policy parties_read on app.case_event for select to heliu_workspace
  using (tenant_id = (select ctx.tenant())
    and case_id in (select c.id from app."case" c where c.tenant_id = (select ctx.tenant()))
    and (proposal is null or proposal = 'agreed' or department_id = (select ctx.department())
      or seq in (select unnest(c.agreed) from app."case" c where c.tenant_id = (select ctx.tenant()) and c.id = case_id)));

grant update (agreed) on app."case" to heliu_gate;

reset role;

set role heliu_gate;

-- With the head's word the last thing that the same department put forward is said to everybody.
create function gate.note_agreement() returns trigger language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
begin
  update app."case" c set agreed = c.agreed || p.seq
    from (select max(v.seq) as seq from app.case_event v where v.tenant_id = new.tenant_id and v.case_id = new.case_id
      and v.seq < new.seq and v.proposal = 'put' and v.department_id = new.department_id) p
   where c.tenant_id = new.tenant_id and c.id = new.case_id and p.seq is not null and not p.seq = any (c.agreed);
  return null;
end $$;
comment on function gate.note_agreement() is 'Notes in the row of a case what its head agreed to, so that every reader of the case reads it from then on.';
revoke all on function gate.note_agreement() from public;
grant execute on function gate.note_agreement() to heliu_owner;

-- What silence may grant does not come from a proposal that nobody agreed to.
create or replace function gate.deemed_terms(p_tenant text, p_case uuid, p_at timestamptz,
    out bad text, out columns text[], out masks jsonb, out row_filter jsonb, out purpose text, out valid_from timestamptz, out valid_until timestamptz)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
  as $$
declare
  a jsonb; v_entry uuid; v_filed int; v_agreed int[];
  day constant text := '^\d{4}-\d{2}-\d{2}$';
begin
  select c.application, e.id, c.agreed into a, v_entry, v_agreed
    from app."case" c
    join app.catalogue_entry e on e.tenant_id = c.tenant_id and e.id = c.entry_id and e.retired_at is null
   where c.tenant_id = p_tenant and c.id = p_case and c.requester_department_id is not null;
  if not found then bad := 'no-consumer-or-entry'; return; end if;
  select max(v.seq) into v_filed from app.case_event v
    where v.tenant_id = p_tenant and v.case_id = p_case and v.type in ('filed', 'resubmitted');
  -- One of several deciders has narrowed the terms: putting them together is a person's work.
  if exists (select from app.case_event v where v.tenant_id = p_tenant and v.case_id = p_case and v.seq > v_filed
      and (v.proposal is distinct from 'put' or v.seq = any (v_agreed)) and coalesce(v.content -> 'grant', '{}') not in ('{}', 'null')) then
    bad := 'terms-set'; return;
  end if;
  select array_agg(i.name order by x.n), jsonb_object_agg(i.name, i.mask) into columns, masks
    from jsonb_array_elements_text(case jsonb_typeof(a -> 'dataItems') when 'array' then a -> 'dataItems' else '[]' end) with ordinality x(name, n)
    join app.data_item i on i.tenant_id = p_tenant and i.entry_id = v_entry and i.name = x.name;
  if columns is null then bad := 'no-columns'; return; end if;
  -- A condition on a masked item would tell, by the rows that are left, what the mask hides.
  row_filter := coalesce(a -> 'rowFilter', '[]');
  if jsonb_typeof(row_filter) <> 'array' or exists (select from jsonb_array_elements(row_filter) f
      where not exists (select from app.data_item i where i.tenant_id = p_tenant and i.entry_id = v_entry
        and i.name = f ->> 'column' and i.mask = 'none')) then
    bad := 'masked-condition'; return;
  end if;
  select coalesce((select v.content ->> 'purpose' from app.case_event v where v.tenant_id = p_tenant and v.case_id = p_case
      and v.seq > v_filed and (v.proposal is distinct from 'put' or v.seq = any (v_agreed)) and btrim(v.content ->> 'purpose') <> '' order by v.seq desc limit 1), a -> 'fields' ->> 'purpose') into purpose;
  if coalesce(btrim(purpose), '') = '' then bad := 'no-purpose'; return; end if;
  if coalesce(a ->> 'from', '') !~ day or coalesce(a ->> 'until', '') !~ day or a ->> 'until' < a ->> 'from' then bad := 'no-term'; return; end if;
  valid_from := (a ->> 'from')::date::timestamp at time zone 'Asia/Shanghai';
  valid_until := ((a ->> 'until')::date + 1)::timestamp at time zone 'Asia/Shanghai';
  if valid_until <= p_at then bad := 'term-over'; end if;
end $$;

reset role;

set role heliu_owner;
create trigger note_agreement after insert on app.case_event for each row when (new.proposal = 'agreed')
  execute function gate.note_agreement();
reset role;
