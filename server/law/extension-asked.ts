import type { ActorKind, Stage } from "./types";

/** Whoever consents to a longer period is waited for only while one is asked for, unless the stage is theirs anyway. */
export function isExtensionAsked({ extension, actors }: Stage, waitingOn: readonly ActorKind[]): boolean {
  return extension?.by.some((kind) => waitingOn.includes(kind) && !actors.includes(kind)) ?? false;
}
