import { isStipulated, type ParameterKey } from "@/server/law";
import { CITIES, viewOf } from "./cases";

type City = (typeof CITIES)[number];
/** What a city's text answers: the value (names and sentences in Chinese), its article, and the basis unless it is the text. */
type Answer = readonly [value: unknown, article: string, basis?: "reading" | "default"];
/** One question and the cities that answer it; every other city's text must be silent on it. */
export type Row = readonly [key: ParameterKey, answers: Partial<Record<City, Answer>>];

/** The answers of all books to one question, in the form of a row; silent cities are left out. */
export function answersTo(key: ParameterKey): Row[1] {
  return Object.fromEntries(
    CITIES.flatMap((city) => {
      const legal = viewOf(city).value(key);
      if (!isStipulated(legal)) return [];
      const told = inChinese(legal.value);
      return [[city, legal.basis === "law" ? [told, legal.article] : [told, legal.article, legal.basis]]];
    }),
  );
}

/** Working days from an event. */
export function workingDays(amount: number, starts = "received") {
  return { amount, unit: "working-days", starts };
}

/** Texts become their Chinese, numbered items `一 …`, steps of a ladder `who: what`. */
function inChinese(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inChinese);
  if (typeof value !== "object" || value === null) return value;
  if ("zh" in value && "en" in value) return value.zh;
  const fields = Object.fromEntries(Object.entries(value).map(([name, field]) => [name, inChinese(field)]));
  if ("item" in value && "title" in value) return `${fields.item} ${fields.title}`;
  // A review's step is a plain id, a ladder's step a sentence.
  if ("step" in value && typeof value.step === "object") return `${fields.by}: ${fields.step}`;
  return fields;
}
