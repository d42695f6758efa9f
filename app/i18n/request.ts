import { cookies } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { formats } from "@/app/i18n/formats";
import { LOCALE_COOKIE, localeOf, TIME_ZONE } from "@/app/i18n/locales";
import { messagesOf } from "@/app/i18n/messages";

/** next-intl's configuration of one request: language by cookie, no part of the address. */
export default getRequestConfig(async () => {
  const locale = localeOf((await cookies()).get(LOCALE_COOKIE)?.value);
  return { locale, messages: messagesOf(locale), timeZone: TIME_ZONE, formats };
});
