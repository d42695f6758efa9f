import type { Problem } from "@/app/components/problem";
import { fieldProblems } from "@/app/components/problem";
import { type DraftCondition, toDraft, toRowFilter } from "@/app/components/scope/draft-filter";
import type { ActContentInput, CaseAct, CaseDetail } from "@/server/cases/case.schema";
import { isAsked } from "@/server/cases/rules/facts";
import type { DataItemView, Mask } from "@/server/catalogue/catalogue.schema";
import type { BasisKind, ContentItem } from "@/server/law/types";
import type { FieldProblem } from "@/server/shared/errors";

/** What an act says, while it is being written. */
export interface ActDraft {
  reason: string;
  sources: { kind: BasisKind; citation: string }[];
  scope: string;
  purpose: string;
  missing: string;
  storage: boolean;
  days: string;
  /** The act's own form, by field id. */
  fields: Record<string, string>;
  columns: string[];
  masks: Record<string, Mask>;
  conditions: DraftCondition[];
  from: string;
  until: string;
  /** Null: as the platform has it. */
  requestsPerMinute: number | null;
  rowsPerDay: number | null;
  purposeDemanded: boolean;
}

/** Path of each content item in the input of `cases.act`. */
export const CONTENT_PATHS: Record<ContentItem, string> = {
  reason: "content.reason",
  "legal-basis": "content.legalBasis",
  scope: "content.scope",
  purpose: "content.purpose",
  "missing-items": "content.missingItems",
  "storage-consent": "content.storageConsent",
  "extension-days": "content.extensionDays",
};

/** Begins with what was asked for, so that a decider only writes what differs. */
export function firstDraft({ application, due }: CaseDetail, act: CaseAct): ActDraft {
  const value = (id: string) => application.values.find(({ field }) => field.id === id)?.value ?? "";
  return {
    reason: "",
    sources: [{ kind: kindsOf(act)[0] ?? "law", citation: "" }],
    scope: value("scope"),
    purpose: value("purpose"),
    missing: "",
    storage: false,
    days: act.effect === "extend" && due?.asked ? String(due.asked.days) : "",
    fields: {},
    columns: application.items.map(({ name }) => name),
    masks: {},
    conditions: toDraft(application.rowFilter),
    from: application.from,
    until: application.until,
    requestsPerMinute: null,
    rowsPerDay: null,
    purposeDemanded: false,
  };
}

const ALL_KINDS: readonly BasisKind[] = [
  "law",
  "administrative-regulation",
  "local-regulation",
  "rule",
  "state-council-decision",
  "central-policy",
  "national-provision",
  "provincial-document",
  "municipal-document",
  "internal-rule",
];

/** Only these kinds of source may be chosen; an act that accepts any kind offers all. */
export function kindsOf(act: CaseAct): readonly BasisKind[] {
  return act.acceptedBasis.length > 0 ? act.acceptedBasis : ALL_KINDS;
}

/** Items of content that the act's form shows, required ones first. */
export function contentItems(act: CaseAct): { item: ContentItem; required: boolean }[] {
  return [
    ...act.requires.map(({ item }) => ({ item, required: true })),
    ...act.offers.map(({ item }) => ({ item, required: false })),
  ];
}

