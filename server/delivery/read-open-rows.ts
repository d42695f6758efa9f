import { readOpenPage } from "@/server/delivery/gate.repository";
import type { Format } from "@/server/delivery/grant.schema";
import type { RawPage } from "@/server/delivery/raw-page";
import type { RowQuestion } from "@/server/delivery/read-resource-rows";
import { refusalOf } from "@/server/delivery/rules/reading-status";

/**
 * Reads one page of a city's open dataset for any system; nobody's name is taken, the first page is counted.
 * @throws DomainError NOT_FOUND for a city or dataset that is missing or not open to everyone; INVALID naming the column
 */
export async function readOpenRows(
  cityId: string,
  medium: Format,
  question: RowQuestion,
): Promise<Omit<RawPage, "accessRecordId">> {
  const answer = await readOpenPage(cityId, question.entryId, "api", medium, question);
  const { status, detail, body, shown, next, version, total, exact } = answer;
  if (status !== "ok" || body === null || version === null) throw refusalOf(status, detail);
  return { body, columns: shown ?? [], next, version, total, exact };
}
