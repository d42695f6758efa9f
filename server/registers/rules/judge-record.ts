import { addDays, addMonths } from "@/server/law/civil-date";
import { type Facts, holds } from "@/server/law/condition";
import { isAnswered, isAsked, isFilled } from "@/server/law/form-answers";
import type { Citation, CivilDate, Interval, Register, Text } from "@/server/law/types";

export type Words = Readonly<Record<string, string>>;

export interface JudgedRecord {
  /** What is kept: fields that are asked and filled in. */
  fields: Record<string, string>;
  /** Paths of fields that are missing or say nothing of their kind. */
  wrong: { field: string; problem: "required" | "wrong" }[];
  /** The check that refuses it, if any. */
  refused: (Citation & { says: Text }) | null;
  /** Checks and comparisons that found something. */
  marks: string[];
  dueOn: CivilDate | null;
  open: boolean;
}

/**
 * Judges what somebody wants to put on record by the law of its register.
 * @param today the Shanghai day of recording, from which an interval counts where no field says otherwise
 */
export function judgeRecord(register: Register, given: Words, today: CivilDate): JudgedRecord {
  const facts: Facts = { ...given };
  const asked = register.fields.filter((field) => isAsked(field, facts));
  const fields = Object.fromEntries(
    asked.flatMap(({ id }) => (isFilled(given[id]) ? [[id, (given[id] ?? "").trim()] as const] : [])),
  );
  const wrong = asked.flatMap((field) => {
    if (isAnswered(field, fields[field.id])) return [];
    return [{ field: field.id, problem: fields[field.id] ? ("wrong" as const) : ("required" as const) }];
  });
  const found = register.checks.filter(({ when }) => holds(when, fields));
  return {
    fields,
    wrong,
    refused: found.find(({ does }) => does === "refuse") ?? null,
    marks: [
      ...found.map(({ id }) => id),
      ...register.compares
        .filter(({ field, against }) => fields[field] !== undefined && missingLines(fields, field, against).length > 0)
        .map(({ id }) => id),
    ],
    dueOn: dueOf(register, fields, today),
    open: register.readBy.includes("public") && (register.opensWhen === null || holds(register.opensWhen, fields)),
  };
}

/** Lines of one field that do not stand in another, as they were written. */
export function missingLines(fields: Words, field: string, against: string): string[] {
  const there = new Set(linesOf(fields[field]));
  return linesOf(fields[against]).filter((line) => !there.has(line));
}

function linesOf(text = ""): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** The day on which a record is due again: what the keeper states, or the interval of the law counted by the calendar. */
function dueOf({ review }: Register, fields: Words, today: CivilDate): CivilDate | null {
  if (!review || (review.closed && holds(review.closed, fields))) return null;
  const stated = review.next ? fields[review.next] : undefined;
  if (stated) return stated;
  if (!review.every) return null;
  const from = (review.countsFrom ? fields[review.countsFrom] : undefined) ?? today;
  return after(from, review.every.value as Interval);
}

/** A day that comes round again: calendar days and months, no working days, since nobody's period runs. */
function after(from: CivilDate, { amount, unit }: Interval): CivilDate {
  return unit === "days" ? addDays(from, amount) : addMonths(from, unit === "years" ? amount * 12 : amount);
}
