/**
 * `npm run -s policy -- …`: a city's law on the command line. It reads tenant files, and of a database only the holiday
 * schedules that were imported there.
 */

import { parseArgs } from "node:util";
import { findImportedYears } from "@/server/calendar/find-imported-years";
import {
  type Calendar,
  type CivilDate,
  CLOCK_STARTS,
  type ClockStart,
  cityCalendar,
  describeValue,
  isCivilDate,
  type LegalValue,
  mainlandCalendar,
  PARAMETER_KEYS,
  type PolicyBook,
  PolicyFileError,
  type PolicyView,
  type Procedure,
  readTenants,
  type Stage,
  shanghaiDate,
  startOfDay,
  superiorLawLines,
  superiorLawReport,
  type Tenants,
  tenantFolders,
} from "@/server/law";
import { titleOf } from "./city-book";
import { calendarLine, type DueCalendar, dueJson, dueLines, type Language } from "./due-text";
import { SimulationError, type StepQuestion, simulateStep, stepNamed, stepsOf } from "./rules/simulate-step";

const HELP = `npm run -s policy -- <command> [options]

  due     when a step must be done
          --city fushun --procedure sharing.conditional --step provider-answer
          --event received --at 2026-09-29T10:00+08:00
            (repeat the pair for a step whose limits count from two events)
          [--extended-by 5]  days of an extension that was consented to
          [--days 10]        the length that a notice sets
          [--as-written]     by the city's text alone, without the national regulation
  list    the cities; with --city its procedures, steps and events [--at 2026-09-29]
  show    one value: --city fushun --key sharing.answer.within [--at 2026-09-29]
  report  how a city stands under superior law: --city fushun [--at 2026-09-29]

  --lang zh|en  language of what is printed (zh)
  --json        the same as JSON. due: city, mode, lawOf, procedure, step, actors, event, at, due {at, lastDay, provisional,
                unpublishedYears, target, notBefore}, binds (own|national), own and national {key, article, basis, reason,
                instrument, within, event, startedAt, startAssumed, lastDay, at, extendedFrom, counted, skipped, rolledFrom,
                rolledOver, provisional, lines}, extension, calendar {files, imported [{year, version}], importedRead, why}

  Holiday schedules are those of the tenant files and, for due, those that the platform operator imported, where the
  deployment's database can be reached: that of DATABASE_URL, or the embedded one of HELIU_DATA_DIR while it runs. Without
  one a day that touches such a year is printed as provisional. The last line says which schedules were used.

  --step takes a step's id or <actor>-<id>, as list prints them. A day without an hour begins at 00:00 in Beijing.
  Exit code: 0 answered, 1 no answer (what does not exist, a broken policy file), 2 a wrong call.`;

const OPTIONS = {
  city: { type: "string" },
  procedure: { type: "string" },
  step: { type: "string" },
  event: { type: "string", multiple: true },
  at: { type: "string", multiple: true },
  "extended-by": { type: "string" },
  days: { type: "string" },
  key: { type: "string" },
  "as-written": { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  lang: { type: "string", default: "zh" },
  help: { type: "boolean", default: false },
} as const;

type Options = ReturnType<typeof readOptions>["values"];

/** A sentence for whoever called, and whether the call was wrong (2) or has no answer (1). */
class CliError extends Error {
  constructor(
    message: string,
    readonly status: 1 | 2,
  ) {
    super(message);
  }
}

/** One call asks about one city. */
let asked: Tenants | undefined;

const COMMANDS: Record<string, (options: Options) => string | Promise<string>> = { due, list, show, report };

try {
  console.log(await answer());
} catch (error) {
  if (!(error instanceof CliError) && !(error instanceof PolicyFileError)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof CliError ? error.status : 1;
}

async function answer(): Promise<string> {
  const { values, positionals } = readOptions();
  if (values.help) return HELP;
  const [command = "", ...rest] = positionals;
  const run = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (!run || rest.length > 0) {
    throw new CliError(
      `"${positionals.join(" ")}" is no command; there are ${Object.keys(COMMANDS).join(", ")}.\n\n${HELP}`,
      2,
    );
  }
  if (values.lang !== "zh" && values.lang !== "en") throw new CliError(`--lang is zh or en, not "${values.lang}".`, 2);
  return run(values);
}

function readOptions() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new CliError(`${error instanceof Error ? error.message : error}\n\n${HELP}`, 2);
  }
}

// ── The commands ─────────────────────────────────────────────────────────────────────────────────

async function due(options: Options): Promise<string> {
  const city = bookOf(options);
  const given = eventsOf(options);
  const [first = new Date()] = Object.values(given).sort((a, b) => a.getTime() - b.getTime());
  const lawOf = shanghaiDate(first);
  const view = (options["as-written"] ? city.asWritten() : city).on(lawOf);
  const procedure = procedureOf(view, needed(options, "procedure"));
  const stage = stepOf(procedure, needed(options, "step"));
  const question: StepQuestion = {
    given,
    ...wholeDays(options, "extended-by", "extendedBy"),
    ...wholeDays(options, "days", "chosenDays"),
  };
  const { calendar, used } = await calendarOf(city.city.id);
  const found = counted(procedure, stage, question, calendar);
  const about = { city: city.city.id, lawOf, mode: view.mode, procedure };
  if (options.json) return json({ ...dueJson(about, found), calendar: used });
  const language = languageOf(options);
  return [...dueLines(about, found, language), calendarLine(used, language)].join("\n");
}

