import { randomUUID } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { staleData } from "@/server/catalogue/tell-stale-data";
import { type City, plantCity, plantEntry } from "@/tests/delivery/city";
import { COMPANY_ITEMS, companies } from "@/tests/delivery/companies";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
let city: City;
beforeAll(async () => {
  city = await plantCity(database.admin, "fushun");
});

const look = () => staleData()();
const inDays = (days: number) => database.setClock(new Date(Date.now() + days * 86_400_000));
const told = async (entry: string) =>
  (
    await database.admin.query("select department_id from app.notice where kind = 'data-stale' and subject_id = $1", [
      entry,
    ])
  ).rows;
const cycle = (entry: string, word: string) =>
  database.admin.query("update app.catalogue_entry set update_cycle = $2 where id = $1", [entry, word]);

it("tells the provider once a cycle of data that is older than it, and of nothing else", async () => {
  const [monthly, unpublished, without, elsewhere] = [
    await plantEntry(database.admin, city, COMPANY_ITEMS, companies(2)),
    await plantEntry(database.admin, city, COMPANY_ITEMS, companies(2)),
    await plantEntry(database.admin, city, COMPANY_ITEMS, null),
    await plantEntry(database.admin, city, COMPANY_ITEMS, null),
  ];
  for (const entry of [monthly, unpublished, without, elsewhere]) await cycle(entry, "monthly");
  await database.admin.query("update app.catalogue_entry set published_at = null where id = $1", [unpublished]);
  await database.admin.query(
    `insert into app.mount (tenant_id, entry_id, seq, kind, address, person_id, department_id)
     values ($1, $2, 1, 'upstream', 'https://upstream.example/', $3, $4)`,
    [city.id, elsewhere, city.provider.personId, city.provider.departmentId],
  );
  await inDays(30);
  expect(await look()).toBe(0);
  await inDays(32);
  expect(await look()).toBe(1);
  expect(await look()).toBe(0);
  expect(await told(monthly)).toEqual([{ department_id: city.provider.departmentId }]);
  await inDays(60);
  expect(await look()).toBe(0);
  await inDays(64);
  expect(await look()).toBe(1);
  for (const entry of [unpublished, without, elsewhere, randomUUID()]) expect(await told(entry)).toEqual([]);
});

it("tells of daily data not more often than once a week", async () => {
  await database.setClock(null);
  const daily = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(2));
  await cycle(daily, "daily");
  const looks: number[] = [];
  for (const day of [2, 3, 8, 9, 10]) {
    await inDays(day);
    await look();
    looks.push((await told(daily)).length);
  }
  expect(looks).toEqual([1, 1, 1, 2, 2]);
});
