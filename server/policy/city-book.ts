import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import {
  CityUnknownError,
  type CivilDate,
  describeValue,
  getBook,
  type LegalValue,
  PARAMETERS,
  type PolicyBook,
  shanghaiDate,
  type Text,
} from "@/server/law";
import { notFound } from "@/server/shared/errors";
import type { ToldValue } from "./policy.schema";

/**
 * The law of the reader's own city.
 * @throws DomainError FORBIDDEN to whoever is no official of a city
 */
export function ownBook(scope: Scope): PolicyBook {
  const { actor } = scope;
  authorise(actor, "read", "policy", { tenantId: actor.tenantId });
  return bookOf(actor.tenantId);
}

/** The law of any city: published texts, which one official may hold against another's. @throws DomainError NOT_FOUND */
export function bookOf(city: string): PolicyBook {
  try {
    return getBook(city);
  } catch (error) {
    if (error instanceof CityUnknownError) throw notFound();
    throw error;
  }
}

/** The day asked for, or today in Shanghai. */
export function dayOf({ now }: Scope, on: CivilDate | undefined): CivilDate {
  return on ?? shanghaiDate(now);
}

/** A value beside its words. */
export function told(key: string, legal: LegalValue<unknown>): ToldValue {
  return { ...legal, told: describeValue(key, legal.value) };
}

export function nameOf(book: PolicyBook): { id: string; name: PolicyBook["city"]["names"] } {
  return { id: book.city.id, name: book.city.names };
}

/** What a value is called: one of the city's own, or a question of the registry. */
export function titleOf(book: PolicyBook, key: string): Text {
  return book.local[key]?.title ?? (PARAMETERS as Record<string, { title: Text }>)[key]?.title ?? { zh: key, en: key };
}
