/**
 * What must never be found in the catalogue of the database, one query each (the 22 lints that came with the project's
 * findings, for all six logins, and a few more). `$1` is the list of application logins.
 */
const OURS = "('app', 'ctx', 'data', 'gate', 'public')";
const TABLES = `(select c.oid, c.relname, c.relowner, c.relrowsecurity, c.relforcerowsecurity, n.nspname, format('%I.%I', n.nspname, c.relname) as fq,
    exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped) as has_tenant
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and n.nspname in ${OURS})`;
const FUNCTIONS = `(select p.*, format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) as fq
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ${OURS})`;
const LOGINS = "unnest($1::text[]) as login";
const POLICIES = `(select p.polname, p.polcmd, p.polpermissive, p.polroles, t.fq, t.has_tenant, pg_get_expr(p.polqual, p.polrelid) as q, pg_get_expr(p.polwithcheck, p.polrelid) as w,
    exists (select from unnest(p.polroles) r left join pg_roles x on x.oid = r where r = 0 or x.rolcanlogin) as for_logins
  from pg_policy p join ${TABLES} t on t.oid = p.polrelid)`;

const touches = (verb: string) =>
  `(has_table_privilege(login, t.oid, '${verb}')${["SELECT", "INSERT", "UPDATE", "REFERENCES"].includes(verb) ? ` or has_any_column_privilege(login, t.oid, '${verb}')` : ""})`;
const reads = touches("SELECT");
const writes = `(${touches("INSERT")} or ${touches("UPDATE")} or ${touches("DELETE")})`;

export interface Lint {
  name: string;
  /** Returns `finding text`. */
  sql: string;
  /** What would be found: a statement (as administrator) that commits the sin, and what is then found. */
  sin: string;
}

