import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import {
  annualDeadline,
  type Deadline,
  deadlineOf,
  earliestAfter,
  extendDeadline,
  isStipulated,
  loadTenants,
  type ParameterKey,
  shanghaiDate,
} from "@/server/law";
import { bookOf, CaseDriver } from "./cases";

interface Row {
  city: string;
  procedure: string;
  step: string;
  start: string;
  expected_due: string;
  case_id: string;
  article: string;
  status: string;
}

const rows: Row[] = parse(readFileSync("tests/law/deadline-cases.csv"), { columns: true });
const { calendar } = loadTenants();

// covers: FS-21-2b, SZ-15-1.1b, SZ-15-1.2b, SZ-15-1.2c, HF-14-2c, LS-17-1d, LS-46-1b, CQ-19-2c
describe("the worked deadlines of the five texts", () => {
  it("are 57", () => expect(rows).toHaveLength(57));

  it.each(rows.map((row) => [row.case_id, row.city, row.step, row] as const))(
    "%s: %s, %s",
    (_id, _city, _step, row) => {
      const due = deadline(row);
      expect(due.dueAt.toISOString()).toBe(new Date(row.expected_due).toISOString());
      expect(due.provisional).toBe(false);
    },
  );

  const sharing = rows.filter(({ procedure }) => procedure.endsWith("sharing"));
  it.each(sharing.map((row) => [row.case_id, row.city, row] as const))(
    "%s: the engine's own clock agrees in %s",
    (_id, _city, row) => {
      expect(engineClock(row).toISOString()).toBe(new Date(row.expected_due).toISOString());
    },
  );

  it("lets the old resource go only the day after the minimum has run out", () => {
    const row = rows.find(({ case_id }) => case_id === "SZ-T16");
    expect(row && earliestAfter(deadline(row)).toISOString()).toBe(new Date("2025-01-31T00:00:00+08:00").toISOString());
  });
});

/** The row's deadline, with every amount taken from the city's own book on the day of the event. */
function deadline(row: Row): Deadline {
  const start = new Date(row.start);
  const key = keyOf(row);
  const history = bookOf(row.city).history(key);
  // Two validity cases suppose a publication earlier than the working date of the demonstration; the text is the same.
  const first = history[0]?.from ?? "";
  const date = key === "instrument.validity" && shanghaiDate(start) < first ? first : shanghaiDate(start);
  const view = bookOf(row.city).on(date);
  if (key === "report.annual.departments" || key === "report.annual.authority") {
    return annualDeadline(start, stipulated(view.value(key)), calendar);
  }
  const original = deadlineOf(start, stipulated(view.value(key as "sharing.answer.within")), calendar);
  if (!row.step.includes("extended by")) return original;
  const extension = stipulated(view.value(key.replace(/within$/, "extension") as "correction.sharing.extension"));
  const asked = /extended by (\d+)/.exec(row.step)?.[1];
  const amount = asked ? Number(asked) : extension.amount;
  expect(amount).toBeLessThanOrEqual(extension.amount);
  return extendDeadline(original, { amount, unit: extension.unit }, calendar);
}

/** The same date as the case page would show it: the procedure is driven to the stage whose clock the row is about. */
function engineClock(row: Row): Date {
  const procedure = bookOf(row.city)
    .on(new Date(row.start))
    .procedure(row.procedure === "unconditional sharing" ? "sharing.unconditional" : "sharing.conditional");
  const driven = new CaseDriver(procedure, row.start).files();
  if (row.city === "hefei-etdz") driven.acts("provider", "accept");
  if (row.city === "shuozhou" && row.step === "provider answers") driven.acts("authority", "pass");
  return driven.state?.clock?.deadline?.dueAt ?? new Date(0);
}

function keyOf({ procedure, step, city }: Row): ParameterKey {
  const keys: Record<string, ParameterKey> = {
    "conditional sharing": step.includes("conformity")
      ? "sharing.conditional.conformity_review.within"
      : "sharing.answer.within",
    "unconditional sharing": "sharing.unconditional.conformity_review.within",
    "opening application": "opening.answer.within",
    correction: "correction.sharing.within",
    "correction of open data": "correction.open.within",
    "catalogue change": "catalogue.update.within",
    "upward report": "catalogue.report_upward.within",
    delisting: "delisting.transition.at_least",
    "annual report": step.startsWith("districts") ? "report.annual.departments" : "report.annual.authority",
    validity: "instrument.validity",
  };
  const key = keys[procedure];
  if (!key) throw new Error(`${city}: no value answers "${procedure}"`);
  return key;
}

function stipulated<T>(legal: {
  value: T | null | "not-stipulated";
  from: string;
  article: string;
  basis: "law" | "reading" | "default";
}): T {
  if (!isStipulated(legal)) throw new Error(`article ${legal.article} stipulates nothing`);
  return legal.value;
}
