import type { Scope } from "@/server/db/context";
import { may } from "@/server/identity/ability";
import { DomainError } from "@/server/shared/errors";
import { ownRegisters } from "./own-registers";
import { countKept, listOffices } from "./registers.repository";
import type { Lack, RegisterOverview } from "./registers.schema";
import { holdsOffice } from "./rules/offices";
import { dueDayOf, NOTHING, standingOf } from "./rules/standing";

/**
 * Which departments of the office's region lack a record that the law asks of every one of them, or have one that is due
 * again. An authority or a government judges only registers that it reads.
 * @throws DomainError FORBIDDEN to everybody but an authority and a government
 */
export async function readOverview(scope: Scope): Promise<RegisterOverview> {
  const own = ownRegisters(scope);
  const { actor, tx } = scope;
  const reviews = may(actor, "review", "register");
  const governs = may(actor, "govern", "register");
  if (!reviews && !governs) throw new DomainError("FORBIDDEN");
  const { book, today } = own;
  const seen = own.registers.filter(
    ({ readBy }) => (reviews && readBy.includes("authority")) || (governs && readBy.includes("government")),
  );
  const counts = await countKept(tx);
  const offices = (await listOffices(tx)).filter(({ regionId }) => actor.regionIds.includes(regionId));
  const keptBy = (register: string, departmentId: string) =>
    counts.find((count) => count.register === register && count.departmentId === departmentId) ?? NOTHING;
  const lacks: Lack[] = [];
  let asked = 0;
  for (const register of seen) {
    for (const office of offices.filter((each) => holdsOffice(register.keptBy, book, each))) {
      const kept = keptBy(register.id, office.id);
      const standing = standingOf(register, kept, today);
      if (register.mandatory) asked += 1;
      if (standing !== "missing" && standing !== "due") continue;
      const { id, title, article, basis } = register;
      lacks.push({
        department: { id: office.id, name: office.name },
        region: office.region,
        register: { id, title, article, basis },
        standing,
        dueOn: standing === "due" ? dueDayOf(register, kept) : null,
      });
    }
  }
  const mandatory = new Set(seen.filter((register) => register.mandatory).map(({ id }) => id));
  const amiss = lacks.filter(({ register }) => mandatory.has(register.id)).length;
  return { lacks, inOrder: asked - amiss, asked, departments: offices.length };
}
