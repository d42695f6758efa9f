import { createMongoAbility, type MongoAbility, type MongoQuery, subject as tagged } from "@casl/ability";
import type { Actor, SessionActor } from "@/server/db/actor";
import { type RoleRule, type RuleScope, rulesOf, type Subject, type Verb } from "@/server/identity/roles";
import type { ActorKind } from "@/server/law/types";
import { DomainError } from "@/server/shared/errors";

/**
 * What a person may do, for menus, buttons and line 1 of a use case. Row-level security decides again in the database,
 * from the same table; where the two differed a test would fail.
 */
export type Ability = MongoAbility<[Verb, Subject | Row]>;

type Row = Record<string, unknown>;
type Conditions = MongoQuery;

const known = new WeakMap<Actor, Ability>();

/** The ability of an actor, built from the role table and the facts the database read from the session. */
export function abilityFor(actor: Actor): Ability {
  const found = known.get(actor);
  if (found) return found;
  const ability = createMongoAbility<[Verb, Subject | Row]>(
    rulesOf(actor.roles).flatMap((rule) =>
      conditionsOf(rule, actor).map((conditions) => ({ action: rule.verb, subject: rule.subject, conditions })),
    ),
  );
  known.set(actor, ability);
  return ability;
}

/**
 * Whether the actor may do it: to this instance, or without one to any at all.
 * @param instance the facts that decide, named as in the Prisma model (`tenantId`, `regionId`, `providerDepartmentId`, …)
 */
export function may(actor: Actor, verb: Verb, subject: Subject, instance?: Row): boolean {
  const ability = abilityFor(actor);
  if (!instance) return ability.can(verb, subject);
  return ability.can(verb, tagged(subject, { ...instance }));
}

/**
 * Line 1 of a use case.
 * @throws DomainError FORBIDDEN when the actor may not
 */
export function authorise(actor: Actor, verb: Verb, subject: Subject, instance?: Row): void {
  if (!may(actor, verb, subject, instance)) throw new DomainError("FORBIDDEN");
}

/** The parties of a case, as its row names them. */
export interface CaseParties {
  tenantId: string;
  regionId: string;
  /** When it left the department that filed; null = it waits there for the head's signature. */
  sentAt: Date | string | null;
  /** On which side the case was filed. */
  filedAs: ActorKind;
  /** The department that filed; null when a person outside government did. */
  requesterDepartmentId: string | null;
  requesterPersonId: string;
  /** The department that the case is put to; the filer's own where the case is its own affair. */
  providerDepartmentId: string;
  delegateDepartmentId: string | null;
}

/**
 * As whom the actor may add a fact to this case; empty when as nobody. The same sentence as the database's policy
 * `act_as_what_you_are`: an authority that is a party does not review, nobody decides on their own department's request,
 * nor, when they work for the government since, on what they applied for as a person; and before an application was sent
 * nobody but its own department has a part in it.
 */
export function sidesOf(actor: SessionActor, row: CaseParties): ActorKind[] {
  const mine = (departmentId: string | null) => departmentId !== null && departmentId === actor.departmentId;
  const holds = (verb: Verb, scope: RoleRule["scope"]) =>
    rulesOf(actor.roles).some((rule) => rule.subject === "case" && rule.verb === verb && rule.scope === scope);
  const sent = row.sentAt !== null;
  const sits = sent && row.tenantId === actor.tenantId && actor.regionIds.includes(row.regionId);
  const filed = mine(row.requesterDepartmentId);
  const asks = filed && row.filedAs === "requester";
  const put = mine(row.providerDepartmentId);
  // A case within one department has one side: the one on which it was filed.
  const provides = sent && put && (row.filedAs === "provider" || !filed);
  const applied = row.filedAs === "applicant" && row.requesterPersonId === actor.personId;
  const department = actor.departmentId !== null && row.tenantId === actor.tenantId && !applied;
  // Whoever files in an office's own name keeps that side; everybody else's own request is never theirs to decide.
  const office = (kind: ActorKind) => department && sits && (row.filedAs === kind || !filed);
  const sides: Record<ActorKind, boolean> = {
    requester: department && asks && holds("file", "department"),
    "requester-head": department && asks && holds("sign", "department"),
    provider: department && provides && holds("act", "department"),
    "provider-head": department && provides && holds("sign", "department"),
    delegate: department && sent && mine(row.delegateDepartmentId) && holds("act", "department"),
    authority: office("authority") && (row.filedAs === "authority" || !put) && holds("review", "region"),
    government: office("government") && holds("govern", "region"),
    applicant: row.tenantId === actor.tenantId && applied && actor.departmentId === null && holds("act", "own"),
  };
  return (Object.keys(sides) as ActorKind[]).filter((side) => sides[side]);
}

