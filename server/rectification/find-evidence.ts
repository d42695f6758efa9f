import type { Scope } from "@/server/db/context";
import { may } from "@/server/identity/ability";
import { getBook, isStipulated } from "@/server/law";
import type { EvidenceKind } from "@/server/law/parameters/rectification";
import {
  type FoundCase,
  type FoundEntry,
  listEndedCases,
  listEntriesOf,
  listGrantsOf,
  listOpenUpdates,
  listOverdueCases,
} from "@/server/rectification/evidence.repository";
import type { EvidenceRow, ViolationEvidence } from "@/server/rectification/rectification.schema";
import {
  connectionText,
  endedText,
  lateText,
  notOpenText,
  openText,
  staleText,
  stoppedText,
  useText,
} from "@/server/rectification/rules/evidence-text";

const SHARING = ["sharing.unconditional", "sharing.conditional"];
const OPENING = ["opening.application", "opening.review"];
const CORRECTIONS = ["correction.sharing", "correction.open"];

/**
 * What the system knows of a department that speaks for each violation of the city's list, as its book says which facts
 * speak for which. Only what this person may see anyway; an item for which nothing is found is left out. Nothing here
 * finds that a violation was committed: that is said by whoever orders the correction.
 */
export async function findEvidence(scope: Scope, departmentId: string): Promise<ViolationEvidence[]> {
  const view = getBook(scope.actor.tenantId).on(scope.now);
  const legal = view.value("rectification.evidence");
  if (!isStipulated(legal)) return [];
  const listed = isStipulated(view.value("rectification.violations"));
  const kinds = [...new Set(legal.value.flatMap(({ kind }) => kind))];
  const found = new Map<EvidenceKind, EvidenceRow[]>();
  for (const kind of kinds) found.set(kind, await rowsOf(scope, departmentId, kind));
  return legal.value
    .map(({ item, kind }) => ({ item: listed ? item : null, rows: kind.flatMap((each) => found.get(each) ?? []) }))
    .filter(({ rows }) => rows.length > 0);
}

async function rowsOf(scope: Scope, departmentId: string, kind: EvidenceKind): Promise<EvidenceRow[]> {
  const { actor, now, tx } = scope;
  const { tenantId } = actor;
  const late = async (procedures: string[]) =>
    (await listOverdueCases(tx, tenantId, departmentId, procedures, now)).map((each) => ofCase(each, lateText(each)));
  const entries = async (speaks: (entry: FoundEntry) => boolean, words: (entry: FoundEntry) => EvidenceRow["text"]) =>
    (await listEntriesOf(tx, tenantId, departmentId, now))
      .filter(speaks)
      .map((entry): EvidenceRow => ({ text: words(entry), at: { kind: "entry", id: entry.id } }));
  switch (kind) {
    case "overdue-updates":
      return late(["catalogue.change", "report.annual"]);
    case "overdue-requests":
      return late(SHARING);
    case "overdue-applications":
      return late(OPENING);
    case "overdue-corrections":
      return late(CORRECTIONS);
    case "open-updates":
      return (await listOpenUpdates(tx, tenantId, departmentId)).map((each) => ofCase(each, openText(each)));
    case "corrections-made":
      return ended({ procedures: CORRECTIONS, ends: ["corrected"], outcomes: [] });
    case "refusals":
      return ended({ procedures: SHARING, ends: [], outcomes: ["refused"] });
    case "not-corrected":
      return ended({ procedures: ["rectification"], ends: ["not-corrected"], outcomes: [] });
    case "unmounted":
      return entries(({ shared, mounted }) => shared && !mounted, connectionText);
    case "connection":
      return entries(({ shared }) => shared, connectionText);
    case "stale":
      return entries(({ stale }) => stale, staleText);
    case "not-open":
      return entries(({ open, mounted, suspended }) => open && (!mounted || suspended), notOpenText);
    case "grant-use":
      // Who may not read the records of use would be told that there was none.
      return may(actor, "read", "access") ? grants(() => true, useText) : [];
    case "stopped-grants":
      return grants(({ suspendedAt, revokedAt }) => suspendedAt !== null || revokedAt !== null, stoppedText);
  }

  async function ended(by: { procedures: string[]; ends: string[]; outcomes: string[] }): Promise<EvidenceRow[]> {
    const view = getBook(tenantId).on(now);
    const titles = new Map(
      view
        .procedures()
        .filter(({ id }) => by.procedures.includes(id))
        .flatMap(({ id, ends: all }) => all.map((end) => [`${id} ${end.id}`, end.title] as const)),
    );
    const cases = await listEndedCases(tx, tenantId, departmentId, by);
    return cases.map((each) =>
      ofCase(each, endedText(each, titles.get(`${each.procedure} ${each.endId}`) ?? { zh: "办结", en: "decided" })),
    );
  }

  type Grant = Awaited<ReturnType<typeof listGrantsOf>>[number];
  async function grants(speaks: (grant: Grant) => boolean, words: (grant: Grant) => EvidenceRow["text"]) {
    return (await listGrantsOf(tx, tenantId, departmentId))
      .filter(speaks)
      .map((grant): EvidenceRow => ({ text: words(grant), at: { kind: "grant", id: grant.id } }));
  }
}

function ofCase({ id }: FoundCase, text: EvidenceRow["text"]): EvidenceRow {
  return { text, at: { kind: "case", id } };
}
