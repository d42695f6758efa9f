import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import {
  type ActorKind,
  COMPLETION_STAGE,
  calendarFor,
  getBook,
  isExtensionAsked,
  type PolicyBook,
  type Text,
} from "@/server/law";
import { headsOf } from "@/server/people/department-profile";
import { DomainError } from "@/server/shared/errors";
import {
  countByDepartment,
  type DepartmentCounts,
  findDepartments,
  findQueue,
  type QueueCondition,
  type QueueRow,
} from "./oversight.repository";
import type { Desk, DeskCase, DeskDepartment, DeskQueueId } from "./oversight.schema";
import { isLate, soonUntil } from "./rules/due-soon";

const QUEUE_SIZE = 50;
const JUST_DECIDED_MS = 30 * 86_400_000;

/**
 * The city, or the county, at a glance for its data authority or government: what is open, late, due soon and returned by
 * providing department, and the queues that supervision works through.
 * @throws DomainError FORBIDDEN to anyone who is neither
 */
export async function readDesk(scope: Scope): Promise<Desk> {
  authorise(scope.actor, "read", "rollup");
  const as = sideOf(scope);
  const calendar = calendarFor(scope.actor.tenantId);
  const soon = soonUntil(scope.now, calendar);
  const counts = await countByDepartment(scope.tx, {
    now: scope.now,
    soon,
    since: new Date(scope.now.getTime() - JUST_DECIDED_MS),
    completionStage: COMPLETION_STAGE,
  });
  const departments = await describeDepartments(scope, counts);
  const queues = [];
  for (const [id, condition] of Object.entries(queueConditions(scope, as)) as [DeskQueueId, QueueCondition][]) {
    const { rows, total } = await findQueue(scope.tx, condition, QUEUE_SIZE);
    const providers = rows.map(({ providerDepartment }) => providerDepartment.id);
    const heads = await headsOf(scope.tx, scope.actor.tenantId, providers);
    const described = rows.map((row) => ({
      ...describeCase(row, scope, soon),
      providerHead: heads.get(row.providerDepartment.id) ?? null,
    }));
    queues.push({ id, total, rows: described });
  }
  return { asOf: scope.now, as, office: scope.actor.departmentName, totals: sum(departments), departments, queues };
}

function sideOf({ actor }: Scope): "authority" | "government" {
  if (actor.roles.includes("authority_officer")) return "authority";
  // The leading group looks at what its government decides, and moves nothing.
  if (actor.roles.includes("government_officer") || actor.roles.includes("leading_group")) return "government";
  throw new DomainError("FORBIDDEN");
}

function queueConditions({ actor, now }: Scope, as: "authority" | "government"): Record<DeskQueueId, QueueCondition> {
  return {
    mine: { waitingOn: as, seats: actor.regionId ? [actor.regionId] : [] },
    disputes: { procedure: "sharing.dispute" },
    overdue: { overdueAt: new Date(now.getTime() - 999) },
    returned: { stage: COMPLETION_STAGE },
  };
}

async function describeDepartments({ actor, tx }: Scope, counts: DepartmentCounts[]): Promise<DeskDepartment[]> {
  const found = await findDepartments(
    tx,
    counts.map(({ departmentId }) => departmentId),
  );
  const heads = await headsOf(
    tx,
    actor.tenantId,
    counts.map(({ departmentId }) => departmentId),
  );
  const byId = new Map(found.map((department) => [department.id, department]));
  return counts
    .flatMap(({ departmentId, ...numbers }) => {
      const department = byId.get(departmentId);
      if (!department) return [];
      const region = { id: department.regionId, name: nameOf(department.region) };
      const head = heads.get(departmentId) ?? null;
      return [{ department: { id: departmentId, name: nameOf(department) }, head, region, ...numbers }];
    })
    .sort(
      (a, b) => b.overdue - a.overdue || b.open - a.open || a.department.name.zh.localeCompare(b.department.name.zh),
    );
}

function describeCase(row: QueueRow, { actor, now }: Scope, soon: Date): Omit<DeskCase, "providerHead"> {
  const book = getBook(actor.tenantId);
  const overdue = isLate(row.dueAt, now);
  return {
    id: row.id,
    number: row.number,
    procedure: row.procedure,
    ...titlesOf(row, book),
    entryName: nameOf(row.entry ?? row.providerDepartment),
    requester: row.requesterDepartment ? nameOf(row.requesterDepartment) : null,
    provider: nameOf(row.providerDepartment),
    region: nameOf(row.providerDepartment.region),
    waitingOn: row.waitingOn as DeskCase["waitingOn"],
    filedAt: row.filedAt,
    dueAt: row.dueAt,
    dueProvisional: row.dueProvisional,
    overdue,
    tone: overdue ? "red" : row.dueAt !== null && row.dueAt <= soon ? "amber" : "none",
  };
}

/** In the words of the law that governs the case: the book of its own date. */
function titlesOf(row: QueueRow, book: PolicyBook): Pick<DeskCase, "procedureTitle" | "stageTitle" | "extensionAsked"> {
  const procedure = book.on(row.bookDate.toISOString().slice(0, 10)).procedure(row.procedure);
  const stage = procedure.stages.find(({ id }) => id === row.stage);
  return {
    procedureTitle: procedure.title,
    stageTitle: stage?.title ?? procedure.title,
    extensionAsked: stage !== undefined && isExtensionAsked(stage, row.waitingOn as ActorKind[]),
  };
}

function sum(departments: DeskDepartment[]): Desk["totals"] {
  const totals = { open: 0, overdue: 0, dueSoon: 0, returned: 0, justDecided: 0 };
  for (const department of departments) {
    totals.open += department.open;
    totals.overdue += department.overdue;
    totals.dueSoon += department.dueSoon;
    totals.returned += department.returned;
    totals.justDecided += department.justDecided;
  }
  return totals;
}

/** An English name may be missing in data that people typed; Chinese then stands in its place. */
function nameOf({ nameZh, nameEn }: { nameZh: string; nameEn: string }): Text {
  return { zh: nameZh, en: nameEn || nameZh };
}
