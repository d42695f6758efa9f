import type { NewNotice, Recipient, Standing } from "@/server/cases/case.repository";
import type { CaseEffect } from "@/server/cases/rules";
import { type ActorKind, COMPLETION_STAGE, type Outcome, type Text } from "@/server/law";
import type { NoticeDetail, NoticeKind } from "@/server/notices/notice.schema";

/** What the told departments need to know of a case. */
export interface Told {
  caseId: string;
  number: string;
  entryName: Text;
  /** Null for a person outside government. */
  requesterId: string | null;
  /** The person outside government who applied; null when a department did. */
  applicantId: string | null;
  providerId: string;
  delegateId: string | null;
  /** The department that acts: it knows. Null when the applicant does, who knows then. */
  actingId: string | null;
  /** The act accepted the application (受理). */
  accepted?: boolean;
  /** It still lay with the requester's own head, so the other side has never had it. */
  unsent?: boolean;
}

const END_KINDS: Record<Outcome, NoticeKind> = {
  granted: "case-granted",
  refused: "case-refused",
  withdrawn: "case-withdrawn",
  disputed: "case-disputed",
  settled: "case-ended",
  "not-settled": "case-ended",
  done: "case-ended",
  rejected: "case-refused",
};

/** Who hears what of an event: those it waits for now, both parties when it ends, and an applicant of every step. */
export function noticesOf(effects: CaseEffect[], standing: Standing, told: Told): NewNotice[] {
  const detail = detailOf(standing, told);
  const say = (kind: NoticeKind) => (to: Recipient) => ({ to, kind, caseId: told.caseId, detail });
  const heard = effects.flatMap((effect): NewNotice[] => {
    if (effect.type === "stage-entered") {
      const kind = effect.stage === COMPLETION_STAGE ? "case-returned" : "case-to-act";
      const waited = effect.waitingOn.flatMap((side) => recipients(side, standing, told)).map(say(kind));
      if (effect.waitingOn.includes("applicant")) return waited;
      return [...waited, ...applicant(told).map(say(told.accepted ? "case-accepted" : "case-moved"))];
    }
    if (effect.type === "extension-asked") {
      const consenting = effect.waitingOn.filter((side) => side === "authority" || side === "provider-head");
      return consenting.flatMap((side) => recipients(side, standing, told)).map(say("extension-asked"));
    }
    if (effect.type === "extended") {
      const tells = effect.tells.filter((side) => side !== "applicant");
      const heard = [...tells.flatMap((side) => recipients(side, standing, told)), ...applicant(told)];
      return heard.map(say("due-extended"));
    }
    if (effect.type === "ended") {
      const parted = told.unsent && effect.outcome === "withdrawn" ? { ...told, providerId: null } : told;
      return [...parties(parted), ...applicant(told)].map(say(END_KINDS[effect.outcome as Outcome]));
    }
    return [];
  });
  return heard.filter(({ to }) =>
    "personId" in to ? told.actingId !== null : !("departmentId" in to && to.departmentId === told.actingId),
  );
}

/** The other side hears that a dispute was opened, when it does not have to act at once anyway. */
export function disputeNotices(standing: Standing, told: Told): NewNotice[] {
  const detail = detailOf(standing, told);
  return parties(told)
    .filter(({ departmentId }) => departmentId !== told.actingId)
    .map((to) => ({ to, kind: "case-disputed", caseId: told.caseId, detail }));
}

function detailOf({ dueAt, dueProvisional }: Standing, { number, entryName }: Told): NoticeDetail {
  return { number, entryName, dueAt: dueAt?.toISOString() ?? null, ...(dueProvisional && { provisional: true }) };
}

function applicant({ applicantId }: Told): Recipient[] {
  return applicantId ? [{ personId: applicantId }] : [];
}

function parties({ requesterId, providerId }: { requesterId: string | null; providerId: string | null }) {
  return [...new Set([requesterId, providerId])].flatMap((departmentId) => (departmentId ? [{ departmentId }] : []));
}

function recipients(side: ActorKind, { seatRegionId }: Standing, told: Told): Recipient[] {
  switch (side) {
    case "requester":
    case "requester-head":
      return told.requesterId ? [{ departmentId: told.requesterId }] : [];
    case "provider":
    case "provider-head":
      return [{ departmentId: told.providerId }];
    case "delegate":
      return told.delegateId ? [{ departmentId: told.delegateId }] : [];
    case "applicant":
      return applicant(told);
    default:
      return seatRegionId ? [{ kind: side, regionId: seatRegionId }] : [];
  }
}
