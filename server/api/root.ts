import { router } from "@/server/api/trpc";
import { auditRouter } from "@/server/audit/audit.router";
import { calendarRouter } from "@/server/calendar/calendar.router";
import { casesRouter } from "@/server/cases/cases.router";
import { catalogueRouter } from "@/server/catalogue/catalogue.router";
import { qualityRouter } from "@/server/catalogue/quality.router";
import { citiesRouter } from "@/server/cities/cities.router";
import { grantsRouter } from "@/server/delivery/grants.router";
import { mountsRouter } from "@/server/delivery/mounts.router";
import { portalRouter } from "@/server/delivery/portal.router";
import { disputesRouter } from "@/server/disputes/disputes.router";
import { identityRouter } from "@/server/identity/identity.router";
import { mountingRouter } from "@/server/mounting/mounting.router";
import { noticesRouter } from "@/server/notices/notices.router";
import { openingRouter } from "@/server/opening/opening.router";
import { oversightRouter } from "@/server/oversight/oversight.router";
import { departmentsRouter } from "@/server/people/departments.router";
import { peopleRouter } from "@/server/people/people.router";
import { policyRouter } from "@/server/policy/policy.router";
import { registersRouter } from "@/server/registers/registers.router";
import { sharingRouter } from "@/server/sharing/sharing.router";
import { usageRouter } from "@/server/usage/usage.router";

/** The table of contents of everything that can be asked of the system; one line a capability. */
export const rootRouter = router({
  cities: citiesRouter,
  catalogue: catalogueRouter,
  quality: qualityRouter,
  sharing: sharingRouter,
  cases: casesRouter,
  disputes: disputesRouter,
  grants: grantsRouter,
  usage: usageRouter,
  mounting: mountingRouter,
  mounts: mountsRouter,
  portal: portalRouter,
  opening: openingRouter,
  notices: noticesRouter,
  oversight: oversightRouter,
  identity: identityRouter,
  people: peopleRouter,
  departments: departmentsRouter,
  audit: auditRouter,
  calendar: calendarRouter,
  policy: policyRouter,
  registers: registersRouter,
});

export type RootRouter = typeof rootRouter;
