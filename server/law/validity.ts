import { shanghaiDate, startOfDay } from "./civil-date";
import { deadlineOf } from "./deadline";
import { type Calendar, type CityProfile, type CivilDate, isStipulated } from "./types";

/** Whether a city's instrument still runs on a day. A lapsed one is shown as lapsed; nothing stops silently (A27). */
export interface Validity {
  /** Last day; null when the text sets no expiry. */
  lastDay: CivilDate | null;
  lapsed: boolean;
}

/** Validity of the city's instrument at an instant, counted from its effective day. */
export function validityOf(city: CityProfile, at: Date, calendar: Calendar): Validity {
  const { effective, validity } = city.instrument;
  if (!isStipulated(validity) || !isStipulated(effective)) return { lastDay: null, lapsed: false };
  const { lastDay } = deadlineOf(startOfDay(effective.value), validity.value, calendar);
  return { lastDay, lapsed: shanghaiDate(at) > lastDay };
}
