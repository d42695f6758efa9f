import type { Citation, CivilDate, Duration, LegalValue, Text } from "./types";

/** On whose side somebody acts in one case. A platform's review is made by `authority`, which runs the platform. */
export const ACTOR_KINDS = ["requester", "provider", "delegate", "authority", "government"] as const;
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
] as const;
export type ClockStart = (typeof CLOCK_STARTS)[number];

/** Kinds of source a refusal or a class may rest on. */
export const BASIS_KINDS = [
  "law",
  "administrative-regulation",
  "local-regulation",
  "rule",
  "central-policy",
  "national-provision",
  "provincial-document",
  "municipal-document",
  "internal-rule",
] as const;
export type BasisKind = (typeof BASIS_KINDS)[number];

export const CONTENT_ITEMS = ["reason", "legal-basis", "scope", "purpose", "missing-items", "storage-consent"] as const;
export type ContentItem = (typeof CONTENT_ITEMS)[number];

/** One thing an act must (or may) contain, and why. */
export interface RequiredItem extends Citation {
  item: ContentItem;
}

/** Holds when the case attribute has this value. */
export interface Condition {
  attribute: string;
  equals: string | boolean;
}

/** Where an act leads. */
export type Target = { stage: string } | { end: string };

export type ActEffect = "grant" | "refuse" | "return" | "open-dispute" | "settle" | "none";

export interface Act extends Citation {
  id: string;
  title: Text;
  by: ActorKind[];
  to: Target;
  requires: RequiredItem[];
  /** Things that may be said but need not be (Chongqing's storage consent). */
  offers: RequiredItem[];
  /** Kinds of legal basis that are good enough here; empty = any kind. Only looked at when `legal-basis` is given. */
  acceptedBasis: BasisKind[];
  effect: ActEffect;
  /** What follows for the parties, one sentence, shown on the button's confirmation. */
  causes: Text;
  /** Clock starts that happen with this act. */
  marks: ClockStart[];
  /** In a joint stage: takes effect as soon as one actor does it (return for completion). */
  alone: boolean;
}

export interface Clock {
  start: ClockStart;
  within: LegalValue<Duration>;
  /** Key of `within` in the policy book, such as `sharing.answer.within`. */
  key: string;
  /** True when the text gives no limit and this is only a target (a default): late is shown, never called unlawful. */
  target: boolean;
}

/** Which region's authority or government sits: the city's, the provider's, or the city's when the parties' regions differ. */
export type Seat = "city" | "provider-region" | "higher-of-parties";

export interface Stage extends Citation {
  id: string;
  title: Text;
  actors: ActorKind[];
  /** All actors must act; agreement takes the act's target, disagreement takes `disagreement`. */
  joint: boolean;
  disagreement?: Target;
  /** An actor listed here may act only when the case attribute says so (a delegate must have been appointed). */
  onlyWhen: Partial<Record<ActorKind, Condition>>;
  /** Which authority or government sits in this stage; null where neither acts. */
  seat: LegalValue<Seat> | null;
  /** Null when the procedure waits for somebody without any clock (returned to the requester). */
  clock: Clock | null;
  /** When it holds on entering, the stage is passed over to `to`. */
  skip?: Citation & { when: Condition; to: Target; causes: Text };
  /** By act id, in the order to be offered. */
  acts: Record<string, Act>;
}

export type Outcome = "granted" | "refused" | "withdrawn" | "disputed" | "settled" | "not-settled";

/** What may or must come after an end. */
export interface FollowUp extends Citation {
  procedure: string;
  /** Who may open it; when `automatic`, it opens with the end itself in the requester's name. */
  by: ActorKind[];
  automatic: boolean;
  causes: Text;
}

export interface End extends Citation {
  id: string;
  title: Text;
  outcome: Outcome;
  /** A grant comes into being with this end. */
  grants: boolean;
  follows?: FollowUp;
}

export interface ApplicationField extends Citation {
  /** `purpose`, `scenario`, `duty`, `scope`, `data-items`, `reason` … */
  id: string;
  title: Text;
  required: boolean;
}

/** What is filed, by whom, and where it goes. Direct access is a filing whose target is the end that grants. */
export interface Filing extends Citation {
  title: Text;
  by: ActorKind[];
  to: Target;
  marks: ClockStart[];
  application: ApplicationField[];
  causes: Text;
}

/** A procedure as it stands on one date: everything the engine needs, no reference left open. */
export interface Procedure extends Citation {
  id: string;
  city: string;
  title: Text;
  /** The date for which it was read from the book. */
  on: CivilDate;
  filing: Filing;
  stages: Stage[];
  ends: End[];
  /** The requester may take the case back before it ends; null = may not. */
  withdrawal: (Citation & { title: Text; to: string; causes: Text }) | null;
  /** Where a completed application re-enters and which clocks start again; null = there is no return. */
  resubmission: (Citation & { title: Text; from: string; to: string; marks: ClockStart[]; causes: Text }) | null;
  /** What happens when time runs out. */
  overdue: Citation & { causes: Text };
}

export const PROCEDURE_IDS = ["sharing.unconditional", "sharing.conditional", "sharing.dispute"] as const;
export type ProcedureId = (typeof PROCEDURE_IDS)[number];