export const LINTS: Lint[] = [
  {
    name: "L01 a table that a login may touch has row-level security",
    sql: `select t.fq || ' ' || login as finding from ${TABLES} t, ${LOGINS} where not t.relrowsecurity and (${reads} or ${writes})`,
    sin: "alter table app.notice disable row level security",
  },
  {
    name: "L02 and it is forced, on its owner too",
    sql: `select t.fq as finding from ${TABLES} t where t.relrowsecurity and not t.relforcerowsecurity`,
    sin: "alter table app.notice no force row level security",
  },
  {
    name: "L03 no policy for a login is always true",
    sql: `select p.fq || ' ' || p.polname as finding from ${POLICIES} p where p.for_logins and p.polpermissive
      and (regexp_replace(coalesce(p.q, 'x'), '[\\s()]', '', 'g') in ('true', '1=1') or regexp_replace(coalesce(p.w, 'x'), '[\\s()]', '', 'g') in ('true', '1=1')
        or (p.polcmd = 'a' and p.w is null) or (p.polcmd <> 'a' and p.q is null))`,
    sin: "create policy wide on app.notice for select to heliu_workspace using (true)",
  },
  {
    name: "L04 views ask as their reader",
    sql: `select c.oid::regclass || ' ' || login as finding from pg_class c join pg_namespace n on n.oid = c.relnamespace, ${LOGINS}
      where c.relkind = 'v' and n.nspname in ${OURS} and has_table_privilege(login, c.oid, 'SELECT')
        and not coalesce(c.reloptions::text ~* 'security_invoker=(on|true|1|yes)', false)`,
    sin: "create view app.all_notices as select * from app.notice; grant select on app.all_notices to heliu_workspace",
  },
  {
    name: "L05 no materialised view or foreign table is readable",
    sql: `select c.oid::regclass || ' ' || login as finding from pg_class c join pg_namespace n on n.oid = c.relnamespace, ${LOGINS}
      where c.relkind in ('m', 'f') and n.nspname in ${OURS} and has_table_privilege(login, c.oid, 'SELECT')`,
    sin: "create materialized view app.frozen as select * from app.notice; grant select on app.frozen to heliu_workspace",
  },
  {
    name: "L06 definer functions fix their search path",
    sql: `select f.fq as finding from ${FUNCTIONS} f where f.prosecdef
      and not coalesce(array_to_string(f.proconfig, ';') ~ 'search_path=(""|pg_catalog, pg_temp)(;|$)', false)`,
    sin: "create function app.loose() returns int language sql security definer as 'select 1'; revoke all on function app.loose() from public",
  },
  {
    name: "L07 definer functions are not for everyone",
    sql: `select f.fq as finding from ${FUNCTIONS} f where f.prosecdef and has_function_privilege('public', f.oid, 'EXECUTE')`,
    sin: "grant execute on function ctx.sign(text) to public",
  },
  {
    name: "L08 a login has no special power",
    sql: "select rolname as finding from pg_roles where rolname = any ($1) and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)",
    sin: "alter role heliu_portal createdb",
  },
  {
    name: "L09 a login is a member of nothing",
    sql: `select login || ' in ' || r.rolname as finding from pg_roles r, ${LOGINS} where r.rolname <> login and pg_has_role(login, r.oid, 'MEMBER')`,
    sin: "grant heliu_gate to heliu_portal",
  },
  {
    name: "L10 a login owns nothing",
    sql: `select c.oid::regclass || ' ' || pg_get_userbyid(c.relowner) as finding from pg_class c where pg_get_userbyid(c.relowner) = any ($1)
      union all select p.oid::regprocedure || ' ' || pg_get_userbyid(p.proowner) from pg_proc p where pg_get_userbyid(p.proowner) = any ($1)`,
    sin: "alter table app.notice owner to heliu_workspace",
  },
  {
    name: "L11 no login truncates, refers to or hangs triggers on a table",
    sql: `select t.fq || ' ' || login as finding from ${TABLES} t, ${LOGINS} where ${touches("TRUNCATE")} or ${touches("REFERENCES")} or ${touches("TRIGGER")}`,
    sin: "grant truncate on app.notice to heliu_workspace",
  },
  {
    name: "L12 no partition is read past its parent's policies",
    sql: `select t.fq || ' ' || login as finding from ${TABLES} t join pg_class c on c.oid = t.oid, ${LOGINS} where c.relispartition and (${reads} or ${writes})`,
    sin: "create table app.parts (tenant_id text) partition by list (tenant_id); create table app.part partition of app.parts default; grant select on app.part to heliu_workspace",
  },
  {
    name: "L13 foreign keys between tenants' tables carry the tenant",
    sql: `select a.fq || ' ' || k.conname as finding from pg_constraint k join ${TABLES} a on a.oid = k.conrelid join ${TABLES} b on b.oid = k.confrelid
      where k.contype = 'f' and a.has_tenant and b.has_tenant
        and not exists (select from unnest(k.conkey) x join pg_attribute c on c.attrelid = k.conrelid and c.attnum = x where c.attname = 'tenant_id')`,
    sin: "alter table app.region add unique (id); alter table app.rollup add constraint oracle foreign key (region_id) references app.region (id) not valid",
  },
  {
    name: "L14 no deletion cascades",
    sql: `select a.fq || ' ' || k.conname as finding from pg_constraint k join ${TABLES} a on a.oid = k.conrelid where k.contype = 'f' and k.confdeltype in ('c', 'n', 'd')`,
    sin: "alter table app.rollup add constraint gone foreign key (tenant_id) references app.tenant (id) on delete cascade",
  },
  {
    name: "L15 uniqueness begins with the tenant",
    sql: `select i.indexrelid::regclass::text as finding from pg_index i join ${TABLES} t on t.oid = i.indrelid
      where i.indisunique and t.has_tenant and t.nspname = 'app'
        and not exists (select from pg_attribute c where c.attrelid = t.oid and c.attnum = i.indkey[0] and c.attname = 'tenant_id')`,
    sin: "create unique index oracle on app.person (login, id)",
  },
  {
    name: "L16 policies call the context once a statement, never once a row",
    sql: `select p.fq || ' ' || p.polname as finding from ${POLICIES} p, lateral (select coalesce(p.q, '') || ' ' || coalesce(p.w, '') as text) x
      where regexp_replace(x.text, '\\( SELECT (ctx|gate)\\.[a-z_]+\\([^()]*\\) AS [a-z_]+\\)', '', 'g') ~ '[a-z_]+\\.[a-z_]+\\('`,
    sin: "create policy slow on app.notice for select to heliu_workspace using (tenant_id = ctx.tenant())",
  },
  {
    name: "L17 every tenant table has an index that begins with the tenant",
    sql: `select t.fq as finding from ${TABLES} t where t.has_tenant and t.nspname = 'app' and not exists (select from pg_index i
      join pg_attribute c on c.attrelid = i.indrelid and c.attnum = i.indkey[0] where i.indrelid = t.oid and c.attname = 'tenant_id')`,
    sin: "create table app.heap (tenant_id text not null)",
  },
  {
    name: "L18 no function of ours claims to be leakproof",
    sql: `select f.fq as finding from ${FUNCTIONS} f where f.proleakproof`,
    sin: "alter function ctx.tenant() leakproof",
  },
  {
    name: "L19 no login makes temporary tables or schemas",
    sql: `select login as finding from ${LOGINS} where has_database_privilege(login, current_database(), 'TEMP') or has_database_privilege(login, current_database(), 'CREATE')`,
    sin: "do $$ begin execute format('grant temporary on database %I to heliu_workspace', current_database()); end $$",
  },
  {
    name: "L20 no login creates in a schema",
    sql: `select n.nspname || ' ' || login as finding from pg_namespace n, ${LOGINS} where n.nspname not like 'pg\\_%' and has_schema_privilege(login, n.oid, 'CREATE')`,
    sin: "grant create on schema app to heliu_workspace",
  },
  {
    name: "L21 what was written down stays as it was written",
    sql: `select t.fq || ' ' || login as finding from ${TABLES} t, ${LOGINS} where t.fq in ('app.audit_record', 'app.case_event', 'app.grant_act', 'app.access_record', 'app.upstream_outcome', 'app.mount', 'app.idempotency_key', 'app.calendar_year',
        'app.reading_settlement', 'app.entry_fact', 'app.entry_version', 'app.entry_review', 'app.opening_register', 'app.register_version', 'app.register_reply')
      and (${touches("UPDATE")} or ${touches("DELETE")} or ${touches("TRUNCATE")})`,
    sin: "grant update (act) on app.audit_record to heliu_workspace",
  },
  {
    name: "L22 no sequence is readable",
    sql: `select c.oid::regclass || ' ' || login as finding from pg_class c join pg_namespace n on n.oid = c.relnamespace, ${LOGINS}
      where n.nspname in ${OURS} and case when c.relkind = 'S' then has_sequence_privilege(login, c.oid, 'SELECT') else false end`,
    sin: "create sequence app.counter; grant select on sequence app.counter to heliu_workspace",
  },
  {
    name: "L23 the tenant is there, not null, and leads the primary key",
    sql: `select t.fq as finding from ${TABLES} t where t.nspname = 'app' and t.fq <> 'app.tenant' and not exists (select from pg_index i
      join pg_attribute c on c.attrelid = i.indrelid and c.attnum = i.indkey[0] where i.indrelid = t.oid and i.indisprimary and c.attname = 'tenant_id' and c.attnotnull)`,
    sin: "create table app.loner (id uuid primary key)",
  },
  {
    name: "L24 every policy for a login asks for the tenant of the context",
    sql: `select p.fq || ' ' || p.polname as finding from ${POLICIES} p where p.for_logins and p.polpermissive and p.fq not like 'data.%'
      and ((p.q is not null and p.q !~ 'ctx\\.tenant\\(\\)') or (p.w is not null and p.w !~ 'ctx\\.tenant\\(\\)'))`,
    sin: "create policy anyone on app.notice for select to heliu_workspace using (department_id = (select ctx.department()))",
  },
  {
    name: "L25 policies name the roles they are for",
    sql: `select p.fq || ' ' || p.polname as finding from ${POLICIES} p where 0 = any (p.polroles)`,
    sin: "create policy for_all on app.notice for select using (tenant_id = (select ctx.tenant()))",
  },
  {
    name: "L26 who owns can't log in and is bound by policies",
    sql: `select c.oid::regclass || ' ' || r.rolname as finding from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles r on r.oid = c.relowner
      where n.nspname in ('app', 'ctx', 'data', 'gate') and c.relkind in ('r', 'p') and (r.rolcanlogin or r.rolsuper or r.rolbypassrls)`,
    sin: "create table app.stray (tenant_id text primary key)",
  },
  {
    name: "L27 no login may execute a function of ours that is not meant for it",
    sql: `select f.fq || ' ' || login as finding from ${FUNCTIONS} f, ${LOGINS}
      where has_function_privilege(login, f.oid, 'EXECUTE') and has_schema_privilege(login, f.pronamespace, 'USAGE')
        and f.proname in ('sign', 'claims', 'set_claims', 'note', 'masked', 'compile', 'run_page', 'select_columns', 'conditions', 'literal', 'csv_cell')`,
    sin: "grant execute on function ctx.sign(text) to heliu_workspace",
  },
];

/** Findings that are meant, with the reason. */
export const ALLOWED: Record<string, string> = {
  // A 256-bit hash and a random name: a collision tells nobody anything.
  "app.api_key_token_hash_key": "unique over all cities",
  "app.hosted_table_relation_key": "unique over all cities",
};