/** One CASL rule for each way in which a row can fall into the scope; none when the actor has no such scope. */
function conditionsOf({ subject, verb, scope }: RoleRule, actor: Actor): Conditions[] {
  const { tenantId } = actor;
  if (subject === "register") return registerConditions(verb, scope, actor);
  switch (scope) {
    case "tenant":
      return [{ tenantId, ...(subject === "role" && personOf(actor) && { personId: { $ne: personOf(actor) } }) }];
    case "open":
      // The database also looks at the clock: what is published for a later day is not yet open.
      return [
        {
          tenantId,
          openingClass: { $in: ["unconditional", "conditional"] },
          publishedAt: { $ne: null },
          openingSuspendedAt: null,
          retiredAt: null,
        },
      ];
    case "province":
      return actor.kind === "session" ? [{ province: actor.province }] : [];
    case "region":
      return actor.kind === "session" && actor.regionIds.length > 0 ? regionConditions(subject, verb, actor) : [];
    case "department": {
      const departmentId = actor.kind === "public" ? null : actor.departmentId;
      if (departmentId === null) return [];
      return departmentColumns(subject, verb).map((column) => ({
        tenantId,
        [column]: departmentId,
        // What its own department has not signed has been sent to nobody.
        ...(subject === "case" && column !== "requesterDepartmentId" && SENT),
      }));
    }
    case "own":
      return actor.kind === "session" ? ownConditions(subject, verb, actor) : [];
  }
}

const SENT = { sentAt: { $ne: null } };

/** By what a row lies in an office's region; a case only once it was sent, unless the office's own department files it. */
function regionConditions(subject: Subject, verb: Verb, actor: SessionActor): Conditions[] {
  const { tenantId, regionIds, departmentId } = actor;
  const within = { tenantId, regionId: { $in: regionIds }, ...notOwnSide(subject, verb, actor) };
  if (subject !== "case") return [within];
  const own = verb === "read" || verb === "act" ? [{ ...within, requesterDepartmentId: departmentId }] : [];
  return [{ ...within, ...SENT }, ...own];
}

/** A record is read by whom its register's rule names; the keeper alone writes. */
function registerConditions(verb: Verb, scope: RuleScope, actor: Actor): Conditions[] {
  const { tenantId } = actor;
  if (actor.kind !== "session" || actor.departmentId === null) return [];
  const { departmentId, regionIds } = actor;
  if (scope === "department") {
    const columns = verb === "file" ? ["departmentId"] : ["departmentId", "concernsId", "readers"];
    return columns.map((column) => ({ tenantId, [column]: departmentId }));
  }
  if (scope === "region") {
    return [{ tenantId, regionId: { $in: regionIds }, readBy: verb === "review" ? "authority" : "government" }];
  }
  return [{ tenantId, readBy: verb === "inspect" ? "inspectors" : "every-department" }];
}

/** By which columns a row belongs to a department. */
function departmentColumns(subject: Subject, verb: Verb): string[] {
  switch (subject) {
    case "case":
      return verb === "file"
        ? ["requesterDepartmentId"]
        : ["requesterDepartmentId", "providerDepartmentId", "delegateDepartmentId"];
    case "grant":
      return verb === "stop" ? ["providerDepartmentId"] : ["consumerDepartmentId", "providerDepartmentId"];
    case "access":
      return ["consumerDepartmentId", "providerDepartmentId"];
    case "key":
      return ["consumerDepartmentId"];
    default:
      return ["departmentId"];
  }
}

/**
 * By what a row is a person's own. Whoever works for the government still reads what they applied for as a person, and
 * moves it no longer; what has ended nobody moves.
 */
function ownConditions(subject: Subject, verb: Verb, { tenantId, personId, departmentId }: SessionActor): Conditions[] {
  if (subject !== "case") return [{ tenantId, personId }];
  if (verb !== "read" && departmentId !== null) return [];
  return [
    { tenantId, filedAs: "applicant", requesterPersonId: personId, ...(verb === "act" && { stage: { $ne: null } }) },
  ];
}

/** An office never uses its power over the region in its own affair. */
function notOwnSide(subject: Subject, verb: Verb, actor: SessionActor): Conditions {
  const other = { $ne: actor.departmentId };
  if (subject === "case" && verb === "review") return { requesterDepartmentId: other, providerDepartmentId: other };
  if (subject === "case" && verb === "govern") return { requesterDepartmentId: other };
  if (subject === "grant" && verb === "stop") return { consumerDepartmentId: other };
  return {};
}

function personOf(actor: Actor): string | null {
  return actor.kind === "session" ? actor.personId : null;
}
