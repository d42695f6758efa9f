import { actorText } from "./describe-value";
import type { PolicyView } from "./policy-book";
import type { ActEntry, EndEntry, FieldEntry, ProcedureEntry, StageEntry, Supplement } from "./schema/procedure.schema";
import {
  type Act,
  type ActEffect,
  type ActorKind,
  type AnnualDate,
  type ApplicationField,
  type BasisKind,
  type Citation,
  type Clock,
  type ClockStart,
  type Duration,
  type End,
  type Extension,
  isStipulated,
  type Limit,
  type Procedure,
  type Stage,
  type StageExtension,
  type Target,
  type Text,
} from "./types";

/** Stage id in which the requester completes a returned application. */
export const COMPLETION_STAGE = "completion";
/** Act id of a return for completion. */
export const RETURN_ACT = "return";
/** Act ids of an extension: asked for, consented to, refused. */
export const EXTENSION_ACTS = { ask: "ask-extension", extend: "extend", refuse: "refuse-extension" } as const;

/** Act ids of a head's word on an answer. */
export const SIGN_OFF_ACTS = { sign: "sign-answer", sendBack: "send-answer-back" } as const;

/** Stands in a supplement for the stage or end to which the city's own procedure goes. */
const FILED = "filed";
const REACHED = "reached";

/**
 * Resolves one dated edition of a procedure against the values of its date, so that the engine needs nothing else. Where
 * the city is run under the stricter of two rules, the national limits and steps of that date come in.
 * @param law the instrument that provides it, where it is not the city's own
 */
export function buildProcedure(id: string, entry: ProcedureEntry, view: PolicyView, law?: Text): Procedure {
  const own = editionOf(id, entry, view, law);
  const supplement = view.supplement(id);
  return supplement ? supplemented(own, supplement, view) : own;
}

function editionOf(id: string, entry: ProcedureEntry, view: PolicyView, law?: Text): Procedure {
  const ends = entry.ends.map((end) => buildEnd(end, law));
  const stages = entry.stages.map((stage) => buildStage(stage, entry.from, ends, view, law));
  const { filing, completion, withdrawal } = entry;
  const returnable = stages.map((stage) =>
    completion?.stages.includes(stage.id) ? withReturn(stage, completion, law) : stage,
  );
  return {
    ...citation(entry, law),
    id,
    city: view.city.id,
    title: entry.title,
    on: view.date,
    about: entry.about,
    sides: entry.sides,
    filing: {
      ...citation(filing, law),
      title: filing.title,
      by: filing.by,
      to: filing.to,
      marks: filing.marks,
      markedBy: filing.marked_by,
      outreach: filing.outreach,
      causes: filing.causes,
      application: filing.application.map((field) => buildField(field, law)),
    },
    stages: completion ? [...returnable, completionStage(completion, filing.by, law)] : returnable,
    ends,
    withdrawal: withdrawal
      ? {
          ...citation(withdrawal, law),
          title: withdrawal.title,
          to: withdrawal.to,
          stages: withdrawal.stages ?? null,
          causes: withdrawal.causes,
        }
      : null,
    resubmission: completion
      ? {
          ...citation(completion, law),
          title: completion.resubmit,
          from: COMPLETION_STAGE,
          to: completion.to,
          marks: completion.marks,
          causes: completion.resubmit_causes,
          clock: completion.clock,
          times: null,
        }
      : null,
    overdue: { ...citation(entry.overdue, law), causes: entry.overdue.causes },
  };
}

