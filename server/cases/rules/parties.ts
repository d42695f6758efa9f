import { type Actor, CaseRuleError } from "./types";

/**
 * Nobody acts for two sides: a person keeps one side for the whole case, and the requester's department
 * takes no part on any other side.
 */
export function refuseTwoSides(parties: readonly Actor[], actor: Actor): void {
  const clash = parties.find(
    (party) =>
      party.kind !== actor.kind &&
      (party.person === actor.person ||
        (party.department === actor.department && (party.kind === "requester" || actor.kind === "requester"))),
  );
  if (clash) throw new CaseRuleError("TWO_SIDES", `already acted as ${clash.kind}, may not act as ${actor.kind}`);
}
