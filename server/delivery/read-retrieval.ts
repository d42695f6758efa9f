import type { Scope } from "@/server/db/context";
import type { CallReceipt, RetrievalRecord, VerifyRetrievalInput } from "@/server/delivery/retrieval.schema";
import { legalEffect } from "@/server/delivery/rules/legal-effect";
import { findDocumentAt, findReceipt, listUseRows } from "@/server/delivery/use.repository";
import { authorise } from "@/server/identity/ability";
import { getBook } from "@/server/law";
import { notFound } from "@/server/shared/errors";

/**
 * The record of one retrieval with what it may support in this city by the law of that day, and a code by which it can be
 * verified.
 * @throws DomainError FORBIDDEN, NOT_FOUND when it is missing or not for these eyes
 */
export async function readRetrieval(
  { actor, tx }: Scope,
  { recordId }: { recordId: string },
): Promise<RetrievalRecord> {
  authorise(actor, "read", "access");
  const { rows } = await listUseRows(tx, actor.tenantId, { recordId, page: 1, pageSize: 1 });
  const [row] = rows;
  if (!row) throw notFound();
  const receipt = await findReceipt(tx, recordId);
  if (!receipt) throw notFound();
  const { filter: _, ...record } = row;
  const { document, excludedBy } = await findDocumentAt(tx, actor.tenantId, row.entry.id, row.at);
  const view = getBook(actor.tenantId).on(row.at);
  return { ...record, effect: legalEffect(view, document, excludedBy), code: codeOf(receipt), receipt };
}

/**
 * Whether a record that somebody shows is the one that was left, and what that one says.
 * @throws DomainError as `readRetrieval`
 */
export async function verifyRetrieval(
  scope: Scope,
  { recordId, code }: VerifyRetrievalInput,
): Promise<{ genuine: boolean; record: RetrievalRecord }> {
  const record = await readRetrieval(scope, { recordId });
  return { genuine: record.code === code, record };
}

/** The first twenty digits of the record's hash, in groups of five as people read them out. */
function codeOf({ leaf }: CallReceipt): string {
  return leaf.slice(0, 20).toUpperCase().match(/.{5}/g)?.join("-") ?? "";
}
