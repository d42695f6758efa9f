import type { ClockStart } from "./procedure-types";

/** A sentence or name in the two languages of the workspace; both are always present. */
export interface Text {
  zh: string;
  en: string;
}

/** A civil date in Asia/Shanghai, `YYYY-MM-DD`. Never an instant. */
export type CivilDate = string;

/** Where a value comes from: the text itself, our reading of an unclear text (A1–A30), or our default where it is silent (D1–D13). */
export type Basis = "law" | "reading" | "default";

/** The text says nothing and we put nothing in its place. */
export const NOT_STIPULATED = "not-stipulated" as const;
export type NotStipulated = typeof NOT_STIPULATED;

/** What every legal value carries beside itself. `article` is the numeral as in the text, such as `21` or `15(二)`. */
export interface Citation {
  article: string;
  basis: Basis;
  /** Required for readings and defaults; begins with its number, such as `A1: …` or `D12: …`. */
  reason?: Text;
  /** The instrument cited, in short, where it is not the city's own (国务院令第809号). */
  instrument?: Text;
}

/** One legal value as it stands on one date. `null` = repealed, `not-stipulated` = the text is silent. */
export interface LegalValue<T> extends Citation {
  value: T | null | NotStipulated;
  /** First day on which this entry applies. */
  from: CivilDate;
  /** First day on which it no longer applies (the `from` of the entry that replaced it); absent while it is the last. */
  until?: CivilDate;
}

/** True when the value is there to be applied: neither repealed nor left open by the text. */
export function isStipulated<T>(legal: LegalValue<T>): legal is LegalValue<T> & { value: T } {
  return legal.value !== null && legal.value !== NOT_STIPULATED;
}

/** The event from which a period counts. */
export type StartEvent = ClockStart;

export type DurationUnit = "working-days" | "natural-days" | "hours" | "months" | "years";

/** A length of time as the text states it. `minimum` marks a period that must at least run out (no roll off rest days). */
export interface Duration {
  amount: number;
  unit: DurationUnit;
  minimum?: true;
  /** The event it counts from, when the value is stated with one. */
  starts?: StartEvent;
}

/** An extension the text allows: at most this long, counted from the day after the original last day. */
export interface Extension extends Duration {
  /** Who consents, in words (`提供部门负责人`). */
  consent: Text;
}

/** A fixed day of every year (`每年1月底前` = the last day of month 1). Never rolls. */
export interface AnnualDate {
  month: number;
  day: number | "last";
}

// ── Calendar and deadlines ───────────────────────────────────────────────────────────────────────

export type DayKind = "workday" | "make-up-workday" | "weekend" | "holiday";

/** One civil day. `name` is the holiday (also on its make-up working days); absent on plain days. */
export interface DayInfo {
  date: CivilDate;
  working: boolean;
  kind: DayKind;
  name?: Text;
  /** False when the State Council's schedule of that year is not loaded: the day is judged by the plain week. */
  published: boolean;
  /** Where the city itself ordered the day: the notice or article that did. */
  local?: Text;
}

/** The kinds of day that a holiday schedule names; every other day of its year follows the plain week. */
export const SCHEDULED_KINDS = ["holiday", "make-up-workday"] as const satisfies readonly DayKind[];

/** One day that a holiday schedule takes out of the plain week. */
export interface ScheduledDay {
  date: CivilDate;
  kind: (typeof SCHEDULED_KINDS)[number];
  name: Text;
}

/** The schedule of a year that no file publishes, as it was imported on this deployment. */
export interface ScheduledYear {
  year: number;
  /** Counts the corrections of this year, from 1. */
  version: number;
  days: readonly ScheduledDay[];
}

/** A year whose schedule stands in `national/calendar.yaml`. */
export interface PublishedYear {
  year: number;
  source: Text;
}

/** How many holidays a year the law gives everyone, and which law. */
export interface StatutoryHolidays extends LegalValue<number> {
  value: number;
  instrument: Text;
}

/** A day off, or a day of work, that a city ordered for itself. */
export interface LocalDay {
  date: CivilDate;
  working: boolean;
  name: Text;
  /** The notice that ordered it, or the article where the city's text does. */
  source: Text;
}

/** The working days of one place. Pure: the same date always answers the same. */
export interface Calendar {
  id: string;
  publishedYears: readonly number[];
  day(date: CivilDate): DayInfo;
}

