import { actorsOf, type CaseState, type Facts, sideOf, stageOf } from "@/server/cases/rules";
import type { StoredCase } from "@/server/cases/stored-case";
import { partiesOf } from "@/server/cases/stored-case";
import type { SessionActor } from "@/server/db/actor";
import { sidesOf } from "@/server/identity/ability";
import { type ActorKind, isStipulated, type PolicyBook, type Procedure, type Stage, type Text } from "@/server/law";

/** The two levels that decide whose authority sits: the provider's region and the requester's. */
export interface CaseRegions {
  regionId: string;
  /** Null for a person outside government. */
  requesterRegionId: string | null;
}

const OFFICES = ["authority", "government"] as const;
type Office = (typeof OFFICES)[number];

/**
 * The region whose authority (or government) has to act in a stage; null when the stage waits for neither.
 * A region without such an office is served by the city's (A7, A10).
 */
export function seatOf(book: PolicyBook, stage: Stage, { regionId, requesterRegionId }: CaseRegions): string | null {
  const asked = [...stage.actors, ...stage.also, ...(stage.extension?.by ?? [])];
  const office = OFFICES.find((kind) => asked.includes(kind));
  if (!office) return null;
  const { regionCode } = book.city;
  const seat = stage.seat && isStipulated(stage.seat) ? stage.seat.value : "provider-region";
  const acrossLevels = seat === "higher-of-parties" && requesterRegionId !== null && requesterRegionId !== regionId;
  const region = seat === "city" || acrossLevels ? regionCode : regionId;
  return book.departments.some((body) => body.kind === office && body.region === region) ? region : regionCode;
}

/** The seat of the open stage of a case. */
export function seatOfState(
  book: PolicyBook,
  procedure: Procedure,
  state: CaseState,
  regions: CaseRegions,
): string | null {
  return state.stage === null ? null : seatOf(book, stageOf(procedure, state.stage), regions);
}

/** Name of the office that sits in a region, from the city's own list. */
export function officeName(book: PolicyBook, kind: Office, regionId: string): Text {
  const body = book.departments.find((department) => department.kind === kind && department.region === regionId);
  return body?.names ?? book.city.bodies[kind];
}

/**
 * On which sides a person may act in this case now: as the role table says, where the stage's seat is in their charge,
 * and only on the side that they and their department already took.
 */
export function standingOf(
  actor: SessionActor,
  stored: StoredCase,
  state: CaseState,
  seat: string | null,
): ActorKind[] {
  return sidesOf(actor, partiesOf(stored)).filter((kind) => {
    const sits = kind === "authority" || kind === "government";
    if (sits && seat !== null && !actor.regionIds.includes(seat)) return false;
    return !state.parties.some((party) => sideOf(party.kind) !== sideOf(kind) && party.person === actor.personId);
  });
}

/** The parties of a case, as far as they have to be named. */
export interface PartyNames {
  requester: { name: Text };
  provider: { name: Text };
  delegate: { name: Text } | null;
}

/** Who must act now, by name. */
export function waitingNames(
  book: PolicyBook,
  parties: PartyNames,
  kinds: readonly ActorKind[],
  seat: string | null,
): { kind: ActorKind; name: Text }[] {
  return kinds.map((kind) => {
    if (kind === "authority" || kind === "government")
      return { kind, name: officeName(book, kind, seat ?? book.city.regionCode) };
    const side = sideOf(kind);
    const party = side === "requester" || side === "delegate" ? parties[side] : parties.provider;
    const name = party?.name ?? parties.provider.name;
    return { kind, name: kind === "requester-head" || kind === "provider-head" ? headOf(name) : name };
  });
}

function headOf({ zh, en }: Text): Text {
  return { zh: `${zh}负责人`, en: `Head of ${en}` };
}

/** The sides that act in a stage, by name, a delegate only where one was appointed. */
export function stageActors(
  book: PolicyBook,
  parties: PartyNames,
  stage: Stage,
  attributes: Facts,
  regions: CaseRegions,
) {
  return waitingNames(book, parties, actorsOf(stage, attributes), seatOf(book, stage, regions));
}
