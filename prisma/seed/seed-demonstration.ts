import type pg from "pg";
import { compileEntry } from "@/server/catalogue/compile-entry";
import { listDedicatedDepartment } from "@/server/catalogue/list-dedicated-department";
import { inContext } from "@/server/db/context";
import { departmentIdOf, syncTenants } from "@/server/db/sync-tenants";
import { createDemoPeople, writeDemoAccounts } from "@/server/identity/demo-people";
import { addDays, type CivilDate, calendarFor, loadTenants, type PolicyBook, startOfDay } from "@/server/law";
import { step } from "@/server/shared/log";
import { stableId } from "@/server/shared/stable-id";
import { affairsOf } from "./affair-plans";
import { Affairs } from "./affairs";
import { CATALOGUES, itemsOf, type SeedEntry } from "./catalogue";
import { type Diary, diaryOf, setClock } from "./clock";
import { History } from "./history";
import { People } from "./people";
import { planCity } from "./plan";
import { keepRegisters } from "./registers";
import { mountTable } from "./tables";
import { Use } from "./use";

export interface SeedSettings {
  /** Where `demo-accounts.json` is written. */
  dataFolder: string;
  secret: Buffer;
  /** The day before which the year of history ends. */
  today: CivilDate;
}

/** Days of history before today. */
const HISTORY_DAYS = 365;

/** What an entry became. */
interface Compiled {
  book: PolicyBook;
  entry: SeedEntry;
  entryId: string;
}

/**
 * Fills an empty, migrated database: tenants, people, catalogues, hosted tables and a year of cases. Everything after
 * the people is done by them, through the use cases, under a clock that is set for them; in the end real time is back.
 * @param admin the administrator, connected
 */
export async function seedDemonstration(admin: pg.Client, settings: SeedSettings): Promise<void> {
  const { today } = settings;
  const { books, provinces } = loadTenants();
  await step(
    "tenants",
    () => syncTenants(admin, books.values(), provinces),
    (synced) => `${synced.departments} departments`,
  );
  const accounts = await step(
    "people",
    () => createDemoPeople(admin, settings.secret),
    ({ length }) => String(length),
  );
  writeDemoAccounts(settings.dataFolder, accounts);
  const people = new People(accounts);
  const cities = [...books.values()].filter(({ city }) => CATALOGUES[city.id]);
  try {
    const diary = diaryOf(calendarFor(cities[0]?.city.id ?? ""), addDays(today, -HISTORY_DAYS), today);
    await setClock(admin, startOfDay(addDays(today, -HISTORY_DAYS - 30)));
    const compiled = await step(
      "catalogues",
      () => compileCatalogues(admin, cities, people),
      ({ length }) => `${length} entries`,
    );
    await step(
      "hosted tables",
      () => mountTables(admin, compiled, people, today),
      (rows) => `${rows} rows`,
    );
    await step(
      "a year of cases",
      () => liveThroughYear(admin, { cities, people, diary, compiled, today }),
      (acts) => `${acts} acts`,
    );
    await step(
      "registers",
      () => keepRegisters(admin, { cities, people, today }),
      (records) => `${records} records`,
    );
  } finally {
    await setClock(admin, null);
    await people.goHome();
  }
}

/** Every department compiles its own entries; cities side by side. */
async function compileCatalogues(admin: pg.Client, cities: PolicyBook[], people: People): Promise<Compiled[]> {
  const byCity = await Promise.all(
    cities.map(async (book) => {
      const compiled: Compiled[] = [];
      for (const entry of CATALOGUES[book.city.id] ?? []) {
        compiled.push({ book, entry, entryId: await compile(book, entry, people) });
      }
      return compiled;
    }),
  );
  await openReviewed(admin, byCity.flat());
  return byCity.flat();
}

/** What was open before this system: its reviews lie before the year that is lived here. */
async function openReviewed(admin: pg.Client, compiled: Compiled[]): Promise<void> {
  const open = compiled.filter(({ entry }) => entry.input.openingClass !== "withheld");
  await admin.query("begin");
  await admin.query("set local role heliu_gate");
  await admin.query(
    `update app.catalogue_entry e set opening_class = o.class from jsonb_to_recordset($1) as o(id uuid, class text) where e.id = o.id`,
    [JSON.stringify(open.map(({ entryId, entry }) => ({ id: entryId, class: entry.input.openingClass })))],
  );
  await admin.query("commit");
}

async function compile({ city }: PolicyBook, entry: SeedEntry, people: People): Promise<string> {
  const token = await people.tokenOf(city.id, entry.department, "data_officer");
  const { entryId } = await inContext(token, { readOnly: false }, (scope) =>
    compileEntry(scope, {
      ...entry.input,
      code: `${city.regionCode}-${entry.code}`,
      idempotencyKey: stableId("seed entry", city.id, entry.code),
      delegateDepartmentId: entry.delegate ? departmentIdOf(city.id, entry.delegate) : null,
      items: itemsOf(entry),
    }),
  );
  for (const department of entry.dedicatedTo ?? []) {
    await inContext(token, { readOnly: false }, (scope) =>
      listDedicatedDepartment(scope, {
        idempotencyKey: stableId("seed dedicated", city.id, entry.code, department),
        entryId,
        departmentId: departmentIdOf(city.id, department),
        listed: true,
      }),
    );
  }
  return entryId;
}

/** Mounted as lately as the entry's cycle of updates promises; two at a time, as many as there are connections for it. */
async function mountTables(admin: pg.Client, compiled: Compiled[], people: People, today: CivilDate): Promise<number> {
  const tables = compiled.filter(({ entry }) => entry.rows > 0);
  const often = (one: Compiled) => ["real-time", "daily", "weekly"].includes(one.entry.input.updateCycle);
  let rows = 0;
  for (const [day, group] of [
    [addDays(today, -20), tables.filter((one) => !often(one))],
    [addDays(today, -1), tables.filter(often)],
  ] as const) {
    await setClock(admin, new Date(startOfDay(day).getTime() + 2 * 3_600_000));
    // The largest first, so that none is left alone at the end.
    const queue = [...group].sort((a, b) => b.entry.rows - a.entry.rows);
    const work = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const token = await people.tokenOf(next.book.city.id, next.entry.department, "data_officer");
        const mounted = await mountTable(token, next.entryId, next.entry, next.book, today);
        rows += mounted;
      }
    };
    await Promise.all([work(), work()]);
  }
  return rows;
}

/** Plans the year, then lives it in order of time. Answers how many acts there were. */
async function liveThroughYear(
  admin: pg.Client,
  given: { cities: PolicyBook[]; people: People; diary: Diary; compiled: Compiled[]; today: CivilDate },
): Promise<number> {
  const { cities, people, diary, compiled, today } = given;
  const ids = new Map(compiled.map(({ book, entry, entryId }) => [`${book.city.id}/${entry.code}`, entryId]));
  const history = new History(people, diary, ids);
  new Use(history, people, diary, ids);
  const affairs = new Affairs(history, people, diary, ids);
  for (const book of cities) {
    for (const plan of planCity(book, calendarFor(book.city.id), diary, today)) history.add(plan);
    for (const affair of affairsOf(book, diary, today)) affairs.add(affair);
  }
  await history.run((instant) => setClock(admin, instant));
  return history.acts;
}
