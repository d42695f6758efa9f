import type { z } from "zod";
import { toDomainError } from "@/server/api/domain-error";
import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import { inContext } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { findOwnEntry, restore } from "@/server/mounting/ingest.repository";
import type { restoreVersionInput } from "@/server/mounting/ingest.schema";
import { notFound } from "@/server/shared/errors";

/**
 * Goes back to the version before, at once for every reader; the one that was in use stays and can be gone back to.
 * @throws DomainError NOT_FOUND for an entry that is another department's and for a version that is not kept any more
 */
export async function restoreVersion(
  token: string,
  input: z.output<typeof restoreVersionInput>,
): Promise<{ version: number }> {
  const repeated = await inContext(token, { readOnly: false }, async (scope) => {
    const { actor, tx } = scope;
    authorise(actor, "compile", "entry");
    if (!(await findOwnEntry(tx, actor.tenantId, actor.departmentId, input.entryId))) throw notFound();
    const known = await claimKey(scope, input.idempotencyKey, "mounting.restore", { version: input.version });
    if (known) return known;
    await recordAct(scope, {
      act: "mounting.restore",
      subjectKind: "entry",
      subjectId: input.entryId,
      detail: { version: input.version },
    });
    return null;
  });
  if (repeated) return repeated;
  try {
    await restore(token, input.entryId, input.version);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "P0002") throw notFound();
    throw toDomainError(error) ?? error;
  }
  return { version: input.version };
}
