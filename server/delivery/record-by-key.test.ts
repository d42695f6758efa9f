import type pg from "pg";
import { expect, it } from "vitest";
import { plantCity, plantEntry, plantGrant, plantKey } from "@/tests/delivery/city";
import { COMPANY_ITEMS, companies } from "@/tests/delivery/companies";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const MANY = 5_000;
/** A plan is kept from the sixth call on. */
const TIMES = 8;
/** Look-ups in a round: two pages and the foreign key of the short one; five of an export with its foreign key. */
const LOOKUPS = 8;

/** Access records that were read so far, by whatever scan; the client's own last statements are told first. */
async function recordsRead(client: pg.ClientBase): Promise<number> {
  await client.query("select pg_stat_force_next_flush()");
  const { rows } = await database.admin.query<{ n: number }>(
    `select (coalesce(t.seq_tup_read, 0) + (select coalesce(sum(i.idx_tup_read), 0) from pg_stat_all_indexes i where i.relid = t.relid))::int as n
       from pg_stat_all_tables t where t.relid = 'app.access_record'::regclass`,
  );
  return rows[0]?.n ?? 0;
}

it("reads no access record but its own, by plans that were kept since the table was empty", async () => {
  const { admin } = database;
  const city = await plantCity(admin, "fushun");
  const entry = await plantEntry(admin, city, COMPANY_ITEMS, companies(60));
  const grant = await plantGrant(admin, city, entry, { columns: ["uscc", "name"], storageAllowed: false });
  const key = await plantKey(admin, city, grant);
  // Nothing makes the plans anew while the table grows.
  await admin.query("alter table app.access_record set (autovacuum_enabled = off)");
  await admin.query("vacuum analyze app.access_record");
  const fill = () =>
    admin.query(
      `insert into app.access_record (tenant_id, grant_id, entry_id, region_id, consumer_department_id, provider_department_id,
          approved_by, purpose, content, way, medium, at)
        select g.tenant_id, g.id, g.entry_id, g.region_id, g.consumer_department_id, g.provider_department_id,
          g.approved_by, g.purpose, '{"version": 1}', 'api', 'json', now()
          from app.data_grant g, generate_series(1, $1::int) where g.id = $2`,
      [MANY, grant],
    );
  const readEveryWay = async (client: pg.Client) => {
    for (const limit of [10, 1000]) {
      const page = await client.query({
        name: "rows",
        text: "call gate.rows('key', $1, $2, 'api', 'json', null, null, null, null, $3)",
        values: [key, entry, limit],
      });
      expect(page.rows[0].status).toBe("ok");
    }
    const opened = await client.query(
      "select access_id from gate.open_access('key', $1, $2, 'export', 'csv', null, null, null, null, null)",
      [key, entry],
    );
    const id = opened.rows[0].access_id;
    const batch = await client.query("select status from gate.read_access('key', $1, $2, 0, 10)", [key, id]);
    expect(batch.rows[0].status).toBe("ok");
    const stretch = await client.query("select status from gate.next_stretch('key', $1, $2, 0, 0)", [key, id]);
    expect(stretch.rows[0].status).toBe("ok");
    const mark = await client.query("select mark from gate.mark_of('key', $1, $2)", [key, id]);
    expect(mark.rows[0].mark).toMatchObject({ accessRecord: id });
    const done = await client.query("select gate.finish_export('key', $1, $2, 60, 1, null) as status", [key, id]);
    expect(done.rows[0].status).toBe("ok");
  };

  await database.as("heliu_workspace", async (client) => {
    for (let n = 0; n < TIMES; n++) await readEveryWay(client);
    await fill();
    const before = await recordsRead(client);
    for (let n = 0; n < TIMES; n++) await readEveryWay(client);
    const read = (await recordsRead(client)) - before;
    expect(read).toBeGreaterThanOrEqual(TIMES * LOOKUPS);
    expect(read).toBeLessThan(TIMES * LOOKUPS * 3);
  });

  // And it could be otherwise: a plain statement with the same key keeps what was right for an empty table.
  await admin.query("truncate app.access_record cascade");
  await admin.query("vacuum analyze app.access_record");
  const plainly = await admin.connect();
  try {
    await plainly.query("set plan_cache_mode = force_generic_plan");
    const plain = () =>
      plainly.query({
        name: "plain",
        text: "select content from app.access_record where tenant_id = $1 and id = $2",
        values: [city.id, grant],
      });
    await plain();
    await fill();
    const before = await recordsRead(plainly);
    await plain();
    expect((await recordsRead(plainly)) - before).toBeGreaterThanOrEqual(MANY);
  } finally {
    plainly.release(true);
  }
});
