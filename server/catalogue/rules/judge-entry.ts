import type { NamedDepartment } from "@/server/catalogue/catalogue.schema";
import type { DraftEntry, Finding } from "@/server/catalogue/draft.schema";
import type { RepeatedItem } from "@/server/catalogue/particulars.schema";
import {
  type BasisKind,
  type Citation,
  isStipulated,
  type LegalValue,
  type ParameterKey,
  type PolicyView,
  type SharingClass,
  type Text,
} from "@/server/law";
import { choiceWords } from "@/server/law/describe-value";
import { acceptedKinds, basisProblems } from "./basis-problems";
import { checkParticulars } from "./check-particulars";
import { nameKey, unclean } from "./clean-text";
import { findingWords } from "./finding-words";

/** An entry that bears a name already. */
export interface NamedEntry {
  id: string;
  code: string;
  nameZh: string;
  department: NamedDepartment;
}

/** What the city has already, as far as the reader may see it: everything that an entry is judged against beside the law. */
export interface Surroundings {
  departmentId: string;
  /** Departments named by the entries that work in the city. */
  known: ReadonlySet<string>;
  /** Entries by the key of their name. */
  named: ReadonlyMap<string, readonly NamedEntry[]>;
  /** Who collects an item, by its Chinese label; never one's own department. */
  collected: ReadonlyMap<string, Omit<RepeatedItem, "item"> & { code: string }>;
  /** Who leads a base or theme database, by `base population`. */
  leads: ReadonlyMap<string, NamedDepartment>;
  /** What was settled when an entry was compiled, by its id. */
  settled: ReadonlyMap<string, { network: string; leadDepartmentId: string | null }>;
  /** Whom the city's map of domains names for such data, by `name theme`, where it is somebody else. */
  owners: ReadonlyMap<string, { name: Text; domain: Text; article: string }>;
}

/** Which value of the city's law asks for what is found at a path, or by a problem. */
const ASKED_BY: Readonly<Record<string, ParameterKey>> = {
  abstractZh: "catalogue.guide.elements",
  sharingCondition: "catalogue.guide.elements",
  "particulars.function": "catalogue.by_function",
  "base-unconditional": "sharing.basic_items.unconditional",
  "base-real-time": "sharing.basic_items.realtime",
  "particulars.base": "catalogue.basic_databases",
  "particulars.themeDatabase": "catalogue.theme_databases",
  "one-lead": "catalogue.basic.owner",
  "collected-already": "collection.one_source",
  "second-collector": "collection.one_source",
  "kept-out": "tenant.scope.classified_data",
  "never-basis": "sharing.basis.not_acceptable",
  "not-accepted-here": "sharing.basis.not_acceptable",
  priorityArea: "opening.priority_areas",
};

/**
 * Everything that is wrong with an entry, and what is worth a second look, by the law of one day and what the city has
 * already. Pure: judging twice says the same, and judging changes nothing.
 * @param entryId the entry that it would change; null for a new one
 */
export function judgeEntry(
  view: PolicyView,
  entry: DraftEntry,
  around: Surroundings,
  entryId: string | null = null,
): Finding[] {
  const classed = { ...entry, openingClass: entry.openingClass ?? proposedOpening(view) };
  const say = sayer(view, classed.sharingClass);
  const repeats = repeatsOf(entry, around);
  return [
    ...textFindings(entry, say),
    ...nameFindings(entry, around, entryId, say),
    ...itemFindings(entry, say),
    ...basisFindings(view, classed, say),
    ...checkParticulars(view, classed, entry.particulars, repeats).map(({ path, problem, params }) =>
      say("error", path, problem, labelled(entry, params)),
    ),
    ...guideFindings(view, entry, say),
    ...departmentFindings(entry, around, entryId, say),
    ...areaFindings(view, entry, say),
    ...collectorFindings(entry, around, repeats, say),
    ...ownerFindings(entry, around),
  ];
}

