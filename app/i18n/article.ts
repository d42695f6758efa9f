import type { Locale } from "@/app/i18n/locales";

const NUMERALS = "〇一二三四五六七八九十";

/** An article as the reader's language writes it: `15(二)` is 第 15 条（二） and Article 15(2). */
export function articleIn(article: string, locale: Locale): string {
  // Dates of adoption and publication stand in the heading, before the first article.
  if (article === "题注") return locale === "en" ? "Heading" : article;
  const [, number, item] = /^(\d+)\(([〇一二三四五六七八九十]+)\)$/.exec(article) ?? [];
  if (number === undefined || item === undefined) return locale === "en" ? `Article ${article}` : `第 ${article} 条`;
  return locale === "en" ? `Article ${number}(${itemNumber(item)})` : `第 ${number} 条（${item}）`;
}

/** 二 is 2, 十二 is 12; an item list never reaches 二十. */
function itemNumber(item: string): number {
  const last = NUMERALS.indexOf(item.at(-1) ?? "");
  return item.length > 1 ? 10 + last : last;
}