/** The city's procedure with what the superior law adds to it. */
function supplemented(own: Procedure, supplement: Supplement, view: PolicyView): Procedure {
  const law = view.national?.short;
  const { from } = supplement;
  const rungs = supplement.rungs.filter((rung) => lacks(rung, view) && isReached(rung, own));
  const added = [...supplement.ends, ...rungs.flatMap((rung) => rung.ends)];
  const ends = [...own.ends, ...added.map((end) => buildEnd(end, law))];
  const build = (stage: StageEntry) => buildStage(stage, from, ends, view, law);
  const rise = (rung: Rung): Stage => ({ ...build(rung.stage), beside: ownWord(rung, view) });
  const first = rungs.find((rung) => rung.first);
  const before = first ? rise(first) : supplement.before_filing && build(supplement.before_filing);
  const signOff = before && "stage" in own.filing.to ? before : null;
  // Data taken directly is there to be taken: nobody consents, so nobody delivers later.
  const delivery = supplement.before_grant && "stage" in own.filing.to ? build(supplement.before_grant) : null;
  const granting = own.ends.find(({ grants }) => grants);
  let stages = own.stages.map((stage) =>
    withSignOff(
      asking(seated(extended(stage, supplement, view, law), supplement, law), supplement, law),
      supplement,
      law,
    ),
  );
  for (const rung of rungs) {
    if (rung.instead_of) stages = [...stages.map((stage) => onRung(stage, rung, own.ends, law)), rise(rung)];
  }
  if (delivery && granting) {
    stages = [
      ...stages.map((stage) => throughDelivery(stage, delivery.id, granting.id)),
      reaching(delivery, granting.id),
    ];
  }
  const to: Target = own.filing.to;
  const filing = signOff ? { ...own.filing, to: { stage: signOff.id }, marks: [], markedBy: {} } : own.filing;
  return {
    ...own,
    filing,
    stages: signOff ? [asFiling(signOff, to, own), ...stages] : stages,
    ends,
    resubmission: own.resubmission && {
      ...own.resubmission,
      times: supplement.returned_once ? { ...citation(supplement.returned_once, law), value: 1, from } : null,
    },
  };
}

type Rung = Supplement["rungs"][number];

/** Whether the city's own text has no such rung. */
function lacks({ rung, of }: Rung, view: PolicyView): boolean {
  const own = view.own<string[]>(of);
  return !isStipulated(own) || !own.value.includes(rung);
}

/** Whether anything of the city's own procedure goes where the rung would stand. */
function isReached({ instead_of }: Rung, { ends, stages }: Procedure): boolean {
  if (!instead_of) return true;
  const over = new Set(ends.filter(({ outcome }) => outcome === instead_of).map(({ id }) => id));
  return stages.some(({ acts }) => Object.values(acts).some(({ to }) => "end" in to && over.has(to.end)));
}

/** Where the city's own text would have had it. */
function ownWord({ of }: Rung, view: PolicyView): Citation {
  const { article, basis, reason } = view.own(of);
  return { article, basis, ...(reason && { reason }) };
}

/** What would have ended without an outcome goes on to the rung that the superior law provides. */
function onRung(stage: Stage, { instead_of, stage: next, causes, marks }: Rung, ends: End[], law?: Text): Stage {
  const over = new Set(ends.filter(({ outcome }) => outcome === instead_of).map(({ id }) => id));
  const acts = mapActs(stage.acts, (act) =>
    "end" in act.to && over.has(act.to.end)
      ? {
          ...act,
          ...citation(next, law),
          to: { stage: next.id },
          marks: [...new Set([...act.marks, ...marks])],
          causes: causes ?? act.causes,
        }
      : act,
  );
  return { ...stage, acts };
}

/** Whose office sits, where the city's own text takes the provider's level and the superior law a higher one. */
function seated(stage: Stage, { seat, from }: Supplement, law?: Text): Stage {
  if (!seat || stage.seat?.value !== "provider-region") return stage;
  return { ...stage, seat: { ...citation(seat, law), value: seat.value, from } };
}

/** What acts must state by the superior law, where the city's own form does not ask it already. */
function asking(stage: Stage, { asks }: Supplement, law?: Text): Stage {
  const here = asks.filter(({ stages }) => stages.includes(stage.id));
  if (here.length === 0) return stage;
  const acts = mapActs(stage.acts, (act) => {
    const own = new Set(act.fields.map(({ id }) => id));
    const more = here
      .filter((one) => one.acts.includes(act.id))
      .flatMap(({ fields }) => fields.filter(({ id }) => !own.has(id)));
    return more.length > 0 ? { ...act, fields: [...act.fields, ...more.map((field) => buildField(field, law))] } : act;
  });
  return { ...stage, acts };
}

/** The answers of a stage need the word of the answering department's own head. */
function withSignOff(stage: Stage, { sign_off: rule }: Supplement, law?: Text): Stage {
  const { clock, actors } = stage;
  if (!rule?.of.some((kind) => actors.includes(kind))) return stage;
  if (!rule.stages.includes(stage.id) && !(clock && rule.clocks.includes(clock.key))) return stage;
  const { by, of, causes } = rule;
  const source = citation(rule, law);
  const answers = (act: Act) => !act.alone && act.by.some((kind) => of.includes(kind));
  const acts = mapActs(stage.acts, (act) =>
    answers(act) ? { ...act, by: [...by, ...act.by], signOff: { ...source, by, of, causes } } : act,
  );
  const word = (id: string, effect: ActEffect, words: { title: Text; causes: Text }, needs: "reason"[]): Act => ({
    ...BARE,
    ...source,
    id,
    by,
    to: { stage: stage.id },
    requires: needs.map((item) => ({ ...source, basis: "default", reason: SENDS_BACK, item })),
    effect,
    ...words,
  });
  const sign = word(SIGN_OFF_ACTS.sign, "sign", rule.sign, []);
  const back = word(SIGN_OFF_ACTS.sendBack, "send-back", rule.send_back, ["reason"]);
  return { ...stage, acts: { ...acts, [sign.id]: sign, [back.id]: back } };
}

