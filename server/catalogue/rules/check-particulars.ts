import type { CompileEntryInput } from "@/server/catalogue/catalogue.schema";
import type { ParticularsInput, RepeatedItem } from "@/server/catalogue/particulars.schema";
import { isStipulated, PARAMETER_KEYS, type ParameterKey, type ParameterValue, type PolicyView } from "@/server/law";
import type { FieldProblem } from "@/server/shared/errors";

/** What of an entry its particulars are judged against. */
export type JudgedEntry = Pick<
  CompileEntryInput,
  "abstractZh" | "sharingClass" | "sharingCondition" | "sharingBasis" | "openingBasis" | "updateCycle"
> & { openingClass: "unconditional" | "conditional" | "withheld"; items: readonly { name: string }[] };

/** Every demand of the city's law of one day that the entry with these particulars does not meet; empty when it meets all. */
export function checkParticulars(
  view: PolicyView,
  entry: JudgedEntry,
  particulars: ParticularsInput,
  repeated: readonly RepeatedItem[],
): FieldProblem[] {
  return [
    ...scopeProblems(view, entry, particulars),
    ...fieldProblems(view, entry, particulars),
    ...originProblems(view, particulars),
    ...databaseProblems(view, entry, particulars),
    ...collectionProblems(view, entry, particulars, repeated),
    ...specialRuleProblems(view, particulars),
  ];
}

/** The value where the text has one. */
function said<K extends ParameterKey>(view: PolicyView, key: K): ParameterValue<K> | null {
  const legal = view.effective<ParameterValue<K>>(key).value;
  return isStipulated(legal) ? legal.value : null;
}

/** State secrets stay out of the platform in every city, and the intranet's data out of its part on the extranet. */
function scopeProblems(
  view: PolicyView,
  entry: JudgedEntry,
  { classified, network }: ParticularsInput,
): FieldProblem[] {
  const networks: readonly string[] = said(view, "platform.networks") ?? ["extranet"];
  return [
    ...(classified && said(view, "tenant.scope.classified_data") !== null
      ? [{ path: "particulars.classified", problem: "kept-out" }]
      : []),
    ...(networks.includes(network) ? [] : [{ path: "particulars.network", problem: "unknown" }]),
    ...(network === "intranet" && entry.openingClass !== "withheld"
      ? [{ path: "openingClass", problem: "intranet-only" }]
      : []),
  ];
}

/** What an entry must state: by the city's list, the nation's where it asks for more, and the compilation guide. */
function fieldProblems(view: PolicyView, entry: JudgedEntry, particulars: ParticularsInput): FieldProblem[] {
  const fields: readonly string[] = said(view, "catalogue.required_fields") ?? [];
  const elements: readonly string[] = said(view, "catalogue.guide.elements") ?? [];
  const wanted: [boolean, string, unknown][] = [
    [fields.includes("format") || elements.includes("format"), "particulars.format", particulars.format],
    [fields.includes("attributes"), "particulars.attributes", particulars.attributes],
    [
      fields.includes("sharing-method") || elements.includes("sharing-attributes"),
      "particulars.method",
      particulars.method,
    ],
    [fields.includes("use-requirements"), "particulars.useRequirements", particulars.useRequirements],
    [elements.includes("abstract"), "abstractZh", entry.abstractZh],
    [
      elements.includes("sharing-attributes") && entry.sharingClass === "conditional",
      "sharingCondition",
      entry.sharingCondition,
    ],
    [said(view, "catalogue.by_function") === true, "particulars.function", particulars.function],
  ];
  const missing = new Set(wanted.filter(([asked, , value]) => asked && !value).map(([, path]) => path));
  return [...missing].map((path) => ({ path, problem: "required" }));
}

/** Form and origin are of the city's own lists, and each way of obtaining data brings what shows that it was lawful. */
function originProblems(view: PolicyView, particulars: ParticularsInput): FieldProblem[] {
  const { form, origin, collection, capture, agreement, vertical } = particulars;
  const forms = said(view, "terms.data_resource.forms")?.map(({ zh }) => zh) ?? null;
  const modes: readonly string[] = said(view, "collection.modes") ?? [];
  const origins: readonly string[] = [...(said(view, "terms.data_resource.origins") ?? []), ...modes];
  const collected = ["collected-directly", "third-party", "lawful-collection"].includes(origin);
  return [
    ...(form && forms && !forms.includes(form) ? [{ path: "particulars.form", problem: "unknown" }] : []),
    ...(origin && !origins.includes(origin) ? [{ path: "particulars.origin", problem: "unknown" }] : []),
    ...(collected && !collection ? [{ path: "particulars.collection", problem: "required" }] : []),
    ...(origin === "lawful-collection" && collection && !collection.basis
      ? [{ path: "particulars.collection.basis", problem: "required" }]
      : []),
    ...(origin === "generated-in-duty" && !capture ? [{ path: "particulars.capture", problem: "required" }] : []),
    ...(origin === "by-agreement" && !agreement ? [{ path: "particulars.agreement", problem: "required" }] : []),
    ...(vertical && said(view, "collection.vertical_systems") && !vertical.retainedCopy
      ? [{ path: "particulars.vertical.retainedCopy", problem: "required" }]
      : []),
  ];
}

