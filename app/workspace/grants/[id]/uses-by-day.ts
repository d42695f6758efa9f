export interface DayCount {
  /** Civil day in Shanghai, `YYYY-MM-DD`. */
  day: string;
  count: number;
}

const DAYS = 30;
const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;

/** Counts instants by the Shanghai day they fall on: the last thirty days, oldest first, days without any included. */
export function usesByDay(instants: readonly Date[], now: Date): DayCount[] {
  const counts = new Map<string, number>();
  for (const at of instants) counts.set(dayOf(at), (counts.get(dayOf(at)) ?? 0) + 1);
  return Array.from({ length: DAYS }, (_, index) => {
    const day = dayOf(new Date(now.getTime() - (DAYS - 1 - index) * DAY_MS));
    return { day, count: counts.get(day) ?? 0 };
  });
}

function dayOf(at: Date): string {
  return new Date(at.getTime() + SHANGHAI_MS).toISOString().slice(0, 10);
}
