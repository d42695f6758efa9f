-- Drafts, codes and versions of the catalogue.
--
-- A department writes an entry, or a change of one, as a draft that nobody else reads; submitted, it is read by the
-- authority that reviews it, and the fact `publish-entry` of the case puts it in force in the same transaction. Whatever
-- changes an entry leaves a version: the whole entry as it then stood, with who, when, why and by which case. Codes are
-- given here, from counters that only rise, so that two at once get two codes and a code never comes back.

set role heliu_owner;

-- What is left of a name when width, spaces, capitals and characters without ink are taken away: two names with one key look alike.
alter table app.catalogue_entry add column name_key text generated always as (
  lower(regexp_replace(normalize(name_zh, NFKC),
    '[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8]', '', 'g')
    collate "C")) stored;
create index entry_by_name_key on app.catalogue_entry (tenant_id, name_key);
comment on column app.catalogue_entry.name_key is 'The name without width, spaces, capitals and invisible characters; equal keys look alike.';

create table app.entry_draft (
  tenant_id text not null references app.tenant (id),
  id uuid not null default gen_random_uuid(),
  entry_id uuid, -- the entry that it changes, or that was made of it when it was submitted
  department_id uuid not null,
  region_id text not null,
  entry jsonb not null check (jsonb_typeof(entry) = 'object'),
  why text not null default '' check (length(why) <= 2000),
  saved int not null default 1 check (saved > 0), -- counts what was saved, for those who look at an older one
  person_id uuid not null, -- who saved last
  created_at timestamptz not null default ctx.now(),
  at timestamptz not null default ctx.now(),
  submitted_at timestamptz,
  dropped_at timestamptz,
  applied_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, entry_id) references app.catalogue_entry (tenant_id, id),
  foreign key (tenant_id, department_id) references app.department (tenant_id, id),
  foreign key (tenant_id, region_id) references app.region (tenant_id, id),
  foreign key (tenant_id, person_id) references app.person (tenant_id, id),
  check (submitted_at is null or entry_id is not null)
);
create unique index one_draft_an_entry on app.entry_draft (tenant_id, entry_id) where applied_at is null and dropped_at is null;
create index draft_by_department on app.entry_draft (tenant_id, department_id, at desc) where applied_at is null and dropped_at is null;
comment on table app.entry_draft is 'An entry, or a change of one, that is not in force yet; its own department''s until it is submitted.';

create table app.entry_version (
  tenant_id text not null references app.tenant (id),
  entry_id uuid not null,
  version int not null check (version > 0),
  entry jsonb not null,
  cause text not null check (cause in ('compiled', 'particulars', 'publish-entry', 'announce-retirement', 'keep-entry', 'retire-entry',
    'open-entry', 'close-entry', 'suspend-opening', 'resume-opening')),
  why text not null default '',
  case_id uuid,
  person_id uuid not null,
  at timestamptz not null default ctx.now(),
  primary key (tenant_id, entry_id, version),
  foreign key (tenant_id, entry_id) references app.catalogue_entry (tenant_id, id),
  foreign key (tenant_id, case_id) references app."case" (tenant_id, id),
  foreign key (tenant_id, person_id) references app.person (tenant_id, id)
);
comment on table app.entry_version is 'The whole entry as it stood after each change, with who, why and by which case; written by the database, append-only.';

create table app.code_segment (
  tenant_id text not null references app.tenant (id),
  prefix text not null, -- the segments before it
  name text not null check (length(name) between 1 and 120),
  number int not null check (number > 0),
  primary key (tenant_id, prefix, name),
  unique (tenant_id, prefix, number)
);
comment on table app.code_segment is 'Which number a class of the catalogue (项, 目, 细目) has in codes; given once, for good.';

create table app.code_counter (
  tenant_id text not null references app.tenant (id),
  front text not null,
  last int not null check (last > 0),
  primary key (tenant_id, front)
);
comment on table app.code_counter is 'The last running number given under a front of the code; it only rises.';

alter table app.entry_draft enable row level security;
alter table app.entry_draft force row level security;
alter table app.entry_version enable row level security;
alter table app.entry_version force row level security;
alter table app.code_segment enable row level security;
alter table app.code_segment force row level security;
alter table app.code_counter enable row level security;
alter table app.code_counter force row level security;

create policy own_drafts on app.entry_draft for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department()) and (select ctx.may('entry', 'compile', 'department')));
create policy review_submitted on app.entry_draft for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and submitted_at is not null and (select ctx.may('case', 'review', 'region'))
    and region_id = any ((select ctx.regions())::text[]));
