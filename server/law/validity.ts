import { addDays, shanghaiDate, startOfDay } from "./civil-date";
import { deadlineOf } from "./deadline";
import { type Calendar, type CityProfile, type CivilDate, isStipulated } from "./types";

/** Whether a city's instrument still runs on a day. A lapsed one is shown as lapsed; nothing stops silently (A27). */
export interface Validity {
  /** Last day; null when the text sets no expiry. */
  lastDay: CivilDate | null;
  lapsed: boolean;
  /** It ends within three months: a renewal is due. */
  ending: boolean;
  /** The text sets an expiry that cannot be counted, since the day it counts from was not entered. */
  unknown: boolean;
}

/** How long before the last day everybody is warned; no rule of law. */
const WARNED_DAYS = 90;
const NO_EXPIRY: Validity = { lastDay: null, lapsed: false, ending: false, unknown: false };

/** Validity of the city's instrument at an instant, counted from its effective day and never from an assumed one. */
export function validityOf(city: CityProfile, at: Date, calendar: Calendar): Validity {
  const { assumed, effective, validity } = city.instrument;
  if (!isStipulated(validity) || !isStipulated(effective)) return NO_EXPIRY;
  if (assumed) return { ...NO_EXPIRY, unknown: true };
  const { lastDay } = deadlineOf(startOfDay(effective.value), validity.value, calendar);
  const today = shanghaiDate(at);
  const lapsed = today > lastDay;
  return { lastDay, lapsed, ending: !lapsed && addDays(today, WARNED_DAYS) >= lastDay, unknown: false };
}
