import { loadImportedYears } from "@/server/calendar/load-imported-years";
import { countedCalendar, noteCountedCalendar, recountDues } from "@/server/cases/recount-dues";
import { calendarMark } from "@/server/law";

/**
 * Keeps this process's calendars those of the deployment, and has open cases counted again when they changed: after an
 * import here or on another node, or at a start with other files. Safe to run in several processes at once.
 * @returns one look, which answers how many due dates it put right
 */
export function calendarWatch(): () => Promise<number> {
  let done: string | null = null;
  let begun: string | null = null;
  return async () => {
    await loadImportedYears();
    const mark = calendarMark();
    if (mark === done) return 0;
    if (begun === null && (await countedCalendar()) === mark) {
      done = mark;
      return 0;
    }
    const moved = await recountDues();
    // Until it looks, too, another node counts new cases with the calendar it had: so once more at the next turn.
    if (begun === mark) {
      await noteCountedCalendar(mark);
      done = mark;
    } else begun = mark;
    return moved;
  };
}
