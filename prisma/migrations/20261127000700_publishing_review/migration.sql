-- What was found in the review before an entry was published.
--
-- The answers are given in the acts of the case that publishes, which only its sides read. Where the city's text has the
-- review published with the resource (朔州 11), every department that sees the entry reads them; elsewhere its own
-- department, the authority over it and the auditor do.

set role heliu_owner;

create table app.entry_review (
  tenant_id text not null references app.tenant (id),
  entry_id uuid not null,
  case_id uuid not null,
  answers jsonb not null check (jsonb_typeof(answers) = 'array' and jsonb_array_length(answers) between 1 and 60),
  public boolean not null, -- the law of that day publishes it with the entry
  person_id uuid not null,
  at timestamptz not null default ctx.now(),
  primary key (tenant_id, entry_id, case_id),
  foreign key (tenant_id, entry_id) references app.catalogue_entry (tenant_id, id),
  foreign key (tenant_id, case_id) references app."case" (tenant_id, id),
  foreign key (tenant_id, person_id) references app.person (tenant_id, id)
);
create index entry_review_last on app.entry_review (tenant_id, entry_id, at desc);
comment on table app.entry_review is 'What the review before publication found, as its case said it: question, answer and article; append-only.';
comment on column app.entry_review.answers is 'List of {id, title, value, said, article, basis, reason}: the words of the law of that day, kept with the answer.';
comment on column app.entry_review.public is 'Read by everybody who reads the entry, because the city''s law publishes the review with the resource.';

alter table app.entry_review enable row level security;
alter table app.entry_review force row level security;
create policy inside_read on app.entry_review for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'read', 'tenant'))
    and exists (select from app.catalogue_entry e where e.tenant_id = (select ctx.tenant()) and e.id = entry_id
      and (public or e.department_id = (select ctx.department()) or (select ctx.may('audit', 'read', 'tenant'))
        or ((select ctx.may('case', 'review', 'region')) and e.region_id = any ((select ctx.regions())::text[])))));
-- Whoever publishes keeps the review, of the case that published this entry at that moment.
create policy publisher_keeps on app.entry_review for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person())
    and exists (select from app.entry_fact f where f.tenant_id = (select ctx.tenant()) and f.entry_id = entry_review.entry_id
      and f.case_id = entry_review.case_id and f.fact = 'publish-entry' and f.person_id = (select ctx.person())
      and f.at > (select ctx.now()) - interval '1 second'));

grant select on app.entry_review to heliu_workspace;
grant insert (tenant_id, entry_id, case_id, answers, public, person_id) on app.entry_review to heliu_workspace;
reset role;
