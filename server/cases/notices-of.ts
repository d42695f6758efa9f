import type { NewNotice, Recipient, Standing } from "@/server/cases/case.repository";
import type { CaseEffect } from "@/server/cases/rules";
import { type ActorKind, COMPLETION_STAGE, type Outcome, type Text } from "@/server/law";
import type { NoticeKind } from "@/server/notices/notice.schema";

/** What the told departments need to know of a case. */
export interface Told {
  caseId: string;
  number: string;
  entryName: Text;
  requesterId: string;
  providerId: string;
  delegateId: string | null;
  /** The department that acts: it knows. */
  actingId: string | null;
}

const END_KINDS: Record<Outcome, NoticeKind> = {
  granted: "case-granted",
  refused: "case-refused",
  withdrawn: "case-withdrawn",
  disputed: "case-disputed",
  settled: "case-ended",
  "not-settled": "case-ended",
};

/** Who hears what of an event: those it waits for now, and both parties when it ends. */
export function noticesOf(effects: CaseEffect[], standing: Standing, told: Told): NewNotice[] {
  const detail = { number: told.number, entryName: told.entryName, dueAt: standing.dueAt?.toISOString() ?? null };
  const say = (kind: NoticeKind) => (to: Recipient) => ({ to, kind, caseId: told.caseId, detail });
  const heard = effects.flatMap((effect): NewNotice[] => {
    if (effect.type === "stage-entered") {
      const kind = effect.stage === COMPLETION_STAGE ? "case-returned" : "case-to-act";
      return effect.waitingOn.flatMap((side) => recipients(side, standing, told)).map(say(kind));
    }
    if (effect.type === "ended") return parties(told).map(say(END_KINDS[effect.outcome as Outcome]));
    return [];
  });
  return heard.filter(({ to }) => !("departmentId" in to && to.departmentId === told.actingId));
}

/** The other side hears that a dispute was opened, when it does not have to act at once anyway. */
export function disputeNotices(standing: Standing, told: Told): NewNotice[] {
  const detail = { number: told.number, entryName: told.entryName, dueAt: standing.dueAt?.toISOString() ?? null };
  return parties(told)
    .filter(({ departmentId }) => departmentId !== told.actingId)
    .map((to) => ({ to, kind: "case-disputed", caseId: told.caseId, detail }));
}

function parties({ requesterId, providerId }: Told) {
  return [{ departmentId: requesterId }, { departmentId: providerId }];
}

function recipients(side: ActorKind, { seatRegionId }: Standing, told: Told): Recipient[] {
  switch (side) {
    case "requester":
      return [{ departmentId: told.requesterId }];
    case "provider":
      return [{ departmentId: told.providerId }];
    case "delegate":
      return told.delegateId ? [{ departmentId: told.delegateId }] : [];
    default:
      return seatRegionId ? [{ kind: side, regionId: seatRegionId }] : [];
  }
}
