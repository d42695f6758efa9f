import { beforeAll, describe, expect, it } from "vitest";
import { listEntriesInput, listOpenEntriesInput } from "@/server/catalogue/catalogue.schema";
import { listEntries, listOpenEntries, readFacets, readOpenFacets } from "@/server/catalogue/list-entries";
import { listOpeningCatalogue } from "@/server/opening/list-opening-catalogue";
import { entryOf, loadCities, type Official, official, outsider } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { ENTRIES, QUESTIONS } from "./search-truth";

const database = testDatabase();
let reader: Official;
const offices: Record<string, Official> = {};
const ids = new Map<string, string>();
const keyOf = new Map<string, string>();

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-03-02T10:00:00+08:00");
  reader = await official(database, "shuozhou", "info", "authority_officer");
  for (const entry of ENTRIES) {
    offices[entry.department] ??= await official(database, "shuozhou", entry.department, "data_officer");
    const id = await entryOf(offices[entry.department] as Official, {
      code: entry.code,
      nameZh: entry.name,
      nameEn: entry.nameEn ?? "",
      abstractZh: entry.abstract,
      theme: entry.theme,
      items: entry.items.map(([labelZh, name, labelEn]) => ({
        name,
        labelZh,
        labelEn,
        type: "text",
        grade: 1,
        mask: "none",
      })),
    });
    ids.set(entry.key, id);
    keyOf.set(id, entry.key);
  }
});

const search = (who: Official, over: Record<string, unknown>) =>
  who.asks(listEntries, listEntriesInput.parse({ pageSize: 100, ...over }));
const keys = async (over: Record<string, unknown>) =>
  (await search(reader, over)).rows.map(({ id }) => keyOf.get(id) ?? id);

describe("a search of the catalogue", () => {
  it("finds what the truth set says: recall at least 0.99 and precision at least 0.95", async () => {
    expect(QUESTIONS.length).toBeGreaterThanOrEqual(100);
    const wrong: string[] = [];
    let [hits, missed, extra] = [0, 0, 0];
    for (const [text, expected, place] of QUESTIONS) {
      const found = new Set(await keys({ text, ...(place && { in: place }) }));
      const lacks = expected.filter((key) => !found.has(key));
      const more = [...found].filter((key) => !expected.includes(key));
      hits += expected.length - lacks.length;
      missed += lacks.length;
      extra += more.length;
      if (lacks.length + more.length > 0) wrong.push(`${text}: lacks ${lacks.join()}; has ${more.join()}`);
    }
    const [recall, precision] = [hits / (hits + missed), hits / (hits + extra)];
    expect(recall, wrong.join("\n")).toBeGreaterThanOrEqual(0.99);
    expect(precision, wrong.join("\n")).toBeGreaterThanOrEqual(0.95);
  });
});