function list(options: Options): string {
  const language = languageOf(options);
  if (options.city === undefined) {
    const cities = [...readTenants().books.values()].map(({ city }) => ({ id: city.id, name: city.names }));
    return options.json ? json(cities) : cities.map(({ id, name }) => `${id}  ${name[language]}`).join("\n");
  }
  const view = bookOf(options).on(dayOf(options));
  const procedures = view.procedures().map((procedure) => ({
    procedure: procedure.id,
    title: procedure.title,
    article: procedure.article,
    steps: stepsOf(procedure).map(({ names, title, actors, events, within, national, extension }) => ({
      names,
      title,
      actors,
      events,
      within,
      national,
      extension: extension && {
        atMost: extension.atMost,
        unit: extension.unit,
        by: extension.by,
        article: extension.article,
      },
    })),
  }));
  if (options.json) return json({ city: view.city.id, lawOf: view.date, mode: view.mode, procedures });
  return procedures
    .flatMap(({ procedure, title, steps }) => [
      `${procedure}  ${title[language]}`,
      ...(steps.length === 0 ? [language === "zh" ? "  直接获取，无环节" : "  taken directly, without steps"] : []),
      ...steps.map(({ names, title: step, events, within, national, extension }) => {
        const period = within
          ? `${within[language]} [${events.join(", ")}]`
          : language === "zh"
            ? "未规定期限"
            : "no period";
        const above = national ? ` | ${language === "zh" ? "国家规定" : "national"} ${national[language]}` : "";
        const longer = extension ? ` +${extension.atMost}` : "";
        return `  ${names.join(" | ")}  ${step[language]}: ${period}${above}${longer}`;
      }),
    ])
    .join("\n");
}

function show(options: Options): string {
  const city = bookOf(options);
  const key = keyOf(city, needed(options, "key"));
  const view = city.on(dayOf(options));
  const own = view.own<unknown>(key);
  const row = superiorLawReport(city, view.date).rows.find((each) => each.key === key);
  const told = (legal: LegalValue<unknown>) => ({
    value: legal.value,
    told: describeValue(key, legal.value),
    article: legal.article,
    basis: legal.basis,
    reason: legal.reason ?? null,
    from: legal.from,
  });
  const title = titleOf(city, key);
  const found = {
    city: city.city.id,
    lawOf: view.date,
    mode: view.mode,
    key,
    title,
    own: told(own),
    national: row ? told(row.national) : null,
    applied: told(row?.effective ?? own),
    relation: row?.relation ?? "alone",
    binds: row?.binds ?? "own",
    note: row?.note ?? null,
  };
  if (options.json) return json(found);
  const language = languageOf(options);
  const line = (name: string, each: ReturnType<typeof told>) =>
    `${name}: ${each.told[language]} (${language === "zh" ? `第${each.article}条` : `article ${each.article}`}, ${each.basis}, ${each.from})${each.reason ? ` ${each.reason[language]}` : ""}`;
  const names = language === "zh" ? ["本市", "国家", "适用"] : ["own", "national", "applied"];
  return [
    `${title[language]} ${key}`,
    line(names[0] ?? "", found.own),
    ...(found.national ? [line(names[1] ?? "", found.national), line(names[2] ?? "", found.applied)] : []),
    ...(found.note ? [found.note[language]] : []),
  ].join("\n");
}

function report(options: Options): string {
  const found = superiorLawReport(bookOf(options), dayOf(options));
  return options.json ? json(found) : superiorLawLines(found, languageOf(options)).join("\n");
}

// ── What was asked ───────────────────────────────────────────────────────────────────────────────

/** The files of one city and of what it stands under: reading every city would take most of the time of an answer. */
function tenantsOf(city: string): Tenants {
  asked ??= readTenants(tenantFolders(), { only: city });
  return asked;
}

function bookOf(options: Options): PolicyBook {
  const id = needed(options, "city");
  const found = tenantsOf(id).books.get(id);
  if (found) return found;
  throw new CliError(`There is no city "${id}"; there are ${[...readTenants().books.keys()].join(", ")}.`, 1);
}

function procedureOf(view: PolicyView, id: string): Procedure {
  const procedures = view.procedures();
  const found = procedures.find((procedure) => procedure.id === id);
  if (found) return found;
  const there = procedures.map((procedure) => procedure.id).join(", ") || "none";
  throw new CliError(`${view.city.id} has no procedure "${id}" on ${view.date}; there are ${there}.`, 1);
}

