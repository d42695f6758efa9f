import type { ActorKind } from "@/server/law/types";
import { type Actor, CaseRuleError } from "./types";

/**
 * Nobody acts for two sides: a person keeps one side for the whole case, and the requester's department
 * takes no part on any other side.
 */
export function refuseTwoSides(parties: readonly Actor[], actor: Actor): void {
  const clash = parties.find(
    (party) =>
      sideOf(party.kind) !== sideOf(actor.kind) &&
      (party.person === actor.person ||
        (party.department === actor.department &&
          (sideOf(party.kind) === "requester" || sideOf(actor.kind) === "requester"))),
  );
  if (clash) throw new CaseRuleError("TWO_SIDES", `already acted as ${clash.kind}, may not act as ${actor.kind}`);
}

/** A department's head stands on the department's side. */
export function sideOf(kind: ActorKind): ActorKind {
  if (kind === "requester-head") return "requester";
  return kind === "provider-head" ? "provider" : kind;
}