/** True when nothing found keeps the entry from being submitted. */
export function passes(findings: readonly Finding[]): boolean {
  return findings.every(({ severity }) => severity !== "error");
}

/** Left out, a class of opening is the open one where opening is the rule too (重庆 3), else withheld. */
export function proposedOpening(view: PolicyView): SharingClass {
  return view.value("principle.sharing_default").value === "share-and-open" ? "unconditional" : "withheld";
}

type Say = (
  severity: Finding["severity"],
  path: string,
  problem: string,
  params?: Record<string, Text | string>,
) => Finding;

/** Makes findings with their source in the law of the day and their words. */
function sayer(view: PolicyView, sharingClass: SharingClass): Say {
  return (severity, path, problem, params) => {
    const key =
      ASKED_BY[problem] ??
      ASKED_BY[path] ??
      (path.startsWith("sharingBasis") && sharingClass !== "unconditional" ? `sharing.basis.${sharingClass}` : null);
    return {
      path,
      problem,
      severity,
      ...(params && { params: Object.fromEntries(Object.entries(params).map(([name, said]) => [name, plain(said)])) }),
      source: fieldSource(view, path) ?? (key ? sourceOf(view, key as ParameterKey) : null),
      words: findingWords(problem, params),
    };
  };
}

const plain = (said: Text | string) => (typeof said === "string" ? said : said.zh);

function sourceOf(view: PolicyView, key: ParameterKey): Citation | null {
  return citationOf(view.effective<unknown>(key).value);
}

function citationOf(legal: LegalValue<unknown>): Citation | null {
  if (!isStipulated(legal)) return null;
  const { article, basis, reason, instrument } = legal;
  return { article, basis, ...(reason && { reason }), ...(instrument && { instrument }) };
}

/** What the lists of required fields and of core metadata call a field. */
const LISTED_AS: Readonly<Record<string, string>> = {
  "particulars.format": "format",
  "particulars.attributes": "attributes",
  "particulars.method": "sharing-method",
  "particulars.useRequirements": "use-requirements",
};

/** The first list that names a field: the city's own, the guide that it follows, or what the nation adds. */
function fieldSource(view: PolicyView, path: string): Citation | null {
  const field = LISTED_AS[path];
  if (!field) return null;
  const lists: LegalValue<unknown>[] = [
    view.value("catalogue.required_fields"),
    view.value("catalogue.guide.elements"),
    view.effective<unknown>("catalogue.required_fields").value,
  ];
  const naming = lists.find(
    (list) =>
      isStipulated(list) &&
      [field, "sharing-attributes"].some(
        (name, n) => (n === 0 || path === "particulars.method") && (list.value as readonly string[]).includes(name),
      ),
  );
  return naming ? citationOf(naming) : null;
}

/** Texts that may have several lines. */
const LINES = /^(abstract(Zh|En)|sharingCondition|sharingBasis|openingBasis|particulars\..*)$/;

/** Control characters, characters without ink and mark-up, wherever they stand. */
function textFindings(entry: DraftEntry, say: Say): Finding[] {
  return textsOf(entry, "").flatMap(([path, text]) => {
    const problem = unclean(text, LINES.test(path));
    return problem ? [say("error", path, problem)] : [];
  });
}

function textsOf(value: unknown, path: string): [path: string, text: string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, path ? `${path}.${key}` : key));
}

/** A name that only looks different is refused; the same name again is told. */
function nameFindings({ nameZh }: DraftEntry, around: Surroundings, entryId: string | null, say: Say): Finding[] {
  const others = (around.named.get(nameKey(nameZh)) ?? []).filter(({ id }) => id !== entryId);
  const alike = others.find((other) => other.nameZh !== nameZh);
  if (alike) return [say("error", "nameZh", "look-alike", { who: alike.department.name, other: alike.nameZh })];
  const [same] = others;
  return same ? [say("warning", "nameZh", "same-name", { who: same.department.name, other: same.code })] : [];
}

