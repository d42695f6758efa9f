import type { SessionActor } from "@/server/db/actor";
import type { Scope } from "@/server/db/context";
import { may } from "@/server/identity/ability";
import { CityUnknownError, type CivilDate, getBook, type PolicyBook, type Register, shanghaiDate } from "@/server/law";
import { DomainError, notFound } from "@/server/shared/errors";
import type { StoredRecord } from "./registers.repository";
import type { Mark, RecordRow } from "./registers.schema";
import { missingLines } from "./rules/judge-record";
import { holdsOffice, type OfficeHolder } from "./rules/offices";

/** The registers of the reader's city today, and which of them concern the reader. */
export interface OwnRegisters {
  book: PolicyBook;
  today: CivilDate;
  registers: Register[];
}

/**
 * Line 1 of every use case here.
 * @throws DomainError FORBIDDEN to whoever is no official of a city or has no role with registers
 */
export function ownRegisters({ actor, now }: Scope): OwnRegisters {
  const looks = (["read", "inspect", "review", "govern"] as const).some((verb) => may(actor, verb, "register"));
  if (!looks || actor.departmentId === null) throw new DomainError("FORBIDDEN");
  try {
    const book = getBook(actor.tenantId);
    const today = shanghaiDate(now);
    return { book, today, registers: book.on(today).registers() };
  } catch (error) {
    if (error instanceof CityUnknownError) throw new DomainError("FORBIDDEN");
    throw error;
  }
}

/** One register of today, or the one under which an old record was kept. @throws DomainError NOT_FOUND */
export function registerOf({ book, registers }: OwnRegisters, id: string): Register {
  const known = registers.find((register) => register.id === id) ?? lastEdition(book, id);
  if (!known) throw notFound();
  return known;
}

/** What a repealed register was on the day of its last edition, so that its records can still be read. */
function lastEdition(book: PolicyBook, id: string): Register | null {
  const editions = Object.hasOwn(book.registerEditions, id) ? (book.registerEditions[id] ?? []) : [];
  return editions.map(({ from }) => book.on(from).register(id)).findLast((register) => register !== null) ?? null;
}

/** The reader's department, as offices are looked up. */
export function officeOf(actor: SessionActor): OfficeHolder & { regionId: string | null } {
  return { id: actor.departmentId ?? "", kind: actor.departmentKind ?? "", regionId: actor.regionId };
}

/** Whether the reader's department keeps a register, and the reader writes for it. */
export function keeps(actor: SessionActor, { keptBy }: Register, book: PolicyBook): boolean {
  const { tenantId, departmentId, departmentKind } = actor;
  if (departmentId === null || departmentKind === null) return false;
  return (
    may(actor, "file", "register", { tenantId, departmentId }) &&
    holdsOffice(keptBy, book, { id: departmentId, kind: departmentKind })
  );
}

/** Whether the reader may see records of others in a register at all. */
export function readsOthers(actor: SessionActor, { readBy, concerns }: Register, book: PolicyBook): boolean {
  const { departmentId, departmentKind } = actor;
  const reads = (reader: string, verb: "read" | "inspect" | "review" | "govern") =>
    readBy.some((each) => each === reader) && may(actor, verb, "register");
  const named = readBy.flatMap((reader) => (typeof reader === "string" ? [] : [reader]));
  return (
    reads("every-department", "read") ||
    reads("inspectors", "inspect") ||
    reads("authority", "review") ||
    reads("government", "govern") ||
    (may(actor, "file", "register") &&
      (concerns !== null ||
        (departmentId !== null && holdsOffice(named, book, { id: departmentId, kind: departmentKind ?? "" }))))
  );
}

/** A record for a page, its marks as sentences. */
export function recordRow(register: Register, stored: StoredRecord, today: CivilDate): RecordRow {
  const { id, departmentId, departmentName, version, fields, marks, dueOn, recordedAt, changedAt, withdrawnAt } =
    stored;
  return {
    id,
    department: { id: departmentId, name: departmentName },
    version,
    fields,
    marks: marks.flatMap((mark) => markOf(register, mark, fields)),
    dueOn,
    due: withdrawnAt === null && dueOn !== null && dueOn < today,
    recordedAt,
    changedAt,
    withdrawnAt,
  };
}

function markOf(register: Register, id: string, fields: Record<string, string>): Mark[] {
  const check = register.checks.find((each) => each.id === id);
  if (check) return [{ id, says: check.says, about: [] }];
  const comparison = register.compares.find((each) => each.id === id);
  if (!comparison) return [];
  return [{ id, says: comparison.says, about: missingLines(fields, comparison.field, comparison.against) }];
}