/** A last day and how it was found. Everything in it can be stored as JSON and shown without counting again. */
export interface Deadline {
  /** The event that starts the clock. */
  startedAt: Date;
  /** Shanghai date of that event: day 0, not counted. */
  dayZero: CivilDate;
  duration: Duration;
  lastDay: CivilDate;
  /** 23:59:59 Asia/Shanghai of the last day (for hours: the exact instant). */
  dueAt: Date;
  /** Days that counted, in order (working days or natural days). */
  counted: DayInfo[];
  /** Days passed over while counting working days. */
  skipped: DayInfo[];
  /** Rest days over which a natural-day period rolled off its arithmetical last day. */
  rolledFrom?: CivilDate;
  rolledOver: DayInfo[];
  /** True when it touches a year that is not published; recompute once that year is loaded. */
  provisional: boolean;
  unpublishedYears: number[];
  /** A fixed day of the year, not a counted period. */
  fixed?: true;
  /** The deadline this one prolongs, when it is an extension. */
  extends?: CivilDate;
}

// ── Cities ───────────────────────────────────────────────────────────────────────────────────────

export type CityLevel = "prefecture" | "municipality" | "zone";

export interface Instrument {
  title: Text;
  /** Kind and number in words (`地方性法规`, `规范性文件 朔政办发〔2022〕14号`). */
  kind: Text;
  status: "in-force" | "draft" | "unknown";
  /** Day from which the city is run under it; basis `default` when the text gives none. */
  effective: LegalValue<CivilDate>;
  /** How long it is valid from its effective day; `not-stipulated` = no expiry in the text. */
  validity: LegalValue<Duration>;
  /** Day of publication as the operator entered it, where the text takes effect from it and does not say it. */
  published: { on: CivilDate; source: Text } | null;
  /** The text does not say since when it is in force and nobody entered it: `effective` is a day to work with, no more. */
  assumed: boolean;
  /** What happened to it when: adopted, approved, dated, promulgated, published. */
  dates: InstrumentDate[];
  citation: Text;
  /** Shown wherever the instrument is named: draft, unknown date, doubtful succession … */
  notes: Text[];
}

/** An act by which an instrument came about. */
export interface InstrumentDate {
  act: "adopted" | "approved" | "dated" | "promulgated" | "published";
  on: CivilDate;
  by?: Text;
}

export interface Region {
  /** Six-digit administrative code (a fictional suffix for zones). */
  code: string;
  names: Text;
  kind: "city" | "county" | "district" | "county-level-city" | "zone";
}

export type DepartmentKind = "department" | "authority" | "government" | "delegate";

/** A subject a department leads; `article` when the city's text names it. */
export interface LeadDomain extends Text {
  article?: string;
  /** Words by which data of the subject is known, beside those of its name. */
  keywords?: string[];
}

export interface Department {
  /** Unique in its city; stable, lower-case words (`housing`, `shuncheng-data`). */
  code: string;
  names: Text;
  kind: DepartmentKind;
  region: string;
  domains: LeadDomain[];
}

export type SharingClass = "unconditional" | "conditional" | "withheld";
export type OpeningClass = "unconditional" | "conditional" | "withheld";

/** The city's own terms. Screens take every legal noun from here. */
export interface CityWords {
  dataResource: Text;
  authority: Text;
  provider: Text;
  consumer: Text;
  sharingPlatform: Text;
  openingPlatform: Text;
  catalogue: Text;
  sharing: Record<SharingClass, Text>;
  opening: Record<OpeningClass, Text>;
}

export interface CityProfile {
  /** Tenant id: `fushun`, `shuozhou`, `hefei-etdz`, `leshan`, `chongqing`. */
  id: string;
  names: Text;
  /** Two or three characters for narrow places. */
  short: Text;
  regionCode: string;
  level: CityLevel;
  province: { code: string; names: Text; tenant: string };
  instrument: Instrument;
  words: CityWords;
  bodies: { authority: Text; government: Text; leadingGroup: Text | NotStipulated };
  regions: Region[];
}

export interface Province {
  /** Tenant id, such as `province-liaoning`. */
  tenant: string;
  code: string;
  names: Text;
}

export * from "./procedure-types";
export * from "./register-types";
