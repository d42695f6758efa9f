import type { z } from "zod";
import { type DraftEntry, draftEntryInput, type Finding } from "@/server/catalogue/draft.schema";
import { findingWords } from "@/server/catalogue/rules/finding-words";

/**
 * Reads an entry as it was typed or came out of a row of a table.
 * @returns the entry, or null with what keeps it from being one; missing and empty fields are `required`
 */
export function parseEntry(typed: unknown): { entry: DraftEntry | null; findings: Finding[] } {
  const parsed = draftEntryInput.safeParse(typed);
  if (parsed.success) return { entry: parsed.data, findings: [] };
  return {
    entry: null,
    findings: parsed.error.issues.map((issue) => {
      const path = issue.path.join(".");
      const problem = problemOf(issue, valueAt(typed, issue.path));
      return { path, problem, severity: "error", source: null, words: findingWords(problem) };
    }),
  };
}

function problemOf(issue: z.core.$ZodIssue, value: unknown): string {
  const empty =
    value === undefined || value === null || (typeof value === "string" && value.trim() === "") || isEmptyList(value);
  if (empty) return "required";
  switch (issue.code) {
    case "too_small":
      return "too-short";
    case "too_big":
      return "too-long";
    case "invalid_value":
      return "choose";
    case "invalid_format":
      return issue.path.at(-1) === "name" ? "item-name" : "invalid";
    case "custom":
      return "text-only";
    default:
      return "invalid";
  }
}

const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0;

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
}
