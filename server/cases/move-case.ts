import { randomUUID } from "node:crypto";
import { recordAct } from "@/server/audit/record-act";
import { type NewEvent, type Standing, saveMove, saveNotices } from "@/server/cases/case.repository";
import type { CaseMoved } from "@/server/cases/case.schema";
import type { CaseFile } from "@/server/cases/case-file";
import { fileCase } from "@/server/cases/file-case";
import { grantTerms } from "@/server/cases/grant-terms";
import { lapseFirst } from "@/server/cases/lapse-cases";
import { noticesOf } from "@/server/cases/notices-of";
import { reachOut } from "@/server/cases/reach-out";
import { isGiven, replay } from "@/server/cases/replay";
import { type Advanced, advance, type CaseEffect, type CaseEvent, CaseRuleError, stageOf } from "@/server/cases/rules";
import { seatOfState } from "@/server/cases/seat";
import { standingAfter } from "@/server/cases/standing";
import {
  contentOf,
  type EventContent,
  eventsOf,
  type StoredApplication,
  type StoredCase,
} from "@/server/cases/stored-case";
import type { Scope } from "@/server/db/context";
import { createGrant } from "@/server/delivery/create-grant";
import type { ActorKind } from "@/server/law";
import { DomainError } from "@/server/shared/errors";

/** One event about to happen. `content` is what its row keeps. */
export interface Move {
  type: "acted" | "withdrawn" | "resubmitted";
  as: ActorKind;
  act: string | null;
  content: EventContent;
  /** The version that the person judged. */
  version: number;
  /** The application from now on. */
  application: StoredApplication;
}

/**
 * Adds one event to a case: the conditional write of row and fact, the grant if the end brings one, the dispute if it
 * opens by itself, notices and audit. All of it commits or none.
 * @throws DomainError STALE when the case is not as the person saw it; CaseRuleError when the procedure says no, EXPIRED
 *   when the law had already decided: that is recorded then, and the act is not
 */
export async function moveCase(scope: Scope, file: CaseFile, move: Move): Promise<CaseMoved> {
  const { actor, tx } = scope;
  const { stored, procedure, state, calendar } = file;
  if (stored.version !== move.version) throw new DomainError("STALE");
  // Two transactions that overlap may carry instants in the other order; a fact never lies before the last one.
  const at = new Date(Math.max(scope.now.getTime(), state.lastAt.getTime()));
  if (await lapseFirst(file, at)) {
    const { id: stage } = stageOf(procedure, state.stage ?? "");
    throw new CaseRuleError("EXPIRED", `the law has decided in ${stage}`, { stage });
  }
  const advanced = advance(procedure, state, eventOf(scope, move, at), calendar);
  const seat = seatOfState(file.book, procedure, advanced.state, file.regions);
  const standing = standingAfter(advanced, stored, {
    decides: move.type === "acted",
    seat,
    application: move.application,
  });
  if (
    !(await saveMove(tx, actor.tenantId, stored.id, move.version, standing, factOf(scope, move, at, advanced.effects)))
  ) {
    throw new DomainError("STALE");
  }
  // What a person outside government is given is open data, not a department's grant.
  const granted = stored.requester.id !== null && advanced.effects.some(({ type }) => type === "grant");
  const grantId = granted ? await grantDecided(scope, file, move) : null;
  await reachOut(scope, advanced.effects, {
    caseId: stored.id,
    procedure,
    entryId: stored.entry?.id ?? null,
    application: move.application,
    values: advanced.state.values,
    reason: move.content.reason,
  });
  const disputeId = await openDisputeByItself(scope, file, advanced);
  const accepted = advanced.state.milestones.accepted?.getTime() === at.getTime();
  const told = { ...toldOf(stored, actor.departmentId), accepted };
  await saveNotices(tx, actor.tenantId, at, noticesOf(advanced.effects, standing, told));
  await recordAct(scope, {
    act: move.act ? `${stored.procedure}.${move.act}` : `${stored.procedure}.${move.type}`,
    subjectKind: "case",
    subjectId: stored.id,
    detail: { number: stored.number, as: move.as, version: move.version + 1, ...(grantId && { grantId }) },
  });
  return movedOf(stored, standing, { version: move.version + 1, grantId, disputeId });
}

/**
 * The answer to a repeated request: the case as it stands now.
 * @throws DomainError CONFLICT when the key was used on another case
 */
export function alreadyMoved(stored: StoredCase, caseId: string): CaseMoved {
  if (stored.id !== caseId) throw new DomainError("CONFLICT");
  const disputeId = stored.outcome === "disputed" ? (stored.disputes[0]?.id ?? null) : null;
  return movedOf(stored, stored, { version: stored.version, grantId: stored.grantId, disputeId });
}

function movedOf(
  { id, number }: StoredCase,
  { stage, waitingOn, dueAt, outcome }: Pick<Standing, "stage" | "waitingOn" | "dueAt" | "outcome">,
  rest: { version: number; grantId: string | null; disputeId: string | null },
): CaseMoved {
  return { caseId: id, number, stage, waitingOn, dueAt, outcome, ...rest };
}

