import pg from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/tests/harness/database";
import { MATRIX, type Row, type TableRules } from "./matrix";
import { buildWorld, mintOf, PERSONAS, type Persona } from "./world";

/**
 * persona × table × verb: the rules of matrix.ts against the real database. Every "cannot" stands beside its "can": the
 * owner's own query shows that the row is there, and the same statement succeeds as the owner.
 */
const database = testDatabase();

interface Table {
  schema: string;
  name: string;
  /** Quoted, with its schema. */
  sql: string;
  key: string[];
  rows: Row[];
  rules: TableRules | undefined;
}

let tables: Table[] = [];

beforeAll(async () => {
  await buildWorld(database);
  tables = await readTables();
});

const ruleKey = ({ schema, name }: { schema: string; name: string }) =>
  schema === "data" ? "data.*" : `${schema}.${name}`;

async function readTables(): Promise<Table[]> {
  const { rows } = await database.admin.query<{ schema: string; name: string; sql: string; key: string[] }>(`
    select n.nspname as schema, c.relname as name, format('%I.%I', n.nspname, c.relname) as sql,
      coalesce((select array_agg(a.attname::text order by a.attnum) from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
        where i.indrelid = c.oid and i.indisprimary), '{}') as key
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'public')
    order by 1, 2`);
  return Promise.all(
    rows.map(async (table) => {
      const found = await database.admin.query<{ row: Row }>(`select to_jsonb(t) as row from ${table.sql} t`);
      return { ...table, rows: found.rows.map(({ row }) => row), rules: MATRIX[ruleKey(table)] };
    }),
  );
}

describe("the catalogue of tables", () => {
  it("has an entry in the matrix for every table, and the matrix none for a table that is not there", () => {
    const found = new Set(tables.map(ruleKey));
    expect([...found].filter((name) => !MATRIX[name])).toEqual([]);
    expect(Object.keys(MATRIX).filter((name) => !found.has(name))).toEqual([]);
  });

  it("has at least one row in each, so that nothing is invisible because it is not there", () => {
    expect(tables.filter((table) => table.rows.length === 0).map((table) => table.sql)).toEqual([]);
  });
});

/** What the database answered: `yes` (a row was seen or changed), `no` (zero rows or refused). */
type Answer = "yes" | "no";

/** One transaction of a persona; every statement is undone. */
async function inPersona<T>(p: Persona, work: (ask: Ask) => Promise<T>): Promise<T> {
  return database.as(p.login, async (client) => {
    await client.query("begin");
    await client.query(mintOf(p));
    return work(askOn(client));
  });
}

type Ask = (text: string, values?: unknown[]) => Promise<{ count: number; rows: Row[] }>;

function askOn(client: pg.Client): Ask {
  return async (text, values = []) => {
    await client.query("savepoint attempt");
    try {
      const result = await client.query<Row>(text, values);
      return { count: result.rowCount ?? 0, rows: result.rows };
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === "42501") return { count: 0, rows: [] };
      throw new Error(`${text}: ${error instanceof Error ? error.message : error}`, { cause: error });
    } finally {
      await client.query("rollback to savepoint attempt");
    }
  };
}

const keyOf = (table: Table, row: Row) => JSON.stringify(table.key.map((column) => row[column]));
const where = (table: Table) =>
  table.key.map((column, n) => `t.${pg.escapeIdentifier(column)}::text = $${n + 1}`).join(" and ");
const keyValues = (table: Table, row: Row) => table.key.map((column) => textOf(row[column]));
const textOf = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

async function seen(ask: Ask, table: Table): Promise<Set<string>> {
  const columns = table.key.map((column) => pg.escapeIdentifier(column)).join(", ") || "1";
  const { rows } = await ask(`select to_jsonb(x) as row from (select ${columns} from ${table.sql}) x`);
  return new Set(rows.map(({ row }) => keyOf(table, row as Row)));
}

const insertInto = (table: Table, row: Row) => {
  const columns = Object.keys(row)
    .map((column) => pg.escapeIdentifier(column))
    .join(", ");
  return `insert into ${table.sql} (${columns}) select ${columns} from jsonb_populate_record(null::${table.sql}, $1)`;
};
const forDatabase = (row: Row) => JSON.stringify(row);
const changeOf = ({ rules, key }: Table) =>
  rules?.update?.change ?? `${pg.escapeIdentifier(key[0] ?? "ctid")} = ${pg.escapeIdentifier(key[0] ?? "ctid")}`;