function stepOf(procedure: Procedure, name: string): Stage {
  const found = stepNamed(procedure, name);
  if (found) return found;
  const there = stepsOf(procedure).flatMap(({ names }) => names);
  throw new CliError(
    there.length === 0
      ? `${procedure.id} has no steps in ${procedure.city}: the data is taken directly.`
      : `${procedure.id} has no step "${name}" in ${procedure.city}; there are ${there.join(", ")}.`,
    1,
  );
}

function keyOf(book: PolicyBook, key: string): string {
  const keys = [...PARAMETER_KEYS, ...Object.keys(book.local)];
  if (keys.includes(key)) return key;
  const near = keys.filter((each) => each.includes(key) || each.split(".")[0] === key.split(".")[0]);
  const there =
    near.length > 0
      ? `there are ${near.join(", ")}`
      : `they begin with ${[...new Set(keys.map((each) => each.split(".")[0]))].join(", ")}`;
  throw new CliError(`No value is called "${key}"; ${there}.`, 1);
}

/** The working days of a city: the files' schedules, and beside them the imported ones where a database has any. */
async function calendarOf(city: string): Promise<{ calendar: Calendar; used: DueCalendar }> {
  const { published, localDays } = tenantsOf(city);
  const files = published.map(({ year }) => year).sort((a, b) => a - b);
  // Loaded only when no variable names a database: most answers need neither.
  const found = await findImportedYears(async (dataDir) =>
    (await import("@/server/db/embedded")).runningEmbedded(dataDir),
  );
  const imported = found.years
    .filter(({ year }) => !files.includes(year))
    .map(({ year, version }) => ({ year, version }));
  return {
    calendar: cityCalendar(mainlandCalendar(files, found.years), city, localDays.get(city) ?? []),
    used: { files, imported, importedRead: found.read, why: found.read ? null : found.why },
  };
}

function counted(procedure: Procedure, stage: Stage, question: StepQuestion, calendar: Calendar) {
  try {
    return simulateStep(procedure, stage, question, calendar);
  } catch (error) {
    if (error instanceof SimulationError) throw new CliError(sentenceOf(error, procedure, stage), 1);
    throw error;
  }
}

function sentenceOf({ problem }: SimulationError, procedure: Procedure, stage: Stage): string {
  const step = `The step ${stage.id} of ${procedure.id} in ${procedure.city}`;
  switch (problem.code) {
    case "NO_PERIOD":
      return `${step} has no period: it waits without a limit.`;
    case "OTHER_EVENT":
      return `The period of ${stage.id} in ${procedure.id} of ${procedure.city} begins with ${problem.events.join(" or ")}; give --event ${problem.events[0]}.`;
    case "NO_EXTENSION":
      return `${step} cannot be extended.`;
    case "TOO_LONG":
      return `${step} can be extended by 1 to ${problem.atMost} days.`;
    case "NOT_CHOSEN":
      return `${step} has a length of its own; no notice sets it.`;
  }
}

function needed(options: Options, name: "city" | "procedure" | "step" | "key"): string {
  const value = options[name];
  if (value) return value;
  throw new CliError(`--${name} is missing.\n\n${HELP}`, 2);
}

function eventsOf({ event = [], at = [] }: Options): StepQuestion["given"] {
  if (event.length === 0) throw new CliError(`--event is missing; it is one of ${CLOCK_STARTS.join(", ")}.`, 2);
  if (event.length !== at.length) throw new CliError("Every --event needs its --at, in the same order.", 2);
  return Object.fromEntries(event.map((name, index) => [eventOf(name), instantOf(at[index] ?? "")]));
}

function eventOf(name: string): ClockStart {
  const found = CLOCK_STARTS.find((start) => start === name);
  if (found) return found;
  throw new CliError(`"${name}" is no event; there are ${CLOCK_STARTS.join(", ")}.`, 1);
}

function instantOf(text: string): Date {
  if (isCivilDate(text)) return startOfDay(text);
  const exact = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.exec(text);
  const instant = new Date(text);
  if (exact?.[1] && isCivilDate(exact[1]) && !Number.isNaN(instant.getTime())) return instant;
  throw new CliError(`"${text}" is no instant; write 2026-09-29 or 2026-09-29T10:00+08:00.`, 2);
}

/** One day of a list, a value or a report; today without one. */
function dayOf({ at = [] }: Options): CivilDate {
  const [text, ...more] = at;
  if (more.length > 0) throw new CliError("--at is given once here.", 2);
  return shanghaiDate(text === undefined ? new Date() : instantOf(text));
}

function wholeDays<K extends "extendedBy" | "chosenDays">(
  options: Options,
  name: "extended-by" | "days",
  as: K,
): Partial<Record<K, number>> {
  const text = options[name];
  if (text === undefined) return {};
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new CliError(`--${name} is a number of days, not "${text}".`, 2);
  return { [as]: Number(text) } as Partial<Record<K, number>>;
}

function languageOf({ lang }: Options): Language {
  return lang === "en" ? "en" : "zh";
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
