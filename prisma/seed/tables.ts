import type { CivilDate, PolicyBook } from "@/server/law";
import { mountHostedTable, type SourceValue } from "@/server/mounting/mount-hosted-table";
import type { SeedEntry } from "./catalogue";
import { COLUMNS, Row } from "./columns";
import { Flaws } from "./flaws";
import type { Place } from "./people-and-companies";
import { randomOf } from "./random";

/** The places of a city: its counties, or a zone as a whole. */
export function placeOf({ city }: PolicyBook): Place {
  const counties = city.regions.filter(({ code }) => code !== city.regionCode);
  const regions = counties.length > 0 ? counties : city.regions;
  return {
    short: city.short.zh,
    cityName: city.names.zh,
    districts: regions.map(({ code, names }) => ({ code, name: names.zh })),
  };
}

/** The rows of an entry, one after another: a table of a hundred thousand is never in memory as a whole. */
export function* rowsOf(entry: SeedEntry, book: PolicyBook, today: CivilDate): Generator<SourceValue[]> {
  const random = randomOf(`${book.city.id} ${entry.code}`);
  const place = placeOf(book);
  const kinds = entry.columns.map((name) => COLUMNS[name]);
  const flaws = new Flaws(entry, `${book.city.id} ${entry.code}`);
  for (let i = 0; i < entry.rows; i++) {
    const row = new Row(i, random, place, today);
    yield flaws.into(
      kinds.map((kind) => kind.value(row)),
      i,
    );
  }
}

/** Mounts an entry's table as an officer of its department; answers the number of rows. */
export async function mountTable(
  token: string,
  entryId: string,
  entry: SeedEntry,
  book: PolicyBook,
  today: CivilDate,
): Promise<number> {
  const { rowCount } = await mountHostedTable(token, entryId, rowsOf(entry, book, today));
  return rowCount;
}