const SENDS_BACK: Text = {
  zh: "条文未规定，说明理由便于经办人修改",
  en: "The text is silent; the reason lets the officer mend the answer",
};

/** The acts of the sign-off that file the application do what the filing itself would have done. */
function asFiling(stage: Stage, to: Target, { filing }: Procedure): Stage {
  const files = (target: Target) => "stage" in target && target.stage === FILED;
  const acts = mapActs(stage.acts, (act) =>
    files(act.to) ? { ...act, to, marks: [...act.marks, ...filing.marks], markedBy: filing.markedBy } : act,
  );
  return {
    ...stage,
    acts,
    skips: stage.skips.map((skip) => (files(skip.to) ? { ...skip, to, marks: filing.marks } : skip)),
  };
}

/** What would have granted at once goes through the delivery first; the consent is where it was, spoken or deemed. */
function throughDelivery(stage: Stage, delivery: string, grant: string): Stage {
  const grants = (target: Target) => "end" in target && target.end === grant;
  const consented = <T extends { to: Target; marks: ClockStart[] }>(way: T): T =>
    grants(way.to)
      ? { ...way, to: { stage: delivery }, marks: [...new Set([...way.marks, "consented" as const])] }
      : way;
  return {
    ...stage,
    acts: mapActs(stage.acts, consented),
    skips: stage.skips.map(consented),
    expiry: stage.expiry && consented(stage.expiry),
  };
}

function reaching(stage: Stage, end: string): Stage {
  const reach = (target: Target): Target => ("end" in target && target.end === REACHED ? { end } : target);
  return {
    ...stage,
    acts: mapActs(stage.acts, (act) => ({ ...act, to: reach(act.to) })),
    skips: stage.skips.map((skip) => ({ ...skip, to: reach(skip.to) })),
    expiry: stage.expiry && { ...stage.expiry, to: reach(stage.expiry.to) },
  };
}

/** An extension of the superior law on the clocks it names, where the city's text has none of its own. */
function extended(stage: Stage, supplement: Supplement, view: PolicyView, law?: Text): Stage {
  const { clock } = stage;
  if (!clock || stage.extension) return stage;
  const found = supplement.extensions.find(({ clocks }) => clocks.includes(clock.key));
  return found ? withExtension(stage, buildExtension(found.extension, view, law)) : stage;
}

function buildEnd(end: EndEntry, law?: Text): End {
  const { id, title, outcome, grants, outreach, follows } = end;
  const { procedure, by, automatic, fields, causes } = follows ?? {};
  return {
    ...citation(end, law),
    id,
    title,
    outcome,
    grants,
    outreach,
    ...(follows && {
      follows: { ...citation(follows, law), procedure, by, automatic, fields, causes } as End["follows"],
    }),
  } as End;
}

function buildStage(stage: StageEntry, from: string, ends: End[], view: PolicyView, law?: Text): Stage {
  const acts = stage.acts.map((act) => buildAct(act, ends, view, law));
  const built: Stage = {
    ...citation(stage, law),
    id: stage.id,
    title: stage.title,
    actors: stage.actors,
    also: stage.also,
    joint: stage.joint ?? false,
    ...(stage.disagreement && { disagreement: stage.disagreement }),
    onlyWhen: stage.only_when,
    seat: stage.seat ? { ...citation(stage.seat, law), value: stage.seat.value, from } : null,
    clock: stage.clock ? buildClock(law ? cityStart(stage.clock, view) : stage.clock, view) : null,
    skips: stage.skip.map((skip) => ({
      ...citation(skip, law),
      when: skip.when,
      to: skip.to,
      marks: [],
      causes: skip.causes,
    })),
    extension: null,
    beside: null,
    expiry: stage.on_expiry
      ? {
          ...citation(stage.on_expiry, law),
          to: stage.on_expiry.to,
          marks: stage.on_expiry.marks,
          causes: stage.on_expiry.causes,
        }
      : null,
    acts: Object.fromEntries(acts.map((act) => [act.id, act])),
  };
  return stage.extension ? withExtension(built, buildExtension(stage.extension, view, law)) : built;
}