create policy draft_own on app.entry_draft for insert to heliu_workspace
  with check (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department()) and region_id = (select ctx.region())
    and person_id = (select ctx.person()) and (select ctx.may('entry', 'compile', 'department'))
    and (entry_id is null or exists (select from app.catalogue_entry e where e.tenant_id = (select ctx.tenant()) and e.id = entry_id
      and e.department_id = (select ctx.department()))));
-- What lies with the authority stands still until it is returned, withdrawn or published.
create policy redraft_own on app.entry_draft for update to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department()) and applied_at is null and dropped_at is null
    and (select ctx.may('entry', 'compile', 'department'))
    and not exists (select from app."case" c where c.tenant_id = (select ctx.tenant()) and c.entry_id = entry_draft.entry_id
      and c.procedure = 'catalogue.change' and c.stage is not null and 'authority' = any (c.waiting_on) and entry_draft.submitted_at is not null))
  with check (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department()) and person_id = (select ctx.person())
    and (entry_id is null or exists (select from app.catalogue_entry e where e.tenant_id = (select ctx.tenant()) and e.id = entry_id
      and e.department_id = (select ctx.department()))));
-- The inner query is under the reader's own policy of the entry, so what belongs to an entry shows exactly when its entry does.
create policy staff_read on app.entry_version for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('entry', 'read', 'tenant'))
    and exists (select from app.catalogue_entry e where e.tenant_id = (select ctx.tenant()) and e.id = entry_id));

-- What is not published yet is its own department's paper, that of who leads its database, and of the authority that reviews it.
create policy unpublished_stays_inside on app.catalogue_entry as restrictive for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (published_at is not null or department_id = (select ctx.department())
    or lead_department_id = (select ctx.department())
    or ((select ctx.may('case', 'review', 'region')) and region_id = any ((select ctx.regions())::text[]))));
create policy as_its_entry on app.data_item as restrictive for select to heliu_workspace
  using (tenant_id = (select ctx.tenant())
    and exists (select from app.catalogue_entry e where e.tenant_id = (select ctx.tenant()) and e.id = entry_id));
create policy as_its_entry on app.entry_particulars as restrictive for select to heliu_workspace
  using (tenant_id = (select ctx.tenant())
    and exists (select from app.catalogue_entry e where e.tenant_id = (select ctx.tenant()) and e.id = entry_id));

-- The trigger below works for a case whose authority may not write the department's entry by hand.
create policy versions on app.entry_draft for all to heliu_gate using (true) with check (true);
create policy versions on app.entry_version for all to heliu_gate using (true) with check (true);
create policy versions on app.entry_particulars for all to heliu_gate using (true) with check (true);
create policy versions on app.data_item for all to heliu_gate using (true) with check (true);
create policy count on app.code_segment for all to heliu_gate using (true) with check (true);
create policy count on app.code_counter for all to heliu_gate using (true) with check (true);

grant select on app.entry_draft, app.entry_version to heliu_workspace;
grant insert (tenant_id, id, entry_id, department_id, region_id, entry, why, person_id) on app.entry_draft to heliu_workspace;
grant update (entry_id, entry, why, saved, person_id, at, submitted_at, dropped_at) on app.entry_draft to heliu_workspace;
grant select, update (applied_at) on app.entry_draft to heliu_gate;
grant select, insert on app.entry_version, app.code_segment to heliu_gate;
grant select, insert, update (last) on app.code_counter to heliu_gate;
grant select, insert on app.entry_particulars to heliu_gate;
grant insert, delete on app.data_item to heliu_gate;
grant update (name_zh, name_en, abstract_zh, abstract_en, theme, sharing_class, sharing_condition, sharing_basis, priority_area, dedicated,
  update_cycle, delegate_department_id) on app.catalogue_entry to heliu_gate;
-- Withheld: writing a version, putting a draft in force, and giving a code, from every login.
reset role;

set role heliu_gate;