/** Base data is shared without condition, and in real time where the text says so; theme data is withheld by law only. */
function databaseProblems(
  view: PolicyView,
  entry: JudgedEntry,
  { base, themeDatabase, method }: ParticularsInput,
): FieldProblem[] {
  const bases: readonly string[] = said(view, "catalogue.basic_databases") ?? [];
  const themes = said(view, "catalogue.theme_databases") as readonly string[] | null;
  const byName = themes === null && said(view, "catalogue.theme.owner") !== null;
  const wantsUnconditional = base !== "" && said(view, "sharing.basic_items.unconditional") === true;
  const wantsRealTime = base !== "" && said(view, "sharing.basic_items.realtime") === true;
  return [
    ...(base && !bases.includes(base) ? [{ path: "particulars.base", problem: "unknown" }] : []),
    ...(wantsUnconditional && entry.sharingClass !== "unconditional"
      ? [{ path: "sharingClass", problem: "base-unconditional" }]
      : []),
    ...(wantsRealTime && entry.updateCycle !== "real-time" ? [{ path: "updateCycle", problem: "base-real-time" }] : []),
    ...(wantsRealTime && method !== "interface" && method !== "online-query"
      ? [{ path: "particulars.method", problem: "base-real-time" }]
      : []),
    ...(themeDatabase && !byName && !themes?.includes(themeDatabase)
      ? [{ path: "particulars.themeDatabase", problem: "unknown" }]
      : []),
    ...(themeDatabase && entry.sharingClass === "withheld" && !entry.sharingBasis
      ? [{ path: "sharingBasis", problem: "theme-shared" }]
      : []),
  ];
}

/** Whoever collects says by what duty and law; what another department gives is not collected again without a law. */
function collectionProblems(
  view: PolicyView,
  entry: JudgedEntry,
  { collection, repeats }: ParticularsInput,
  repeated: readonly RepeatedItem[],
): FieldProblem[] {
  if (!collection) return [];
  const basis: readonly string[] = said(view, "collection.basis") ?? [];
  const personal: readonly string[] = collection.fromPublic ? (said(view, "collection.personal_scope") ?? []) : [];
  const consents =
    said(view, "collection.consent_required_when_no_law") === true || personal.includes("rights-protected");
  const byLaw = personal.includes("law-conditions-and-procedure") || personal.includes("rights-protected");
  const consented = consents && collection.consent !== null;
  const wanted: [boolean, keyof typeof collection][] = [
    [basis.includes("statutory-duty") || personal.includes("within-duty"), "duty"],
    [basis.includes("statutory-scope") || personal.includes("boundary-and-range"), "scope"],
    [basis.includes("statutory-procedure") || personal.includes("law-conditions-and-procedure"), "procedure"],
    [basis.includes("necessity"), "necessity"],
    [byLaw && !consented, "basis"],
  ];
  const names = new Set(entry.items.map(({ name }) => name));
  const excused = new Map(repeats.map(({ item, law, reason }) => [item, { law, reason }]));
  const once = said(view, "collection.one_source") === "mandatory";
  return [
    ...wanted
      .filter(([asked, field]) => asked && !collection[field])
      .map(([, field]) => ({ path: `particulars.collection.${field}`, problem: "required" })),
    ...(collection.items.every((item) => names.has(item))
      ? []
      : [{ path: "particulars.collection.items", problem: "unknown-item" }]),
    ...repeated
      .filter(({ item }) => once && !excused.get(item)?.law)
      .map(({ item }) => ({ path: "particulars.repeats", problem: "collected-already", params: { item } })),
  ];
}

/** Only where the city's text lets special law on statistics and geography prevail, and of a value that there is. */
function specialRuleProblems(view: PolicyView, { specialRule }: ParticularsInput): FieldProblem[] {
  if (!specialRule) return [];
  if (said(view, "tenant.instrument.precedence.statistics_geo") === null)
    return [{ path: "particulars.specialRule", problem: "no-special-rules" }];
  return (PARAMETER_KEYS as string[]).includes(specialRule.parameter)
    ? []
    : [{ path: "particulars.specialRule.parameter", problem: "unknown" }];
}
