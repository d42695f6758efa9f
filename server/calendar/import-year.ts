import { recordAct } from "@/server/audit/record-act";
import { countOpenCases, listImported, saveImported } from "@/server/calendar/calendar.repository";
import type {
  CheckScheduleInput,
  ImportYearInput,
  ScheduleCheck,
  YearImported,
} from "@/server/calendar/calendar.schema";
import { checkSchedule, countKinds } from "@/server/calendar/rules/check-schedule";
import { claimKey } from "@/server/cases/claim-key";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { wakeJobs } from "@/server/jobs/wake";
import { publishedYears, statutoryHolidays } from "@/server/law";
import { DomainError, invalid } from "@/server/shared/errors";

/**
 * The dry run of an import: every problem by row, value and rule, and how many open cases would be counted again.
 * Writes nothing. @throws DomainError FORBIDDEN
 */
export async function checkYear(
  scope: Scope,
  { year, text }: Omit<CheckScheduleInput, "idempotencyKey">,
): Promise<ScheduleCheck> {
  authorise(scope.actor, "manage", "calendar", { tenantId: scope.actor.tenantId });
  const { problems, days } = checkSchedule(text, {
    year,
    published: publishedYears().some((file) => file.year === year),
    statutory: statutoryHolidays(year),
  });
  const known = (await listImported(scope.tx)).find((each) => each.year === year);
  const openCases = await countOpenCases(scope.tx, year);
  return { year, problems, days, ...countKinds(days), replaces: known?.version ?? null, openCases };
}

/**
 * Imports a year, or a correction of one as its next version, for every city of this deployment. Open cases are counted
 * again by the jobs once it is committed.
 * @throws DomainError FORBIDDEN; INVALID when the schedule has problems or a file publishes the year; STALE when another
 * version came first
 */
export async function importYear(scope: Scope, input: ImportYearInput): Promise<YearImported> {
  const { year, idempotencyKey, replaces } = input;
  const { problems, days, holidays, makeUpDays, replaces: inUse } = await checkYear(scope, input);
  const imported: YearImported = { year, version: (replaces ?? 0) + 1 };
  const before = await claimKey(scope, idempotencyKey, "calendar.import", { ...imported });
  if (before) return before;
  if (problems.length > 0) throw invalid({ path: "text", problem: "schedule" });
  if (inUse !== replaces) throw new DomainError("STALE");
  await saveImported(scope.tx, scope.actor, input, imported.version, days);
  await recordAct(scope, {
    act: "calendar.import",
    subjectKind: "calendar",
    subjectId: String(year),
    detail: { version: imported.version, holidays, makeUpDays },
  });
  scope.afterCommit(wakeJobs);
  return imported;
}
