import type pg from "pg";
import { addDays, type Calendar, type CivilDate } from "@/server/law";
import { randomOf } from "./random";

/**
 * Lets every later transaction live at this instant, after noting what became late before it; `null` gives real time
 * back.
 */
export async function setClock(admin: pg.Client, instant: Date | null): Promise<void> {
  await admin.query("begin");
  try {
    await admin.query("set local role heliu_ctx");
    await admin.query("update ctx.clock set fixed_at = $1", [instant]);
    await admin.query("set local role heliu_gate");
    await admin.query("select gate.mark_overdue()");
    await admin.query("commit");
  } catch (error) {
    await admin.query("rollback").catch(() => undefined);
    throw error;
  }
}

/** The instants at which people work: one in the morning and one in the afternoon of every working day. */
export interface Diary {
  readonly instants: readonly Date[];
  /** Index of the first instant at or after this one; the diary's length when there is none. */
  after(instant: Date): number;
}

/** A diary from one day until the day before another. */
export function diaryOf(calendar: Calendar, from: CivilDate, until: CivilDate): Diary {
  const instants: Date[] = [];
  for (let day = from; day < until; day = addDays(day, 1)) {
    if (!calendar.day(day).working) continue;
    const random = randomOf(`diary ${day}`);
    instants.push(at(day, 9, random.int(5, 110)), at(day, 14, random.int(5, 165)));
  }
  return {
    instants,
    after: (instant) => {
      const index = instants.findIndex((one) => one >= instant);
      return index < 0 ? instants.length : index;
    },
  };
}

function at(day: CivilDate, hour: number, minutes: number): Date {
  return new Date(Date.parse(`${day}T${String(hour).padStart(2, "0")}:00:00+08:00`) + minutes * 60_000);
}
