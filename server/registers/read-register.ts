import type { Scope } from "@/server/db/context";
import { notFound } from "@/server/shared/errors";
import { keeps, ownRegisters, readsOthers, recordRow, registerOf } from "./own-registers";
import { countKept, listOffices, listRecords } from "./registers.repository";
import type { ReadRegisterInput, RegisterPage } from "./registers.schema";
import { NOTHING, standingOf } from "./rules/standing";

/**
 * One page of a register, of the records that the reader may see.
 * @throws DomainError FORBIDDEN, NOT_FOUND for a register that does not concern the reader
 */
export async function readRegister(scope: Scope, input: ReadRegisterInput): Promise<RegisterPage> {
  const own = ownRegisters(scope);
  const { actor, tx } = scope;
  const { book, today } = own;
  const register = registerOf(own, input.register);
  const mine = keeps(actor, register, book);
  if (!mine && !readsOthers(actor, register, book)) throw notFound();
  const { rows, total } = await listRecords(tx, input, { today, newest: register.review?.counts === "newest" });
  const kept = (await countKept(tx)).find(
    (count) => count.register === register.id && count.departmentId === actor.departmentId,
  );
  const offices = await listOffices(tx);
  return {
    register,
    keeps: mine && own.registers.includes(register),
    departments: offices.map(({ id, code, name }) => ({ id, code, name })),
    rows: rows.map((row) => recordRow(register, row, today)),
    total,
    standing: mine ? standingOf(register, kept ?? NOTHING, today) : "read",
  };
}
