import { isCivilDate } from "./civil-date";
import { type Facts, holds } from "./condition";
import type { ApplicationField } from "./types";

/** Whether a form asks for a field, by what is known of the case and what the same form says. */
export function isAsked({ when }: ApplicationField, known: Facts): boolean {
  return when === undefined || holds(when, known);
}

/** A field that says nothing of its kind (a day that does not exist, a choice not on the list) counts as left out. */
export function isAnswered(
  { required, kind, options }: ApplicationField,
  value: string | string[] | undefined,
): boolean {
  if (!isFilled(value)) return !required;
  if (typeof value !== "string") return true;
  switch (kind) {
    case "date":
      return isCivilDate(value);
    case "year":
      return /^\d{4}$/.test(value);
    case "days":
      return /^[1-9]\d*$/.test(value);
    case "choice":
      return options.some((option) => option.value === value);
    case "flag":
      return value === "true" || value === "false";
    default:
      return true;
  }
}

/** Whether anything at all was said. */
export function isFilled(value: string | string[] | undefined): boolean {
  if (value === undefined) return false;
  return typeof value === "string" ? value.trim() !== "" : value.some((entry) => entry.trim() !== "");
}
