import type { CityCard, InstrumentView } from "@/server/cities/city.schema";
import { type Instrument, isStipulated, listBooks } from "@/server/law";
import type { CityProfile } from "@/server/law/types";

/** The cities of this deployment with the text each is run under, in the order of their ids. */
export function listCities(): CityCard[] {
  return listBooks().map(({ city }) => cityCard(city));
}

/** A city's profile as screens show it. */
export function cityCard(city: CityProfile): CityCard {
  return {
    id: city.id,
    name: city.names,
    short: city.short,
    level: city.level,
    province: { tenant: city.province.tenant, name: city.province.names },
    instrument: instrumentView(city.instrument),
  };
}

function instrumentView({ title, kind, status, effective, citation, notes }: Instrument): InstrumentView {
  const day = isStipulated(effective) ? effective.value : effective.from;
  return { title, kind, status, effective: day, basis: effective.basis, citation, notes };
}
