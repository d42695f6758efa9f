import { router } from "@/server/api/trpc";
import { auditRouter } from "@/server/audit/audit.router";
import { citiesRouter } from "@/server/cities/cities.router";
import { identityRouter } from "@/server/identity/identity.router";
import { oversightRouter } from "@/server/oversight/oversight.router";
import { departmentsRouter } from "@/server/people/departments.router";
import { peopleRouter } from "@/server/people/people.router";

/** The table of contents of everything that can be asked of the system; one line a capability. */
export const rootRouter = router({
  cities: citiesRouter,
  oversight: oversightRouter,
  identity: identityRouter,
  people: peopleRouter,
  departments: departmentsRouter,
  audit: auditRouter,
});

export type RootRouter = typeof rootRouter;
