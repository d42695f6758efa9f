import type { Locale } from "@/app/i18n/locales";
import type { Text } from "@/server/law/types";

/** The words of a text of law, a name or a title in the reader's language. */
export function inLanguage(text: Text, locale: Locale): string {
  return locale === "en" ? text.en || text.zh : text.zh || text.en;
}
