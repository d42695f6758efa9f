import type { AnnualDate, Citation, CivilDate, Duration, Extension, LegalValue, Text } from "./types";

/**
 * On whose side somebody acts in one case. A platform's review is made by `authority`, which runs the platform; the heads
 * consent in their department's name; `applicant` is a person or company outside government.
 */
export const ACTOR_KINDS = [
  "requester",
  "requester-head",
  "provider",
  "provider-head",
  "delegate",
  "authority",
  "government",
  "applicant",
] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** The event from which a clock runs. Acts and the filing name the ones they mark. */
export const CLOCK_STARTS = [
  "submitted",
  "received",
  "accepted",
  "forwarded",
  "refused",
  "disputed",
  "escalated",
  "signed",
  "consented",
  "agreed",
  "reported",
  "proposed",
  "assessed",
  "reviewed",
  "approved",
  "updated",
  "announced",
  "notified",
  "ordered",
  "suspended",
  "handled",
  "law-changed",
  "catalogue-changed",
  "successor-usable",
  "published",
  "year-ended",
] as const;
export type ClockStart = (typeof CLOCK_STARTS)[number];

/** Kinds of source a refusal or a class may rest on. */
export const BASIS_KINDS = [
  "law",
  "administrative-regulation",
  "local-regulation",
  "rule",
  "state-council-decision",
  "central-policy",
  "national-provision",
  "provincial-document",
  "municipal-document",
  "internal-rule",
] as const;
export type BasisKind = (typeof BASIS_KINDS)[number];

export const CONTENT_ITEMS = [
  "reason",
  "legal-basis",
  "scope",
  "purpose",
  "missing-items",
  "storage-consent",
  "extension-days",
] as const;
export type ContentItem = (typeof CONTENT_ITEMS)[number];

/** One thing an act must (or may) contain, and why. */
export interface RequiredItem extends Citation {
  item: ContentItem;
}

/** Holds when the fact (a case attribute or a field of a form) has this value, is one of these, or is anything but this. */
export type SingleCondition =
  | { attribute: string; equals: string | boolean }
  | { attribute: string; in: (string | boolean)[] }
  | { attribute: string; not: string | boolean };

/** One condition, or several that must hold together. */
export type Condition = SingleCondition | { all: SingleCondition[] };

/** Where an act leads. */
export type Target = { stage: string } | { end: string };

export type ActEffect =
  | "grant"
  | "refuse"
  | "return"
  | "open-dispute"
  | "settle"
  | "ask-extension"
  | "extend"
  | "refuse-extension"
  | "sign"
  | "send-back"
  | "none";

/**
 * What an act or an end does beyond its case; the capability it names does it in the same transaction.
 * `retire-entry` takes the data off, `announce-retirement` tells its consumers, `publish-entry` puts a change in force,
 * `open-entry` and `close-entry` change the opening, `suspend-opening` and `resume-opening` interrupt it,
 * `keep-entry` takes an announced retirement back, `register-applicant` enters the public register; `suspend-grants`,
 * `resume-grants` and `end-grants` stop a consumer's grant, let it be used again, and end it.
 */
export const CASE_OUTREACH = [
  "publish-entry",
  "announce-retirement",
  "retire-entry",
  "keep-entry",
  "open-entry",
  "close-entry",
  "suspend-opening",
  "resume-opening",
  "register-applicant",
  "suspend-grants",
  "resume-grants",
  "end-grants",
] as const;
export type CaseOutreach = (typeof CASE_OUTREACH)[number];

/** An act that takes effect only once somebody else has agreed: the provider's answer, agreed to by its own head. */
export interface SignOff extends Citation {
  /** Whose word it needs; done by one of these it takes effect at once. */
  by: ActorKind[];
  /** On whose side the word stands; done by one of these it is put before the others first. */
  of: ActorKind[];
  /** What putting it forward causes. */
  causes: Text;
}

