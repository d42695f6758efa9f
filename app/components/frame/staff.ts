import "server-only";
import { cache } from "react";
import { load } from "@/app/components/load";

/** Who is signed in and where; asked once a request, whoever needs it. */
export const readStaff = cache(async () => {
  const me = await load((api) => api.identity.me());
  const place = await load((api) => api.cities.place({ tenant: me.tenantId }));
  return { me, place };
});
