import type { ApplicationField, Condition } from "./procedure-types";
import type { Citation, CivilDate, LegalValue, Text } from "./types";

/** Who keeps a register, by office: every department, the data authority of every level, the city's alone, governments. */
export const KEEPERS = ["department", "authority", "city-authority", "government"] as const;

/** Who reads one besides: the offices over the keeper's region, the auditor and the security officer, everybody. */
export const READERS = ["authority", "government", "inspectors", "every-department", "public"] as const;

/** Under what a register is filed. */
export const REGISTER_SUBJECTS = [
  "organisation",
  "rules",
  "security",
  "incidents",
  "systems",
  "collection",
  "projects",
  "assessment",
  "training",
  "opening",
] as const;

export type Keeper = (typeof KEEPERS)[number] | { department: string };
/** Who says something to a record: an office, or the department that the record concerns. */
export type Replier = Keeper | "concerned";
export type Reader = (typeof READERS)[number] | { department: string };
export type RegisterSubject = (typeof REGISTER_SUBJECTS)[number];

/** What the law, or good sense, says of a record as it is filled in. */
export interface RegisterCheck extends Citation {
  id: string;
  when: Condition;
  does: "warn" | "refuse";
  says: Text;
}

/** Every line of one field must stand in another too. */
export interface RegisterComparison extends Citation {
  id: string;
  field: string;
  against: string;
  says: Text;
}

/** What others may or must say to a record. */
export interface RegisterReply extends Citation {
  id: string;
  title: Text;
  by: Replier[];
  words: boolean;
  awaited: boolean;
  when: Condition | null;
}

/** When a record is due again; null where the text is silent. */
export interface RegisterReview {
  /** How often; null where only the keeper states the day, or the value is silent on this date. */
  every: LegalValue<Interval> | null;
  countsFrom: string | null;
  next: string | null;
  /** `newest`: records are runs that follow one another, and only the last of a keeper counts. */
  counts: "each" | "newest";
  closed: Condition | null;
}

export interface Interval {
  amount: number;
  unit: "days" | "months" | "years";
}

/** A register (台账) as a city's law asks for it on one date. */
/** Whom a department may have to name of itself: every kind that a city's text knows, and the chief data officer. */
export const CONTACT_ROLES = [
  "responsible-unit",
  "responsible-person",
  "implementing-body",
  "dedicated-body",
  "dedicated-staff",
  "security-officer",
  "secrecy-reviewer",
  "working-body",
  "chief-data-officer",
] as const;
/** The documents that a department may have to keep. */
export const DOCUMENT_ROLES = [
  "management-rules",
  "detailed-rules",
  "work-plan",
  "internal-procedures",
  "accountability-rules",
  "security-rules",
] as const;
export type ContactRole = (typeof CONTACT_ROLES)[number];
export type DocumentRole = (typeof DOCUMENT_ROLES)[number];

export interface Register extends Citation {
  id: string;
  from: CivilDate;
  title: Text;
  description: Text;
  subject: RegisterSubject;
  keptBy: Keeper[];
  readBy: Reader[];
  mandatory: boolean;
  /** What of that which a department states of itself is kept here, and so not in its profile. */
  states: (ContactRole | DocumentRole)[];
  fields: ApplicationField[];
  concerns: string | null;
  review: RegisterReview | null;
  checks: RegisterCheck[];
  compares: RegisterComparison[];
  repeats: (Citation & { field: string; unless: string }) | null;
  replies: RegisterReply[];
  tells: (Citation & { to: Keeper[]; when: Condition | null })[];
  opensWhen: Condition | null;
  suspends: (Citation & { title: Text; causes: Text }) | null;
  certificate: (Citation & { title: Text; says: Text }) | null;
}
