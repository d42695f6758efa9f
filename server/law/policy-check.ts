/** `npm run policy:check`: reads every tenant folder, proves the procedures and prints what rests on law, reading or default,
 * and how each city stands under superior law. */

import { shanghaiDate } from "./civil-date";
import { readTenants, tenantFolders } from "./load-tenants";
import { PARAMETER_KEYS } from "./parameters";
import type { PolicyBook } from "./policy-book";
import { PolicyFileError } from "./policy-file-error";
import { superiorLawReport } from "./superior-law-report";
import { superiorLawLines } from "./superior-law-text";
import { isStipulated } from "./types";

try {
  const { books, provinces, calendar } = readTenants(tenantFolders());
  const today = shanghaiDate(new Date());
  for (const book of books.values()) console.log(summary(book, today));
  console.log(
    `${books.size} cities, ${provinces.length} provinces, calendar published for ${calendar.publishedYears.join(", ")}: sound.`,
  );
} catch (error) {
  if (!(error instanceof PolicyFileError)) throw error;
  console.error(error.message);
  console.error(`${error.problems.length} problem(s). Nothing was loaded.`);
  process.exitCode = 1;
}

/** Since when the text is in force; what counts from a day that nobody entered is not computed. */
function effectOf({ assumed, effective, published }: PolicyBook["city"]["instrument"]): string {
  if (assumed)
    return `publication date to be entered (instrument.published): no effect or expiry is computed, run from ${effective.value} as an assumption`;
  return `effective ${effective.value} (${published ? "publication date entered" : effective.basis})`;
}

function summary(book: PolicyBook, today: string): string {
  const view = book.on(today);
  const values = PARAMETER_KEYS.map((key) => view.value(key));
  const count = (basis: string) => values.filter((legal) => isStipulated(legal) && legal.basis === basis).length;
  const silent = values.filter((legal) => legal.value === "not-stipulated").length;
  const procedures = view
    .procedures()
    .map(({ id, stages }) => `${id} (${stages.map((stage) => stage.id).join(" → ") || "direct"})`);
  const { id, names, instrument } = book.city;
  return [
    `${names.zh} ${id}: ${instrument.status}, ${effectOf(instrument)}, ${book.departments.length} departments`,
    `  values on ${today}: ${count("law")} law, ${count("reading")} reading, ${count("default")} default, ${silent} not stipulated`,
    `  procedures, each proved to reach an end: ${procedures.join("; ")}`,
    ...superiorLawLines(superiorLawReport(book, today), "zh"),
  ].join("\n");
}
