import type { Tx } from "@/server/db/context";
import type { ActorKind } from "@/server/law/types";

/** One released cell of the rollups: a total, a quarter or a procedure of a city or county. Null counts are suppressed. */
export interface ReleasedCell {
  tenantId: string;
  regionId: string | null;
  /** First day of the quarter; null unless the cell is one. */
  quarter: Date | null;
  procedure: string | null;
  windowFrom: Date;
  windowUntil: Date;
  filed: number | null;
  decided: number | null;
  granted: number | null;
  refused: number | null;
  overdue: number | null;
  openOverdue: number | null;
  /** Whole per cent. */
  onTimeAtLeast: number | null;
  onTimeAtMost: number | null;
  grantedAtLeast: number | null;
  grantedAtMost: number | null;
  suppressed: boolean;
}

/** What gate.compare releases to this person; the database suppresses before anything leaves it. */
export async function findReleasedCells(tx: Tx, by: "city" | "region"): Promise<ReleasedCell[]> {
  return tx.$queryRaw<ReleasedCell[]>`
    select tenant_id as "tenantId", region_id as "regionId", quarter, procedure, window_from as "windowFrom", window_until as "windowUntil",
      filed, decided, granted, refused, overdue, open_overdue as "openOverdue", on_time_at_least as "onTimeAtLeast",
      on_time_at_most as "onTimeAtMost", granted_at_least as "grantedAtLeast", granted_at_most as "grantedAtMost", suppressed
    from gate.compare(${by})`;
}

export interface DepartmentCounts {
  departmentId: string;
  open: number;
  overdue: number;
  dueSoon: number;
  returned: number;
  justDecided: number;
  nextDueAt: Date | null;
  nextDueProvisional: boolean;
}

/**
 * Counts by providing department of the cases that row-level security shows this person.
 * @param soon open ones due up to this instant count as due soon
 * @param since ended ones from this instant on count as just decided
 * @param completionStage the stage in which a returned application waits for its applicant
 */
export async function countByDepartment(
  tx: Tx,
  given: { now: Date; soon: Date; since: Date; completionStage: string },
): Promise<DepartmentCounts[]> {
  return tx.$queryRaw<DepartmentCounts[]>`
    select provider_department_id as "departmentId",
      count(*) filter (where stage is not null)::int as "open",
      count(*) filter (where stage is not null and due_at < ${given.now})::int as "overdue",
      count(*) filter (where stage is not null and due_at >= ${given.now} and due_at <= ${given.soon})::int as "dueSoon",
      count(*) filter (where stage = ${given.completionStage})::int as "returned",
      count(*) filter (where stage is null)::int as "justDecided",
      min(due_at) filter (where stage is not null) as "nextDueAt",
      coalesce((array_agg(due_provisional order by due_at, due_provisional desc) filter (where stage is not null and due_at is not null))[1],
        false) as "nextDueProvisional"
    from app."case"
    where stage is not null or decided_at >= ${given.since}
    group by provider_department_id`;
}

const DESK_CASE = {
  id: true,
  number: true,
  procedure: true,
  bookDate: true,
  stage: true,
  waitingOn: true,
  filedAt: true,
  dueAt: true,
  dueProvisional: true,
  regionId: true,
  entry: { select: { nameZh: true, nameEn: true } },
  requesterDepartment: { select: { nameZh: true, nameEn: true } },
  providerDepartment: {
    select: { id: true, nameZh: true, nameEn: true, region: { select: { nameZh: true, nameEn: true } } },
  },
} as const;

/** Which open cases a queue holds. */
export type QueueCondition =
  | { waitingOn: ActorKind; seats: string[] }
  | { procedure: string }
  | { overdueAt: Date }
  | { stage: string };

/** The first cases of a queue by due date, and how many it holds. */
export async function findQueue(tx: Tx, condition: QueueCondition, take: number) {
  const where = { stage: { not: null }, ...whereOf(condition) };
  const rows = await tx.case.findMany({
    where,
    select: DESK_CASE,
    orderBy: [{ dueAt: { sort: "asc", nulls: "last" } }, { number: "asc" }],
    take,
  });
  return { rows, total: rows.length < take ? rows.length : await tx.case.count({ where }) };
}
export type QueueRow = Awaited<ReturnType<typeof findQueue>>["rows"][number];

function whereOf(condition: QueueCondition) {
  if ("waitingOn" in condition)
    return { waitingOn: { has: condition.waitingOn }, seatRegionId: { in: condition.seats } };
  if ("procedure" in condition) return { procedure: condition.procedure };
  if ("overdueAt" in condition) return { dueAt: { lt: condition.overdueAt } };
  return { stage: condition.stage };
}

/** Departments of the person's city with their regions. */
export async function findDepartments(tx: Tx, ids: string[]) {
  return tx.department.findMany({
    where: { id: { in: ids } },
    select: {
      id: true,
      nameZh: true,
      nameEn: true,
      regionId: true,
      region: { select: { nameZh: true, nameEn: true } },
    },
  });
}
