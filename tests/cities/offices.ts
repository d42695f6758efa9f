import { randomUUID } from "node:crypto";
import type { ActContentInput } from "@/server/cases/case.schema";
import { createKey } from "@/server/delivery/create-key";
import { submitRequest } from "@/server/sharing/submit-request";
import { type Official, official } from "@/tests/harness/city";
import type { TestDatabase } from "@/tests/harness/database";
import { act, application, consent } from "@/tests/harness/requests";

export const CITIES = ["fushun", "shuozhou", "hefei-etdz", "leshan", "chongqing"] as const;
export type CityId = (typeof CITIES)[number];

/** Department codes of those who meet in a request: the two departments, the city's data authority and its government. */
const CODES: Record<CityId, { asks: string; gives: string; authority: string; government: string }> = {
  fushun: { asks: "civil-affairs", gives: "social-security", authority: "big-data", government: "gov" },
  shuozhou: { asks: "civil-affairs", gives: "social-security", authority: "info", government: "gov" },
  "hefei-etdz": { asks: "social", gives: "hr", authority: "data", government: "committee" },
  leshan: { asks: "transport", gives: "medical-insurance", authority: "digital-economy", government: "gov" },
  chongqing: { asks: "health", gives: "public-security", authority: "ndrc", government: "gov" },
};

export interface Offices {
  asks: Official;
  gives: Official;
  authority: Official;
  government: Official;
}

/** One person signed in for each side of a city's requests. */
export async function openOffices(database: TestDatabase, city: CityId): Promise<Offices> {
  const { asks, gives, authority, government } = CODES[city];
  return {
    // The heads file and answer, and thereby agree (809 art. 20).
    asks: await official(database, city, asks, "department_head"),
    gives: await official(database, city, gives, "department_head"),
    authority: await official(database, city, authority, "authority_officer"),
    government: await official(database, city, government, "government_officer"),
  };
}

/** The acts by which a request is granted, in their order. */
export function stepsToGrant(city: CityId, { gives, authority }: Offices): [Official, string][] {
  if (city === "shuozhou")
    return [
      [authority, "pass"],
      [gives, "approve"],
    ];
  if (city === "hefei-etdz")
    return [
      [gives, "accept"],
      [gives, "approve"],
    ];
  if (city === "leshan")
    return [
      [authority, "approve"],
      [gives, "approve"],
    ];
  return [[gives, "approve"]];
}

/** Files a request and has everybody consent, the provider on the terms given. */
export async function grantedBy(
  city: CityId,
  offices: Offices,
  entryId: string,
  grant: ActContentInput["grant"] = {},
  asked: Record<string, unknown> = {},
): Promise<{ caseId: string; grantId: string }> {
  const { caseId } = await offices.asks.does(submitRequest, application(entryId, asked));
  let grantId: string | null = null;
  for (const [who, step] of stepsToGrant(city, offices)) {
    const content = step !== "approve" ? {} : who === offices.gives ? { ...consent, grant } : consent;
    ({ grantId } = await act(who, caseId, step, content));
  }
  if (!grantId) throw new Error(`${city}: no grant`);
  return { caseId, grantId };
}

/** A key of the consumer's system for a grant. */
export async function keyFor({ asks }: Offices, grantId: string): Promise<string> {
  const { token } = await asks.does(createKey, { idempotencyKey: randomUUID(), grantId, label: "业务系统" });
  return token ?? "";
}
