import type { CityCard, InstrumentView } from "@/server/cities/city.schema";
import { calendarFor, isStipulated, listBooks, validityOf } from "@/server/law";
import type { CityProfile } from "@/server/law/types";

/** The cities of this deployment with the text each is run under, in the order of their ids. */
export function listCities(): CityCard[] {
  return listBooks().map(({ city }) => cityCard(city));
}

/** A city's profile as screens show it. */
export function cityCard(city: CityProfile, now: Date = new Date()): CityCard {
  return {
    id: city.id,
    name: city.names,
    short: city.short,
    level: city.level,
    province: { tenant: city.province.tenant, name: city.province.names },
    instrument: instrumentView(city, now),
  };
}

/** The instrument of a city as screens show it. */
export function instrumentView(city: CityProfile, now: Date): InstrumentView {
  const { title, kind, status, effective, assumed, dates, citation, notes } = city.instrument;
  const day = isStipulated(effective) ? effective.value : effective.from;
  const validity = validityOf(city, now, calendarFor(city.id));
  const since = { effective: assumed ? null : day, appliedFrom: day, basis: effective.basis };
  return { title, kind, status, ...since, dates, validity, citation, notes };
}
