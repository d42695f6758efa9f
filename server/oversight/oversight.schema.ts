import { z } from "zod";
import type { DueTone } from "@/server/cases/case.schema";
import type { NamedDepartment } from "@/server/catalogue/catalogue.schema";
import type { ActorKind, CivilDate, Text } from "@/server/law/types";

/** The whole window that is released: no caller chooses a range, so that no two ranges can be subtracted. */
export const compareInput = z.strictObject({
  /** `city`: the cities of the reader's province. `region`: counties and districts. */
  by: z.enum(["city", "region"]),
  /** Only one city's counties; a province overseer names one, city staff may leave it out (their own). */
  city: z.string().min(2).max(40).optional(),
});
export type CompareInput = z.output<typeof compareInput>;

/** A rate as far as it may be known: it lies in [atLeast, atMost]; the two are equal when it is exact. Both 0–1. */
export interface RateView {
  atLeast: number;
  atMost: number;
}

/**
 * Counts of cases filed in the window. A count is 0, at least ten, or null: suppressed, because it is smaller or because
 * it would give away one that is. `on time` and `granted` are rates over the decided ones.
 */
export interface Indicators {
  filed: number | null;
  decided: number | null;
  granted: number | null;
  refused: number | null;
  /** Cases in which some step became late. */
  overdue: number | null;
  /** Those of them that are still open. */
  openOverdue: number | null;
  onTimeRate: RateView | null;
  grantedRate: RateView | null;
}

/** One quarter, oldest first; `start` is its first day, `label` reads `2026Q3`. */
export interface QuarterCell extends Indicators {
  start: CivilDate;
  label: string;
}

/** One procedure, such as `sharing.dispute`. */
export interface ProcedureCell extends Indicators {
  procedure: string;
}

export interface CompareRow extends Indicators {
  /** Tenant id for a city, `tenant/region` for a county: unique in the answer. */
  key: string;
  tenantId: string;
  regionId: string | null;
  name: Text;
  /** The city a county belongs to; the same as `name` for a city. */
  cityName: Text;
  /** Always one for each quarter of the window; empty where only totals are released (a province's view of counties). */
  quarters: QuarterCell[];
  /** Always one for each procedure of the window; empty where only totals are released. */
  procedures: ProcedureCell[];
  /** Whether anything in this row was suppressed. */
  suppressed: boolean;
}

export interface Comparison {
  by: "city" | "region";
  /** First day, and the first day after; the running quarter and the four before it. */
  from: CivilDate;
  until: CivilDate;
  /** Quarters of the window, oldest first. */
  quarters: { start: CivilDate; label: string }[];
  procedures: string[];
  /** Counts below this are not shown. */
  smallest: number;
  rows: CompareRow[];
}

export const deskInput = z.strictObject({});

/** What stands where in one department. */
export interface DeskDepartment {
  department: NamedDepartment;
  /** Its head, first responsible, as its profile names them; null where it named nobody. */
  head: string | null;
  region: { id: string; name: Text };
  /** Open cases that this department provides the data for. */
  open: number;
  overdue: number;
  /** Due today or on the next working day. */
  dueSoon: number;
  /** Returned to the applicant for completion. */
  returned: number;
  /** Ended in the last thirty days. */
  justDecided: number;
  /** The due date that comes (or passed) first; null when none is open. */
  nextDueAt: Date | null;
  nextDueProvisional: boolean;
}

/** One case of a queue, in the order of its due date. */
export interface DeskCase {
  id: string;
  number: string;
  procedure: string;
  procedureTitle: Text;
  entryName: Text;
  /** Null for a person outside government. */
  requester: Text | null;
  provider: Text;
  /** The provider's head, first responsible; null where it named nobody. */
  providerHead: string | null;
  region: Text;
  stageTitle: Text;
  /** A longer period is asked for, and somebody's consent is waited for. */
  extensionAsked: boolean;
  waitingOn: ActorKind[];
  filedAt: Date;
  dueAt: Date | null;
  dueProvisional: boolean;
  overdue: boolean;
  tone: DueTone;
}

/**
 * - mine      waits on this desk (as the data authority, or as the government)
 * - disputes  open disputes, whoever must act
 * - overdue   late, whoever must act: what supervision looks at first
 * - returned  back with the applicant for completion
 */
export const DESK_QUEUES = ["mine", "disputes", "overdue", "returned"] as const;
export type DeskQueueId = (typeof DESK_QUEUES)[number];

export interface DeskQueue {
  id: DeskQueueId;
  total: number;
  /** At most the first 50. */
  rows: DeskCase[];
}

export interface Desk {
  asOf: Date;
  /** As what this desk acts. */
  as: "authority" | "government";
  office: Text;
  totals: { open: number; overdue: number; dueSoon: number; returned: number; justDecided: number };
  /** Departments with anything open or just decided, the most overdue first. */
  departments: DeskDepartment[];
  queues: DeskQueue[];
}
