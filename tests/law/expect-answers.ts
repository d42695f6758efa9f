import { expect } from "vitest";
import { isStipulated, type ParameterKey } from "@/server/law";
import { CITIES, viewOf } from "./cases";

export type City = (typeof CITIES)[number];

/** One city's answer: its article and its value. */
export type Answer = readonly [city: City, article: string, value: unknown];

/** Expects exactly these answers of the five cities; a city that is not listed is silent. */
export function expectAnswers(key: ParameterKey, rows: readonly Answer[]): void {
  const told = CITIES.map((city) => [city, viewOf(city).value(key)] as const).filter(([, legal]) =>
    isStipulated(legal),
  );
  const found = told.map(([city, { article, value }]) => [city, article, value]);
  expect(found, key).toEqual(rows);
}
