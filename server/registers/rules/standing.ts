import type { CivilDate, Register } from "@/server/law/types";

/** What one department has in one register, of records that are not withdrawn. */
export interface Kept {
  records: number;
  /** The latest and the earliest day on which one is due again. */
  lastDue: CivilDate | null;
  firstDue: CivilDate | null;
}

export const NOTHING: Kept = { records: 0, lastDue: null, firstDue: null };

/** How a register stands with a department that keeps it. A day counts until it is over. */
export function standingOf(register: Register, kept: Kept, today: CivilDate): "missing" | "due" | "kept" | "empty" {
  if (kept.records === 0) return register.mandatory ? "missing" : "empty";
  const due = dueDayOf(register, kept);
  return due !== null && due < today ? "due" : "kept";
}

/** The day that decides: of runs that follow one another the last, else the first of all records. */
export function dueDayOf({ review }: Register, { lastDue, firstDue }: Kept): CivilDate | null {
  return review?.counts === "newest" ? lastDue : firstDue;
}
