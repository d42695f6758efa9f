import { dueView } from "@/server/cases/due";
import { advance } from "@/server/cases/rules";
import { sampleOf } from "@/server/cases/sample-form";
import { cited, stageLine } from "@/server/cases/stage-line";
import { DATA_ITEMS } from "@/server/cases/stored-case";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { calendarFor, getBook, type Procedure, shanghaiDate } from "@/server/law";
import { notFound } from "@/server/shared/errors";
import { type RequestRoute, requestRoute } from "@/server/sharing/request-route";
import { findRequestedEntry, type RequestedEntry } from "@/server/sharing/sharing.repository";
import type { RequestStart } from "@/server/sharing/sharing.schema";

/**
 * What an application for an entry asks, by the law of today: its fields with their articles, the way it takes, and the
 * first due date if it were filed now. Writes nothing.
 * @throws DomainError NOT_FOUND
 */
export async function startRequest(scope: Scope, { entryId }: { entryId: string }): Promise<RequestStart> {
  const { actor, now, tx } = scope;
  authorise(actor, "read", "entry");
  const entry = await findRequestedEntry(tx, actor.tenantId, entryId, actor.departmentId);
  if (!entry || entry.retired || entry.department.retired) throw notFound();
  const route = requestRoute(entry, actor, getBook(actor.tenantId).on(now));
  const { id, code, name, department, sharingClass, sharingCondition, sharingBasis, items, openCaseId } = entry;
  const fields = route.procedure?.filing.application ?? [];
  return {
    entry: {
      id,
      code,
      name,
      department: { id: department.id, name: department.name },
      sharingClass,
      sharingCondition,
      sharingBasis,
    },
    items,
    obstacle: route.obstacle,
    openCaseId,
    manner: route.manner,
    procedure: route.procedure && procedureView(route.procedure),
    fields: fields.filter((field) => field.id !== DATA_ITEMS),
    dataItemsField: fields.find((field) => field.id === DATA_ITEMS) ?? null,
    ...expectation(scope, entry, route),
    today: shanghaiDate(now),
  };
}

function procedureView({ id, title, filing, ...source }: Procedure): RequestStart["procedure"] {
  return { ...cited(source), id, title, filingTitle: filing.title, causes: filing.causes };
}

/** The application as if it were filed now with everything filled in: who would have to act, and until when. */
function expectation(
  { actor, now }: Scope,
  entry: RequestedEntry,
  { procedure, attributes, delegateId }: RequestRoute,
): Pick<RequestStart, "stages" | "expected" | "waitingOn"> {
  if (!procedure) return { stages: [], expected: null, waitingOn: [] };
  const calendar = calendarFor(actor.tenantId);
  const by = { kind: "requester" as const, department: actor.departmentId ?? "", person: actor.personId };
  const application = sampleOf(procedure.filing.application);
  const { state } = advance(procedure, null, { type: "filed", at: now, by, application, attributes }, calendar);
  const parties = {
    requester: { name: actor.departmentName },
    provider: entry.department,
    delegate: delegateId ? entry.delegate : null,
  };
  const regions = { regionId: entry.regionId, requesterRegionId: actor.regionId ?? entry.regionId };
  const stages = stageLine({ book: getBook(actor.tenantId), procedure, parties, regions, attributes }, []);
  return { stages, expected: dueView(state.clock, now, calendar), waitingOn: state.waitingOn };
}
