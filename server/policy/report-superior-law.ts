import type { Scope } from "@/server/db/context";
import { superiorLawReport } from "@/server/law";
import { dayOf, nameOf, ownBook, told } from "./city-book";
import type { ReportInput, ReportView } from "./policy.schema";

/** How the reader's city stands under the superior law on a day. @throws DomainError FORBIDDEN */
export async function reportSuperiorLaw(scope: Scope, { on }: ReportInput): Promise<ReportView> {
  const book = ownBook(scope);
  const report = superiorLawReport(book, dayOf(scope, on));
  const words = report.rows.map(({ key, own, national, effective }) => [
    key,
    { own: told(key, own).told, national: told(key, national).told, effective: told(key, effective).told },
  ]);
  return { city: nameOf(book), report, told: Object.fromEntries(words) };
}
