import { randomUUID } from "node:crypto";
import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import type { Scope } from "@/server/db/context";
import type { Register } from "@/server/law";
import { DomainError, notFound } from "@/server/shared/errors";
import { keeps, type OwnRegisters, officeOf, ownRegisters, registerOf } from "./own-registers";
import { findRecord, type StoredRecord, saveReply, saveVersion } from "./registers.repository";
import type {
  ChangeRecordInput,
  RecordSaved,
  ReplyToRecordInput,
  SuspendByRecordInput,
  WithdrawRecordInput,
} from "./registers.schema";
import { mayReply } from "./rules/replies";
import { settleRecord } from "./settle-record";
import { suspendGrants } from "./suspend-grants";

/**
 * Writes the next version of a record of one's own department: a newer one in its place, or a correction with its reason.
 * The earlier versions stay.
 * @throws DomainError NOT_FOUND, FORBIDDEN, INVALID naming the fields, RULE, STALE when it was changed since it was shown
 */
export async function changeRecord(scope: Scope, input: ChangeRecordInput): Promise<RecordSaved> {
  const own = ownRegisters(scope);
  const { record, register } = await ownRecord(scope, own, input.recordId);
  const saved: RecordSaved = { recordId: record.id, version: input.version + 1, suspended: 0 };
  const before = await claimKey(scope, input.idempotencyKey, `registers.${input.act}`, { ...saved });
  if (before) return before;
  const head = await settleRecord(scope, own, register, input.fields, record.id);
  await write(scope, input, head, {
    act: input.act === "renew" ? "renewed" : "corrected",
    reason: input.reason,
  });
  await note(scope, `registers.${input.act}`, record);
  return saved;
}

/**
 * Takes a record out of the register with its reason; it stays readable with its whole history.
 * @throws DomainError NOT_FOUND, FORBIDDEN, STALE
 */
export async function withdrawRecord(scope: Scope, input: WithdrawRecordInput): Promise<RecordSaved> {
  const own = ownRegisters(scope);
  const { record } = await ownRecord(scope, own, input.recordId);
  const saved: RecordSaved = { recordId: record.id, version: input.version + 1, suspended: 0 };
  const before = await claimKey(scope, input.idempotencyKey, "registers.withdraw", { ...saved });
  if (before) return before;
  const { fields, concernsId, marks } = record;
  const head = { fields, concernsId, marks, dueOn: null, open: false };
  await write(scope, input, head, { act: "withdrawn", reason: input.reason });
  await note(scope, "registers.withdraw", record);
  return saved;
}

/**
 * Says to a record what its register lets the reader's department say: that it was received or read, a comment, a
 * measure taken.
 * @throws DomainError NOT_FOUND, FORBIDDEN, INVALID where words are asked for, STALE for a withdrawn record
 */
export async function replyToRecord(scope: Scope, input: ReplyToRecordInput): Promise<{ replyId: string }> {
  const own = ownRegisters(scope);
  const { actor, tx } = scope;
  const record = await findRecord(tx, input.recordId);
  if (!record || actor.departmentId === null) throw notFound();
  const register = registerOf(own, record.register);
  const reply = register.replies.find(({ id }) => id === input.reply);
  if (!reply || !mayReply(reply, record, officeOf(actor), own.book)) throw new DomainError("FORBIDDEN");
  if (record.withdrawnAt) throw new DomainError("STALE");
  if (reply.words && input.words === "")
    throw new DomainError("INVALID", { fields: [{ path: "words", problem: "required" }] });
  const replyId = randomUUID();
  const before = await claimKey(scope, input.idempotencyKey, "registers.reply", { replyId });
  if (before) return before;
  await saveReply(tx, actor, { id: replyId, record, reply: reply.id, words: input.words });
  await recordAct(scope, {
    act: "registers.reply",
    subjectKind: "record",
    subjectId: record.id,
    detail: { register: register.id, reply: reply.id },
  });
  return { replyId };
}

/**
 * Suspends every live grant that the department gave, for an incident on record.
 * @throws DomainError NOT_FOUND, FORBIDDEN, STALE for a withdrawn record
 */
export async function suspendByRecord(scope: Scope, input: SuspendByRecordInput): Promise<RecordSaved> {
  const own = ownRegisters(scope);
  const { record, register } = await ownRecord(scope, own, input.recordId);
  if (!register.suspends) throw new DomainError("FORBIDDEN");
  if (record.withdrawnAt) throw new DomainError("STALE");
  const saved: RecordSaved = { recordId: record.id, version: record.version, suspended: 0 };
  const before = await claimKey(scope, input.idempotencyKey, "registers.suspend", { ...saved });
  if (before) return before;
  return { ...saved, suspended: await suspendGrants(scope, input.idempotencyKey, record, register.suspends.title) };
}

/** A record that the reader's own department keeps. @throws DomainError NOT_FOUND where it is not to be seen, FORBIDDEN */
async function ownRecord(
  { actor, tx }: Scope,
  own: OwnRegisters,
  recordId: string,
): Promise<{ record: StoredRecord; register: Register }> {
  const record = await findRecord(tx, recordId);
  if (!record) throw notFound();
  const register = registerOf(own, record.register);
  if (record.departmentId !== actor.departmentId || !keeps(actor, register, own.book))
    throw new DomainError("FORBIDDEN");
  return { record, register };
}

async function write(
  { actor, now, tx }: Scope,
  { recordId, version }: { recordId: string; version: number },
  head: Parameters<typeof saveVersion>[3],
  what: { act: "corrected" | "renewed" | "withdrawn"; reason: string },
): Promise<void> {
  const saved = await saveVersion(tx, actor, { id: recordId, version }, head, { ...what, at: now });
  if (!saved) throw new DomainError("STALE");
}

async function note(scope: Scope, act: string, { id, register }: StoredRecord): Promise<void> {
  await recordAct(scope, { act, subjectKind: "record", subjectId: id, detail: { register } });
}
