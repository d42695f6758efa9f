import { z } from "zod";
import type { NamedDepartment, UpdateCycle } from "@/server/catalogue/catalogue.schema";
import type { CivilDate, Text } from "@/server/law/types";

/** How the data of an entry can be had now; `nothing` while nothing is mounted. */
export const MOUNTED = ["table", "file", "upstream", "nothing"] as const;
export type Mounted = (typeof MOUNTED)[number];

/**
 * Whether the data is as new as the entry's update cycle promises.
 * - late       older than a cycle
 * - current    within it
 * - no-rhythm  the entry promises no rhythm
 * - live       it stays with its provider and is asked for at each reading
 * - nothing    nothing is mounted
 */
export const FRESHNESS = ["late", "current", "no-rhythm", "live", "nothing"] as const;
export type FreshnessStanding = (typeof FRESHNESS)[number];

export interface Freshness {
  standing: FreshnessStanding;
  cycle: UpdateCycle;
  /** When the data was mounted; null where nothing is, or where it stays with its provider. */
  at: Date | null;
  /** The last day of the cycle; null where there is no rhythm. */
  renewBy: CivilDate | null;
  /** Days past `renewBy`, 0 while it is not late. */
  daysLate: number;
}

/** So many of so many; `of` is 0 where there is nothing to judge. */
export interface Share {
  good: number;
  of: number;
}

/** What relations between columns are asked; `key`: every row has a key of its own. */
export const QUALITY_RULES = ["key", "citizen-birth", "citizen-sex", "region", "start-end"] as const;
export type QualityRule = (typeof QUALITY_RULES)[number];

/** How good a version of a table is, counted when it came into use. */
export interface QualityMeasures {
  rowsTotal: number;
  rowsMeasured: number;
  /** The counts are of a sample of `rowsMeasured` rows. */
  sampled: boolean;
  measuredAt: Date;
  /** Cells with a value. */
  completeness: Share;
  /** The same over the columns that must have one. */
  required: Share;
  /** Values that keep to their code list, greatest length or identifier's form. */
  validity: Share;
  /** Relations between columns that hold. */
  consistency: Share;
}

export interface QualityDetail extends QualityMeasures {
  version: number;
  rules: (Share & { rule: QualityRule; columns: Text[] })[];
  columns: { name: string; label: Text; required: boolean; filled: Share; validity: Share }[];
}

export interface EntryQuality<M extends QualityMeasures = QualityDetail> {
  mounted: Mounted;
  freshness: Freshness;
  /** Null where no table is mounted, or one from before quality was counted. */
  measures: M | null;
}

export const readQualityInput = z.object({ entryId: z.uuid() });

export const QUALITY_SORTS = [
  "freshness",
  "completeness",
  "required",
  "validity",
  "consistency",
  "rows",
  "name",
  "department",
] as const;

export const listQualityInput = z.strictObject({
  departmentId: z.uuid().optional(),
  standing: z.enum(FRESHNESS).optional(),
  sort: z.enum(QUALITY_SORTS).default("freshness"),
  direction: z.enum(["asc", "desc"]).default("desc"),
  page: z.int().min(1).max(10_000).default(1),
  pageSize: z.int().min(1).max(1_000).default(20),
});
export type ListQualityInput = z.output<typeof listQualityInput>;

export interface QualityRow extends EntryQuality<QualityMeasures> {
  id: string;
  code: string;
  name: Text;
  department: NamedDepartment;
  region: Text;
}

/** The entries of a department together; shares are over all cells of all its tables. */
export interface DepartmentQuality {
  department: NamedDepartment;
  entries: number;
  mounted: number;
  late: number;
  measured: number;
  completeness: Share;
  required: Share;
  validity: Share;
  consistency: Share;
}

export interface QualityPage {
  asOf: Date;
  rows: QualityRow[];
  total: number;
  /** Every department of the reader's regions with an entry, whatever the rows are narrowed to. */
  departments: DepartmentQuality[];
}
