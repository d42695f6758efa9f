-- Evidence that cannot be rewritten unnoticed.
--
-- Access and audit records are inserted plainly, many at once. One sealer goes over what has been committed since it was
-- there last and closes it in seals, a chain for each city: a seal holds the Merkle root (RFC 6962) of its records and
-- the hash of the seal before it. Whoever keeps one seal's hash outside the database can tell later whether anything
-- before it was changed, taken away or slipped in; whoever holds a receipt can show that its record is in the chain,
-- and learns nothing about any other record.

set role heliu_owner;

alter table app.audit_record add column written_in xid8 not null default pg_current_xact_id();
comment on column app.audit_record.written_in is 'The transaction that wrote it. The sealer looks from the oldest one that had not ended when it was there last.';
create index audit_by_writing on app.audit_record (written_in);
create index access_by_writing on app.access_record (written_in);

-- When, under which number and in which transaction an act was noted is the database's to say.
revoke insert on app.audit_record from heliu_workspace;
grant insert (tenant_id, person_id, department_id, act, subject_kind, subject_id, denied, detail) on app.audit_record to heliu_workspace;

create table app.evidence_seal (
  tenant_id text not null references app.tenant (id),
  seq bigint not null check (seq > 0),
  records int not null check (records > 0),
  root bytea not null check (length(root) = 32),
  previous bytea not null check (length(previous) = 32), -- zeros before the first
  hash bytea not null check (length(hash) = 32),
  sealed_at timestamptz not null,
  primary key (tenant_id, seq)
);
comment on table app.evidence_seal is 'Insert-only: the chain over a city''s access and audit records. Read by its auditor; kept outside the database as anchors.';

create table app.sealed_record (
  tenant_id text not null,
  kind text not null check (kind in ('access', 'audit')),
  record_id uuid not null,
  seal_seq bigint not null,
  position int not null check (position >= 0),
  leaf bytea not null check (length(leaf) = 32),
  primary key (tenant_id, kind, record_id),
  unique (tenant_id, seal_seq, position),
  foreign key (tenant_id, seal_seq) references app.evidence_seal (tenant_id, seq)
);
comment on table app.sealed_record is 'Insert-only: where in the chain a record stands, and the hash of what it said when it was sealed.';

alter table app.evidence_seal enable row level security;
alter table app.evidence_seal force row level security;
alter table app.sealed_record enable row level security;
alter table app.sealed_record force row level security;

create policy read_by_auditor on app.evidence_seal for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('audit', 'read', 'tenant')));
create policy read_by_auditor on app.sealed_record for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.may('audit', 'read', 'tenant')));
create policy seal on app.evidence_seal to heliu_gate using (true) with check (true);
create policy seal on app.sealed_record to heliu_gate using (true) with check (true);
create policy seal on app.audit_record for select to heliu_gate using (true);

grant select on app.evidence_seal, app.sealed_record to heliu_workspace;
grant select, insert on app.evidence_seal, app.sealed_record to heliu_gate;
grant select on app.audit_record to heliu_gate;
-- Withheld: changing or deleting a seal, from everyone.

reset role;
set role heliu_gate;

create table gate.sealed_until (
  only_row boolean primary key default true check (only_row),
  horizon xid8 not null
);
revoke all on gate.sealed_until from public;
comment on table gate.sealed_until is 'Every transaction before this one has ended, and what it wrote is sealed. For the sealer only.';
insert into gate.sealed_until (horizon) values ('0');

-- What is hashed of a record: all that it says. Facts that are not there are left out, so that a column added to the
-- table later does not change what earlier records said.
create function gate.evidence_text(p_kind text, p_row jsonb) returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select (jsonb_strip_nulls(p_row - 'written_in') || jsonb_build_object('record', p_kind))::text $$;

create function gate.leaf(p_text text) returns bytea language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select sha256('\x00'::bytea || convert_to(p_text, 'UTF8')) $$;

-- The next level of the tree; a last node without a partner rises as it is.
create function gate.merkle_level(p_nodes bytea[]) returns bytea[] language plpgsql immutable
  set search_path = pg_catalog, pg_temp
  as $$
declare above bytea[] := '{}'; n int := cardinality(p_nodes); i int := 1;
begin
  while i < n loop
    above := above || sha256('\x01'::bytea || p_nodes[i] || p_nodes[i + 1]);
    i := i + 2;
  end loop;
  if i = n then above := above || p_nodes[n]; end if;
  return above;
end $$;

create function gate.merkle_root(p_leaves bytea[]) returns bytea language plpgsql immutable
  set search_path = pg_catalog, pg_temp
  as $$
