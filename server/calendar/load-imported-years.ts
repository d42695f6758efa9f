import { readImportedYears } from "@/server/calendar/calendar.repository";
import { withConnection } from "@/server/db/context";
import { setImportedYears } from "@/server/law";

/**
 * Puts the imported years into this process's calendars: at boot before the first request, and again whenever the jobs
 * look, so that every node counts alike.
 * @returns whether they differ from what the process knew
 * @throws DatabaseDownError
 */
export async function loadImportedYears(): Promise<boolean> {
  return setImportedYears(await withConnection("heliu_worker", readImportedYears));
}
