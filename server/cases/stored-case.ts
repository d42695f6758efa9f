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
}

export type EventType = CaseEvent["type"];

export interface StoredEvent {
  seq: number;
  type: EventType;
  act: string | null;
  actedAs: ActorKind;
  personId: string;
  person: string;
  departmentId: string;
  department: Text;
  at: Date;
  content: EventContent;
  dueAt: Date | null;
}

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
  entry: { id: string; code: string; name: Text; sharingClass: string };
  items: StoredItem[];
  regionId: string;
  regionName: Text;
  requester: { id: string; name: Text; regionId: string; personId: string; person: string };
  provider: { id: string; name: Text };
  delegate: { id: string; name: Text } | null;
  application: StoredApplication;
  stage: string | null;
  waitingOn: ActorKind[];
  outcome: Outcome | null;
  endId: string | null;
  filedAt: Date;
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
  return { ...fields, [DATA_ITEMS]: dataItems };
}

/** The facts as the rules read them, oldest first. */
export function eventsOf(stored: StoredCase): CaseEvent[] {
  return stored.events.map((event) => factOf(event, stored.application));
}

function factOf(
  { type, act, actedAs, departmentId, personId, at, content }: StoredEvent,
  last: StoredApplication,
): CaseEvent {
  const by = { kind: actedAs, department: departmentId, person: personId };
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
    requesterDepartmentId: stored.requester.id,
    providerDepartmentId: stored.provider.id,
    delegateDepartmentId: stored.delegate?.id ?? null,
  };
}
