import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { edit, lineOf, problemsOf, put, scratch, tenantsOf } from "./tenant-folder";

const VALUES = "fushun/policy/sharing.yaml";
const PROCEDURE = "fushun/policy/sharing-conditional.yaml";

/** A mistake, the text on the line that must be named, and the sentences in both languages. */
interface Mistake {
  what: string;
  file: string;
  old: string;
  now: string;
  /** Text on the named line, where it is not the new text. */
  at?: string;
  field: RegExp;
  zh: RegExp;
  en: RegExp;
}

/** A second stage that Fushun's procedure does not have. */
const LOOP = `        - id: again
          title: { zh: 再看, en: Again }
          cites: "21"
          basis: law
          actors: [provider]
          acts:
            - { id: back, title: { zh: 退回, en: Back }, cites: "21", basis: law, by: [provider], to: { stage: TARGET }, causes: { zh: 退回, en: Back } }
`;

const stage = () => /^ {8}- id: answer$/m;

describe("a mistake in a city's law is named with its file, its line and a sentence", () => {
  const sentences: Mistake[] = [
    {
      what: "a deadline without the event that starts it",
      file: VALUES,
      old: "{ amount: 5, unit: working-days, starts: received }",
      now: "{ amount: 5, unit: working-days }",
      field: /sharing\.answer\.within\.0\.value\.starts$/,
      zh: /缺少这一项/,
      en: /is missing/,
    },
    {
      what: "a clock that starts with an event that nothing marks",
      file: PROCEDURE,
      old: "marks: [submitted, received]",
      now: "marks: [submitted]",
      at: "clock: {",
      field: /stages\.0\.clock$/,
      zh: /自“received”起算，但此前未必发生/,
      en: /starts with "received", which may not have happened/,
    },
    {
      what: "an unknown actor",
      file: PROCEDURE,
      old: "by: [requester]",
      now: "by: [clerk]",
      field: /filing\.by\.0$/,
      zh: /应当是下列之一：requester、.*而不是“clerk”/,
      en: /must be one of requester, .*not "clerk"/,
    },
    {
      what: "an article that the text does not have",
      file: VALUES,
      old: 'cites: "21", basis: law, value: { amount: 5',
      now: 'cites: "32", basis: law, value: { amount: 5',
      field: /sharing\.answer\.within\.0\.cites$/,
      zh: /引用了第32条，但该文本只有31条/,
      en: /cites article 32, but the text has only 31/,
    },
    {
      what: "an article beyond the text inside a procedure",
      file: PROCEDURE,
      old: 'item: legal-basis, cites: "21"',
      now: 'item: legal-basis, cites: "99(二)"',
      field: /acts\.\d\.requires\.\d\.cites$/,
      zh: /引用了第99条/,
      en: /cites article 99/,
    },
    {
      what: "a value that no file gives",
      file: PROCEDURE,
      old: "within: sharing.answer.within",
      now: "within: local.urgent.answer",
      field: /stages\.0\.clock\.within$/,
      zh: /使用了“local\.urgent\.answer”，但本市的文件没有/,
      en: /names the value "local\.urgent\.answer", which no file/,
    },
    {
      what: "a clock that takes its length from something else than a period",
      file: PROCEDURE,
      old: "within: sharing.answer.within",
      now: "within: sharing.refusal.must_contain",
      field: /stages\.0\.clock\.within$/,
      zh: /“sharing\.refusal\.must_contain”不是期限/,
      en: /"sharing\.refusal\.must_contain" is not a period/,
    },
    {
      what: "an end that does not exist",
      file: PROCEDURE,
      old: "to: { end: granted }",
      now: "to: { end: grantd }",
      field: /acts\.0\.to$/,
      zh: /通向结果“grantd”，但它并不存在/,
      en: /leads to end "grantd", which does not exist/,
    },
    {
      what: "a follow-up that the city does not have",
      file: PROCEDURE,
      old: "procedure: sharing.dispute",
      now: "procedure: sharing.disputes",
      field: /ends\.\d\.follows\.procedure$/,
      zh: /之后为“sharing\.disputes”，但本市没有这个程序/,
      en: /is followed by "sharing\.disputes"/,
    },
  ];

  it.each(sentences)("$what", ({ file, old, now, at = now, field, zh, en }) => {
    const root = tenantsOf("fushun");
    put(root, file, old, now);
    const found = problemsOf(root).find((problem) => field.test(problem.field));
    expect(found?.file).toContain(file);
    expect(found?.line).toBe(lineOf(root, file, at));
    expect(found?.zh).toMatch(zh);
    expect(found?.sentence).toMatch(en);
  });

  it("nothing, where nothing is wrong", () => expect(problemsOf(tenantsOf("fushun"))).toEqual([]));

  /** Fushun's conditional procedure with lines put into the answer's stage. */
  function answering(lines: string, also: (text: string) => string = (text) => text) {
    const root = tenantsOf("fushun");
    edit(root, PROCEDURE, (text) => also(text.replace(stage(), `        - id: answer\n${lines}`)));
    return root;
  }

  /** The same with another stage after the last. */
  function withStage(block: string, change: (text: string) => string = (text) => text) {
    const root = tenantsOf("fushun");
    edit(root, PROCEDURE, (text) => change(text.replace(/^ {6}ends:$/m, `${block}      ends:`)));
    return root;
  }

  const expectAt = (root: string, text: string, zh: RegExp, en: RegExp) => {
    const problems = problemsOf(root);
    const found = problems.find(({ sentence }) => en.test(sentence));
    expect(found, JSON.stringify(problems, null, 1)).toBeDefined();
    expect(found?.zh).toMatch(zh);
    expect(found?.line).toBe(lineOf(root, PROCEDURE, text));
  };

  it("a stage that cannot be reached", () => {
    expectAt(
      withStage(LOOP.replace("{ stage: TARGET }", "{ end: refused }")),
      "- id: again",
      /环节“again”永远不会到达/,
      /stage "again" is never reached/,
    );
  });

  it("a cycle without exit", () => {
    const second = LOOP.replace("id: again", "id: round").replace("TARGET", "again");
    const root = withStage(`${LOOP.replace("TARGET", "round")}${second}`, (text) =>
      text.replace("to: { end: granted }", "to: { stage: again }"),
    );
    expectAt(
      root,
      "- id: again",
      /环节“again”不通向任何结果，案件只会循环：again → round → again/,
      /leads to no end: a case would only go round \(again → round → again\)/,
    );
    expect(problemsOf(root).some(({ sentence }) => /stage "answer" leads to no end/.test(sentence))).toBe(false);
  });

  it("stages that pass a case over to each other", () => {
    const skip = (to: string) =>
      `          skip: { when: { attribute: dedicatedListed, equals: true }, to: { stage: ${to} }, causes: { zh: 跳过, en: Skipped }, cites: "21", basis: law }\n`;
    const root = withStage(
      LOOP.replace("{ stage: TARGET }", "{ end: refused }").replace(
        "          acts:",
        `${skip("answer")}          acts:`,
      ),
      (text) => text.replace(stage(), `        - id: answer\n${skip("again").trimEnd()}`),
    );
    expectAt(root, skip("again").trim(), /经跳过又回到自身/, /skips of stage "answer" lead back to it/);
  });

  it("a date that overlaps, and one out of order", () => {
    for (const [from, sentence] of [
      ["2023-03-01", /must be later than the entry before it \(2023-03-01\)/],
      ["2020-01-01", /must be later than the entry before it \(2023-03-01\)/],
    ] as const) {
      const root = tenantsOf("fushun");
      const entry = `    - { from: ${from}, cites: "21", basis: law, value: null } # late`;
      edit(root, VALUES, (text) => text.replace(/(\n {2}sharing\.refusal\.must_contain)/, `\n${entry}$1`));
      const [problem] = problemsOf(root);
      expect(problem).toMatchObject({
        line: lineOf(root, VALUES, "# late"),
        field: "parameters.sharing.answer.within.1.from",
      });
      expect(problem?.sentence).toMatch(sentence);
      expect(problem?.zh).toMatch(/应当晚于前一条的日期（2023-03-01）/);
    }
  });

  it("an extension for which nobody gives a length", () => {
    const root = answering(
      '          extension: { within: local.longer, by: [provider-head], cites: "21", basis: law }',
      (text) =>
        text.replace(
          /^procedures:$/m,
          'local:\n  longer:\n    title: { zh: 延长, en: Longer }\n    entries: [{ from: 2023-03-01, cites: "21", basis: law, value: not-stipulated }]\nprocedures:',
        ),
    );
    expectAt(root, "extension: {", /“local\.longer”没有写明延长多久/, /local\.longer does not say how long/);
  });

  it("an extension that is only a period, without anybody who consents", () => {
    const root = answering(
      '          extension: { within: sharing.answer.within, by: [authority], cites: "21", basis: law }',
    );
    expectAt(
      root,
      "extension: {",
      /不是延长（amount、unit、consent）/,
      /is not an extension with its length and who consents/,
    );
  });

  it("an extension, or what silence decides, in a stage without a clock", () => {
    const silence = `          on_expiry: { to: { end: refused }, causes: { zh: 视为不同意, en: Deemed refused }, cites: "21", basis: law }`;
    const without = (text: string) => text.replace(/^ {10}clock: \{.*\}\n/m, "");
    expectAt(
      answering(silence, without),
      "on_expiry: {",
      /规定了期满如何处理，但该环节没有期限/,
      /says what silence decides, but no clock runs there/,
    );
    expectAt(
      answering(
        '          extension: { within: catalogue.update.extension, by: [authority], cites: "21", basis: law }',
        without,
      ),
      "extension: {",
      /./,
      /may be extended, but no clock runs there|does not say how long/,
    );
    expect(problemsOf(answering(silence))).toEqual([]);
  });

  it("what silence decides, where the period has no length or is a minimum", () => {
    const silence = `          on_expiry: { to: { end: refused }, causes: { zh: 视为不同意, en: Deemed refused }, cites: "21", basis: law }`;
    const asWritten = (root: string) => {
      edit(
        root,
        "fushun/city.yaml",
        (text) => `${text}\nsuperior_law: [{ from: 2023-03-01, mode: as-written, cites: "31", basis: law }]\n`,
      );
      return root;
    };
    const empty = asWritten(answering(silence));
    put(empty, VALUES, "{ amount: 5, unit: working-days, starts: received }", "not-stipulated");
    expectAt(empty, "on_expiry: {", /没有写明期限长度，永远不会期满/, /gives no length, so time never runs out/);
    const minimum = answering(silence);
    put(
      minimum,
      VALUES,
      "{ amount: 5, unit: working-days, starts: received }",
      "{ amount: 5, unit: working-days, starts: received, minimum: true }",
    );
    expectAt(minimum, "on_expiry: {", /至少须经过的期间/, /is a minimum period, which nobody can miss/);
  });

  it("silence that would do something beyond its case; that it leads to somebody who does is fine", () => {
    const CHANGES = "fushun/policy/catalogue-procedures.yaml";
    const deemed = (to: string) => {
      const root = tenantsOf("fushun");
      const silence = `on_expiry: { to: ${to}, causes: { zh: 视为通过, en: Deemed passed }, cites: "9", basis: law }`;
      edit(root, CHANGES, (text) =>
        text.replace(/^( {10})clock: \{ start: received, within: catalogue\.review\.within \}$/m, `$&\n$1${silence}`),
      );
      return root;
    };
    const found = (root: string) => problemsOf(root).filter(({ zh }) => /直接办结/.test(zh));
    expect(found(deemed("{ end: published }"))).toEqual([
      expect.objectContaining({
        file: expect.stringMatching(/catalogue-procedures\.yaml$/),
        zh: expect.stringMatching(/期满将直接办结于“published”/),
        sentence: expect.stringMatching(/would end the case in "published", which does something beyond the case/),
      }),
    ]);
    expect(found(deemed("{ stage: revision }"))).toEqual([]);
  });

  it("a variant on a field that no form has, or on an answer that it does not offer", () => {
    const variant = (condition: string) => (text: string) =>
      text.replace(
        /^( {10})clock: \{ start: received, within: sharing\.answer\.within.*\}$/m,
        `$1clock: { start: received, within: sharing.answer.within, variants: [{ when: { ${condition} }, within: sharing.answer.within }] }`,
      );
    const root = (condition: string) => {
      const made = tenantsOf("fushun");
      edit(made, PROCEDURE, variant(condition));
      return made;
    };
    expectAt(
      root("attribute: urgency, equals: urgent"),
      "variants: [",
      /条件取自“urgency”，但没有表单有这个字段/,
      /asks for "urgency", which no form has and no case knows/,
    );
    expectAt(
      root("attribute: sharingClass, equals: urgent"),
      "variants: [",
      /没有这个选项/,
      /"sharingClass" is "urgent", which its field does not offer/,
    );
    expect(problemsOf(root("attribute: sharingClass, equals: conditional"))).toEqual([]);
  });

  it("a length or a day taken from a field that no form has", () => {
    const chosen = tenantsOf("fushun");
    edit(chosen, PROCEDURE, (text) =>
      text.replace(
        /^( {10})clock: \{ start: received, within: sharing\.answer\.within/m,
        "$1clock: { start: received, chosen: promised-days, within: sharing.answer.within",
      ),
    );
    expectAt(
      chosen,
      "chosen: promised-days",
      /取自“promised-days”，但没有表单/,
      /takes its length from "promised-days", which no form asks for in days/,
    );
    const marked = tenantsOf("fushun");
    put(
      marked,
      PROCEDURE,
      "marks: [submitted, received]",
      "marks: [submitted]\n        marked_by: { received: arrived-on }",
    );
    expectAt(marked, "marked_by:", /没有这个日期字段/, /from "arrived-on", which is no date of its form/);
  });

  it("a stage of the authority that does not say which authority sits", () => {
    const root = withStage(
      LOOP.replace("{ stage: TARGET }", "{ end: refused }").replaceAll("[provider]", "[authority]"),
      (text) => text.replace("to: { end: granted }", "to: { stage: again }"),
    );
    const problem = problemsOf(root).find(({ sentence }) => /does not say which authority/.test(sentence));
    expect(problem).toMatchObject({ field: expect.stringMatching(/stages\.1\.actors$/) });
    expect(problem?.zh).toMatch(/没有写明由哪一级主管部门或者政府办理（seat）/);
  });

  it("a stage in which nobody may be there to act, unless it is skipped then", () => {
    const bound = (skip: string) =>
      answering(`          only_when:\n            provider: { attribute: delegateAppointed, equals: false }\n${skip}`);
    const conditional = problemsOf(bound(""));
    expect(conditional.map(({ sentence }) => sentence)).toContainEqual(
      expect.stringMatching(/nobody may be there to act in stage "answer"/),
    );
    const skipped = bound(
      '          skip: { when: { attribute: delegateAppointed, not: false }, to: { end: refused }, causes: { zh: 跳过, en: Skipped }, cites: "21", basis: law }',
    );
    expect(problemsOf(skipped).some(({ sentence }) => /nobody may be there/.test(sentence))).toBe(false);
  });

  it("a stage that only leads round where the facts of the case have it passed over", () => {
    const skip =
      '          skip: { when: { attribute: dedicatedListed, equals: true }, to: { stage: answer }, causes: { zh: 跳过, en: Skipped }, cites: "21", basis: law }\n';
    const round = LOOP.replace("{ stage: TARGET }", "{ end: refused }").replace(
      "          acts:",
      `${skip}          acts:`,
    );
    const root = withStage(round, (text) =>
      text.replaceAll(/to: \{ end: (granted|refused) \}$/gm, "to: { stage: again }"),
    );
    const problems = problemsOf(root);
    const found = problems.find(({ sentence }) => /leads to no end/.test(sentence));
    expect(found?.sentence).toBe('where dedicatedListed is "true", stage "answer" leads to no end');
    expect(found?.zh).toBe("dedicatedListed 为“true” 时，环节“answer”不通向任何结果，案件只会循环");
    expect(found?.line).toBe(lineOf(root, PROCEDURE, "- id: answer"));
  });

  it("a clock that is to pause although the application comes back to another stage", () => {
    const root = withStage(LOOP.replace("{ stage: TARGET }", "{ end: refused }"), (text) =>
      text
        .replace("to: { end: granted }", "to: { stage: again }")
        .replace(/^( {8})stages: \[answer\]\n {8}to: answer$/m, "$1stages: [answer]\n$1to: again\n$1clock: pause"),
    );
    expectAt(root, "to: again", /中止计算（pause）/, /clock of stage "answer" is to pause/);
  });

  it("an id that is given twice, or that the engine keeps for itself", () => {
    const twice = tenantsOf("fushun");
    edit(twice, PROCEDURE, (text) => text.replace("- id: refuse\n", "- id: approve\n"));
    expect(problemsOf(twice)).toContainEqual(expect.objectContaining({ sentence: 'the id "approve" is given twice' }));
    const kept = tenantsOf("fushun");
    edit(kept, PROCEDURE, (text) => text.replace("- id: refuse\n", "- id: return\n"));
    const [problem] = problemsOf(kept);
    expect(problem).toMatchObject({
      line: lineOf(kept, PROCEDURE, "- id: return"),
      zh: "“return”为系统保留的名称，请换一个",
    });
  });

  it("a value that changes later in a way that its procedure does not follow", () => {
    const root = tenantsOf("fushun");
    const entry =
      '    - { from: 2027-01-01, cites: "21", basis: law, value: { amount: 5, unit: working-days, starts: accepted } }';
    edit(root, VALUES, (text) => text.replace(/(\n {2}sharing\.refusal\.must_contain)/, `\n${entry}$1`));
    expectAt(root, "clock: {", /规定自“accepted”起算/, /sharing\.answer\.within counts from "accepted"/);
  });

  it("YAML that is none, with its line", () => {
    const root = tenantsOf("fushun");
    put(root, VALUES, "parameters:", "parameters: [");
    const [problem] = problemsOf(root);
    expect(problem?.zh).toMatch(/不是合法的 YAML，请检查缩进、引号和括号/);
    expect(problem?.line).toBeGreaterThan(1);
  });

  it("a procedure with many mistakes speaks of them, not of another form that it might have been", () => {
    const root = tenantsOf("fushun");
    edit(root, PROCEDURE, (text) =>
      text.replaceAll("[provider]", "[clerk]").replace("outcome: refused", "outcome: no"),
    );
    for (const { sentence } of problemsOf(root)) expect(sentence).toMatch(/^must be one of/);
  });
});

describe("npm run policy:check", () => {
  const check = (env: Record<string, string>) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "server/law/policy-check.ts"], {
      env: { ...process.env, ...env },
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  };

  it("reads the folders of TENANTS_PATH as npm start does, and ends with 1 and both languages where one is broken", () => {
    const root = tenantsOf("fushun");
    edit(root, "fushun/city.yaml", (text) => text.replace("id: fushun", "id: riverton"));
    const outside = scratch("outside");
    expect(spawnSync("cp", ["-r", join(root, "fushun"), join(outside, "riverton")]).status).toBe(0);
    const sound = check({ TENANTS_PATH: outside });
    expect(sound.stdout).toMatch(/ riverton: in-force/);
    expect(sound.stdout).toMatch(/6 cities/);
    expect(sound.status).toBe(0);

    edit(outside, "riverton/policy/sharing.yaml", (text) => text.replace("unit: working-days", "unit: workdays"));
    const broken = check({ TENANTS_PATH: outside });
    const line =
      readFileSync(join(outside, "riverton/policy/sharing.yaml"), "utf8")
        .split("\n")
        .findIndex((text) => text.includes("workdays")) + 1;
    expect(broken.status).toBe(1);
    expect(broken.stderr).toContain(
      `riverton/policy/sharing.yaml:${line} parameters.sharing.answer.within.0.value.unit: 应当是下列之一`,
    );
    expect(broken.stderr).toContain('not "workdays"');
  }, 60_000);
});
