import { type DemoPersonRow, findDemoPeople } from "@/server/identity/sign-in.repository";
import { isProduction } from "@/server/shared/mode";

export type DemoPerson = DemoPersonRow;

/** Whom a visitor of the first page may sign in as, ordered by city and login; empty in production. */
export async function listDemoPeople(): Promise<DemoPerson[]> {
  return isProduction() ? [] : findDemoPeople();
}
