import type { CivilDate, End, Outcome, Procedure, ProcedureId, Stage, Target } from "./types";

/** Where a case goes by itself when the time of a stage runs out, for the book dates from `from` until before `until`. */
export interface Silence {
  procedure: ProcedureId | string;
  stage: string;
  from: CivilDate;
  /** Null while it still holds. */
  until: CivilDate | null;
  /** Stages in which the case may then stand. */
  enters: string[];
  /** Ends that it may then reach, by id. */
  ends: Record<string, SilentEnd>;
}

export interface SilentEnd {
  outcome: Outcome;
  grants: boolean;
  /** It does something beyond its case, itself or by the acts that lead to it, or opens a dispute by itself: what silence never does. */
  reaches: boolean;
}

/** The stages of a procedure in which silence decides, each with everything that it may lead to. */
export function silencesIn(procedure: Procedure): Pick<Silence, "procedure" | "stage" | "enters" | "ends">[] {
  return procedure.stages.flatMap((stage) => {
    if (!stage.expiry) return [];
    const found = reachOf(procedure, stage.expiry.to);
    return {
      procedure: procedure.id,
      stage: stage.id,
      enters: found.stages.map(({ id }) => id),
      ends: Object.fromEntries(found.ends.map((end) => [end.id, silentEnd(end, procedure)])),
    };
  });
}

/** A target and, where the law may pass over its stage, what lies behind that. */
function reachOf({ stages, ends }: Procedure, to: Target): { stages: Stage[]; ends: End[] } {
  const reached = new Map<string, Stage | End>();
  const targets = [to];
  for (let next = targets.pop(); next; next = targets.pop()) {
    const place = "end" in next ? `end ${next.end}` : `stage ${next.stage}`;
    const found = "end" in next ? ends.find(({ id }) => id === next.end) : stages.find(({ id }) => id === next.stage);
    if (!found || reached.has(place)) continue;
    reached.set(place, found);
    if ("skips" in found) targets.push(...found.skips.map((skip) => skip.to));
  }
  const all = [...reached.values()];
  return {
    stages: all.filter((one): one is Stage => "skips" in one),
    ends: all.filter((one): one is End => !("skips" in one)),
  };
}

/** Whoever reaches an end by an act may do more than end the case: silence would leave that undone. */
function silentEnd({ id, outcome, grants, outreach, follows }: End, { stages }: Procedure): SilentEnd {
  const acts = stages.flatMap((stage) => Object.values(stage.acts));
  const more = acts.some(({ to, outreach: done }) => "end" in to && to.end === id && done.length > 0);
  return { outcome, grants, reaches: more || outreach.length > 0 || follows?.automatic === true };
}
