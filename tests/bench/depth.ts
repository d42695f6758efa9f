import { plantCity, plantEntry, plantGrant, plantKey } from "@/tests/delivery/city";
import { COMPANY_ITEMS, companies } from "@/tests/delivery/companies";
import { judge, median, withBench } from "./harness";
import { askPage } from "./pages";

/**
 * `npm run bench -- depth`: a page of 100 rows that begins at row 900,000 of a million, against the first page of the same
 * question, asked in turn; in the table's own order and in that of an indexed column, both ways.
 */
const ROWS = Number(process.env.BENCH_ROWS ?? 1_000_000);
const DEEP = Math.floor(ROWS * 0.9);
const TIMES = Number(process.env.BENCH_ROUNDS ?? 150);

await withBench(async ({ admin, serve }) => {
  const city = await plantCity(admin, "fushun");
  const entry = await plantEntry(admin, city, COMPANY_ITEMS, companies(ROWS));
  const grant = await plantGrant(admin, city, entry, {
    columns: ["uscc", "name", "legal_person", "phone", "district", "capital"],
    requestsPerMinute: 1_000_000,
    rowsPerDay: 1_000_000_000_000,
  });
  const key = await plantKey(admin, city, grant);
  await admin.query("vacuum analyze");
  const server = await serve("tests/bench/heliu-server.ts");
  for (const order of ["", "&sort=uscc", "&sort=-uscc"]) {
    const base = `/api/v1/resources/${entry}/rows?columns=uscc${order}`;
    let after = "";
    for (let row = 0; row < DEEP; row += 1000) {
      after = `&after=${(await askPage(server, `${base}&limit=1000${after}`, key)).next}`;
    }
    const first: number[] = [];
    const deep: number[] = [];
    for (let n = 0; n < TIMES; n++) {
      const one = await askPage(server, `${base}&limit=100`, key);
      const other = await askPage(server, `${base}&limit=100${after}`, key);
      if (one.rows !== 100 || other.rows !== 100) throw new Error("a page is not full");
      first.push(one.milliseconds);
      deep.push(other.milliseconds);
    }
    const said = order === "" ? "the table's order" : order.slice(6);
    judge(`page at row ${DEEP} in ${said}, against page 1`, median(deep) / median(first), { atMost: 1.5 });
  }
});