/** Each item has a name and a label of its own, and is what it sounds like. */
function itemFindings({ items }: DraftEntry, say: Say): Finding[] {
  const names = new Map<string, number>();
  const labels = new Map<string, number>();
  return items.flatMap(({ name, labelZh, type, grade, mask }, index) => {
    const at = (field: string) => `items.${index}.${field}`;
    const found: Finding[] = [];
    const sameName = names.get(name);
    if (sameName !== undefined) found.push(say("error", at("name"), "repeated", { other: String(sameName + 1) }));
    else names.set(name, index);
    const key = nameKey(labelZh);
    const sameLabel = labels.get(key);
    if (sameLabel === undefined) labels.set(key, index);
    else {
      const problem = items[sameLabel]?.labelZh === labelZh ? "repeated" : "item-look-alike";
      found.push(say("error", at("labelZh"), problem, { other: String(sameLabel + 1) }));
    }
    if (/(日期|时间)$/.test(labelZh) && type !== "date" && type !== "timestamp")
      found.push(say("warning", at("type"), "date-as-text"));
    if (/(身份证?号|身份号码|手机号|联系电话|家庭住址)/.test(labelZh) && (mask === "none" || grade < 2))
      found.push(say("warning", at("mask"), "unmasked"));
    return found;
  });
}

/** A class without its basis, or on one of a kind that is not good enough; internal rules are good enough nowhere. */
function basisFindings(view: PolicyView, entry: DraftEntry & { openingClass: SharingClass }, say: Say): Finding[] {
  const accepted = acceptedKinds(view, entry.sharingClass) ?? [];
  const kind = entry.sharingClass === "unconditional" ? undefined : entry.sharingBasisKind;
  const never = kind !== undefined && neverKinds(view).includes(kind);
  const refused = never && !(accepted.length > 0 && kind !== "internal-rule");
  return [
    ...(refused
      ? [say("error", "sharingBasisKind", kind === "internal-rule" ? "never-basis" : "not-accepted-here")]
      : []),
    ...basisProblems(view, entry)
      .filter(({ problem }) => !(refused && problem === "not-accepted"))
      .map(({ path, problem }) =>
        say("error", path, problem, problem === "not-accepted" ? { kinds: listed(accepted) } : undefined),
      ),
  ];
}

/** Kinds of source that are no basis for withholding or conditions: internal rules in every city, and what its text adds. */
export function neverKinds(view: PolicyView): BasisKind[] {
  const legal = view.effective<BasisKind[]>("sharing.basis.not_acceptable").value;
  return [...new Set<BasisKind>(["internal-rule", ...(isStipulated(legal) ? legal.value : [])])];
}

function listed(kinds: readonly BasisKind[]): Text {
  const words = kinds.map((kind) => choiceWords("sharing.basis.conditional", kind) ?? { zh: kind, en: kind });
  return { zh: words.map(({ zh }) => zh).join("、"), en: words.map(({ en }) => en).join(", ") };
}

/** The national guide's core metadata is told where the city's own text does not ask for it. */
function guideFindings(view: PolicyView, entry: DraftEntry, say: Say): Finding[] {
  if (isStipulated(view.effective<unknown>("catalogue.guide.elements").value)) return [];
  const fields = view.effective<readonly string[]>("catalogue.required_fields").value;
  const asked: readonly string[] = isStipulated(fields) ? fields.value : [];
  const wanted: [boolean, string, unknown][] = [
    [true, "abstractZh", entry.abstractZh],
    [!asked.includes("format"), "particulars.format", entry.particulars.format],
    [!asked.includes("sharing-method"), "particulars.method", entry.particulars.method],
    [entry.sharingClass === "conditional", "sharingCondition", entry.sharingCondition],
  ];
  return wanted
    .filter(([applies, , value]) => applies && !value)
    .map(([, path]) => ({ ...say("warning", path, "recommended"), source: null }));
}

