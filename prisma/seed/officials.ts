import { seatOf } from "@/server/cases/seat";
import type { ActorKind, PolicyBook, Stage } from "@/server/law";
import type { People } from "./people";

/** Knows people by what they do in a department. */
export type Roster = Pick<People, "has" | "tokenOf">;

/** The departments that a case is between, by code. */
export interface Sides {
  city: string;
  provider: string;
  /** Null for a person outside government. */
  requester: string | null;
  delegate?: string | undefined;
}

/**
 * The session of somebody who may act for a side in a stage: the authority or government is the one that sits there.
 * @param byHead lets a department's head act where an officer could
 */
export async function officialFor(
  people: Roster,
  book: PolicyBook,
  { city, provider, requester, delegate }: Sides,
  { stage, kind, byHead = false }: { stage: Stage; kind: ActorKind; byHead?: boolean },
): Promise<string> {
  switch (kind) {
    case "applicant":
      return people.tokenOf(city, null, "public_user");
    case "requester":
      return people.tokenOf(city, requester, requester === null ? "public_user" : "data_officer");
    case "requester-head":
      return people.tokenOf(city, requester, "department_head");
    case "provider-head":
      return people.tokenOf(city, provider, "department_head");
    case "delegate":
      return people.tokenOf(city, delegate ?? "", "delegate_reviewer");
    case "provider": {
      const head = byHead && people.has(city, provider, "department_head");
      return people.tokenOf(city, provider, head ? "department_head" : "data_officer");
    }
    default: {
      const { regionCode } = book.city;
      const regionOf = (code: string | null) => book.departments.find((one) => one.code === code)?.region ?? "";
      const regions = { regionId: regionOf(provider), requesterRegionId: requester && regionOf(requester) };
      const seat = seatOf(book, stage, regions);
      const offices = book.departments.filter((department) => department.kind === kind);
      // A county without such an office is served by the city's.
      const office =
        offices.find(({ region }) => region === seat) ?? offices.find(({ region }) => region === regionCode);
      const role = kind === "authority" ? "authority_officer" : "government_officer";
      return people.tokenOf(city, office?.code ?? "", role);
    }
  }
}
