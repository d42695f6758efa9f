import type { FindPlaceInput, Place } from "@/server/cities/city.schema";
import { instrumentView } from "@/server/cities/list-cities";
import { listBooks, listProvinces } from "@/server/law";
import { notFound } from "@/server/shared/errors";

const PLATFORM: Place = {
  tenant: "platform",
  kind: "platform",
  name: { zh: "平台运营方", en: "Platform operator" },
  instrument: null,
};

/**
 * The place whose people sign in under this id. Names only, which the first page shows to everyone anyway.
 * @throws DomainError NOT_FOUND when there is none
 */
export function findPlace({ tenant }: FindPlaceInput): Place {
  const place = places().find((candidate) => candidate.tenant === tenant);
  if (!place) throw notFound();
  return place;
}

function places(): Place[] {
  const cities = listBooks().map(
    ({ city }): Place => ({
      tenant: city.id,
      kind: "city",
      name: city.names,
      instrument: instrumentView(city, new Date()),
    }),
  );
  const provinces = listProvinces().map(
    ({ tenant, names }): Place => ({ tenant, kind: "province", name: names, instrument: null }),
  );
  return [...cities, ...provinces, PLATFORM];
}
