import type { ApplicationValue, CaseApplication, CaseDetail, CaseEventView } from "@/server/cases/case.schema";
import { type CaseFile, openCaseFile } from "@/server/cases/case-file";
import { dueView } from "@/server/cases/due";
import { filerSides } from "@/server/cases/filing";
import { findPlatformLimits } from "@/server/cases/platform-limits.repository";
import { isGiven, replay, type Step } from "@/server/cases/replay";
import { actsFor, factsOf } from "@/server/cases/rules";
import { waitingNames } from "@/server/cases/seat";
import { cited, stageLine } from "@/server/cases/stage-line";
import { DATA_ITEMS, eventsOf, type StoredApplication, type StoredEvent } from "@/server/cases/stored-case";
import { scopeNotices } from "@/server/cities/scope-notices";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { isStipulated, type Procedure, type Text, unitText } from "@/server/law";

/**
 * Everything the page of a case shows: who asks what of whom, where it stands on the line of stages, who must act until
 * when and why that day, what happened, and what the reader may do now.
 * @throws DomainError NOT_FOUND when it is missing or not for these eyes
 */
export async function readCase(scope: Scope, { caseId }: { caseId: string }): Promise<CaseDetail> {
  authorise(scope.actor, "read", "case");
  const file = await openCaseFile(scope, caseId);
  const { stored, book, procedure, calendar, state, seat, sides, regions } = file;
  const { instrument } = book.city;
  const { id, number, version, bookDate, entry, provider, delegate, regionName, filedAt, overdueAt } = stored;
  const line = { book, procedure, parties: stored, regions, attributes: factsOf(state) };
  const steps = replay(procedure, eventsOf(stored), calendar);
  const end = procedure.ends.find((candidate) => candidate.id === stored.endId);
  const acts = actsOf(file, scope.now);
  return {
    id,
    number,
    version,
    procedure: { ...cited(procedure), id: procedure.id, title: procedure.title },
    bookDate,
    instrument: {
      title: instrument.title,
      kind: instrument.kind,
      status: instrument.status,
      citation: instrument.citation,
      dates: instrument.dates,
    },
    precedence: procedure.id.startsWith("rectification") ? scopeNotices(book.on(bookDate)).precedence : null,
    entry,
    about: entry?.name ?? provider.name,
    requester: { id: stored.requester.id, name: stored.requester.name, person: stored.requester.person },
    provider,
    delegate,
    regionName,
    sideNames: procedure.sides,
    sides,
    application: applicationView(file),
    round: state.round,
    filedAt,
    stages: stageLine(line, steps),
    stage: stageTitle(procedure, state.stage),
    waitingOn: waitingNames(book, stored, state.waitingOn, seat),
    due: dueView(state.clock, scope.now, calendar, consenting(file)),
    overdueRule: { ...cited(procedure.overdue), causes: procedure.overdue.causes },
    expiryRule: expiryRule(procedure, state.stage),
    overdueAt,
    missingItems: missingItems(file),
    events: stored.events.flatMap((event, index) =>
      isOthersDraft(scope, file, steps[index]) && !isGiven(steps, index)
        ? []
        : [eventView(event, procedure, steps[index])],
    ),
    opinions: opinions(file, steps),
    acts,
    disputeOffer: disputeOffer(scope, file),
    followOffer: followOffer(scope, file),
    aboutGrantId: stored.application.grantId ?? null,
    end: end ? { ...cited(end), id: end.id, title: end.title, outcome: end.outcome } : null,
    decidedAt: stored.decidedAt,
    decidedOnTime: stored.decidedOnTime,
    grantId: stored.grantId,
    parent: stored.parentId ? { id: stored.parentId, number: stored.parentNumber ?? "" } : null,
    disputes: stored.disputes,
    storageRule: storageRule(file),
    platformLimits: acts.some(({ effect }) => effect === "grant") ? await findPlatformLimits(scope.tx) : null,
  };
}

/** Who may consent to a longer period of the open stage. */
function consenting({ stored, book, procedure, state, seat }: CaseFile): Text[] {
  const by = procedure.stages.find(({ id }) => id === state.stage)?.extension?.by ?? [];
  return waitingNames(book, stored, by, seat).map(({ name }) => name);
}

function stageTitle(procedure: Procedure, stage: string | null): { id: string; title: Text } | null {
  const found = procedure.stages.find(({ id }) => id === stage);
  return found ? { id: found.id, title: found.title } : null;
}

/** The words by the fields that asked for them; a dispute brings along the technical terms of its request. */
function applicationView({ stored, procedure }: CaseFile): CaseApplication {
  const { fields, dataItems, rowFilter, from, until, storage }: StoredApplication = stored.application;
  const values = procedure.filing.application.flatMap((field): ApplicationValue[] => {
    const value = fields[field.id];
    return value ? [{ field, value }] : [];
  });
  const items = stored.items
    .filter(({ name }) => dataItems.includes(name))
    .map(({ name, label, mask, grade }) => ({ name, label, mask, grade }));
  const asked = procedure.filing.application.filter(({ id }) => id !== DATA_ITEMS);
  return { fields: asked, values, items, rowFilter, from, until, storage };
}

/** What the last return asked to complete, while the case waits for it. */
function missingItems({ stored, procedure, state }: CaseFile): string[] {
  if (state.stage === null || procedure.resubmission?.from !== state.stage) return [];
  return stored.events.findLast(({ content }) => content.missingItems)?.content.missingItems ?? [];
}

