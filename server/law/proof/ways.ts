/** Where a stage leads, and who is there. */

import { type ActorKind, isStipulated, type Procedure, type Stage, type Target } from "../types";

/** Who has to act and who may. */
export function onHand({ actors, also }: Stage): ActorKind[] {
  return [...actors, ...also];
}

/** Whether two of these may do different things in a joint stage. */
export function mayDiffer({ acts }: Stage, kinds: readonly ActorKind[]): boolean {
  const deciding = Object.values(acts).filter(({ alone }) => !alone);
  return deciding.some((one) =>
    deciding.some(
      (other) =>
        one !== other &&
        kinds.some((kind) => one.by.includes(kind) && kinds.some((next) => next !== kind && other.by.includes(next))),
    ),
  );
}

/** The actors of a stage that no condition keeps out. */
function unconditional({ actors, onlyWhen }: Stage): ActorKind[] {
  return actors.filter((kind) => onlyWhen[kind] === undefined);
}

/** Where a stage can lead. */
export function targets(stage: Stage, resubmission: Procedure["resubmission"]): Target[] {
  const { id, acts, disagreement, skips, expiry } = stage;
  const always = unconditional(stage);
  const found = Object.values(acts)
    .filter(({ by, alone }) => !stage.joint || alone || always.every((kind) => by.includes(kind)))
    .map(({ to }) => to);
  if (disagreement && mayDiffer(stage, stage.actors)) found.push(disagreement);
  for (const { to } of skips) found.push(to);
  if (expiry) found.push(expiry.to);
  if (resubmission?.from === id) found.push({ stage: resubmission.to });
  return found;
}

/** Where a stage leads in every case: time that never runs out leads nowhere. */
export function sureTargets(stage: Stage, resubmission: Procedure["resubmission"]): Target[] {
  return targets(mayExpire(stage) ? stage : { ...stage, expiry: null }, resubmission);
}

/** Whether time runs out here in every case: each period that may apply has a length. */
export function mayExpire({ clock }: Stage): boolean {
  return (
    clock !== null && (clock.cap !== null || [clock, ...clock.variants].every(({ within }) => isStipulated(within)))
  );
}
