import { describeValue } from "./describe-value";
import { PARAMETER_KEYS, PARAMETERS, type ParameterKey } from "./parameters";
import type { PolicyBook, PolicyView, SuperiorMode } from "./policy-book";
import { compare, directionOf, type EffectiveValue, type Relation } from "./superior-law";
import {
  type Citation,
  type CivilDate,
  type Clock,
  isStipulated,
  type LegalValue,
  type Limit,
  type Procedure,
  type Stage,
  type Text,
} from "./types";

/** Which rule is applied: one of the two, both together, the earlier day of two, or neither can be said to go first. */
export type Binding = "own" | "national" | "both" | "earlier" | "undecided";

export type ReportRelation = Exclude<Relation, "alone">;

/** In the order in which a lawyer reads them. */
export const REPORT_RELATIONS: readonly ReportRelation[] = [
  "looser",
  "earlier",
  "filled",
  "stricter",
  "same",
  "unlike",
];

/** One question on which the superior law speaks. */
export interface SuperiorRow {
  key: ParameterKey;
  title: Text;
  relation: ReportRelation;
  own: LegalValue<unknown>;
  national: LegalValue<unknown>;
  /** What is applied; in a city run as written its own value. */
  effective: LegalValue<unknown>;
  binds: Binding;
  /** First day on which it has stood so: both values in force, and the mode chosen. */
  since: CivilDate;
  /** The relation and its consequence in one sentence. */
  note: Text;
}

/**
 * What the superior law does to a procedure: a step it adds, an extension it allows, a limit above the city's own, an
 * extension of the city's that does not move that limit, or the rule that a return names everything at once.
 */
export interface ProcedureAddition {
  procedure: string;
  title: Text;
  kind: "stage" | "extension" | "limit" | "unmoved" | "returned-once";
  /** Null for what concerns the procedure as a whole. */
  stage: { id: string; title: Text } | null;
  text: Text;
  source: Citation;
  /** Of a limit: how the city's own stands to it. */
  relation: Relation | null;
}

/** How a city's law stands under the national one on one date. */
export interface SuperiorLawReport {
  city: string;
  date: CivilDate;
  mode: SuperiorMode;
  /** First day of the mode; null where it was never chosen. */
  modeFrom: CivilDate | null;
  /** Null before the superior law, or where there is none. */
  national: { title: Text; short: Text } | null;
  /** Every question on which it speaks, by relation and then in the order of the registry. */
  rows: SuperiorRow[];
  additions: ProcedureAddition[];
  counts: Record<ReportRelation, number>;
}

/**
 * Compares a city's own text with the national one. A city that is run as written is compared all the same: the report
 * says what would bind, and that its own value is applied.
 * @param date a civil date, or an instant
 */
export function superiorLawReport(book: PolicyBook, date: CivilDate | Date): SuperiorLawReport {
  const { mode, modeFrom, date: day } = book.on(date);
  const view = book.underNational().on(day);
  const rows = PARAMETER_KEYS.flatMap((key) => {
    const found = view.effective<unknown>(key);
    return found.national && found.relation !== "alone" ? [rowOf(key, found, found.national, mode, modeFrom)] : [];
  }).sort((a, b) => REPORT_RELATIONS.indexOf(a.relation) - REPORT_RELATIONS.indexOf(b.relation));
  const counts = Object.fromEntries(
    REPORT_RELATIONS.map((relation) => [relation, rows.filter((row) => row.relation === relation).length]),
  ) as SuperiorLawReport["counts"];
  return {
    city: book.city.id,
    date: day,
    mode,
    modeFrom,
    national: view.national,
    rows,
    additions: additionsOf(view, book.asWritten().on(day)),
    counts,
  };
}

function rowOf(
  key: ParameterKey,
  found: EffectiveValue<unknown>,
  national: LegalValue<unknown>,
  mode: SuperiorMode,
  modeFrom: CivilDate | null,
): SuperiorRow {
  const { own, value } = found;
  const relation = found.relation as ReportRelation;
  const written = mode === "as-written";
  return {
    key,
    title: PARAMETERS[key].title,
    relation,
    own,
    national,
    effective: written ? own : value,
    binds: written ? "own" : bindingOf(key, found, national),
    since: [own.from, national.from, modeFrom ?? ""].sort().at(-1) ?? own.from,
    note: noteOf(key, found, national, written),
  };
}

function bindingOf(key: ParameterKey, found: EffectiveValue<unknown>, national: LegalValue<unknown>): Binding {
  switch (found.relation) {
    case "looser": {
      const merged = directionOf(key) === "fewer" || directionOf(key) === "more";
      return merged && found.value.value !== national.value && !sameList(found.value.value, national.value)
        ? "both"
        : "national";
    }
    case "filled":
      return "national";
    case "earlier":
      return "earlier";
    case "unlike":
      return "undecided";
    default:
      return "own";
  }
}

function sameList(first: unknown, second: unknown): boolean {
  return JSON.stringify(first) === JSON.stringify(second);
}

