import { filterProblems } from "@/server/cases/row-filter";
import { type Facts, isAsked } from "@/server/cases/rules";
import { DATA_ITEMS, type StoredApplication, type StoredItem } from "@/server/cases/stored-case";
import { type Filing, shanghaiDate } from "@/server/law";
import { DomainError, type FieldProblem } from "@/server/shared/errors";

interface Against {
  filing: Filing;
  items: readonly StoredItem[];
  now: Date;
}

/**
 * Holds an application against what the city's law asks for and against the entry's own items.
 * @throws DomainError INVALID naming every field that is wrong, with the article where the law asks for it
 */
export function checkApplication(application: StoredApplication, against: Against): void {
  const problems = [
    ...wordProblems(application, against.filing),
    ...itemProblems(application, against),
    ...filterProblems(application.rowFilter, against.items, "rowFilter"),
    ...termProblems(application, against.now),
  ];
  if (problems.length > 0) throw new DomainError("INVALID", { fields: problems });
}

/**
 * The words that a procedure asks for, without the data items.
 * @param facts what is known of the case: some fields are only asked where it holds
 */
export function wordProblems(
  { fields }: Pick<StoredApplication, "fields">,
  { application }: Filing,
  facts: Facts = {},
): FieldProblem[] {
  const missing = application
    .filter((field) => field.required && isAsked(field, { ...facts, ...fields }))
    .filter(({ id }) => id !== DATA_ITEMS && !fields[id]?.trim())
    .map(({ id, article }) => ({ path: `fields.${id}`, problem: "required", params: { article } }));
  const unknown = Object.keys(fields)
    .filter((id) => id === DATA_ITEMS || !application.some((field) => field.id === id))
    .map((id) => ({ path: `fields.${id}`, problem: "unknown-field" }));
  return [...missing, ...unknown];
}

function itemProblems({ dataItems }: StoredApplication, { items, filing }: Against): FieldProblem[] {
  const field = filing.application.find(({ id }) => id === DATA_ITEMS);
  if (dataItems.length === 0)
    return [{ path: "dataItems", problem: "required", ...(field && { params: { article: field.article } }) }];
  if (new Set(dataItems).size !== dataItems.length) return [{ path: "dataItems", problem: "repeated" }];
  return dataItems
    .filter((name) => !items.some((item) => item.name === name))
    .map((item) => ({ path: "dataItems", problem: "unknown-item", params: { item } }));
}

function termProblems({ from, until }: StoredApplication, now: Date): FieldProblem[] {
  const today = shanghaiDate(now);
  return [
    ...(from < today ? [{ path: "from", problem: "past", params: { today } }] : []),
    ...(until <= from ? [{ path: "until", problem: "before-from" }] : []),
  ];
}
