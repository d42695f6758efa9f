import { describe, expect, it } from "vitest";
import { wordProblems } from "@/server/cases/check-application";
import { holds, stageOf } from "@/server/cases/rules";
import { checkApplication, checkContent } from "@/server/cases/rules/content";
import type { Act, ApplicationField, Clock, Procedure } from "@/server/law";
import { proveProcedure } from "@/server/law/prove-procedure";
import { viewOf } from "./cases";
import { codeOf, does, filled, opened } from "./forms";

const change = () => structuredClone(viewOf("shuozhou").procedure("catalogue.change"));
const rectification = () => structuredClone(viewOf("fushun").procedure("rectification"));
const field = (procedure: Procedure, id: string): ApplicationField => {
  const found = procedure.filing.application.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no field ${id}`);
  return found;
};

/** 乐山's joint review, before the national sign-off, in which whatever the two agree on leads round, and only their difference to an end. */
function roundTwo() {
  const procedure = structuredClone(viewOf("leshan", "2025-07-01").procedure("sharing.conditional"));
  const answer = stageOf(procedure, "answer");
  procedure.withdrawal = null;
  for (const act of Object.values(answer.acts)) if (act.effect !== "return") act.to = { stage: "answer" };
  return { procedure, answer };
}

describe("a procedure is not proved", () => {
  it("unless it is whole", () => expect(proveProcedure(change())).toEqual([]));

  it("where a clock takes its day from a field that is none, or that may be left empty", () => {
    const misnamed = change();
    misnamed.filing.markedBy = { "law-changed": "changes" };
    expect(proveProcedure(misnamed)).toEqual([
      'filing takes the day of "law-changed" from "changes", which is no date of its form',
    ]);
    const optional = change();
    field(optional, "changed-on").required = false;
    expect(proveProcedure(optional)).toEqual([
      'filing takes the day of "law-changed" from "changed-on", which may be left empty',
    ]);
    optional.filing.marks.push("law-changed");
    expect(proveProcedure(optional)).toEqual([]);
  });

  it("where it may be taken back in a stage that does not exist", () => {
    const procedure = change();
    procedure.withdrawal?.stages?.push("heaven");
    expect(proveProcedure(procedure)).toEqual(['withdrawal leads to stage "heaven", which does not exist']);
  });

  it("where an act waits for a limit that does not run", () => {
    const procedure = rectification();
    const correction = stageOf(procedure, "correction");
    correction.clock = null;
    expect(proveProcedure(procedure)).toEqual([
      'act "report-government" of stage "correction" waits for a period, but no clock runs there',
      'act "report-government" of stage "check" waits for the period of stage "correction", which has no clock',
    ]);
  });

  it("where the length of a limit is taken from a form that does not ask for it in days", () => {
    const procedure = rectification();
    const clock = stageOf(procedure, "correction").clock as Clock;
    clock.chosen = "facts";
    expect(proveProcedure(procedure)).toEqual([
      'the clock of stage "correction" takes its length from "facts", which no form asks for in days',
    ]);
    field(procedure, "facts").kind = "days";
    expect(proveProcedure(procedure)).toEqual([]);
  });

  it("where a condition waits for an answer that its field does not offer", () => {
    const procedure = rectification();
    field(procedure, "breached-rule").when = { attribute: "item", equals: "十" };
    expect(proveProcedure(procedure)).toEqual([
      'a condition asks whether "item" is "十", which its field does not offer',
    ]);
    field(procedure, "breached-rule").when = { attribute: "item", equals: "一" };
    expect(proveProcedure(procedure)).toEqual([]);
  });

  it("where somebody may act in a stage in which everybody has to", () => {
    const procedure = rectification();
    stageOf(procedure, "government").joint = true;
    expect(proveProcedure(procedure)).toContain('stage "government" is joint, so whoever may act in it has to');
  });

  it("where only a disagreement leads out, and one of the two may not be there to disagree", () => {
    const { procedure, answer } = roundTwo();
    expect(proveProcedure(procedure)).toEqual([]);
    answer.onlyWhen = { provider: { attribute: "resourceMounted", equals: true } };
    expect(proveProcedure(procedure)).toEqual(['where no condition holds, stage "answer" leads to no end']);
    answer.onlyWhen = {};
    expect(proveProcedure(procedure)).toEqual([]);
  });

  it("where an act that only one of two may agree on is the way out", () => {
    const { procedure, answer } = roundTwo();
    const [, refuse] = Object.values(answer.acts) as [Act, Act];
    answer.disagreement = { stage: "answer" };
    refuse.to = { end: "refused" };
    expect(proveProcedure(procedure)).toEqual([]);
    refuse.by = ["provider"];
    expect(proveProcedure(procedure)).toContainEqual(expect.stringMatching(/^stage "answer" leads to no end/));
  });
});

describe("a field with a condition", () => {
  const review = viewOf("fushun").procedure("opening.review");
  const words = (said: Record<string, string>) => filled(review.filing.application, said);

  it("is missed only where the condition holds, by the engine and by the form's own check alike", () => {
    const { basis: _left, ...open } = words({ class: "unconditional" });
    const withheld = { ...open, class: "withheld" };
    expect(codeOf(() => checkApplication(review.filing, open)).code).toBe("ALLOWED");
    expect(codeOf(() => checkApplication(review.filing, withheld))).toMatchObject({
      missing: ["basis"],
      article: "24",
    });
    expect(wordProblems({ fields: open }, review.filing)).toEqual([]);
    expect(wordProblems({ fields: withheld }, review.filing)).toEqual([
      { path: "fields.basis", problem: "required", params: { article: "24" } },
    ]);
  });

  it("holds only where all its parts hold", () => {
    const both = {
      all: [
        { attribute: "class", equals: "conditional" },
        { attribute: "large", not: true },
      ],
    };
    expect(holds(both, { class: "conditional" })).toBe(true);
    expect(holds(both, { class: "conditional", large: "true" })).toBe(false);
    expect(holds(both, { class: "withheld" })).toBe(false);
  });
});

it("a case remembers of an act what its own form asks for, and nothing else", () => {
  const driven = opened("fushun", "rectification", { at: "2026-03-02T09:00:00+08:00" });
  does(driven, "provider", "report", { measures: "已补录", "order-days": "999" });
  expect(driven.state?.values).toEqual({ measures: "已补录" });
});

describe("a field of a form", () => {
  const plain = change();
  const submit = plain.stages[0]?.acts.submit as Act;
  const said = (kind: ApplicationField["kind"], value: string, required = true) => {
    const asked = { ...field(plain, "changes"), id: "it", kind, required };
    return codeOf(() => checkContent({ ...submit, fields: [asked] }, { fields: { it: value } }, "update")).code;
  };

  it.each([
    ["text", "目录", " "],
    ["date", "2026-02-28", "2026-02-30"],
    ["year", "2025", "25"],
    ["days", "15", "0"],
    ["flag", "false", "maybe"],
  ] as const)("of the kind %s takes %s, and %j counts as left out", (kind, good, bad) => {
    expect(said(kind, good)).toBe("ALLOWED");
    expect(said(kind, bad)).toBe("CONTENT_MISSING");
  });

  it("that need not be filled in may be empty, but not wrong", () => {
    expect(said("date", "", false)).toBe("ALLOWED");
    expect(said("date", "yesterday", false)).toBe("CONTENT_MISSING");
  });
});
