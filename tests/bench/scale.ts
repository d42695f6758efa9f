import pg from "pg";
import { plantCity, plantEntry, plantGrant, plantKey } from "@/tests/delivery/city";
import { COMPANY_ITEMS, companies } from "@/tests/delivery/companies";
import { judge, median, withBench } from "./harness";
import { askPage } from "./pages";

/**
 * `npm run bench -- scale`: the same page from a city with 5 resources and 5 grants, and from its copy that has grown to
 * 2,000 resources and a million grants, asked in turn.
 */
const RESOURCES = 2_000;
const GRANTS = Number(process.env.BENCH_GRANTS ?? 1_000_000);
const TIMES = Number(process.env.BENCH_ROUNDS ?? 400);

await withBench(async ({ admin, serve, copy }) => {
  const city = await plantCity(admin, "fushun");
  const planted: { entry: string; key: string }[] = [];
  for (let n = 0; n < 5; n++) {
    const entry = await plantEntry(admin, city, COMPANY_ITEMS, companies(20_000));
    const grant = await plantGrant(admin, city, entry, {
      columns: ["uscc", "name", "legal_person", "phone", "district", "capital"],
      requestsPerMinute: 1_000_000,
      rowsPerDay: 1_000_000_000_000,
    });
    planted.push({ entry, key: await plantKey(admin, city, grant) });
  }
  await admin.end();
  const grown = await copy("grown");
  const big = new pg.Client({ connectionString: grown.adminUrl });
  await big.connect();
  const began = performance.now();
  await grow(big);
  await big.query("vacuum analyze app.data_grant");
  await big.query("vacuum analyze app.hosted_table");
  await big.end();
  console.log(
    `grew to ${RESOURCES} resources and ${GRANTS} grants in ${((performance.now() - began) / 1000).toFixed(0)} s`,
  );

  const few = await serve("tests/bench/heliu-server.ts");
  const many = await serve("tests/bench/heliu-server.ts", grown.environment);
  const times = { few: [] as number[], many: [] as number[] };
  for (let n = -40; n < TIMES; n++) {
    const { entry, key } = planted[Math.abs(n) % 5] as { entry: string; key: string };
    const path = `/api/v1/resources/${entry}/rows?limit=100&filter.district=${encodeURIComponent("望花区")}`;
    const one = await askPage(few, path, key);
    const other = await askPage(many, path, key);
    if (n < 0) continue; // caches fill first
    times.few.push(one.milliseconds);
    times.many.push(other.milliseconds);
  }
  judge("2,000 resources and a million grants, against 5", median(times.many) / median(times.few), { atMost: 1.3 });
});

/** More of the same, without the facts that would stand behind each: constraints and triggers look away while it is made. */
async function grow(client: pg.Client): Promise<void> {
  await client.query("set session_replication_role = replica");
  await client.query(
    `insert into app.catalogue_entry (tenant_id, id, code, department_id, region_id, name_zh, name_en, theme, sharing_class, opening_class, update_cycle, published_at)
     select e.tenant_id, gen_random_uuid(), 'grown-' || n, e.department_id, e.region_id, e.name_zh, e.name_en, e.theme, e.sharing_class, e.opening_class, e.update_cycle, e.published_at
       from (select * from app.catalogue_entry limit 1) e, generate_series(6, $1::int) n`,
    [RESOURCES],
  );
  await client.query(`do $$ declare e record; t text; begin
    for e in select x.tenant_id, x.id, h.columns, h.mounted_by from app.catalogue_entry x, (select * from app.hosted_table limit 1) h where x.code like 'grown-%' loop
      t := 't_' || replace(gen_random_uuid()::text, '-', '');
      execute format('create table data.%I (row_no bigint primary key, uscc text, name text)', t);
      insert into app.hosted_table (tenant_id, entry_id, version, relation, columns, mounted_by, active)
        values (e.tenant_id, e.id, 1, t, e.columns, e.mounted_by, true);
      if random() < 0.01 then commit; end if;
    end loop; end $$`);
  for (let done = 0; done < GRANTS; done += 100_000) {
    await client.query(
      `insert into app.data_grant (tenant_id, case_id, entry_id, region_id, consumer_department_id, provider_department_id, approved_by, columns, purpose, valid_from, valid_until)
       select g.tenant_id, gen_random_uuid(), e.ids[1 + n % cardinality(e.ids)], g.region_id, g.consumer_department_id, g.provider_department_id, g.approved_by,
           g.columns, g.purpose, g.valid_from, g.valid_until
         from (select * from app.data_grant limit 1) g, (select array_agg(id) as ids from app.catalogue_entry) e, generate_series(1, $1::int) n`,
      [Math.min(100_000, GRANTS - done)],
    );
  }
}