function eventView(event: StoredEvent, procedure: Procedure, step: Step | undefined): CaseEventView {
  const stage = step?.stage ?? null;
  const { seq, type, act, at, actedAs, person, department, dueAt } = event;
  const { application: _, attributes: __, automatic: ___, ...content } = event.content;
  const values = fieldsOf(procedure, stage, act).flatMap((field) => {
    const value = content.fields?.[field.id];
    const unit = unitOf(procedure, field.id);
    return value ? [{ field, value, ...(unit && { unit }) }] : [];
  });
  const named = titleOf(event, procedure, stage);
  const proposed = step?.effects.some((effect) => effect.type === "proposed");
  const title = proposed ? { zh: `拟${named.zh}，报负责人`, en: `${named.en}, put before the head` } : named;
  const extension = procedure.stages.find(({ id }) => id === stage)?.extension?.within;
  const prolongs = content.extensionDays !== undefined && extension !== undefined && isStipulated(extension);
  const daysIn = prolongs ? unitText(extension.value.unit) : null;
  return { seq, type, act, title, at, actedAs, person, department, content, daysIn, values, dueAt };
}

/** What a field that states the length of a limit is counted in: the unit of the limit's own period. */
function unitOf({ stages }: Procedure, fieldId: string): Text | null {
  const within = stages.find(({ clock }) => clock?.chosen === fieldId)?.clock?.within;
  if (!within || !isStipulated(within) || !("unit" in within.value)) return null;
  return unitText(within.value.unit);
}

/** What an officer put before the head is the department's own business until it is an answer. */
function isOthersDraft({ actor }: Scope, { stored }: CaseFile, step: Step | undefined): boolean {
  const inside = step?.effects.some(({ type }) => type === "proposed" || type === "proposal-returned");
  return Boolean(inside) && actor.departmentId !== stored.provider.id;
}

function fieldsOf({ stages }: Procedure, stage: string | null, act: string | null) {
  return stages.find(({ id }) => id === stage)?.acts[act ?? ""]?.fields ?? [];
}

/** Terms of a grant are set for a department's systems; a person outside government is given none. */
function actsOf({ stored, procedure, state, sides }: CaseFile, now: Date): CaseDetail["acts"] {
  const acts = actsFor(procedure, state, sides, now);
  if (stored.requester.id !== null) return acts;
  return acts.map((act) => (act.effect === "grant" ? { ...act, effect: "none" } : act));
}

function expiryRule({ stages }: Procedure, stage: string | null): CaseDetail["expiryRule"] {
  const expiry = stages.find(({ id }) => id === stage)?.expiry;
  return expiry ? { ...cited(expiry), causes: expiry.causes } : null;
}

function titleOf({ type, act }: StoredEvent, procedure: Procedure, stage: string | null): Text {
  switch (type) {
    case "filed":
      return procedure.filing.title;
    case "resubmitted":
      return procedure.resubmission?.title ?? procedure.filing.title;
    case "withdrawn":
      return procedure.withdrawal?.title ?? procedure.title;
    case "expired":
      return procedure.stages.find(({ id }) => id === stage)?.expiry?.causes ?? procedure.title;
    case "acted":
      return actTitle(procedure, stage, act ?? "");
  }
}

/** Two stages may have an act of the same id (未果 in negotiation and in coordination). */
function actTitle({ stages, title }: Procedure, stage: string | null, act: string): Text {
  return stages.find(({ id }) => id === stage)?.acts[act]?.title ?? title;
}

function opinions({ stored, procedure, state }: CaseFile, steps: Step[]): CaseDetail["opinions"] {
  const stage = steps.findLast(({ effects }) => effects.some(({ type }) => type === "opinion-noted"))?.stage ?? null;
  return state.opinions.map(({ kind, department, person, act, at }) => {
    const said = stored.events.findLast((event) => event.personId === person && event.departmentId === department);
    const names = { department: said?.department ?? stored.provider.name, person: said?.person ?? "" };
    return { kind, ...names, act, title: actTitle(procedure, stage, act), at };
  });
}

/** A dispute that the reader may open now, under the law of today. */
function disputeOffer({ now }: Scope, { stored, book, procedure, sides }: CaseFile): CaseDetail["disputeOffer"] {
  const follows = procedure.ends.find(({ id }) => id === stored.endId)?.follows;
  // What follows another procedure (a new rectification) is begun like any; a dispute keeps the parties of its request.
  if (!follows?.procedure.endsWith(".dispute") || follows.automatic || stored.disputes.length > 0) return null;
  if (!sides.some((side) => follows.by.includes(side))) return null;
  const dispute = book.on(now).procedure(follows.procedure);
  const { filing } = dispute;
  return {
    ...cited(follows),
    procedure: dispute.id,
    title: filing.title,
    causes: follows.causes,
    fields: filing.application,
  };
}

/** What else may be begun after this end, by the law of today: a new rectification where one was not obeyed. */
function followOffer({ actor, now }: Scope, { stored, book, procedure }: CaseFile): CaseDetail["followOffer"] {
  const follows = procedure.ends.find(({ id }) => id === stored.endId)?.follows;
  if (!follows || follows.automatic || follows.procedure.endsWith(".dispute")) return null;
  const next = book
    .on(now)
    .procedures()
    .find(({ id }) => id === follows.procedure);
  if (!next || !filerSides(next, actor).some((side) => follows.by.includes(side))) return null;
  const { about } = next;
  return {
    ...cited(follows),
    procedure: next.id,
    title: next.filing.title,
    causes: follows.causes,
    about:
      about === "department" ? { departmentId: stored.provider.id } : stored.entry ? { entryId: stored.entry.id } : {},
  };
}

function storageRule({ book, stored }: CaseFile): CaseDetail["storageRule"] {
  const legal = book.on(stored.bookDate).value("sharing.storage");
  return isStipulated(legal) ? { ...cited(legal), value: legal.value } : null;
}
