import type { CivilDate, DayInfo } from "@/server/law/types";
import type { Simulation } from "@/server/policy/policy.schema";
import type { CountedLimit } from "@/server/policy/rules/simulate-step";

/** What a day is in the count of the limit that binds. */
export interface CountedDay extends DayInfo {
  /** The day of the event: day 0. */
  start: boolean;
  /** Its number among the days that count; null where it does not. */
  number: number | null;
  /** The last day. */
  due: boolean;
  /** The last day of a limit that does not bind, here or by the city's text alone. */
  otherDue: boolean;
}

/** The limit that binds; null where there is none. */
export function bindingLimit({ applied }: Simulation): CountedLimit | null {
  return applied.binds === "national" ? applied.national : applied.own;
}

/** Every day of the simulation with its place in the count, by date; an extension counts on from the original last day. */
export function countedDays(simulation: Simulation): Map<CivilDate, CountedDay> {
  const binding = bindingLimit(simulation);
  const numbers = new Map(binding?.deadline.counted.map(({ date }, index) => [date, index + 1]));
  const due = simulation.applied.due?.lastDay;
  const { applied, written } = simulation;
  const others = [applied.own, applied.national, written?.own].map((limit) => limit?.deadline.lastDay);
  const first = simulation.days[0]?.date;
  return new Map(
    simulation.days.map((day) => [
      day.date,
      {
        ...day,
        start: day.date === first,
        number: numbers.get(day.date) ?? null,
        due: day.date === due,
        otherDue: day.date !== due && others.includes(day.date),
      },
    ]),
  );
}

/** The months that the days touch, in order. */
export function monthsOf(days: Iterable<CivilDate>): { year: number; month: number }[] {
  const names = [...new Set([...days].map((date) => date.slice(0, 7)))].sort();
  return names.map((name) => ({ year: Number(name.slice(0, 4)), month: Number(name.slice(5)) }));
}