/** Departments that work in the city, one lead of a database, and what was settled once. */
function departmentFindings(
  { delegateDepartmentId, particulars }: DraftEntry,
  around: Surroundings,
  entryId: string | null,
  say: Say,
): Finding[] {
  const { leadDepartmentId, contributors, base, themeDatabase, network } = particulars;
  const unknown = (id: string) => !around.known.has(id);
  const lead = around.leads.get(base ? `base ${base}` : `theme ${themeDatabase}`);
  const settled = entryId ? around.settled.get(entryId) : undefined;
  return [
    ...(delegateDepartmentId && unknown(delegateDepartmentId)
      ? [say("error", "delegateDepartmentId", "unknown-department")]
      : []),
    ...(delegateDepartmentId === around.departmentId ? [say("error", "delegateDepartmentId", "own-department")] : []),
    ...(leadDepartmentId && unknown(leadDepartmentId)
      ? [say("error", "particulars.leadDepartmentId", "unknown-department")]
      : []),
    ...(contributors.some(unknown) ? [say("error", "particulars.contributors", "unknown-department")] : []),
    ...((base || themeDatabase) && lead && leadDepartmentId && leadDepartmentId !== lead.id && !settled
      ? [say("error", "particulars.leadDepartmentId", "one-lead", { who: lead.name })]
      : []),
    ...(settled && settled.network !== network ? [say("error", "particulars.network", "settled")] : []),
    ...(settled && leadDepartmentId !== null && leadDepartmentId !== settled.leadDepartmentId
      ? [say("error", "particulars.leadDepartmentId", "settled")]
      : []),
  ];
}

function areaFindings(view: PolicyView, { priorityArea }: DraftEntry, say: Say): Finding[] {
  const legal = view.value("opening.priority_areas");
  const areas = isStipulated(legal) ? legal.value : [];
  return priorityArea !== null && !areas.some(({ zh }) => zh === priorityArea)
    ? [say("error", "priorityArea", "unknown")]
    : [];
}

/** Items declared as collected that another department collects already. */
function repeatsOf({ items, particulars }: DraftEntry, around: Surroundings): RepeatedItem[] {
  return items.flatMap(({ name, labelZh }) => {
    const source = particulars.collection?.items.includes(name) ? around.collected.get(labelZh) : undefined;
    return source ? [{ item: name, source: source.source, entryId: source.entryId }] : [];
  });
}

/** 一数一源: whoever collects second is told whose source it is. */
function collectorFindings(
  { items }: DraftEntry,
  around: Surroundings,
  repeats: readonly RepeatedItem[],
  say: Say,
): Finding[] {
  return repeats.map(({ item, source }) => {
    const index = items.findIndex(({ name }) => name === item);
    const label = items[index]?.labelZh ?? item;
    const code = around.collected.get(label)?.code ?? "";
    return say("warning", `items.${index}.labelZh`, "second-collector", { item: label, who: source.name, other: code });
  });
}

/** The domains that the city's text gives to a department (抚顺 12–19). */
function ownerFindings({ nameZh, theme }: DraftEntry, around: Surroundings): Finding[] {
  const owner = around.owners.get(`${nameZh} ${theme}`);
  if (!owner) return [];
  return [
    {
      path: "nameZh",
      problem: "named-owner",
      severity: "warning",
      params: { who: owner.name.zh, domain: owner.domain.zh },
      source: { article: owner.article, basis: "law" },
      words: findingWords("named-owner", { who: owner.name, domain: owner.domain }),
    },
  ];
}

/** Items are named to people by their labels. */
function labelled(
  { items }: DraftEntry,
  params: Record<string, string | number> | undefined,
): Record<string, string> | undefined {
  if (!params) return undefined;
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      items.find((item) => name === "item" && item.name === value)?.labelZh ?? String(value),
    ]),
  );
}
