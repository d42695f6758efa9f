import { type CaseAttributes, holds } from "@/server/cases/rules";
import type { SessionActor } from "@/server/db/actor";
import { may } from "@/server/identity/ability";
import { isStipulated, type PolicyView, type Procedure, type Target } from "@/server/law";
import type { RequestedEntry } from "@/server/sharing/sharing.repository";
import type { RequestManner, RequestObstacle } from "@/server/sharing/sharing.schema";

/** The way an application for an entry takes under the law of one day. */
export interface RequestRoute {
  obstacle: RequestObstacle | null;
  /** Null for withheld data: no procedure shares it. */
  procedure: Procedure | null;
  attributes: CaseAttributes;
  delegateId: string | null;
  manner: RequestManner;
}

/**
 * Which procedure an application takes, with the facts that the law turns on: listed for 专用, a delegate appointed.
 * Both count only where the city's law knows them.
 */
export function requestRoute(entry: RequestedEntry, actor: SessionActor, view: PolicyView): RequestRoute {
  const procedure = entry.sharingClass === "withheld" ? null : view.procedure(`sharing.${entry.sharingClass}`);
  const dedicatedListed = entry.dedicatedToUs && allows(view, "sharing.dedicated.enabled");
  const delegateId = delegateOf(entry, actor, view);
  const attributes = {
    dedicatedListed,
    delegateAppointed: delegateId !== null,
    sharingClass: entry.sharingClass,
    filedByHead: may(actor, "sign", "case"),
    resourceMounted: entry.mounted,
    ...(entry.securityAgreement !== null && { securityAgreement: entry.securityAgreement }),
  };
  return {
    obstacle: obstacleOf(entry, actor),
    procedure,
    attributes,
    delegateId,
    manner: mannerOf(procedure, attributes),
  };
}

function allows(view: PolicyView, key: "sharing.dedicated.enabled" | "sharing.delegated_reviewer.allowed"): boolean {
  const legal = view.value(key);
  return isStipulated(legal) && legal.value;
}

/** A delegate reviews in the provider's name, never on its own request. */
function delegateOf({ delegate }: RequestedEntry, { departmentId }: SessionActor, view: PolicyView): string | null {
  if (!delegate || delegate.id === departmentId) return null;
  return allows(view, "sharing.delegated_reviewer.allowed") ? delegate.id : null;
}

function obstacleOf(entry: RequestedEntry, actor: SessionActor): RequestObstacle | null {
  if (!may(actor, "file", "case")) return "no-role";
  if (entry.department.id === actor.departmentId) return "own-entry";
  return entry.sharingClass === "withheld" ? "withheld" : null;
}

/** Direct where nothing is asked; dedicated where every stage is passed over; else somebody looks at it. */
function mannerOf(procedure: Procedure | null, attributes: CaseAttributes): RequestManner {
  if (!procedure || "end" in procedure.filing.to) return "direct";
  return passesAll(procedure, procedure.filing.to, attributes) ? "dedicated" : "review";
}

function passesAll({ stages }: Pick<Procedure, "stages">, to: Target, attributes: CaseAttributes): boolean {
  if ("end" in to) return true;
  const stage = stages.find(({ id }) => id === to.stage);
  const skip = stage?.skips.find(({ when }) => holds(when, attributes));
  return skip !== undefined && passesAll({ stages }, skip.to, attributes);
}
