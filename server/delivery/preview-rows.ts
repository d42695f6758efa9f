import type { Scope } from "@/server/db/context";
import { describeGrant } from "@/server/delivery/gate.repository";
import type { CellValue, ReadRowsInput, RowPage } from "@/server/delivery/grant.schema";
import { readRawPage } from "@/server/delivery/read-raw-page";
import { refusalOf } from "@/server/delivery/rules/reading-status";
import { authorise } from "@/server/identity/ability";

/**
 * One page of a grant's rows for the screen, read through the database's door under the person's own session: granted
 * columns, masks and rows, and an access record that is committed before a row is read.
 * @throws DomainError NOT_FOUND, GRANT_ENDED, PURPOSE, LIMIT, INVALID naming the column
 */
export async function previewRows({ actor }: Scope, token: string, input: ReadRowsInput): Promise<RowPage> {
  authorise(actor, "read", "grant");
  const reader = { by: "session", token, grantId: input.grantId } as const;
  const { body, columns, next, accessRecordId } = await readRawPage(reader, "preview", "screen", {
    columns: input.columns ?? null,
    filter: input.filter,
    sort: input.sort ?? null,
    after: input.after ?? null,
    purpose: input.purpose,
    limit: input.limit,
    count: false,
  });
  const about = await describeGrant(reader);
  if (!about.described) throw refusalOf(about.status, null);
  return {
    columns: about.described.columns.filter(({ name }) => columns.includes(name)),
    rows: JSON.parse(body) as Record<string, CellValue>[],
    next,
    accessRecordId,
  };
}
