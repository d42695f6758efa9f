import type { Scope } from "@/server/db/context";
import { describeGrant, readPage } from "@/server/delivery/gate.repository";
import type { CellValue, ReadRowsInput, RowPage } from "@/server/delivery/grant.schema";
import { refusalOf } from "@/server/delivery/rules/reading-status";
import { readCursor, writeCursor } from "@/server/delivery/rules/row-cursor";
import { authorise } from "@/server/identity/ability";
import { invalid } from "@/server/shared/errors";

/**
 * One page of a grant's rows for the screen, read through the database's door under the person's own session: granted
 * columns, masks and rows, and an access record that is committed before a row is read.
 * @throws DomainError NOT_FOUND, GRANT_ENDED, INVALID naming the column
 */
export async function previewRows({ actor }: Scope, token: string, input: ReadRowsInput): Promise<RowPage> {
  authorise(actor, "read", "grant");
  const reader = { by: "session", token, grantId: input.grantId } as const;
  const cursor = input.after ? readCursor(input.after) : null;
  if (input.after && !cursor) throw invalid({ path: "after", problem: "wrong" });
  const { status, detail, body, shown, next, version, accessRecordId } = await readPage(reader, "preview", "screen", {
    columns: input.columns ?? null,
    filter: input.filter,
    version: cursor?.version ?? null,
    after: cursor?.after ?? null,
    limit: input.limit,
  });
  if (status !== "ok" || body === null || version === null || !accessRecordId) throw refusalOf(status, detail);
  const about = await describeGrant(reader);
  if (!about.described) throw refusalOf(about.status, null);
  return {
    columns: about.described.columns.filter(({ name }) => shown?.includes(name)),
    rows: JSON.parse(body) as Record<string, CellValue>[],
    next: next === null ? null : writeCursor({ version, after: next }),
    accessRecordId,
  };
}