export interface Act extends Citation {
  id: string;
  title: Text;
  by: ActorKind[];
  to: Target;
  requires: RequiredItem[];
  /** Things that may be said but need not be (Chongqing's storage consent). */
  offers: RequiredItem[];
  /** The act's own form beside the fixed contents. */
  fields: ApplicationField[];
  /** Kinds of legal basis that are good enough here; empty = any kind. Only looked at when `legal-basis` is given. */
  acceptedBasis: BasisKind[];
  effect: ActEffect;
  outreach: CaseOutreach[];
  /** What follows for the parties, one sentence, shown on the button's confirmation. */
  causes: Text;
  /** Clock starts that happen with this act. */
  marks: ClockStart[];
  /** Clock starts whose day the act states in one of its fields. */
  markedBy: MarkedBy;
  /** In a joint stage: takes effect as soon as one actor does it (return for completion). */
  alone: boolean;
  /** May be done while a minimum period still runs (a remark, a withdrawal of the announcement). */
  early: boolean;
  /** May be done only once the period has run out (the next rung after a limit that passed). */
  late: boolean;
  /** Null where the act takes effect as soon as it is done. */
  signOff: SignOff | null;
  /** The former stage whose period has to have run out, where it is not this stage's own. */
  lateAfter: string | null;
}

/** Which field of a form states the civil day on which a clock started; where the act marks it too, the later counts. */
export type MarkedBy = Partial<Record<ClockStart, string>>;

/** A limit that a clock runs under, with the key of the value in its book. */
export interface Limit {
  start: ClockStart;
  /** A period, or a fixed day of every year. */
  within: LegalValue<Duration | AnnualDate>;
  key: string;
}

export interface Clock extends Limit {
  /** True when the text gives no limit and this is only a target (a default): late is shown, never called unlawful. */
  target: boolean;
  /** Other lengths for cases with these attributes; the first that holds takes the place of the clock's own. */
  variants: (Limit & { when: Condition })[];
  /** Field of the filing or a former act that states the length in the clock's own unit (a limit set in a notice). */
  chosen: string | null;
  /** The national limit of the same step, where it stands above the city's. */
  cap: Limit | null;
}

/** A longer answer, where somebody consents. */
export interface StageExtension extends Citation {
  within: LegalValue<Extension>;
  key: string;
  /** Who consents; the stage's own actors ask. */
  by: ActorKind[];
  /** How often. */
  times: number;
  /** Who is told. */
  tells: ActorKind[];
}

/** What the law deems decided when time runs out. */
export interface Expiry extends Citation {
  to: Target;
  marks: ClockStart[];
  causes: Text;
}

/** A stage is passed over to `to` when the condition holds on entering. */
export interface Skip extends Citation {
  when: Condition;
  to: Target;
  marks: ClockStart[];
  causes: Text;
}

/** Which region's authority or government sits: the city's, the provider's, or the city's when the parties' regions differ. */
export type Seat = "city" | "provider-region" | "higher-of-parties";

export interface Stage extends Citation {
  id: string;
  title: Text;
  /** Who has to act; the case waits for them. */
  actors: ActorKind[];
  /** Who may act here besides, although nobody waits for them (whoever supervises a limit that still runs). */
  also: ActorKind[];
  /** All actors must act; agreement takes the act's target, disagreement takes `disagreement`. */
  joint: boolean;
  disagreement?: Target;
  /** An actor listed here may act only when the case attribute says so (a delegate must have been appointed). */
  onlyWhen: Partial<Record<ActorKind, Condition>>;
  /** Which authority or government sits in this stage; null where neither acts. */
  seat: LegalValue<Seat> | null;
  /** Null when the procedure waits for somebody without any clock (returned to the requester). */
  clock: Clock | null;
  /** The first that holds on entering takes the case past this stage. */
  skips: Skip[];
  extension: StageExtension | null;
  /** What the city's own text has of a step that the superior law added: its article, and that it is silent. */
  beside: Citation | null;
  /** Null where silence decides nothing. */
  expiry: Expiry | null;
  /** By act id, in the order to be offered. */
  acts: Record<string, Act>;
}