declare nodes bytea[] := p_leaves;
begin
  while cardinality(nodes) > 1 loop nodes := gate.merkle_level(nodes); end loop;
  return nodes[1];
end $$;

-- The hashes that lead from a leaf (counted from 0) to the root, each with the side on which it stands.
create function gate.merkle_path(p_leaves bytea[], p_position int) returns jsonb language plpgsql immutable
  set search_path = pg_catalog, pg_temp
  as $$
declare nodes bytea[] := p_leaves; i int := p_position; path jsonb := '[]';
begin
  while cardinality(nodes) > 1 loop
    if i % 2 = 1 then
      path := path || jsonb_build_object('side', 'left', 'hash', encode(nodes[i], 'hex'));
    elsif i + 1 < cardinality(nodes) then
      path := path || jsonb_build_object('side', 'right', 'hash', encode(nodes[i + 2], 'hex'));
    end if;
    nodes := gate.merkle_level(nodes);
    i := i / 2;
  end loop;
  return path;
end $$;

create function gate.seal_hash(p_tenant text, p_seq bigint, p_records int, p_sealed_at timestamptz, p_previous bytea, p_root bytea)
  returns bytea language sql stable
  set search_path = pg_catalog, pg_temp
  as $$ select sha256(convert_to(concat_ws('|', 'heliu seal 1', p_tenant, p_seq, p_records,
    (extract(epoch from p_sealed_at) * 1000000)::bigint, encode(p_previous, 'hex'), encode(p_root, 'hex')), 'UTF8')) $$;

-- Committed records of a city that were written from a point of the transaction log on and stand in no seal.
create function gate.unsealed(p_tenant text, p_from xid8, p_limit int, out kinds text[], out ids uuid[], out leaves bytea[])
  language sql stable
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
  as $$
    select array_agg(x.kind order by x.n), array_agg(x.id order by x.n), array_agg(x.leaf order by x.n)
      from (select u.kind, u.id, gate.leaf(gate.evidence_text(u.kind, u.said)) as leaf, row_number() over (order by u.at, u.id) as n
              from (select 'access' as kind, r.id, r.at, to_jsonb(r) as said from app.access_record r
                     where r.tenant_id = p_tenant and r.written_in >= p_from
                       and not exists (select from app.sealed_record s where s.tenant_id = r.tenant_id and s.kind = 'access' and s.record_id = r.id)
                    union all
                    select 'audit', r.id, r.at, to_jsonb(r) from app.audit_record r
                     where r.tenant_id = p_tenant and r.written_in >= p_from
                       and not exists (select from app.sealed_record s where s.tenant_id = r.tenant_id and s.kind = 'audit' and s.record_id = r.id)
                     order by 3, 2 limit p_limit) u) x $$;

create function gate.seal_evidence(p_limit int default 20000, out sealed int, out seals jsonb) language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare
  v_from xid8; v_horizon xid8 := pg_snapshot_xmin(pg_current_snapshot()); v_whole boolean := true;
  v_tenant text; u record; s app.evidence_seal; v_size constant int := 4096;
