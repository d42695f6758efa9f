import type { Scope } from "@/server/db/context";
import { type PolicyBook, type PolicyView, SUBJECTS, shanghaiDate, superiorLawReport, type Text } from "@/server/law";
import { dayOf, nameOf, ownBook, titleOf, told } from "./city-book";
import { drawProcedure } from "./draw-procedure";
import type { BookSubject, BookValue, BookView, ReadBookInput } from "./policy.schema";

const LOCAL: Text = { zh: "本市特有事项", en: "Of this city alone" };

/**
 * The whole of a city's law as it stands on one day: every value with its source, what stands above it, every procedure.
 * @throws DomainError FORBIDDEN to whoever is no official of a city
 */
export async function readBook(scope: Scope, { on }: ReadBookInput): Promise<BookView> {
  const book = ownBook(scope);
  const view = book.on(dayOf(scope, on));
  return {
    city: nameOf(book),
    instrument: book.city.instrument,
    date: view.date,
    today: shanghaiDate(scope.now),
    mode: view.mode,
    national: view.national,
    turns: book.turns(),
    subjects: subjectsOf(book, view),
    procedures: view.procedures().map(drawProcedure),
  };
}

function subjectsOf(book: PolicyBook, view: PolicyView): BookSubject[] {
  const rows = new Map(superiorLawReport(book, view.date).rows.map((row) => [row.key as string, row]));
  const subjects = SUBJECTS.map(({ id, title, keys }) => ({
    id,
    title,
    values: keys.map((key): BookValue => {
      const own = told(key, view.own(key));
      const row = rows.get(key);
      return {
        key,
        title: titleOf(book, key),
        own,
        national: row ? told(key, row.national) : null,
        applied: row ? told(key, row.effective).told : own.told,
        relation: row?.relation ?? "alone",
        binds: row?.binds ?? null,
      };
    }),
  }));
  const local = Object.keys(book.local).map((key): BookValue => {
    const own = told(key, view.own(key));
    return { key, title: titleOf(book, key), own, national: null, applied: own.told, relation: "alone", binds: null };
  });
  return local.length > 0 ? [...subjects, { id: "local", title: LOCAL, values: local }] : subjects;
}
