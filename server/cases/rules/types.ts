import type {
  ActEffect,
  ActorKind,
  AnnualDate,
  ApplicationField,
  BasisKind,
  CaseOutreach,
  Citation,
  ClockStart,
  Deadline,
  Duration,
  LegalValue,
  RequiredItem,
  Text,
} from "@/server/law/types";

/** Who does it: the side, the department and the person. Ids are opaque to the rules. */
export interface Actor {
  kind: ActorKind;
  department: string;
  person: string;
}

/** A source that a refusal names. */
export interface CitedBasis {
  kind: BasisKind;
  citation: string;
}

/** What an act says. The rules look only at whether a required item is there and of an accepted kind. */
export interface ActContent {
  reason?: string;
  legalBasis?: CitedBasis[];
  /** The scope in words; the technical terms of a grant travel beside the case. */
  scope?: string;
  purpose?: string;
  missingItems?: string[];
  storageConsent?: boolean;
  /** Length of an extension, in the unit of the rule that allows it. */
  extensionDays?: number;
  /** The act's own form, by field id. */
  fields?: Record<string, string>;
}

/** The application as filled in, by field id (`purpose`, `scenario`, `data-items` …). */
export type ApplicationContent = Record<string, string | string[]>;

/** Facts about the resource and the parties, fixed when the case is filed (`dedicatedListed`, `delegateAppointed` …). */
export type CaseAttributes = Record<string, string | boolean>;

/** The append-only facts of a case. `at` is the database's instant of the fact. */
export type CaseEvent =
  | { type: "filed"; at: Date; by: Actor; application: ApplicationContent; attributes: CaseAttributes }
  | { type: "acted"; at: Date; by: Actor; act: string; content: ActContent }
  | { type: "withdrawn"; at: Date; by: Actor; content: ActContent }
  /** Time ran out where the law says what that means. Nobody does it. */
  | { type: "expired"; at: Date }
  | { type: "resubmitted"; at: Date; by: Actor; application: ApplicationContent };

/** One actor's word in a joint stage. */
export interface Opinion {
  kind: ActorKind;
  department: string;
  person: string;
  act: string;
  at: Date;
}

/** A longer period that somebody consented to. */
export interface ExtensionGiven {
  amount: number;
  unit: "working-days" | "natural-days";
  at: Date;
  by: ActorKind;
}

/** The clock that runs now. `deadline` is null when the text (and we) set no limit. */
export interface OpenClock {
  stage: string;
  start: ClockStart;
  startedAt: Date;
  /** The city's own value. */
  within: LegalValue<Duration | AnnualDate>;
  key: string;
  /** The limit that binds is a target of ours, not the law's. */
  target: boolean;
  /** The last day that binds: the earlier of the city's own and the national one. */
  deadline: Deadline | null;
  bound: "own" | "cap";
  own: Deadline | null;
  cap: {
    start: ClockStart;
    startedAt: Date;
    within: LegalValue<Duration | AnnualDate>;
    key: string;
    deadline: Deadline;
  } | null;
  extensions: ExtensionGiven[];
  /** An extension asked for and not yet decided. */
  asked: { days: number; unit: ExtensionGiven["unit"]; at: Date; by: ActorKind } | null;
  /** A minimum period: the instant from which the stage's acts are allowed. It has no lateness. */
  notBefore: Date | null;
}

/** Where a case stands: the fold of its events. Plain data; may be stored as JSON. */
export interface CaseState {
  procedure: string;
  /** Null once the case has ended. */
  stage: string | null;
  /** Id of the end; null while the case is open. */
  end: string | null;
  /** Sides that still have to act, in the stage's order; empty once ended. */
  waitingOn: ActorKind[];
  opinions: Opinion[];
  clock: OpenClock | null;
  /** Last days of the stages that the case has left, by stage: a next rung may wait for one of them. */
  limits: Record<string, Deadline>;
  /** An answer that is put before the department's own head and has not been given yet. */
  pending: { act: string; by: Actor; fields: Record<string, string>; at: Date } | null;
  /** A clock that stands still while the application is completed. */
  paused: { stage: string; clock: OpenClock; at: Date } | null;
  /** 1 on filing, one more with every resubmission. */
  round: number;
  /** What acts have said in forms of their own, by field id; the last word holds. */
  values: Record<string, string>;
  attributes: CaseAttributes;
  application: ApplicationContent;
  /** Latest instant of each clock start that has happened in this round. */
  milestones: Partial<Record<ClockStart, Date>>;
  /** Every side that has acted, so nobody acts for two. */
  parties: Actor[];
  /** Instant of the last event; events never go back in time. */
  lastAt: Date;
  /** Number of events folded; use it as the expected version of a conditional update. */
  version: number;
}

