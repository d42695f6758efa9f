import {
  listOpenDues,
  type OpenDue,
  readCountedMark,
  saveCountedMark,
  saveDue,
} from "@/server/cases/due-recount.repository";
import { fold } from "@/server/cases/rules";
import { eventsOf } from "@/server/cases/stored-case";
import { withConnection } from "@/server/db/context";
import {
  type CivilDate,
  calendarFor,
  type Deadline,
  getBook,
  importedYears,
  listBooks,
  localDaysOf,
  shanghaiDate,
  startOfDay,
} from "@/server/law";
import { describeError, log } from "@/server/shared/log";

const PAGE = 200;

/**
 * Counts the due dates of open cases again with the calendars in use, and puts right those that differ, each with a
 * notice that says the old and the new day. Facts stay as they are: the due date that an event set, and a lateness noted.
 * Doing it twice, or in several processes at once, does it once.
 * @returns how many due dates were put right
 */
export async function recountDues(): Promise<number> {
  return withConnection("heliu_worker", async (client) => {
    let moved = 0;
    let failed = 0;
    let after: OpenDue | null = null;
    do {
      const page: OpenDue[] = await listOpenDues(client, firstDayInQuestion(), after, PAGE);
      for (const open of page) {
        try {
          const due = dueNow(open);
          if (due && (await saveDue(client, open, due))) moved += 1;
        } catch (error) {
          // One case that cannot be counted (its city is no longer loaded) must not keep the others from it.
          if (failed === 0) log.error("a due date could not be counted again", { ...describeError(error) });
          failed += 1;
        }
      }
      after = page.length === PAGE ? (page.at(-1) ?? null) : null;
    } while (after);
    if (failed > 0) log.warn("due dates were left as they are", { failed });
    return moved;
  });
}

/** The mark of the calendars (calendarMark) with which every open case of the database was last counted. */
export async function countedCalendar(): Promise<string> {
  return withConnection("heliu_worker", readCountedMark);
}

/** Remembers the mark, so that the next start counts again only when something changed. */
export async function noteCountedCalendar(mark: string): Promise<void> {
  return withConnection("heliu_worker", (client) => saveCountedMark(client, mark));
}

/** What the due date of an open case is by the calendar in use; null when it stands as it should. */
function dueNow(open: OpenDue): Pick<Deadline, "dueAt" | "provisional"> | null {
  const procedure = getBook(open.tenantId).on(open.bookDate).procedure(open.procedure);
  const state = fold(procedure, eventsOf(open), calendarFor(open.tenantId));
  const deadline = state?.clock?.deadline;
  if (!deadline || !mayHaveMoved(open, deadline)) return null;
  const { dueAt, provisional } = deadline;
  return dueAt.getTime() === open.dueAt.getTime() && provisional === open.provisional ? null : { dueAt, provisional };
}

/** Only what a calendar can change is changed here: a provisional day, or one counted over imported or the city's own days. */
function mayHaveMoved({ tenantId, dueAt, provisional }: OpenDue, { dayZero, lastDay }: Deadline): boolean {
  if (provisional) return true;
  const last = [lastDay, shanghaiDate(dueAt)].sort().at(-1) ?? lastDay;
  const within = (first: CivilDate, until: CivilDate) => first <= last && until >= dayZero;
  return (
    importedYears().some(({ year }) => within(`${year}-01-01`, `${year}-12-31`)) ||
    localDaysOf(tenantId).some(({ date }) => within(date, date))
  );
}

/** The first day that an import or a city's own file may have changed; null when neither says anything. */
function firstDayInQuestion(): Date | null {
  const days = [
    ...importedYears().map(({ year }) => `${year}-01-01`),
    ...listBooks().flatMap(({ city }) => localDaysOf(city.id).map(({ date }) => date)),
  ].sort();
  return days[0] ? startOfDay(days[0]) : null;
}
