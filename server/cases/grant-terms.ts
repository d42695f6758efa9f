import type { ActContentInput, GrantTermsInput, RowFilter } from "@/server/cases/case.schema";
import { filterProblems } from "@/server/cases/row-filter";
import type { StoredApplication, StoredItem } from "@/server/cases/stored-case";
import type { Mask } from "@/server/catalogue/catalogue.schema";
import { addDays, startOfDay } from "@/server/law";
import { DomainError, type FieldProblem } from "@/server/shared/errors";

/** What a grant will allow, complete: half-open period, a mask for every column. */
export interface GrantTerms {
  columns: string[];
  masks: Record<string, Mask>;
  rowFilter: RowFilter;
  purpose: string;
  storageAllowed: boolean;
  /** Null: as the platform has it. */
  requestsPerMinute: number | null;
  rowsPerDay: number | null;
  purposeDemanded: boolean;
  validFrom: Date;
  validUntil: Date;
}

interface Asked {
  application: StoredApplication;
  items: StoredItem[];
}

/**
 * The terms of a grant from the application and what the deciders said, each of whom may narrow the columns, set masks
 * and rows, and fix the days. Where several consent (乐山), the narrowest holds; who left a term out has consented to it
 * as it was asked for, so that no other decider can widen it alone.
 * @param said contents of the consenting acts, in order; empty when the data is taken directly
 * @throws DomainError INVALID naming the term that cannot be
 */
export function grantTerms({ application, items }: Asked, said: ActContentInput[], now: Date): GrantTerms {
  const offers = said.map(({ grant }) => grant ?? {});
  const problems = offers.flatMap((offer) => termProblems(offer, application, items));
  const columns = application.dataItems.filter((name) =>
    offers.every((offer) => !offer.columns || offer.columns.includes(name)),
  );
  if (columns.length === 0) problems.push({ path: "content.grant.columns", problem: "no-columns" });
  if (said.length === 0) problems.push(...maskedConditions(application, items));
  const from = latest(offers.map(({ validFrom }) => validFrom ?? application.from)) ?? application.from;
  const until = earliest(offers.map(({ validUntil }) => validUntil ?? application.until)) ?? application.until;
  const validFrom = startOfDay(from);
  const validUntil = startOfDay(addDays(until, 1));
  if (until < from) problems.push({ path: "content.grant.validUntil", problem: "before-from" });
  else if (validUntil <= now) problems.push({ path: "content.grant.validUntil", problem: "past" });
  if (problems.length > 0) throw new DomainError("INVALID", { fields: problems });
  return {
    columns,
    masks: masksOf(columns, items, offers),
    rowFilter: rowsOf(application, offers),
    purpose: lastGiven(said.map(({ purpose, grant }) => grant?.purpose ?? purpose)) ?? application.fields.purpose ?? "",
    storageAllowed: storage(said),
    requestsPerMinute: least(offers.map(({ requestsPerMinute }) => requestsPerMinute)),
    rowsPerDay: least(offers.map(({ rowsPerDay }) => rowsPerDay)),
    purposeDemanded: offers.some(({ purposeDemanded }) => purposeDemanded === true),
    validFrom,
    validUntil,
  };
}

function least(limits: (number | undefined)[]): number | null {
  const given = limits.filter((limit) => limit !== undefined);
  return given.length === 0 ? null : Math.min(...given);
}

function termProblems(offer: GrantTermsInput, { dataItems }: StoredApplication, items: StoredItem[]): FieldProblem[] {
  const beyond = (names: string[], path: string) =>
    names
      .filter((name) => !dataItems.includes(name))
      .map((column) => ({ path, problem: "not-asked-for", params: { column } }));
  return [
    ...beyond(offer.columns ?? [], "content.grant.columns"),
    ...beyond(Object.keys(offer.masks ?? {}), "content.grant.masks"),
    ...filterProblems(offer.rowFilter ?? [], items, "content.grant.rowFilter"),
  ];
}

/**
 * Nobody looks at the conditions of data that is taken directly: one on a masked item would tell, by the rows that are
 * left, what the mask hides.
 */
function maskedConditions({ rowFilter }: StoredApplication, items: StoredItem[]): FieldProblem[] {
  return rowFilter.flatMap(({ column }, index) =>
    items.some(({ name, mask }) => name === column && mask !== "none")
      ? [{ path: `rowFilter.${index}.column`, problem: "masked-column", params: { column } }]
      : [],
  );
}

/** A decider's mask goes before the item's own; where two differ, the one that hides more holds. */
function masksOf(columns: string[], items: StoredItem[], offers: GrantTermsInput[]): Record<string, Mask> {
  return Object.fromEntries(
    columns.map((column) => {
      const own = items.find(({ name }) => name === column)?.mask ?? "none";
      const chosen = offers.map(({ masks }) => masks?.[column] ?? own);
      const strictest = chosen.includes("hidden") ? "hidden" : chosen.find((mask) => mask !== "none");
      return [column, strictest ?? chosen[0] ?? own];
    }),
  );
}

/** A decider's conditions replace those asked for; those of several deciders must all hold. */
function rowsOf({ rowFilter }: StoredApplication, offers: GrantTermsInput[]): RowFilter {
  const all = offers.length > 0 ? offers.flatMap((offer) => offer.rowFilter ?? rowFilter) : rowFilter;
  return [...new Map(all.map((condition) => [JSON.stringify(condition), condition])).values()];
}

/** Storing needs a decider's consent, and no decider against it (重庆 34(五)). */
function storage(said: ActContentInput[]): boolean {
  const words = said.flatMap(({ storageConsent, grant }) => storageConsent ?? grant?.storageAllowed ?? []);
  return words.length > 0 && words.every((consent) => consent);
}

const latest = (dates: string[]) => dates.sort().at(-1);
const earliest = (dates: string[]) => dates.sort()[0];
const lastGiven = (words: (string | undefined)[]) => words.findLast((word) => word !== undefined && word !== "");
