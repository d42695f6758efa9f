import { useLocale } from "next-intl";
import { inLanguage } from "@/app/i18n/text";
import type { Text } from "@/server/law/types";

/** Turns {zh, en} into the reader's language; works in server and client components alike. */
export function useText(): (text: Text) => string {
  const locale = useLocale();
  return (text) => inLanguage(text, locale);
}