/** What has to be filled in before anything is sent; null when all is there. */
export function missingContent(draft: ActDraft, act: CaseAct): Problem | null {
  const there: Record<ContentItem, boolean> = {
    reason: draft.reason.trim() !== "",
    "legal-basis": draft.sources.some(({ citation }) => citation.trim() !== ""),
    scope: draft.scope.trim() !== "",
    purpose: draft.purpose.trim() !== "",
    "missing-items": listOf(draft.missing).length > 0,
    "storage-consent": true,
    "extension-days": mayExtendBy(draft.days, act),
  };
  const problems: FieldProblem[] = act.requires
    .filter(({ item }) => !there[item])
    .map(({ item }) => ({ path: CONTENT_PATHS[item], ...whatIsWrong(item, draft, act) }));
  for (const { id, required } of askedFields(act, draft)) {
    if (required && !draft.fields[id]?.trim()) problems.push({ path: `content.fields.${id}`, problem: "required" });
  }
  if (act.effect === "grant") {
    if (draft.columns.length === 0) problems.push({ path: "content.grant.columns", problem: "no-columns" });
    if (draft.from === "") problems.push({ path: "content.grant.validFrom", problem: "required" });
    if (draft.until === "") problems.push({ path: "content.grant.validUntil", problem: "required" });
    else if (draft.until < draft.from) problems.push({ path: "content.grant.validUntil", problem: "before-from" });
  }
  return problems.length > 0 ? fieldProblems(...problems) : null;
}

/** The draft as `cases.act` takes it: only what this act asks for or offers. */
export function toContent(draft: ActDraft, act: CaseAct, items: readonly DataItemView[]): ActContentInput {
  const has = new Set(contentItems(act).map(({ item }) => item));
  const content: ActContentInput = {};
  if (has.has("reason") && draft.reason.trim()) content.reason = draft.reason.trim();
  if (has.has("legal-basis")) {
    const sources = draft.sources.filter(({ citation }) => citation.trim() !== "");
    if (sources.length > 0)
      content.legalBasis = sources.map(({ kind, citation }) => ({ kind, citation: citation.trim() }));
  }
  if (has.has("scope") && draft.scope.trim()) content.scope = draft.scope.trim();
  if (has.has("purpose") && draft.purpose.trim()) content.purpose = draft.purpose.trim();
  if (has.has("missing-items")) content.missingItems = listOf(draft.missing);
  if (has.has("storage-consent")) content.storageConsent = draft.storage;
  const days = daysOf(draft.days);
  if (has.has("extension-days") && days !== null) content.extensionDays = days;
  const said = askedFields(act, draft).flatMap(({ id }) =>
    draft.fields[id]?.trim() ? [[id, draft.fields[id].trim()]] : [],
  );
  if (said.length > 0) content.fields = Object.fromEntries(said);
  if (act.effect === "grant") {
    content.grant = {
      columns: draft.columns,
      masks: Object.fromEntries(
        draft.columns.flatMap((name) => (draft.masks[name] ? [[name, draft.masks[name]]] : [])),
      ),
      rowFilter: toRowFilter(draft.conditions, (column) => items.find(({ name }) => name === column)?.type),
      validFrom: draft.from,
      validUntil: draft.until,
      ...(draft.requestsPerMinute === null ? {} : { requestsPerMinute: draft.requestsPerMinute }),
      ...(draft.rowsPerDay === null ? {} : { rowsPerDay: draft.rowsPerDay }),
      ...(draft.purposeDemanded ? { purposeDemanded: true } : {}),
      ...(has.has("storage-consent") ? {} : { storageAllowed: draft.storage }),
    };
  }
  return content;
}

/** The fields of the act's own form that its answers so far call for. */
export function askedFields({ fields }: CaseAct, draft: ActDraft): CaseAct["fields"] {
  return fields.filter((field) => isAsked(field, draft.fields));
}

function mayExtendBy(text: string, { atMost }: CaseAct): boolean {
  const days = daysOf(text);
  return days !== null && (atMost === null || days <= atMost);
}

/** Nothing was written, or a number of days that the law does not allow. */
function whatIsWrong(item: ContentItem, { days }: ActDraft, { atMost }: CaseAct): Omit<FieldProblem, "path"> {
  if (item !== "extension-days" || atMost === null || days.trim() === "") return { problem: "required" };
  return { problem: "extension-days", params: { most: atMost } };
}

/** A whole number of days from 1; null for anything else. */
function daysOf(text: string): number | null {
  const days = Number(text.trim());
  return text.trim() !== "" && Number.isInteger(days) && days > 0 ? days : null;
}

/** One a line; an empty line is nothing. */
function listOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