export const OUTCOMES = [
  "granted",
  "refused",
  "withdrawn",
  "disputed",
  "settled",
  "not-settled",
  "done",
  "rejected",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What may or must come after an end. */
export interface FollowUp extends Citation {
  procedure: string;
  /** Who may open it; when `automatic`, it opens with the end itself in the requester's name. */
  by: ActorKind[];
  automatic: boolean;
  /** What its form says from the start, by field id. */
  fields: Record<string, string>;
  causes: Text;
}

export interface End extends Citation {
  id: string;
  title: Text;
  outcome: Outcome;
  /** A grant comes into being with this end. */
  grants: boolean;
  outreach: CaseOutreach[];
  follows?: FollowUp;
}

/** How a field is filled in: a sentence, a civil day, a year, a number of days, one of a list, yes or no, an entry, a department. */
export const FIELD_KINDS = ["text", "date", "year", "days", "choice", "flag", "entry", "department"] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

export interface ApplicationField extends Citation {
  /** `purpose`, `scenario`, `duty`, `scope`, `data-items`, `reason` … */
  id: string;
  title: Text;
  required: boolean;
  kind: FieldKind;
  /** Of a choice: value and words, in order. */
  options: { value: string; title: Text }[];
  /** Asked only where this holds of the case and of what the same form says; otherwise nothing is missing. */
  when?: Condition;
}

/** What is filed, by whom, and where it goes. Direct access is a filing whose target is the end that grants. */
export interface Filing extends Citation {
  title: Text;
  by: ActorKind[];
  to: Target;
  marks: ClockStart[];
  markedBy: MarkedBy;
  outreach: CaseOutreach[];
  application: ApplicationField[];
  causes: Text;
}

/** How a returned application comes back. */
export interface Resubmission extends Citation {
  title: Text;
  from: string;
  to: string;
  marks: ClockStart[];
  causes: Text;
  /** `restart`: a new period from the new start (D12). `pause`: what was left of the old one. */
  clock: "restart" | "pause";
  /** How often it may be returned; null = as often as needed. 809 art. 21 has everything missing told at once. */
  times: LegalValue<number> | null;
}

/** What a case is about. */
export const CASE_SUBJECTS = ["entry", "own-entry", "department", "grant", "none"] as const;
export type CaseSubject = (typeof CASE_SUBJECTS)[number];

/** A procedure as it stands on one date: everything the engine needs, no reference left open. */
export interface Procedure extends Citation {
  id: string;
  city: string;
  title: Text;
  /** The date for which it was read from the book. */
  on: CivilDate;
  /** What the sides are called here, where "requester" and "provider" would mislead. */
  sides: Partial<Record<ActorKind, Text>>;
  /** What the case is about: an entry of the catalogue, another department, a grant, or none of them. */
  about: CaseSubject;
  filing: Filing;
  stages: Stage[];
  ends: End[];
  /** Who filed may take the case back before it ends, in these stages where they are named; null = may not. */
  withdrawal: (Citation & { title: Text; to: string; stages: string[] | null; causes: Text }) | null;
  /** Where a completed application re-enters and which clocks start again; null = there is no return. */
  resubmission: Resubmission | null;
  /** What happens when time runs out. */
  overdue: Citation & { causes: Text };
}

/** Every procedure that a city's text is asked for; a city that has none of a kind says `not-stipulated`. */
export const PROCEDURE_IDS = [
  "sharing.unconditional",
  "sharing.conditional",
  "sharing.dispute",
  "sharing.superior",
  "correction.sharing",
  "correction.open",
  "correction.inconsistency",
  "catalogue.change",
  "catalogue.retirement",
  "opening.review",
  "opening.application",
  "opening.operation",
  "opening.report",
  "rectification",
  "use.misuse",
  "report.annual",
] as const;
export type ProcedureId = (typeof PROCEDURE_IDS)[number];
