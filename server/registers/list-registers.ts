import type { Scope } from "@/server/db/context";
import { may } from "@/server/identity/ability";
import { keeps, officeOf, ownRegisters, readsOthers } from "./own-registers";
import { countKept, listUnreplied } from "./registers.repository";
import type { RegisterList, RegisterRow } from "./registers.schema";
import { owesReply } from "./rules/replies";
import { NOTHING, standingOf } from "./rules/standing";

/**
 * Every register of the city that concerns the reader: those that the department keeps, with what is missing or due
 * again, and those that it reads.
 * @throws DomainError FORBIDDEN to whoever is no official of a city
 */
export async function listRegisters(scope: Scope): Promise<RegisterList> {
  const own = ownRegisters(scope);
  const { actor, tx } = scope;
  const { book, today } = own;
  const departmentId = actor.departmentId ?? "";
  const counts = await countKept(tx);
  const office = officeOf(actor);
  const writes = may(actor, "file", "register");
  const owes = own.registers.filter(({ replies }) => writes && replies.some(({ awaited }) => awaited));
  const unreplied = await listUnreplied(
    tx,
    departmentId,
    owes.map(({ id }) => id),
  );
  const rows = own.registers.flatMap((register): RegisterRow[] => {
    const mine = keeps(actor, register, book);
    if (!mine && !readsOthers(actor, register, book)) return [];
    const inIt = counts.filter((count) => count.register === register.id);
    const kept = inIt.find((count) => count.departmentId === departmentId);
    const { id, title, description, subject, article, basis, mandatory, reason, replies } = register;
    return [
      {
        register: { id, title, description, subject, article, basis, mandatory, ...(reason && { reason }) },
        standing: mine ? standingOf(register, kept ?? NOTHING, today) : "read",
        records: inIt.reduce((sum, { records }) => sum + records, 0),
        own: kept?.records ?? 0,
        marked: kept?.marked ?? 0,
        awaited: unreplied.filter(
          (record) =>
            record.register === id &&
            replies.some((reply) => !record.replied.includes(reply.id) && owesReply(reply, record, office, book)),
        ).length,
      },
    ];
  });
  const todo = rows.reduce(
    (sum, { standing, awaited }) => sum + awaited + (standing === "missing" || standing === "due" ? 1 : 0),
    0,
  );
  return { rows, todo, mayOversee: may(actor, "review", "register") || may(actor, "govern", "register") };
}
