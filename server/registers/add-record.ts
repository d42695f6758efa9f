import { randomUUID } from "node:crypto";
import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import type { Scope } from "@/server/db/context";
import { holds } from "@/server/law/condition";
import { DomainError, notFound } from "@/server/shared/errors";
import { keeps, ownRegisters } from "./own-registers";
import { findRecord, listOffices, saveRecord, saveRecordNotices } from "./registers.repository";
import type { AddRecordInput, RecordSaved } from "./registers.schema";
import { holdsOffice } from "./rules/offices";
import { settleRecord } from "./settle-record";
import { suspendGrants } from "./suspend-grants";

/**
 * Puts something on record in the name of the reader's department. Whom the register names is told in the same
 * transaction; an incident may suspend every grant of the department with it.
 * @throws DomainError FORBIDDEN to whoever does not keep the register; NOT_FOUND; INVALID naming the fields; RULE where
 * the law keeps such a thing out
 */
export async function addRecord(scope: Scope, input: AddRecordInput): Promise<RecordSaved> {
  const own = ownRegisters(scope);
  const { actor, tx } = scope;
  const register = own.registers.find(({ id }) => id === input.register);
  if (!register) throw notFound();
  if (!keeps(actor, register, own.book)) throw new DomainError("FORBIDDEN");
  if (input.suspendGrants && !register.suspends) throw new DomainError("FORBIDDEN");
  const recordId = randomUUID();
  const before = await claimKey(scope, input.idempotencyKey, "registers.add", { recordId, version: 1, suspended: 0 });
  if (before) return before;
  const head = await settleRecord(scope, own, register, input.fields, null);
  await saveRecord(tx, actor, recordId, register.id, head);
  await recordAct(scope, {
    act: "registers.add",
    subjectKind: "record",
    subjectId: recordId,
    detail: { register: register.id },
  });
  const told = register.tells.filter(({ when }) => when === null || holds(when, head.fields)).flatMap(({ to }) => to);
  if (told.length > 0) {
    const offices = (await listOffices(tx)).filter(
      (office) => office.id !== actor.departmentId && holdsOffice(told, own.book, office),
    );
    const about = { recordId, title: register.title, keeper: actor.departmentName };
    await saveRecordNotices(
      tx,
      actor.tenantId,
      offices.map(({ id }) => id),
      about,
    );
  }
  if (!input.suspendGrants || !register.suspends) return { recordId, version: 1, suspended: 0 };
  const record = await findRecord(tx, recordId);
  if (!record) throw notFound();
  const suspended = await suspendGrants(scope, input.idempotencyKey, record, register.suspends.title);
  return { recordId, version: 1, suspended };
}
