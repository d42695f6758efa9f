-- Disputes, and whose desk a case lies on.
--
-- A dispute is a case of its own about a request that ended: the same parties, the same entry. The requester files
-- it like any case; where the law lets the provider open it, or opens it by itself because the reviewers differ
-- (乐山 art. 17, 18), another party's transaction makes the row. A foreign key keeps the parties from being swapped.

set role heliu_owner;

alter table app."case"
  add column end_id text, -- the end in the words of the city's procedure; outcome is its kind
  add column seat_region_id text, -- the region whose authority or government has to act now; null when neither has
  add foreign key (tenant_id, seat_region_id) references app.region (tenant_id, id),
  add constraint case_parties unique (tenant_id, id, entry_id, region_id, requester_department_id, provider_department_id),
  add constraint dispute_between_the_same_parties
    foreign key (tenant_id, parent_id, entry_id, region_id, requester_department_id, provider_department_id)
    references app."case" (tenant_id, id, entry_id, region_id, requester_department_id, provider_department_id);
comment on column app."case".end_id is 'Id of the end in the procedure of the book date; outcome says which kind of end it is.';
comment on column app."case".seat_region_id is 'The seat that the procedure names for the open step: the city''s, or that of the provider''s region.';
create index case_open_by_seat on app."case" (tenant_id, seat_region_id, due_at) where stage is not null; -- the authority's inbox

create policy other_party_opens_dispute on app."case" for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and version = 1 and parent_id is not null
    and requester_department_id <> (select ctx.department())
    and (((select ctx.may('case', 'act', 'department'))
        and (provider_department_id = (select ctx.department()) or delegate_department_id = (select ctx.department())))
      or ((select ctx.may('case', 'review', 'region')) and region_id = any ((select ctx.regions())::text[]))));
-- The filing fact of a dispute that opened by itself stands in the requester's name, and only there.
create policy dispute_opens_by_itself on app.case_event for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and type = 'filed' and seq = 1 and acted_as = 'requester'
    and content @> '{"automatic": true}'
    and exists (select from app."case" c join app."case" p on p.tenant_id = c.tenant_id and p.id = c.parent_id
      where c.tenant_id = (select ctx.tenant()) and c.id = case_id and p.outcome = 'disputed'
        and person_id = c.requester_person_id and department_id = c.requester_department_id
        and (((select ctx.may('case', 'act', 'department'))
            and (c.provider_department_id = (select ctx.department()) or c.delegate_department_id = (select ctx.department())))
          or ((select ctx.may('case', 'review', 'region')) and c.region_id = any ((select ctx.regions())::text[])))));

-- An authority whose word sets a dispute off gives it the city's next number.
create policy number_by_reviewer on app.case_number to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('case', 'review', 'region')))
  with check (tenant_id = (select ctx.tenant()) and (select ctx.may('case', 'review', 'region')));

grant update (end_id, seat_region_id) on app."case" to heliu_workspace;
-- Withheld: changing a case's parent or parties.

reset role;
