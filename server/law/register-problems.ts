import type { ProcedureSource } from "./check-procedures";
import { partsOf, wantedBy } from "./condition";
import { intervalSchema } from "./parameters/choices";
import type { PolicyBook } from "./policy-book";
import { type PolicyProblem, problemAt } from "./policy-file-error";
import { isEnded, type RegisterEditions, type RegisterEntry } from "./schema/registers.schema";
import { type Condition, isStipulated, type Text } from "./types";

type Path = readonly (string | number)[];
type Say = (path: Path, sentence: Text) => void;

/** What a schema cannot see of a city's registers, each with its line: names that lead nowhere, reasons that are missing. */
export function registerProblems(
  book: PolicyBook,
  registers: Readonly<Record<string, RegisterEditions>>,
  sources: Readonly<Record<string, ProcedureSource>>,
): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  for (const [id, editions] of Object.entries(registers)) {
    editions.forEach((edition, index) => {
      if (isEnded(edition)) return;
      const say: Say = (path, sentence) => {
        const full = ["registers", id, index, ...path];
        const source = sources[id];
        problems.push(
          problemAt({ file: source?.file ?? "", line: source?.lineOf(full) ?? 1, field: full.join(".") }, sentence),
        );
      };
      checkEdition(edition, book, say);
      checkOnePlace(id, edition, registers, say);
    });
  }
  return problems;
}

/** What a department states of itself has one place. */
function checkOnePlace(
  id: string,
  { states, from }: RegisterEntry,
  registers: Readonly<Record<string, RegisterEditions>>,
  say: Say,
): void {
  states.forEach((part, index) => {
    const other = Object.keys(registers).find((each) => each !== id && statedIn(registers[each] ?? [], from, part));
    if (other)
      say(["states", index], {
        zh: `“${part}”已由台账“${other}”记载，同一事项只能记在一处`,
        en: `"${part}" is kept in the register "${other}" already; one fact has one place`,
      });
  });
}

/** Whether one of these editions, the one that stands on a day, states a part. */
function statedIn(editions: RegisterEditions, day: string, part: string): boolean {
  const standing = editions.findLast(({ from }) => from <= day);
  return standing !== undefined && !isEnded(standing) && standing.states.some((each) => each === part);
}

function checkEdition(edition: RegisterEntry, book: PolicyBook, say: Say): void {
  const fields = new Map(edition.fields.map((field) => [field.id, field]));
  edition.fields.forEach((field, index) => {
    if (edition.fields.findIndex(({ id }) => id === field.id) !== index)
      say(["fields", index, "id"], { zh: `字段“${field.id}”重复`, en: `the field "${field.id}" is given twice` });
    if (field.when) checkCondition(field.when, ["fields", index, "when"]);
  });
  checkReasons(edition, say);
  checkOffices(edition, book, say);
  checkStated(edition, book, say);
  if (edition.concerns) needs(edition.concerns, ["concerns"], "department");
  edition.checks.forEach(({ when }, index) => {
    checkCondition(when, ["checks", index, "when"]);
  });
  edition.tells.forEach(({ when }, index) => {
    if (when) checkCondition(when, ["tells", index, "when"]);
  });
  edition.replies.forEach(({ when }, index) => {
    if (when) checkCondition(when, ["replies", index, "when"]);
  });
  edition.compares.forEach(({ field, against }, index) => {
    needs(field, ["compares", index, "field"], "text");
    needs(against, ["compares", index, "against"], "text");
  });
  if (edition.repeats) {
    needs(edition.repeats.field, ["repeats", "field"], "text");
    needs(edition.repeats.unless, ["repeats", "unless"], "text");
  }
  if (edition.opens_when) checkCondition(edition.opens_when, ["opens_when"]);
  if (edition.opens_when && !edition.read_by.includes("public"))
    say(["opens_when"], {
      zh: "只有向社会公开的台账（read_by 含 public）才需要",
      en: "only stands in a register that the public reads",
    });
  checkReview();

  function needs(id: string, path: Path, kind: string): void {
    const field = fields.get(id);
    if (!field) say(path, { zh: `没有字段“${id}”`, en: `there is no field "${id}"` });
    else if (field.kind !== kind)
      say(path, { zh: `字段“${id}”应当是 ${kind} 字段`, en: `the field "${id}" must be of kind ${kind}` });
  }

  function checkCondition(condition: Condition, path: Path): void {
    for (const part of partsOf(condition)) {
      const field = fields.get(part.attribute);
      if (!field) {
        say(path, { zh: `没有字段“${part.attribute}”`, en: `there is no field "${part.attribute}"` });
        continue;
      }
      const known = field.kind === "choice" ? field.options.map(({ value }) => value) : ["true", "false"];
      const strange = wantedBy(part).find((wanted) => !known.includes(wanted));
      if ((field.kind === "choice" || field.kind === "flag") && strange !== undefined)
        say(path, {
          zh: `字段“${field.id}”没有“${strange}”这个值`,
          en: `"${strange}" is no value of the field "${field.id}"`,
        });
    }
  }

  function checkReview(): void {
    const { review } = edition;
    if (review === "not-stipulated") return;
    if (review.counts_from) needs(review.counts_from, ["review", "counts_from"], "date");
    if (review.next) needs(review.next, ["review", "next"], "date");
    if (review.closed) checkCondition(review.closed, ["review", "closed"]);
    if (!review.every && !review.next)
      say(["review"], {
        zh: "应当写明 every 或者 next；条文未规定的写 not-stipulated",
        en: "needs every or next; write not-stipulated where the text is silent",
      });
    if (review.every) checkInterval(review.every, book, edition.from, say);
  }
}