interface Finding {
  persona: string;
  table: string;
  verb: string;
  row: string;
  expected: Answer;
  found: Answer;
}

/**
 * The rows that a persona tries to insert; a copy of one of its own where nobody inserts. Of many rows that name a person,
 * all in the persona's own name and every sixteenth in somebody else's.
 */
function tried(p: Persona, table: Table): Row[] {
  const rows = table.rules?.insert?.rows ?? table.rows.slice(0, 1);
  return rows.filter((row, n) => rows.length < 100 || row.person_id === p.person || n % 16 === 0);
}

/** Every difference between the matrix and the database for one persona. */
async function compare(p: Persona): Promise<{ findings: Finding[]; asked: number }> {
  const findings: Finding[] = [];
  let asked = 0;
  const note = (table: Table, verb: string, row: string, expected: boolean, found: boolean) => {
    asked += 1;
    const answer = (yes: boolean): Answer => (yes ? "yes" : "no");
    if (expected !== found)
      findings.push({ persona: p.name, table: table.sql, verb, row, expected: answer(expected), found: answer(found) });
  };
  await inPersona(p, async (ask) => {
    for (const table of tables) {
      const visible = await seen(ask, table);
      for (const row of table.rows) {
        const { rules } = table;
        note(table, "select", keyOf(table, row), rules?.select?.may(p, row) ?? false, visible.has(keyOf(table, row)));
        if (table.key.length === 0) continue;
        const changed = await ask(
          `update ${table.sql} t set ${changeOf(table)} where ${where(table)}`,
          keyValues(table, row),
        );
        note(table, "update", keyOf(table, row), rules?.update?.may(p, row) ?? false, changed.count === 1);
        const deleted = await ask(`delete from ${table.sql} t where ${where(table)}`, keyValues(table, row));
        note(table, "delete", keyOf(table, row), rules?.delete?.may(p, row) ?? false, deleted.count === 1);
      }
      for (const row of tried(p, table)) {
        const inserted = await ask(insertInto(table, row), [forDatabase(row)]);
        note(table, "insert", JSON.stringify(row), table.rules?.insert?.may(p, row) ?? false, inserted.count === 1);
      }
    }
  });
  return { findings, asked };
}

describe.each(PERSONAS.map((p) => [p.name, p] as const))("%s", (_, p) => {
  it("can and cannot, table by table and row by row, what the matrix says", async () => {
    const { findings, asked } = await compare(p);
    expect(findings).toEqual([]);
    expect(asked).toBeGreaterThan(200);
  });
});

describe("what the matrix denies", () => {
  it("is possible for the owner with the very same statement", async () => {
    const client = await database.admin.connect();
    try {
      await client.query("begin");
      const ask = askOn(client as unknown as pg.Client);
      for (const table of tables) {
        for (const row of table.rules?.insert?.rows ?? []) {
          expect(
            (await ask(insertInto(table, row), [forDatabase(row)])).count,
            `insert ${table.sql} ${JSON.stringify(row)}`,
          ).toBe(1);
        }
        for (const row of table.key.length > 0 ? table.rows : []) {
          const changed = await ask(
            `update ${table.sql} t set ${changeOf(table)} where ${where(table)}`,
            keyValues(table, row),
          );
          expect(changed.count, `update ${table.sql} ${keyOf(table, row)}`).toBe(1);
        }
      }
      await client.query("rollback");
    } finally {
      client.release();
    }
  });

  it("is allowed to somebody wherever the matrix knows a rule, so no rule is empty", () => {
    const empty: string[] = [];
    for (const table of tables) {
      const { select, update, delete: gone, insert } = table.rules ?? {};
      const verbs = { select, update, delete: gone };
      for (const [verb, rule] of Object.entries(verbs)) {
        if (rule && !table.rows.some((row) => PERSONAS.some((p) => rule.may(p, row))))
          empty.push(`${table.sql} ${verb}`);
      }
      if (insert && !insert.rows.some((row) => PERSONAS.some((p) => insert.may(p, row))))
        empty.push(`${table.sql} insert`);
    }
    expect(empty).toEqual([]);
  });
});

