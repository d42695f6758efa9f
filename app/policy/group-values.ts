import type { BookSubject, BookValue } from "@/server/policy/policy.schema";

export const BASES = ["law", "reading", "default", "silent"] as const;
export type BasisFilter = (typeof BASES)[number];

/** Values under one heading: a subject, or an article of the city's text. */
export interface ValueGroup {
  id: string;
  values: BookValue[];
}

/** Whether nothing is stipulated: the text is silent and we put nothing in its place. */
export function isSilent({ own }: BookValue): boolean {
  return own.value === "not-stipulated";
}

/** The subjects with only the values that are looked for; empty ones fall out. */
export function filterValues(
  subjects: readonly BookSubject[],
  { text, basis }: { text: string | undefined; basis: BasisFilter | undefined },
): BookSubject[] {
  const words = (text ?? "").trim().toLowerCase().split(/\s+/).filter(Boolean);
  return subjects
    .map((subject) => ({
      ...subject,
      values: subject.values.filter((value) => holdsWords(value, words) && hasBasis(value, basis)),
    }))
    .filter(({ values }) => values.length > 0);
}

/** The same values by the articles of the city's text, in their order; what stands in none comes last. */
export function byArticle(subjects: readonly BookSubject[]): ValueGroup[] {
  const groups = new Map<string, BookValue[]>();
  for (const value of subjects.flatMap(({ values }) => values)) {
    const id = articleOf(value);
    groups.set(id, [...(groups.get(id) ?? []), value]);
  }
  return [...groups]
    .map(([id, values]) => ({ id, values }))
    .sort((a, b) => (a.id === "" ? 1 : b.id === "" ? -1 : Number(a.id) - Number(b.id)));
}

function articleOf({ own }: BookValue): string {
  return /^\d+/.exec(own.article)?.[0] ?? "";
}

function holdsWords({ key, title, own, national }: BookValue, words: readonly string[]): boolean {
  const told = [key, title, own.told, national?.told].flatMap((part) =>
    part === undefined ? [] : typeof part === "string" ? [part] : [part.zh, part.en],
  );
  const all = told.join(" ").toLowerCase();
  // 21 and 第21条 ask for an article, not for a number of days.
  return words.every((word) => {
    const article = /^(?:第)?(\d+)(?:条)?$/.exec(word)?.[1];
    return article ? own.article === article || own.article.startsWith(`${article}(`) : all.includes(word);
  });
}

function hasBasis(value: BookValue, basis: BasisFilter | undefined): boolean {
  if (basis === undefined) return true;
  if (basis === "silent") return isSilent(value);
  return !isSilent(value) && value.own.basis === basis;
}
