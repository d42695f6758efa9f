import type { ApplicationField } from "@/server/law";

/** Something in every field of a form, of the right kind: to see where a filing would lead before it is written. */
export function sampleOf(fields: readonly ApplicationField[]): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [field.id, sample(field)]));
}

function sample({ kind, options }: ApplicationField): string {
  switch (kind) {
    case "date":
      return "2000-01-01";
    case "year":
      return "2000";
    case "days":
      return "1";
    case "flag":
      return "true";
    default:
      return options[0]?.value ?? "…";
  }
}