begin
  sealed := 0; seals := '[]';
  -- One sealer at a time, whichever process it is in.
  if not pg_try_advisory_xact_lock(hashtextextended('heliu evidence seal', 0)) then return; end if;
  select h.horizon into v_from from gate.sealed_until h;
  -- A database that was restored elsewhere counts its transactions from the beginning: look at everything once.
  if pg_snapshot_xmax(pg_current_snapshot()) < v_from then v_from := '0'; end if;
  for v_tenant in
    select tenant_id from app.access_record where written_in >= v_from
    union select tenant_id from app.audit_record where written_in >= v_from order by 1
  loop
    select * into u from gate.unsealed(v_tenant, v_from, p_limit);
    continue when u.ids is null;
    if cardinality(u.ids) >= p_limit then v_whole := false; end if;
    for i in 0 .. (cardinality(u.ids) - 1) / v_size loop
      s := null;
      select * into s from app.evidence_seal e where e.tenant_id = v_tenant order by e.seq desc limit 1;
      s.previous := coalesce(s.hash, decode(repeat('00', 32), 'hex'));
      s.tenant_id := v_tenant; s.seq := coalesce(s.seq, 0) + 1; s.sealed_at := ctx.now();
      s.records := least(cardinality(u.ids) - i * v_size, v_size);
      s.root := gate.merkle_root(u.leaves[i * v_size + 1 : i * v_size + s.records]);
      s.hash := gate.seal_hash(s.tenant_id, s.seq, s.records, s.sealed_at, s.previous, s.root);
      insert into app.evidence_seal select s.*;
      insert into app.sealed_record (tenant_id, kind, record_id, seal_seq, position, leaf)
        select v_tenant, k.kind, k.id, s.seq, k.n - 1, k.leaf
          from unnest(u.kinds[i * v_size + 1 : i * v_size + s.records], u.ids[i * v_size + 1 : i * v_size + s.records],
            u.leaves[i * v_size + 1 : i * v_size + s.records]) with ordinality k(kind, id, leaf, n);
      sealed := sealed + s.records;
      seals := seals || jsonb_build_object('city', s.tenant_id, 'seq', s.seq, 'hash', encode(s.hash, 'hex'),
        'sealedAt', to_char(s.sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'));
    end loop;
  end loop;
  -- What was still being written when this began is looked at again; the next visit begins there.
  if v_whole then update gate.sealed_until set horizon = v_horizon; end if;
end $$;
comment on function gate.seal_evidence(int) is
  'Seals what has been written and committed since the last time, at most p_limit records a city; answers how many, and the new seals as anchors.';

-- Where a record stands in the chain, with the path to its seal; null while it waits to be sealed.
create function gate.proof_of(p_tenant text, p_kind text, p_record uuid) returns jsonb language sql stable
  set search_path = pg_catalog, pg_temp
  as $$
    select jsonb_build_object('seq', e.seq, 'records', e.records, 'position', r.position,
        'sealedAt', to_char(e.sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'root', encode(e.root, 'hex'), 'previous', encode(e.previous, 'hex'), 'hash', encode(e.hash, 'hex'),
        'path', gate.merkle_path((select array_agg(s.leaf order by s.position) from app.sealed_record s
          where s.tenant_id = p_tenant and s.seal_seq = r.seal_seq), r.position))
      from app.sealed_record r
      join app.evidence_seal e on e.tenant_id = r.tenant_id and e.seq = r.seal_seq
     where r.tenant_id = p_tenant and r.kind = p_kind and r.record_id = p_record $$;

-- The receipt of a reading, for those who may see its record: what it says, word for word, and where it is sealed.
create function gate.receipt(p_record uuid) returns jsonb language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
  as $$
declare c text[] := ctx.claims(); r app.access_record; v_text text;
begin
  select a.* into r from app.access_record a
   where a.tenant_id = c[1] and a.id = p_record and (
     (ctx.may('access', 'read', 'department') and nullif(c[2], '')::uuid in (a.consumer_department_id, a.provider_department_id))
     or (ctx.may('access', 'read', 'region') and a.region_id = any (ctx.regions()::text[]))
     or ctx.may('access', 'read', 'tenant'));
  if not found then return null; end if;
  v_text := gate.evidence_text('access', to_jsonb(r));
  return jsonb_build_object('format', 'heliu-receipt-1', 'city', r.tenant_id, 'recordId', r.id, 'text', v_text,
    'leaf', encode(gate.leaf(v_text), 'hex'), 'seal', gate.proof_of(r.tenant_id, 'access', r.id));
end $$;
comment on function gate.receipt(uuid) is 'The call receipt of an access record that this person may see, with its proof in the evidence chain; null otherwise.';

-- Whether a receipt that somebody shows is of this city: nothing is told that the holder does not already hold.
-- p_code: the leaf in hex, or its first twenty digits as they are printed.
create function gate.check_receipt(p_city text, p_record uuid, p_code text) returns jsonb language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
  as $$
declare v_leaf text; v_now text; e record;
begin
  if p_code is null or p_code !~ '^[0-9a-f]{20,64}$' then return jsonb_build_object('verdict', 'unknown'); end if;
  select encode(gate.leaf(gate.evidence_text('access', to_jsonb(r))), 'hex') into v_now
    from app.access_record r where r.tenant_id = p_city and r.id = p_record;
  select encode(s.leaf, 'hex') as leaf, x.seq, x.sealed_at, encode(x.hash, 'hex') as hash into e
    from app.sealed_record s join app.evidence_seal x on x.tenant_id = s.tenant_id and x.seq = s.seal_seq
   where s.tenant_id = p_city and s.kind = 'access' and s.record_id = p_record;
  v_leaf := coalesce(e.leaf, v_now);
  if v_leaf is null or not starts_with(v_leaf, p_code) then return jsonb_build_object('verdict', 'unknown'); end if;
  if e.leaf is null then return jsonb_build_object('verdict', 'waiting'); end if;
  -- The receipt is right and the database no longer says so: that is for the auditor, and for whoever shows it.
  return jsonb_build_object('verdict', case when v_now = e.leaf then 'genuine' else 'altered' end, 'seq', e.seq, 'hash', e.hash,
    'sealedAt', to_char(e.sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'));
end $$;
comment on function gate.check_receipt(text, uuid, text) is 'genuine | altered | waiting (not sealed yet) | unknown, for anybody who shows a receipt''s number and code.';

-- What is wrong with a seal, in words of a fixed list; empty when it holds.
create function gate.seal_findings(p_tenant text, p_seq bigint) returns text[] language plpgsql stable
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
  as $$
declare e app.evidence_seal; v_before bytea; v_found text[] := '{}'; x record;
begin
  select * into e from app.evidence_seal s where s.tenant_id = p_tenant and s.seq = p_seq;
  if not found then return array['seal-missing']; end if;
  select s.hash into v_before from app.evidence_seal s where s.tenant_id = p_tenant and s.seq = p_seq - 1;
  if e.previous <> coalesce(v_before, decode(repeat('00', 32), 'hex')) then v_found := v_found || 'link'::text; end if;
  if e.hash <> gate.seal_hash(e.tenant_id, e.seq, e.records, e.sealed_at, e.previous, e.root) then v_found := v_found || 'hash'::text; end if;
  select array_agg(s.leaf order by s.position) as leaves, count(*) as n into x
    from app.sealed_record s where s.tenant_id = p_tenant and s.seal_seq = p_seq;
  if x.n <> e.records or gate.merkle_root(x.leaves) is distinct from e.root then v_found := v_found || 'root'::text; end if;
  for x in
    select s.kind, s.record_id, s.leaf, case s.kind
        when 'access' then (select gate.leaf(gate.evidence_text('access', to_jsonb(r))) from app.access_record r where r.tenant_id = p_tenant and r.id = s.record_id)
        else (select gate.leaf(gate.evidence_text('audit', to_jsonb(r))) from app.audit_record r where r.tenant_id = p_tenant and r.id = s.record_id) end as said
      from app.sealed_record s where s.tenant_id = p_tenant and s.seal_seq = p_seq order by s.position
  loop
    if x.said is distinct from x.leaf then
      v_found := v_found || format('%s %s %s', case when x.said is null then 'gone' else 'altered' end, x.kind, x.record_id);
    end if;
    exit when cardinality(v_found) >= 100;
  end loop;
  return v_found;
end $$;

create function gate.check_seals(p_after bigint, p_limit int, out seq bigint, out hash text, out findings text[])
  returns setof record language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare c text[] := ctx.claims();
begin
  if not coalesce(ctx.may('audit', 'read', 'tenant'), false) then return; end if;
  return query select e.seq, encode(e.hash, 'hex'), gate.seal_findings(e.tenant_id, e.seq) from app.evidence_seal e
    where e.tenant_id = c[1] and e.seq > p_after order by e.seq limit least(greatest(p_limit, 1), 200);
end $$;
comment on function gate.check_seals(bigint, int) is 'Computes the next seals of the auditor''s own city again from the records themselves and says what does not hold.';

-- Records that should have been sealed and were not: slipped in beside the doors, or left by a sealer that stands still.
create function gate.count_unsealed(p_before timestamptz, out unsealed int) language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$
declare c text[] := ctx.claims();
begin
  if not coalesce(ctx.may('audit', 'read', 'tenant'), false) then unsealed := 0; return; end if;
  select count(*)::int into unsealed from (
    select from app.access_record r where r.tenant_id = c[1] and r.at < p_before
      and not exists (select from app.sealed_record s where s.tenant_id = r.tenant_id and s.kind = 'access' and s.record_id = r.id)
    union all
    select from app.audit_record r where r.tenant_id = c[1] and r.at < p_before
      and not exists (select from app.sealed_record s where s.tenant_id = r.tenant_id and s.kind = 'audit' and s.record_id = r.id)
    limit 10000) x;
end $$;
comment on function gate.count_unsealed(timestamptz) is 'How many of the auditor''s own city''s records from before an instant stand in no seal; counts to 10,000.';

revoke all on function gate.evidence_text(text, jsonb), gate.leaf(text), gate.merkle_level(bytea[]), gate.merkle_root(bytea[]),
  gate.merkle_path(bytea[], int), gate.seal_hash(text, bigint, int, timestamptz, bytea, bytea),
  gate.unsealed(text, xid8, int), gate.proof_of(text, text, uuid), gate.seal_findings(text, bigint),
  gate.seal_evidence(int), gate.receipt(uuid), gate.check_receipt(text, uuid, text), gate.check_seals(bigint, int),
  gate.count_unsealed(timestamptz) from public;
grant execute on function gate.seal_evidence(int) to heliu_worker;
grant execute on function gate.receipt(uuid), gate.check_seals(bigint, int), gate.count_unsealed(timestamptz) to heliu_workspace;
grant execute on function gate.check_receipt(text, uuid, text) to heliu_portal;
reset role;