/** What an event causes beyond the new state; the use case turns these into rows and notices. */
export type CaseEffect =
  | { type: "stage-entered"; stage: string; waitingOn: ActorKind[]; clock: OpenClock | null }
  | { type: "stage-skipped"; stage: string; source: Citation; causes: Text }
  | { type: "opinion-noted"; opinion: Opinion; waitingOn: ActorKind[] }
  | { type: "returned"; missingItems: string[] }
  | { type: "ended"; end: string; outcome: string }
  | { type: "extension-asked"; days: number; waitingOn: ActorKind[] }
  | { type: "extended"; given: ExtensionGiven; tells: ActorKind[]; clock: OpenClock }
  | { type: "extension-refused" }
  /** An answer was put before the head, agreed to, or sent back. */
  | { type: "proposed"; act: string; waitingOn: ActorKind[] }
  | { type: "proposal-agreed"; act: string }
  | { type: "proposal-returned"; act: string }
  | { type: "outreach"; outreach: CaseOutreach }
  | { type: "grant" }
  | { type: "dispute-open"; procedure: string; by: ActorKind[]; automatic: boolean };

export interface Advanced {
  state: CaseState;
  effects: CaseEffect[];
}

export type CaseRuleCode =
  | "NOT_FILED"
  | "ALREADY_FILED"
  | "ENDED"
  | "ACT_NOT_ALLOWED"
  | "WRONG_ACTOR"
  | "ALREADY_ACTED"
  | "TWO_SIDES"
  | "CONTENT_MISSING"
  | "BASIS_NOT_ACCEPTED"
  | "WITHDRAWAL_NOT_ALLOWED"
  | "RESUBMISSION_NOT_ALLOWED"
  | "RETURNED_ALREADY"
  | "EXTENSION_TOO_LONG"
  | "EXTENSION_USED_UP"
  | "EXTENSION_TOO_LATE"
  | "TOO_EARLY"
  | "NOT_EXPIRED"
  /** Time ran out and the law has already decided: nobody acts in that stage any more. */
  | "EXPIRED"
  | "OUT_OF_ORDER";

/** An event the procedure does not allow. `message` is for logs; screens speak from `code` and `details`. */
export class CaseRuleError extends Error {
  override readonly name = "CaseRuleError";
  constructor(
    readonly code: CaseRuleCode,
    message: string,
    readonly details: {
      stage?: string;
      act?: string;
      missing?: string[];
      accepted?: BasisKind[];
      article?: string;
      /** Most days of an extension. */
      atMost?: number;
      /** First instant at which the act is allowed. */
      notBefore?: Date;
    } = {},
  ) {
    super(message);
  }
}

/** One thing a person may do now, ready for the bar of a case page. */
export interface PossibleAct extends Citation {
  /** Act id for `acted`, or the type of the event itself. */
  event: "acted" | "withdrawn" | "resubmitted";
  act: string;
  title: Text;
  /** The side on which the person would act. */
  as: ActorKind;
  requires: RequiredItem[];
  offers: RequiredItem[];
  fields: ApplicationField[];
  acceptedBasis: BasisKind[];
  effect: ActEffect;
  causes: Text;
  /** A minimum period, or a limit that must pass first, still runs: the act is shown with the day on which it may be done. */
  notBefore: Date | null;
  /** The act is put before the department's own head, whose agreement lets it take effect; null where it does at once. */
  proposes: Citation | null;
  /** Most days of an extension that this act may give or ask for. */
  atMost: number | null;
  /** What those days are: working days, natural days. */
  daysIn: Text | null;
}
