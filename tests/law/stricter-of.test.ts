import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { type Deadline, type Duration, deadlineOf, isStipulated, loadTenants, shanghaiDate } from "@/server/law";
import { bookOf } from "./cases";
import { opened } from "./forms";

interface Row {
  case_id: string;
  city: string;
  procedure: string;
  step: string;
  start: string;
  expected_due: string;
}
interface Moved {
  case_id: string;
  as_written_due: string;
  stricter_of_due: string;
  binds: string;
  why: string;
}

const rows: Row[] = parse(readFileSync("tests/law/deadline-cases.csv"), { columns: true });
const moved: Moved[] = parse(readFileSync("tests/law/stricter-of.csv"), { columns: true });
const { calendar } = loadTenants();

/** The national limit of the step that a row is about; undefined where Order 809 says nothing of it, or not yet. */
function national({ city, procedure, step, start }: Row): Deadline | undefined {
  const keys: Record<string, string> = {
    "conditional sharing": step.includes("conformity") ? "" : "sharing.answer.within",
    "unconditional sharing": "sharing.unconditional.answer.within",
    correction: "correction.sharing.within",
    "catalogue change": "catalogue.update.within",
  };
  const limit = bookOf(city)
    .on(new Date(start))
    .superior<Duration>(keys[procedure] ?? "");
  return limit && isStipulated(limit) ? deadlineOf(new Date(start), limit.value, calendar) : undefined;
}

describe("the worked deadlines under the stricter of city and nation", () => {
  it("move exactly where the reviewed table says, each with its reason", () => {
    const found = rows.flatMap((row) => {
      const own = row.expected_due.slice(0, 10);
      const cap = national(row)?.lastDay;
      return cap !== undefined && cap < own ? [[row.case_id, own, cap]] : [];
    });
    expect(found).toEqual(moved.map((row) => [row.case_id, row.as_written_due, row.stricter_of_due]));
    for (const { binds, why } of moved) expect(binds.length * why.length).toBeGreaterThan(0);
  });

  it.each(moved.map((row) => [row.case_id, row] as const))("%s: the engine's own clock is bound", (id, expected) => {
    const row = rows.find(({ case_id }) => case_id === id) as Row;
    const day = shanghaiDate(new Date(row.start));
    const said = { event: "law-changed", "changed-on": day };
    const now = opened(row.city, "catalogue.change", { at: row.start, said }).state?.clock;
    expect(now).toMatchObject({ bound: "cap", deadline: { lastDay: expected.stricter_of_due } });
    expect(now?.own?.lastDay).toBe(expected.as_written_due);
    const written = opened(row.city, "catalogue.change", { at: row.start, said, written: true }).state?.clock;
    expect(written).toMatchObject({ bound: "own", cap: null, deadline: { lastDay: expected.as_written_due } });
  });

  it("know a national cap from its first day on, and none as written", () => {
    for (const city of ["fushun", "shuozhou", "hefei-etdz", "leshan", "chongqing"]) {
      for (const at of ["2025-07-31", "2025-08-01", "2026-09-29"]) {
        const pair = [bookOf(city), bookOf(city).asWritten()].map((book) =>
          book.on(at).procedure("sharing.conditional"),
        );
        const [binding, written] = pair.map((procedure) => procedure.stages.find(({ id }) => id === "answer")?.clock);
        expect(written?.cap).toBeNull();
        expect(Boolean(binding?.cap), `${city} ${at}`).toBe(at >= "2025-08-01");
      }
    }
  });
});
