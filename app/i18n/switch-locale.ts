"use server";

import { cookies } from "next/headers";
import { LOCALE_COOKIE, localeOf } from "@/app/i18n/locales";

/** Keeps the reader's language for a year; the page they are on is drawn again in it. */
export async function switchLocale(form: FormData): Promise<void> {
  const locale = localeOf(String(form.get("locale")));
  (await cookies()).set(LOCALE_COOKIE, locale, { path: "/", maxAge: 31_536_000, sameSite: "lax" });
}