describe("columns", () => {
  it("that may be changed are these and no others", async () => {
    const { rows } = await database.admin.query<{ login: string; line: string }>(`
      select r.rolname as login, format('%s.%s: %s', n.nspname, c.relname, string_agg(a.attname, ' ' order by a.attname)) as line
      from pg_roles r, pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where (r.rolname like 'heliu\\_%' and r.rolcanlogin or r.rolname = 'heliu_gate' and n.nspname = 'app') and n.nspname in ('app', 'ctx', 'data', 'gate') and c.relkind in ('r', 'p')
        and has_column_privilege(r.oid, c.oid, a.attnum, 'UPDATE')
      group by r.rolname, n.nspname, c.relname order by 1, 2`);
    expect(rows.map(({ login, line }) => `${login} ${line}`)).toMatchInlineSnapshot(`
      [
        "heliu_gate app.api_key: warned_at",
        "heliu_gate app.case: agreed decided_at decided_on_time due_at due_provisional end_id opinions outcome overdue_at received_at seat_region_id stage stage_since version waiting_on",
        "heliu_gate app.catalogue_entry: abstract_en abstract_zh changed_at checking dedicated delegate_department_id name_en name_zh opening_basis opening_class opening_suspended_at priority_area published_at retired_at retiring_at sharing_basis sharing_class sharing_condition theme update_cycle",
        "heliu_gate app.code_counter: last",
        "heliu_gate app.entry_draft: applied_at",
        "heliu_gate app.ingest_job: attempts bytes_done claim_hash detail ended_at lease_until problem_count refusal rows_done started_at state",
        "heliu_gate app.open_use: day entry_id tenant_id times way",
        "heliu_gate app.rollup: decided department_id ended_otherwise filed granted month on_time open_overdue procedure refused region_id tenant_id went_overdue",
        "heliu_gate app.saved_search: told_at",
        "heliu_gate app.upload: expires_at removed_at",
        "heliu_workspace app.api_key: expires_at replaced_by revoked_at",
        "heliu_workspace app.case: application attributes decided_at decided_on_time due_at due_provisional end_id opinions outcome overdue_at received_at seat_region_id stage stage_since version waiting_on",
        "heliu_workspace app.case_number: last tenant_id year",
        "heliu_workspace app.catalogue_entry: abstract_en abstract_zh dedicated delegate_department_id name_en name_zh sharing_basis sharing_class sharing_condition theme update_cycle",
        "heliu_workspace app.data_grant: purpose_demanded requests_per_minute revoked_at rows_per_day suspended_at version",
        "heliu_workspace app.department: empowered_by kind legal_kind name_en name_zh region_id retired_at",
        "heliu_workspace app.entry_draft: at dropped_at entry entry_id person_id saved submitted_at why",
        "heliu_workspace app.ingest_job: cancel_asked",
        "heliu_workspace app.notice: read_at",
        "heliu_workspace app.person: department_id disabled_at name",
        "heliu_workspace app.register_record: changed_at concerns_id due_on fields marks open version withdrawn_at",
        "heliu_workspace app.saved_search: subscribed told_at",
        "heliu_workspace app.upload: completed_at expires_at removed_at sha256",
      ]
    `);
  });

  it("that are secret are read by no login: the hash of a key, and the address and credential of an upstream", async () => {
    const { rows } = await database.admin.query(`
      select r.rolname from pg_roles r where r.rolcanlogin and r.rolname like 'heliu\\_%'
        and has_column_privilege(r.oid, 'app.api_key', 'token_hash', 'SELECT')`);
    expect(rows).toEqual([]);
    const elsewhere = await database.admin.query(`
      select r.rolname from pg_roles r where r.rolcanlogin and r.rolname like 'heliu\\_%'
        and (has_column_privilege(r.oid, 'app.mount', 'credential', 'SELECT') or has_column_privilege(r.oid, 'app.mount', 'address', 'SELECT'))`);
    expect(elsewhere.rows).toEqual([]);
    const asOwner = await database.admin.query("select token_hash from app.api_key");
    expect(asOwner.rowCount).toBeGreaterThan(0);
  });
});
