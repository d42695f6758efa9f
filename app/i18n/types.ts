import type { formats } from "@/app/i18n/formats";
import type { Locale } from "@/app/i18n/locales";
import type { Messages } from "@/app/i18n/messages";

// An unknown key or format is a compile error everywhere.
declare module "next-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
    Formats: typeof formats;
  }
}