create function gate.entry_snapshot(p_tenant text, p_entry uuid) returns jsonb language sql stable
  set search_path = pg_catalog, pg_temp
  as $$
  select jsonb_build_object('code', e.code, 'nameZh', e.name_zh, 'nameEn', e.name_en, 'abstractZh', e.abstract_zh, 'abstractEn', e.abstract_en,
      'theme', e.theme, 'updateCycle', e.update_cycle, 'sharingClass', e.sharing_class, 'sharingCondition', e.sharing_condition,
      'sharingBasis', e.sharing_basis, 'openingClass', e.opening_class, 'openingBasis', e.opening_basis, 'priorityArea', e.priority_area,
      'dedicated', e.dedicated, 'delegateDepartmentId', e.delegate_department_id, 'published', e.published_at is not null,
      'retired', e.retired_at is not null,
      'items', (select coalesce(jsonb_agg(jsonb_build_object('name', i.name, 'labelZh', i.label_zh, 'labelEn', i.label_en, 'type', i.type,
          'grade', i.grade, 'mask', i.mask, 'required', i.required, 'maxLength', i.max_length, 'codeList', i.code_list, 'rule', i.rule,
          'isKey', i.is_key) order by i.ordinal), '[]')
        from app.data_item i where i.tenant_id = e.tenant_id and i.entry_id = e.id),
      'particulars', (select p.particulars from app.entry_particulars p where p.tenant_id = e.tenant_id and p.entry_id = e.id
        order by p.version desc limit 1))
    from app.catalogue_entry e where e.tenant_id = p_tenant and e.id = p_entry
$$;
revoke all on function gate.entry_snapshot(text, uuid) from public;
comment on function gate.entry_snapshot(text, uuid) is 'The whole entry as it stands, as one document.';

create function gate.put_draft_in_force(p_draft app.entry_draft) returns void language plpgsql
  set search_path = pg_catalog, pg_temp
  as $$
declare d jsonb := p_draft.entry;
begin
  update app.catalogue_entry e set
    name_zh = d ->> 'nameZh', name_en = coalesce(d ->> 'nameEn', ''), abstract_zh = coalesce(d ->> 'abstractZh', ''),
    abstract_en = coalesce(d ->> 'abstractEn', ''), theme = d ->> 'theme', sharing_class = d ->> 'sharingClass',
    sharing_condition = coalesce(d ->> 'sharingCondition', ''), sharing_basis = coalesce(d ->> 'sharingBasis', ''),
    priority_area = d ->> 'priorityArea', dedicated = coalesce((d ->> 'dedicated')::boolean, false), update_cycle = d ->> 'updateCycle',
    delegate_department_id = (d ->> 'delegateDepartmentId')::uuid
   where e.tenant_id = p_draft.tenant_id and e.id = p_draft.entry_id;
  delete from app.data_item i where i.tenant_id = p_draft.tenant_id and i.entry_id = p_draft.entry_id;
  insert into app.data_item (tenant_id, entry_id, ordinal, name, label_zh, label_en, type, grade, mask, required, max_length, code_list, rule, is_key)
    select p_draft.tenant_id, p_draft.entry_id, n, i ->> 'name', i ->> 'labelZh', i ->> 'labelEn', i ->> 'type',
        coalesce((i ->> 'grade')::int, 1), coalesce(i ->> 'mask', 'none'), coalesce((i ->> 'required')::boolean, false),
        (i ->> 'maxLength')::int, nullif(i -> 'codeList', 'null'), coalesce(i ->> 'rule', 'none'), coalesce((i ->> 'isKey')::boolean, false)
      from jsonb_array_elements(d -> 'items') with ordinality as x(i, n);
  insert into app.entry_particulars (tenant_id, entry_id, version, particulars, person_id, department_id)
    select p_draft.tenant_id, p_draft.entry_id, coalesce(max(p.version), 0) + 1, d -> 'particulars', p_draft.person_id, p_draft.department_id
      from app.entry_particulars p where p.tenant_id = p_draft.tenant_id and p.entry_id = p_draft.entry_id;
  update app.entry_draft x set applied_at = ctx.now() where x.tenant_id = p_draft.tenant_id and x.id = p_draft.id;
end $$;
revoke all on function gate.put_draft_in_force(app.entry_draft) from public;
comment on function gate.put_draft_in_force(app.entry_draft) is 'Makes the entry say what its reviewed draft says; the class of opening is left to opening reviews.';

