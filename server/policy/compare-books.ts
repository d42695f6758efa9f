import type { Scope } from "@/server/db/context";
import { describeValue, type PolicyBook, type PolicyView, type Procedure, SUBJECTS } from "@/server/law";
import { bookOf, dayOf, nameOf, ownBook, titleOf, told } from "./city-book";
import type { CompareBooksInput, ComparedBooks, ComparedSide, ProcedureOutline } from "./policy.schema";

/**
 * Two cities, or one city on two days, side by side: every value of either and every procedure, and where they differ.
 * What a city says is compared by its words and not by its article or start date; the texts are published.
 * @throws DomainError FORBIDDEN to whoever is no official of a city; NOT_FOUND for an unknown city
 */
export async function compareBooks(scope: Scope, input: CompareBooksInput): Promise<ComparedBooks> {
  ownBook(scope);
  const books = { a: bookOf(input.a.city), b: bookOf(input.b.city) };
  const views = { a: books.a.on(dayOf(scope, input.a.on)), b: books.b.on(dayOf(scope, input.b.on)) };
  const subjects = SUBJECTS.map(({ id, title, keys }) => ({
    id,
    title,
    rows: keys.map((key) => {
      const a = told(key, views.a.own(key));
      const b = told(key, views.b.own(key));
      return { key, title: titleOf(books.a, key), a, b, differs: a.told.zh !== b.told.zh };
    }),
  }));
  const ids = [...new Set([...idsOf(views.a), ...idsOf(views.b)])];
  const procedures = ids.map((id) => {
    const a = outlineOf(views.a, id);
    const b = outlineOf(views.b, id);
    return { id, a, b, differs: wordsOf(a) !== wordsOf(b) };
  });
  const differing = [...subjects.flatMap(({ rows }) => rows), ...procedures].filter(({ differs }) => differs);
  return {
    a: sideOf(books.a, views.a),
    b: sideOf(books.b, views.b),
    subjects,
    procedures,
    differences: differing.length,
  };
}

function sideOf(book: PolicyBook, { date, mode }: PolicyView): ComparedSide {
  return { city: nameOf(book), date, mode };
}

function idsOf(view: PolicyView): string[] {
  return view.procedures().map(({ id }) => id);
}

function outlineOf(view: PolicyView, id: string): ProcedureOutline | null {
  const procedure = view.procedures().find((each) => each.id === id);
  if (!procedure) return null;
  const { article, basis, reason, title } = procedure;
  return { article, basis, ...(reason && { reason }), title, steps: stepsOf(procedure) };
}

function stepsOf({ stages }: Procedure): ProcedureOutline["steps"] {
  return stages.map(({ title, clock }) => ({
    title,
    within: clock ? describeValue(clock.key, clock.within.value) : null,
  }));
}

/** Two outlines are alike when they read alike, wherever the text puts them. */
function wordsOf(outline: ProcedureOutline | null): string {
  return outline === null ? "" : JSON.stringify(outline.steps.map(({ title, within }) => [title.zh, within?.zh]));
}
