import type { ActContentInput, RowFilter } from "@/server/cases/case.schema";
import type { ApplicationContent, CaseAttributes, CaseEvent } from "@/server/cases/rules";
import type { ItemType, Mask } from "@/server/catalogue/catalogue.schema";
import type { ActorKind, Outcome, Text } from "@/server/law/types";

/** Field id under which every procedure that wants data items names them. */
export const DATA_ITEMS = "data-items";

/** What was asked, as the row keeps it: the law's fields and, beside them, the technical terms. */
export interface StoredApplication {
  /** Words by field id. */
  fields: Record<string, string>;
  dataItems: string[];
  rowFilter: RowFilter;
  /** First and last civil day of use, both included. */
  from: string;
  until: string;
  storage: boolean;
  /** The grant that the case is about, where it is about one. */
  grantId?: string;
}

export type EventType = CaseEvent["type"];

export interface StoredEvent {
  seq: number;
  type: EventType;
  act: string | null;
  /** Null, like person and department, where time alone decided. */
  actedAs: ActorKind | null;
  personId: string | null;
  person: string | null;
  /** Null for a person outside government. */
  departmentId: string | null;
  department: Text | null;
  at: Date;
  content: EventContent;
  dueAt: Date | null;
}

/** An event as the rules need it, without the names that a page shows beside it. */
export type StoredFact = Pick<StoredEvent, "type" | "act" | "actedAs" | "personId" | "departmentId" | "at" | "content">;

/** What the row of an event holds: an act's words, or an application with the attributes fixed at filing. */
export interface EventContent extends ActContentInput {
  application?: StoredApplication;
  attributes?: CaseAttributes;
  /** The dispute opened by itself. */
  automatic?: true;
}

export interface StoredItem {
  name: string;
  label: Text;
  type: ItemType;
  grade: number;
  mask: Mask;
}

/** A case with its events and the names that a page needs: one query's answer. */
export interface StoredCase {
  tenantId: string;
  id: string;
  number: string;
  version: number;
  procedure: string;
  bookDate: string;
  parentId: string | null;
  parentNumber: string | null;
  /** Null where the case is about a department or a whole region. */
  entry: { id: string; code: string; name: Text; sharingClass: string } | null;
  filedAs: ActorKind;
  items: StoredItem[];
  regionId: string;
  regionName: Text;
  /** Who filed: a department, or a person outside government (then without id and region). */
  requester: { id: string | null; name: Text; regionId: string | null; personId: string; person: string };
  provider: { id: string; name: Text };
  delegate: { id: string; name: Text } | null;
  application: StoredApplication;
  stage: string | null;
  waitingOn: ActorKind[];
  outcome: Outcome | null;
  endId: string | null;
  filedAt: Date;
  /** When it left the requester's own department; null = it waits there for the head's signature, or ended there. */
  sentAt: Date | null;
  receivedAt: Date | null;
  stageSince: Date;
  dueAt: Date | null;
  dueProvisional: boolean;
  overdueAt: Date | null;
  decidedAt: Date | null;
  decidedOnTime: boolean | null;
  grantId: string | null;
  disputes: { id: string; number: string; outcome: Outcome | null }[];
  events: StoredEvent[];
}

/** The application as the rules read it. */
export function contentOf({ fields, dataItems }: StoredApplication): ApplicationContent {
  return dataItems.length > 0 ? { ...fields, [DATA_ITEMS]: dataItems } : { ...fields };
}

/** The facts as the rules read them, oldest first. */
export function eventsOf(stored: { events: readonly StoredFact[]; application: StoredApplication }): CaseEvent[] {
  return stored.events.map((event) => factOf(event, stored.application));
}

function factOf(
  { type, act, actedAs, departmentId, personId, at, content }: StoredFact,
  last: StoredApplication,
): CaseEvent {
  if (type === "expired" || !actedAs) return { type: "expired", at };
  const by = { kind: actedAs, department: departmentId ?? "", person: personId ?? "" };
  const { application = last, attributes = {}, automatic: _, ...said } = content;
  switch (type) {
    case "filed":
      return { type, at, by, application: contentOf(application), attributes };
    case "resubmitted":
      return { type, at, by, application: contentOf(application) };
    case "withdrawn":
      return { type, at, by, content: said };
    default:
      return { type, at, by, act: act ?? "", content: said };
  }
}

/** The parties as the role table judges them. */
export function partiesOf(stored: StoredCase) {
  return {
    tenantId: stored.tenantId,
    regionId: stored.regionId,
    sentAt: stored.sentAt,
    filedAs: stored.filedAs,
    requesterDepartmentId: stored.requester.id,
    requesterPersonId: stored.requester.personId,
    providerDepartmentId: stored.provider.id,
    delegateDepartmentId: stored.delegate?.id ?? null,
  };
}
