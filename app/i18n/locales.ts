/** The two languages of every page; the first is the default. */
export const LOCALES = ["zh-CN", "en"] as const;
export type Locale = (typeof LOCALES)[number];
export const DEFAULT_LOCALE: Locale = "zh-CN";

/** Cookie that keeps a reader's choice; anything but a known locale means the default. */
export const LOCALE_COOKIE = "locale";

/** All instants are shown on this clock, whatever the reader's device says: deadlines are Shanghai days. */
export const TIME_ZONE = "Asia/Shanghai";

export function localeOf(cookie: string | undefined): Locale {
  return LOCALES.find((locale) => locale === cookie) ?? DEFAULT_LOCALE;
}