function eventOf({ actor }: Scope, { type, as, act, content, application }: Move, at: Date): CaseEvent {
  const by = { kind: as, department: actor.departmentId ?? "", person: actor.personId };
  if (type === "resubmitted") return { type, at, by, application: contentOf(application) };
  if (type === "withdrawn") return { type, at, by, content };
  return { type, at, by, act: act ?? "", content };
}

function factOf({ actor }: Scope, { type, as, act, content }: Move, at: Date, effects: CaseEffect[]): NewEvent {
  const { personId, departmentId } = actor;
  return { type, act, actedAs: as, personId, departmentId, at, content, proposal: proposalOf(effects) };
}

/** Until the head agrees, the database keeps what was put forward, and what came back, from every other department. */
function proposalOf(effects: CaseEffect[]): NewEvent["proposal"] {
  const caused = (type: CaseEffect["type"]) => effects.some((effect) => effect.type === type);
  if (caused("proposed")) return "put";
  if (caused("proposal-returned")) return "sent-back";
  return caused("proposal-agreed") ? "agreed" : null;
}

function toldOf(stored: StoredCase, actingId: string | null) {
  return {
    caseId: stored.id,
    number: stored.number,
    entryName: stored.entry?.name ?? stored.provider.name,
    requesterId: stored.requester.id,
    applicantId: stored.requester.id === null ? stored.requester.personId : null,
    providerId: stored.provider.id,
    delegateId: stored.delegate?.id ?? null,
    actingId,
    unsent: stored.sentAt === null,
  };
}

/** Everybody who consented in this round has set terms; a delivery that follows adds none. */
async function grantDecided(scope: Scope, file: CaseFile, move: Move): Promise<string> {
  const { stored } = file;
  if (!stored.entry || stored.requester.id === null)
    throw new Error(`case ${stored.id} grants without entry or consumer`);
  const terms = grantTerms(stored, consents(file, move), scope.now);
  return createGrant(
    scope,
    {
      id: randomUUID(),
      caseId: stored.id,
      entryId: stored.entry.id,
      regionId: stored.regionId,
      consumerDepartmentId: stored.requester.id,
      providerDepartmentId: stored.provider.id,
    },
    terms,
    !isConsent(file, move),
  );
}

/** Whether an act consents, or agrees to a consent; a grant that follows another one follows the delivery of the data. */
function isConsent({ procedure, state }: Pick<CaseFile, "procedure" | "state">, { act }: Pick<Move, "act">): boolean {
  const effect = procedure.stages.find(({ id }) => id === state.stage)?.acts[act ?? ""]?.effect;
  return effect === "grant" || effect === "sign";
}

/**
 * What was said with each act of consent since the application was last filed, and with the act just done. An answer that
 * its own department's head sent back was never given.
 */
function consents({ stored, procedure, calendar, state }: CaseFile, move: Move): EventContent[] {
  const steps = replay(procedure, eventsOf(stored), calendar);
  const effectOf = (stage: string | null, act: string | null) =>
    procedure.stages.find(({ id }) => id === stage)?.acts[act ?? ""]?.effect;
  const isConsent = (stage: string | null, act: string | null) => effectOf(stage, act) === "grant";
  const agreeing = effectOf(state.stage, move.act) === "sign";
  const round = stored.events.findLastIndex(({ type }) => type === "filed" || type === "resubmitted");
  const given = stored.events.flatMap((event, index) =>
    index > round &&
    event.type === "acted" &&
    isConsent(steps[index]?.stage ?? null, event.act) &&
    isGiven(steps, index, agreeing)
      ? [event.content]
      : [],
  );
  return isConsent(state.stage, move.act) ? [...given, move.content] : given;
}

/** 乐山 17, 18: reviewers who differ have a dispute, filed in the requester's name with the end itself. */
async function openDisputeByItself(
  scope: Scope,
  { stored, procedure }: CaseFile,
  { state, effects }: Advanced,
): Promise<string | null> {
  const follows = effects.find((effect) => effect.type === "dispute-open");
  if (!follows?.automatic) return null;
  const { requester, application, entry } = stored;
  if (!entry || requester.id === null) throw new Error(`case ${stored.id} opens a dispute without entry or requester`);
  const end = procedure.ends.find(({ id }) => id === state.end);
  const reason = end?.reason?.zh ?? end?.follows?.causes.zh ?? "";
  const dispute = await fileCase(scope, {
    id: randomUUID(),
    procedure: follows.procedure,
    parentId: stored.id,
    entry: { id: entry.id, items: stored.items },
    about: entry.name,
    regionId: stored.regionId,
    requester: { departmentId: requester.id, personId: requester.personId, regionId: requester.regionId },
    providerId: stored.provider.id,
    delegateId: stored.delegate?.id ?? null,
    application: { ...application, fields: { ...application.fields, reason } },
    attributes: {},
    by: { kind: "requester", department: requester.id, person: requester.personId },
    automatic: true,
  });
  return dispute.id;
}
