import type { SessionActor } from "@/server/db/actor";
import type { Scope } from "@/server/db/context";
import { may } from "@/server/identity/ability";
import { type PolicyBook, type PolicyView, type Reading, readReadings } from "@/server/law";
import { dayOf, nameOf, ownBook, titleOf, told } from "./city-book";
import { listSettlements } from "./policy.repository";
import type { ReadingsView, ReadingView } from "./policy.schema";

/**
 * The readings and defaults that touch the reader's city, with what its authority made of each.
 * @throws DomainError FORBIDDEN to whoever is no official of a city
 */
export async function listReadings(scope: Scope): Promise<ReadingsView> {
  const book = ownBook(scope);
  const view = book.on(dayOf(scope, undefined));
  const settled = await listSettlements(scope.tx);
  const readings = readingsOf(book).map((reading) => ({
    ...describe(reading, book, view),
    settlements: settled.filter((each) => each.reading === reading.id).map(({ reading: _, ...each }) => each),
  }));
  return { city: nameOf(book), maySettle: maySettle(scope.actor, book), readings };
}

/** Those that arise in a city's text, in the order of their numbers. */
export function readingsOf({ city }: PolicyBook): Reading[] {
  return readReadings().filter(({ at }) => at === "all" || city.id in at);
}

/** The data authority of the city itself, not of one of its counties: the text is the whole city's. */
export function maySettle(actor: SessionActor, { city }: PolicyBook): boolean {
  return may(actor, "settle", "policy", { tenantId: actor.tenantId }) && actor.regionIds.includes(city.regionCode);
}

function describe(reading: Reading, book: PolicyBook, view: PolicyView): Omit<ReadingView, "settlements"> {
  const { id, at, problem, adopted, other, note, parameters, procedures } = reading;
  return {
    id,
    kind: id.startsWith("A") ? "reading" : "default",
    articles: at === "all" ? [] : (at[book.city.id] ?? []),
    problem,
    adopted,
    other: other ?? null,
    note: note ?? null,
    values: parameters.map((key) => {
      const { told: words, basis } = told(key, view.own(key));
      return { key, title: titleOf(book, key), told: words, basis };
    }),
    procedures: view
      .procedures()
      .filter((procedure) => procedures.includes(procedure.id))
      .map((procedure) => ({ id: procedure.id, title: procedure.title })),
  };
}