/** A register states only what the city's text makes its departments state of themselves. */
function checkStated({ states, from }: RegisterEntry, book: PolicyBook, say: Say): void {
  if (states.length === 0) return;
  const view = book.on(from);
  const asked = new Set<string>(isStipulated(view.value("org.department.cdo")) ? ["chief-data-officer"] : []);
  for (const key of ["org.department.contacts", "org.department.rules"] as const) {
    const { value } = view.value(key);
    if (Array.isArray(value)) for (const part of value) asked.add(part);
  }
  states.forEach((part, index) => {
    if (!asked.has(part))
      say(["states", index], {
        zh: `本市没有要求部门明确“${part}”（org.department.*）`,
        en: `this city's text asks its departments for no "${part}" (org.department.*)`,
      });
  });
}

/** The value that says how often must be there, and be an interval where it says anything. */
function checkInterval(key: string, book: PolicyBook, from: string, say: Say): void {
  const known = key in book.local || !key.startsWith("local.");
  const value = known ? book.on(from).own(key) : null;
  if (!value) say(["review", "every"], { zh: `本市没有“${key}”`, en: `this city has no value ${key}` });
  else if (isStipulated(value) && !intervalSchema.safeParse(value.value).success)
    say(["review", "every"], { zh: `“${key}”不是周期`, en: `${key} is no interval` });
}

function checkOffices(
  { kept_by, read_by, replies, tells, concerns }: RegisterEntry,
  { departments }: PolicyBook,
  say: Say,
): void {
  const codes = new Set(departments.map(({ code }) => code));
  const check = (offices: readonly (string | { department: string })[], path: Path) =>
    offices.forEach((office, index) => {
      if (typeof office !== "string" && !codes.has(office.department))
        say([...path, index, "department"], {
          zh: `departments.yaml 中没有“${office.department}”`,
          en: `there is no department "${office.department}" in departments.yaml`,
        });
    });
  check(kept_by, ["kept_by"]);
  check(read_by, ["read_by"]);
  replies.forEach(({ by }, index) => {
    check(by, ["replies", index, "by"]);
    if (by.includes("concerned") && !concerns)
      say(["replies", index, "by"], { zh: "没有写明 concerns", en: "the register does not say what concerns whom" });
  });
  tells.forEach(({ to }, index) => {
    check(to, ["tells", index, "to"]);
  });
}

interface MaybeCited {
  basis?: string | undefined;
  reason?: unknown;
}

/** A part with a basis of its own that is no law gives its own reason. */
function checkReasons(edition: RegisterEntry, say: Say): void {
  const lists = {
    fields: edition.fields,
    checks: edition.checks,
    compares: edition.compares,
    replies: edition.replies,
    tells: edition.tells,
  };
  const judge = (part: MaybeCited, path: Path) => {
    if (part.basis && part.basis !== "law" && part.reason === undefined)
      say(path, {
        zh: "依据为 reading 或者 default 时必须写明理由",
        en: "needs a reason where its basis is a reading or a default",
      });
  };
  for (const [name, parts] of Object.entries(lists))
    (parts as MaybeCited[]).forEach((part, index) => {
      judge(part, [name, index]);
    });
  for (const name of ["repeats", "suspends", "certificate"] as const) if (edition[name]) judge(edition[name], [name]);
}