function buildAct(act: ActEntry, ends: End[], view: PolicyView, law?: Text): Act {
  const accepted = act.accepted_basis ? view.effective<BasisKind[]>(act.accepted_basis).value : undefined;
  return {
    ...citation(act, law),
    id: act.id,
    title: act.title,
    by: act.by,
    to: act.to,
    requires: act.requires.map((item) => ({ ...citation(item, law), item: item.item })),
    offers: act.offers.map((item) => ({ ...citation(item, law), item: item.item })),
    fields: act.fields.map((field) => buildField(field, law)),
    acceptedBasis: accepted && isStipulated(accepted) ? accepted.value : [],
    effect: effectOf(act.to, ends),
    outreach: act.outreach,
    causes: act.causes,
    marks: act.marks,
    markedBy: act.marked_by,
    alone: false,
    early: act.early ?? false,
    late: act.late !== undefined,
    lateAfter: typeof act.late === "string" ? act.late : null,
    signOff: null,
  };
}

function buildField(field: FieldEntry, law?: Text): ApplicationField {
  const { id, title, required, kind, options, when } = field;
  return { ...citation(field, law), id, title, required, kind, options, ...(when && { when }) };
}

type Completion = NonNullable<ProcedureEntry["completion"]>;

/** An act that the procedure itself brings to a stage, with nothing said yet. */
const BARE = {
  offers: [],
  fields: [],
  acceptedBasis: [],
  outreach: [],
  marks: [],
  markedBy: {},
  alone: true,
  early: true,
  late: false,
  lateAfter: null,
  signOff: null,
} satisfies Partial<Act>;

function withReturn(stage: Stage, completion: Completion, law?: Text): Stage {
  const source = citation(completion, law);
  const act: Act = {
    ...BARE,
    ...source,
    id: RETURN_ACT,
    title: completion.act,
    by: stage.actors,
    to: { stage: COMPLETION_STAGE },
    requires: [{ ...source, item: "missing-items" }],
    effect: "return",
    causes: completion.causes,
  };
  return { ...stage, acts: { ...stage.acts, [act.id]: act } };
}

/** Whoever filed completes. */
function completionStage(completion: Completion, filers: ActorKind[], law?: Text): Stage {
  return {
    ...citation(completion, law),
    id: COMPLETION_STAGE,
    title: completion.title,
    actors: filers,
    also: [],
    joint: false,
    onlyWhen: {},
    seat: null,
    clock: null,
    skips: [],
    extension: null,
    beside: null,
    expiry: null,
    acts: {},
  };
}

type ExtensionEntry = NonNullable<StageEntry["extension"]>;

function buildExtension(entry: ExtensionEntry, view: PolicyView, law?: Text): StageExtension {
  return {
    ...citation(entry, law),
    within: view.effective<Extension>(entry.within).value,
    key: entry.within,
    by: entry.by,
    times: entry.times,
    tells: entry.tells,
  };
}

/** Gives a stage the acts of its extension: who works on it asks, who consents extends or says no. */
function withExtension(stage: Stage, extension: StageExtension): Stage {
  if (!isStipulated(extension.within)) return stage;
  const source = citation({ ...extension, cites: extension.article }, extension.instrument);
  const stays: Target = { stage: stage.id };
  const beneath = Boolean(stage.clock?.cap) && !extension.within.instrument;
  const act = (id: string, by: ActorKind[], effect: ActEffect, words: ExtensionWords): Act => ({
    ...BARE,
    ...source,
    id,
    by,
    to: stays,
    effect,
    ...words,
    requires: words.requires.map((item) => ({ ...source, item })),
    offers: words.offers?.map((item) => ({ ...source, item })) ?? [],
  });
  const askers = stage.actors.filter((kind) => !extension.by.includes(kind));
  // Who is asked has read the reason; who may extend unasked gives it.
  const onlyAsked = askers.length > 0 && !extension.by.includes("provider-head");
  const acts = [
    ...(askers.length > 0 ? [act(EXTENSION_ACTS.ask, askers, "ask-extension", askOf(extension.by))] : []),
    act(EXTENSION_ACTS.extend, extension.by, "extend", extendWords(beneath, onlyAsked)),
    ...(askers.length > 0 ? [act(EXTENSION_ACTS.refuse, extension.by, "refuse-extension", REFUSE)] : []),
  ];
  return { ...stage, extension, acts: { ...stage.acts, ...Object.fromEntries(acts.map((one) => [one.id, one])) } };
}

