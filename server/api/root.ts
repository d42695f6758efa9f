import { router } from "@/server/api/trpc";
import { citiesRouter } from "@/server/cities/cities.router";
import { oversightRouter } from "@/server/oversight/oversight.router";

/** The table of contents of everything that can be asked of the system; one line a capability. */
export const rootRouter = router({
  cities: citiesRouter,
  oversight: oversightRouter,
});

export type RootRouter = typeof rootRouter;
