import { useLocale } from "next-intl";
import { articleIn } from "@/app/i18n/article";

/** Turns `15(二)` into the reader's way of naming an article; works in server and client components alike. */
export function useArticle(): (article: string) => string {
  const locale = useLocale();
  return (article) => articleIn(article, locale);
}