/** How the two stand, and what follows where the stricter rule is applied. */
const NOTES: Record<ReportRelation, { plain: Text; follows?: Text }> = {
  looser: { plain: { zh: "本市规定宽于国家规定", en: "The city's rule is looser than the national one" } },
  earlier: {
    plain: {
      zh: "起算点或者计算单位不同，逐件比较",
      en: "Look: another start or another unit, so each case is counted both ways",
    },
    follows: { zh: "以先届满之日为准", en: "the earlier day binds" },
  },
  filled: {
    plain: { zh: "本市未作规定", en: "The city's text is silent" },
    follows: { zh: "适用国家规定", en: "the national rule fills the place" },
  },
  stricter: {
    plain: { zh: "本市规定严于国家规定", en: "The city's rule is stricter than the national one" },
    follows: { zh: "适用本市规定", en: "the city's stays" },
  },
  same: { plain: { zh: "与国家规定一致", en: "The same as the national rule" } },
  unlike: { plain: { zh: "表述不同，系统不判断宽严", en: "Other words; nobody here ranks them" } },
};

/** The relation in a sentence and, where the national rule is applied, what follows. */
function noteOf(
  key: ParameterKey,
  { relation, own, value }: EffectiveValue<unknown>,
  national: LegalValue<unknown>,
  written: boolean,
): Text {
  if (written) {
    const note = relation === "looser" ? looserNote(key) : NOTES[relation as ReportRelation].plain;
    return { zh: `${note.zh}；按本市文本适用`, en: `${note.en}; the city is run as written` };
  }
  if (relation === "filled" && isStipulated(own)) {
    return {
      zh: "本市未作规定，国家规定取代系统默认值",
      en: "The city's text is silent; the national rule takes the place of our default",
    };
  }
  if (relation !== "looser") {
    const { plain, follows } = NOTES[relation as ReportRelation];
    return follows ? { zh: `${plain.zh}，${follows.zh}`, en: `${plain.en}; ${follows.en}` } : plain;
  }
  if (!isStipulated(national)) {
    return {
      zh: "国家规定未设延长；本市的延长不影响国家规定的期限",
      en: "The national text knows no extension; the city's does not move the national limit",
    };
  }
  const note = looserNote(key);
  return sameList(value.value, national.value)
    ? { zh: `${note.zh}，适用国家规定`, en: `${note.en}; the national one binds` }
    : { zh: `${note.zh}，两者须同时符合`, en: `${note.en}; both must be met` };
}

/** A list that asks for less is not wider: it is short. */
function looserNote(key: ParameterKey): Text {
  return directionOf(key) === "more"
    ? { zh: "本市所列少于国家规定", en: "The city's list falls short of the national one" }
    : NOTES.looser.plain;
}

function additionsOf(view: PolicyView, written: PolicyView): ProcedureAddition[] {
  const own = new Map(written.procedures().map((procedure) => [procedure.id, procedure]));
  return view.procedures().flatMap((procedure) => addedTo(procedure, own.get(procedure.id)));
}

function addedTo(procedure: Procedure, own: Procedure | undefined): ProcedureAddition[] {
  const { id, title, resubmission } = procedure;
  const before = new Map(own?.stages.map((stage) => [stage.id, stage]));
  const found = procedure.stages.flatMap((stage) =>
    addedAt(stage, before.get(stage.id)).map((each) => ({
      ...each,
      procedure: id,
      title,
      stage: { id: stage.id, title: stage.title },
    })),
  );
  if (!resubmission?.times) return found;
  const once: ProcedureAddition = {
    procedure: id,
    title,
    kind: "returned-once",
    stage: null,
    text: {
      zh: "材料不全的一次性告知，只退回补正一次",
      en: "Everything missing is told at once: returned for completion one time",
    },
    source: sourceOf(resubmission.times),
    relation: null,
  };
  return [...found, once];
}

type AtStage = Pick<ProcedureAddition, "kind" | "text" | "source" | "relation">;

function addedAt(stage: Stage, own: Stage | undefined): AtStage[] {
  const found: AtStage[] = [];
  if (!own) {
    const within =
      stage.clock && words(isStipulated(stage.clock.within) ? stage.clock : (stage.clock.cap ?? stage.clock));
    const text = within
      ? { zh: `增加环节，${within.zh}`, en: `A step is added: ${within.en}` }
      : { zh: "增加环节", en: "A step is added" };
    found.push({ kind: "stage", text, source: sourceOf(stage), relation: null });
  }
  const { extension, clock } = stage;
  if (extension?.instrument && !own?.extension) {
    const { key, within } = extension;
    found.push({
      kind: "extension",
      text: describeValue(key, within.value),
      source: sourceOf(extension),
      relation: null,
    });
  }
  if (clock?.cap && own) {
    found.push({
      kind: "limit",
      text: words(clock.cap),
      source: sourceOf(clock.cap.within),
      relation: capRelation(clock),
    });
  }
  if (clock?.cap && own?.extension && !own.extension.instrument) {
    found.push({
      kind: "unmoved",
      text: {
        zh: "本市的延长不影响国家规定的期限，以先届满之日为准",
        en: "The city's extension does not move the national limit; the earlier day binds",
      },
      source: sourceOf(clock.cap.within),
      relation: "looser",
    });
  }
  return found;
}

/** How the clock's own length stands to the national one of the same step. */
function capRelation({ within, cap }: Clock): Relation | null {
  if (!cap || !isStipulated(cap.within)) return null;
  if (!isStipulated(within) || within.basis === "default") return "filled";
  return compare(within.value, cap.within.value, "shorter");
}

function words({ key, within }: Limit): Text {
  return describeValue(key, within.value);
}

function sourceOf({ article, basis, reason, instrument }: Citation): Citation {
  return { article, basis, ...(reason && { reason }), ...(instrument && { instrument }) };
}
