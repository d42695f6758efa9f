import { type Facts, holds } from "@/server/law/condition";
import { isAsked } from "@/server/law/form-answers";
import type { ApplicationContent, CaseState } from "./types";

export { type Facts, holds, isAsked };

/** Attributes fixed at filing, the application's words, and the fields of former acts; an attribute goes before a word. */
export function factsOf({
  attributes,
  application,
  values,
  parties,
}: Pick<CaseState, "attributes" | "application" | "values" | "parties">): Facts {
  return { filedBy: parties[0]?.kind, ...values, ...wordsOf(application), ...attributes };
}

/** The fields of an application that are one word or sentence. */
export function wordsOf(application: ApplicationContent): Record<string, string> {
  return Object.fromEntries(
    Object.entries(application).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
