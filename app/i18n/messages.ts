import type { Locale } from "@/app/i18n/locales";
import en from "@/app/i18n/messages/en";
import zh from "@/app/i18n/messages/zh-CN";

/** The Chinese messages name the keys; the compiler and a test hold the English ones to them. */
export type Messages = typeof zh;
export type Area = keyof Messages;

const MESSAGES: Record<Locale, Messages> = { "zh-CN": zh, en };

export function messagesOf(locale: Locale): Messages {
  return MESSAGES[locale];
}

/** The areas that a part of the site uses in the browser; the others stay on the server. */
export function pickAreas(messages: Messages, areas: readonly Area[]): Partial<Messages> {
  return Object.fromEntries(areas.map((area) => [area, messages[area]]));
}