interface ExtensionWords {
  title: Text;
  causes: Text;
  requires: ("reason" | "extension-days")[];
  offers?: "reason"[];
}

function askOf(by: ActorKind[]): ExtensionWords {
  const names = by.map(actorText);
  return {
    title: { zh: "申请延长期限", en: "Ask for an extension" },
    causes: {
      zh: `报请${names.map(({ zh }) => zh).join("或者")}同意；同意前原期限继续计算`,
      en: `Goes to the ${names.map(({ en }) => en).join(" or the ")} for consent; the period runs on until then`,
    },
    requires: ["reason", "extension-days"],
  };
}

function extendWords(beneath: boolean, onlyAsked: boolean): ExtensionWords {
  const words = beneath ? EXTEND_BENEATH : EXTEND;
  return onlyAsked ? { ...words, requires: ["extension-days"], offers: ["reason"] } : words;
}

const EXTEND: ExtensionWords = {
  title: { zh: "同意延长期限", en: "Consent to an extension" },
  causes: {
    zh: "自原期限届满次日起延长，并告知有关各方",
    en: "Prolongs from the day after the last day, and those concerned are told",
  },
  requires: ["reason", "extension-days"],
};
/** The city's own extension under a national limit, which does not move with it. */
const EXTEND_BENEATH: ExtensionWords = {
  ...EXTEND,
  causes: {
    zh: "本市规定的期限延长，国家规定的期限不变，以先届满的为准",
    en: "Prolongs the city's own period; the national limit stays, and the earlier of the two binds",
  },
};
const REFUSE: ExtensionWords = {
  title: { zh: "不同意延长期限", en: "Refuse the extension" },
  causes: { zh: "原期限不变", en: "The period stays as it is" },
  requires: ["reason"],
};

/** A clock of the superior law that takes its length from the city's own value counts from the event that this one names. */
function cityStart(clock: NonNullable<StageEntry["clock"]>, view: PolicyView): NonNullable<StageEntry["clock"]> {
  const { value } = view.own<Duration | AnnualDate | "promptly">(clock.within);
  const named = typeof value === "object" && value !== null && "starts" in value ? value.starts : undefined;
  return { ...clock, start: named ?? clock.start };
}

function buildClock(clock: NonNullable<StageEntry["clock"]>, view: PolicyView): Clock {
  const own = limitOf(clock.start, clock.within, view);
  return {
    ...own,
    target: own.within.basis === "default",
    variants: clock.variants.map(({ when, start, within }) => ({
      ...limitOf(start ?? clock.start, within, view),
      when,
    })),
    chosen: clock.chosen ?? null,
    cap: capOf(clock.national ?? clock.within, clock.start, view),
  };
}

/** 及时 names no figure, so no last day can be counted: the clock runs like one on which the text is silent. */
function limitOf(start: Limit["start"], key: string, view: PolicyView): Limit {
  const { value, ...source } = view.own<Duration | AnnualDate | "promptly">(key);
  return { start, key, within: { ...source, value: value === "promptly" ? "not-stipulated" : value } };
}

/** The national limit of the same step; it counts from the event that the national text names. */
function capOf(key: string, start: Limit["start"], view: PolicyView): Limit | null {
  const within = view.superior<Duration | AnnualDate>(key);
  if (!within || !isStipulated(within)) return null;
  const named = "starts" in within.value ? within.value.starts : undefined;
  return { start: named ?? start, key, within };
}

/** What an act does to the parties follows from the end it leads to. */
function effectOf(to: Target, ends: End[]): ActEffect {
  if ("stage" in to) return "none";
  const end = ends.find((candidate) => candidate.id === to.end);
  if (end?.grants) return "grant";
  const effects: Partial<Record<End["outcome"], ActEffect>> = {
    refused: "refuse",
    disputed: "open-dispute",
    settled: "settle",
  };
  return (end && effects[end.outcome]) ?? "none";
}

function mapActs(acts: Record<string, Act>, change: (act: Act) => Act): Record<string, Act> {
  return Object.fromEntries(Object.entries(acts).map(([id, act]) => [id, change(act)]));
}

interface Cited {
  cites: string;
  basis: Citation["basis"];
  reason?: Citation["reason"] | undefined;
}

/** Where something stands, as pages cite it. */
export function citation(source: Cited, law?: Text): Citation {
  return {
    article: source.cites,
    basis: source.basis,
    ...(source.reason && { reason: source.reason }),
    ...(law && { instrument: law }),
  };
}
