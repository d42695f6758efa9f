import { fieldProblems, type Problem } from "@/app/components/problem";
import { type DraftCondition, toRowFilter } from "@/app/components/scope/draft-filter";
import type { RowFilter } from "@/server/cases/case.schema";
import { type Facts, isAsked } from "@/server/cases/rules/facts";
import type { DataItemView } from "@/server/catalogue/catalogue.schema";
import type { ApplicationField } from "@/server/law/types";
import type { FieldProblem } from "@/server/shared/errors";

/** An application while it is being written. */
export interface RequestDraft {
  fields: Record<string, string>;
  dataItems: string[];
  conditions: DraftCondition[];
  from: string;
  until: string;
  storage: boolean;
}

/** The words that the law asks for and that are not there yet, and years that are none. */
export function missingWords(
  draft: Pick<RequestDraft, "fields">,
  fields: readonly ApplicationField[],
  facts: Facts = {},
): FieldProblem[] {
  const asked = fields.filter((field) => isAsked(field, { ...facts, ...draft.fields }));
  return asked.flatMap(({ id, required, kind }) => {
    const path = `fields.${id}`;
    const value = draft.fields[id]?.trim() ?? "";
    if (value === "") return required ? [{ path, problem: "required" }] : [];
    return kind === "year" && !/^(19|20)\d\d$/.test(value) ? [{ path, problem: "year" }] : [];
  });
}

export function missingItems(draft: RequestDraft): FieldProblem[] {
  return draft.dataItems.length === 0 ? [{ path: "dataItems", problem: "no-columns" }] : [];
}

/** @param today the Shanghai day of filing, before which no use can begin */
export function wrongTerm({ from, until }: RequestDraft, today: string): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (from === "") problems.push({ path: "from", problem: "required" });
  else if (from < today) problems.push({ path: "from", problem: "past" });
  if (until === "") problems.push({ path: "until", problem: "required" });
  else if (until <= from) problems.push({ path: "until", problem: "before-from" });
  return problems;
}

export function asProblem(fields: FieldProblem[]): Problem | null {
  return fields.length > 0 ? fieldProblems(...fields) : null;
}

/** The draft as `sharing.submit` and `cases.resubmit` take it; empty words are left out. */
export function toApplication(draft: RequestDraft, items: readonly DataItemView[]) {
  const words = Object.entries(draft.fields)
    .map(([id, value]) => [id, value.trim()] as const)
    .filter(([, value]) => value !== "");
  const rowFilter: RowFilter = toRowFilter(
    draft.conditions,
    (column) => items.find(({ name }) => name === column)?.type,
  );
  return {
    fields: Object.fromEntries(words),
    dataItems: draft.dataItems,
    rowFilter,
    from: draft.from,
    until: draft.until,
    storage: draft.storage,
  };
}

/** The same day a year later, less one day: the term that is offered at first. */
export function yearFrom(day: string): string {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  return new Date(Date.UTC(year + 1, month - 1, date - 1)).toISOString().slice(0, 10);
}

/** The civil day in Shanghai at an instant, `YYYY-MM-DD`. */
export function shanghaiToday(now: Date): string {
  return new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}
