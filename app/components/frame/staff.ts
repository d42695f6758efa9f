import "server-only";
import { redirect } from "next/navigation";
import { cache } from "react";
import { homeOf } from "@/app/components/frame/home-of";
import { isOutside } from "@/app/components/frame/navigation";
import { load } from "@/app/components/load";

/** Who is signed in and where; asked once a request, whoever needs it. */
export const readStaff = cache(async () => {
  const me = await load((api) => api.identity.me());
  const place = await load((api) => api.cities.place({ tenant: me.tenantId }));
  return { me, place };
});

/** Whether the reader is a person outside government. */
export async function readsFromOutside(): Promise<boolean> {
  return isOutside((await readStaff()).me.permissions);
}

/** Pages of an office lead a person outside government to their own first page. */
export async function staffOnly(): Promise<void> {
  const { me } = await readStaff();
  if (isOutside(me.permissions)) redirect(homeOf(me.roles));
}