create function gate.keep_entry_version() returns trigger language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare v_draft app.entry_draft; v_cause text; v_case uuid; v_why text := ''; v_now jsonb; v_last record;
begin
  -- Particulars that a published draft brings are part of that version.
  if tg_table_name = 'entry_particulars' and pg_trigger_depth() > 1 then return null; end if;
  perform from app.catalogue_entry e where e.tenant_id = new.tenant_id and e.id = new.entry_id for update;
  select max(v.version) as version into v_last from app.entry_version v where v.tenant_id = new.tenant_id and v.entry_id = new.entry_id;
  if tg_table_name = 'entry_particulars' then
    v_cause := case when v_last.version is null and new.version = 1 then 'compiled' else 'particulars' end;
  else
    v_cause := new.fact; v_case := new.case_id; v_why := new.basis;
    if new.fact = 'publish-entry' then
      select * into v_draft from app.entry_draft d where d.tenant_id = new.tenant_id and d.entry_id = new.entry_id
        and d.submitted_at is not null and d.applied_at is null and d.dropped_at is null;
      if v_draft.id is not null then
        v_why := v_draft.why;
        perform gate.put_draft_in_force(v_draft);
      end if;
    end if;
  end if;
  v_now := gate.entry_snapshot(new.tenant_id, new.entry_id);
  -- Looked at again and left as it was: the particulars say so, and there is no new version.
  if v_case is null and v_now is not distinct from (select v.entry from app.entry_version v
      where v.tenant_id = new.tenant_id and v.entry_id = new.entry_id and v.version = v_last.version) then return null; end if;
  insert into app.entry_version (tenant_id, entry_id, version, entry, cause, why, case_id, person_id)
    values (new.tenant_id, new.entry_id, coalesce(v_last.version, 0) + 1, v_now, v_cause, v_why, v_case, new.person_id);
  return null;
end $$;
revoke all on function gate.keep_entry_version() from public;
comment on function gate.keep_entry_version() is 'Puts a reviewed draft in force when its case publishes, and keeps every state of an entry as a version.';
grant execute on function gate.keep_entry_version() to heliu_owner;

-- One code for each front asked for, in order. `p_fronts` is a list of lists: the number of the class (类), then the names of
-- its item (项), subject (目) and, where there is one, detail (细目); `p_widths` pads the first of them.
create function gate.assign_codes(p_fronts jsonb, p_widths int[], p_separator text)
  returns table (ordinal int, code text) language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
#variable_conflict use_column
declare c text[] := ctx.claims(); f record; v_name text; v_front text; v_number int; v_digits text; n int;
begin
  if c is null or c[6] is distinct from 'session' or not ctx.may('entry', 'compile', 'department') then
    raise exception 'nobody gives codes' using errcode = 'insufficient_privilege';
  end if;
  if jsonb_array_length(p_fronts) > 20000 then raise exception 'too many' using errcode = 'HL010'; end if;
  for f in select x.value as names, x.ordinality::int as place from jsonb_array_elements(p_fronts) with ordinality x loop
    v_front := f.names ->> 0;
    for n in 1 .. jsonb_array_length(f.names) - 1 loop
      v_name := f.names ->> n;
      select s.number into v_number from app.code_segment s where s.tenant_id = c[1] and s.prefix = v_front and s.name = v_name;
      if v_number is null then
        perform pg_advisory_xact_lock(hashtextextended('code ' || c[1], 0)); -- two new classes of one city take turns
        insert into app.code_segment (tenant_id, prefix, name, number)
          select c[1], v_front, v_name, coalesce(max(s.number), 0) + 1 from app.code_segment s where s.tenant_id = c[1] and s.prefix = v_front
          on conflict (tenant_id, prefix, name) do nothing;
        select s.number into v_number from app.code_segment s where s.tenant_id = c[1] and s.prefix = v_front and s.name = v_name;
      end if;
      v_digits := v_number::text;
      if p_widths[n] is not null then
        if length(v_digits) > p_widths[n] then raise exception 'the rule of codes has no number left' using errcode = 'HL013'; end if;
        v_digits := lpad(v_digits, p_widths[n], '0');
      end if;
      v_front := v_front || v_digits;
    end loop;
    loop
      insert into app.code_counter as k (tenant_id, front, last) values (c[1], v_front, 1)
        on conflict (tenant_id, front) do update set last = k.last + 1 returning k.last into v_number;
      code := v_front || p_separator || v_number;
      exit when not exists (select from app.catalogue_entry e where e.tenant_id = c[1] and e.code = assign_codes.code);
    end loop;
    ordinal := f.place;
    return next;
  end loop;
end $$;
revoke all on function gate.assign_codes(jsonb, int[], text) from public;
grant execute on function gate.assign_codes(jsonb, int[], text) to heliu_workspace;
comment on function gate.assign_codes(jsonb, int[], text) is 'Gives codes by the city''s rule; race-safe, and never one that was given before.';

reset role;
set role heliu_owner;
create trigger keep_entry_version after insert on app.entry_fact for each row execute function gate.keep_entry_version();
create trigger keep_entry_version after insert on app.entry_particulars for each row execute function gate.keep_entry_version();
reset role;
