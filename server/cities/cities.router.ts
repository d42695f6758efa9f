import { openQuery, publicQuery, router } from "@/server/api/trpc";
import { findPlaceInput } from "@/server/cities/city.schema";
import { describeCity } from "@/server/cities/describe-city";
import { findPlace } from "@/server/cities/find-place";
import { listCities } from "@/server/cities/list-cities";

/** Who the cities are and how they speak: known to everyone, read from tenants/. */
export const citiesRouter = router({
  list: openQuery.query(() => listCities()),
  place: openQuery.input(findPlaceInput).query(({ input }) => findPlace(input)),
  city: publicQuery.query(({ ctx }) => describeCity(ctx.scope)),
});
