import { NextIntlClientProvider } from "next-intl";
import { getLocale } from "next-intl/server";
import type { ReactNode } from "react";
import { type Area, messagesOf, pickAreas } from "@/app/i18n/messages";

/** Areas that the shared components need in every part of the site. */
const SHARED: readonly Area[] = ["common", "errors", "frame", "law"];

/**
 * Sends the named areas (and the shared ones) to the browser for the client components below; each part of the
 * site's layout names its own, so a page does not carry every message of the house.
 */
export async function ClientMessages({ areas = [], children }: { areas?: readonly Area[]; children: ReactNode }) {
  const messages = pickAreas(messagesOf(await getLocale()), [...SHARED, ...areas]);
  return <NextIntlClientProvider messages={messages}>{children}</NextIntlClientProvider>;
}
