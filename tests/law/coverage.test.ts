import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { isTestFile } from "../test-files";
import { claimsOf, coverageOf, isCoverable, parseObligations } from "./coverage";

const obligations = parseObligations(readFileSync("tests/law/obligations.csv"));

/** The ids that count in a file of these lines. */
const counted = (lines: string, runs = true) =>
  claimsOf("some.test.ts", lines, runs)
    .filter(({ atTest }) => atTest)
    .map(({ id }) => id);

describe("an id in a covers: comment", () => {
  it.each([
    ["above a test", "// covers: A-1, B-2 C-3\nit('x', () => {});", ["A-1", "B-2", "C-3"]],
    ["in two lines above a test", "// covers: A-1\n// covers: B-2\nit('x', () => {});", ["A-1", "B-2"]],
    ["with a sentence between", "// covers: A-1\n// Because.\nit('x', () => {});", ["A-1"]],
    ["in a block comment", "/**\n * Why.\n * covers: A-1\n */\ntest('x', async () => {});", ["A-1"]],
    ["above a table of tests", "// covers: A-1\nit.each([1])('%s', () => {});", ["A-1"]],
    ["above a describe with a test", "// covers: A-1\ndescribe('d', () => { it('x', () => {}); });", ["A-1"]],
    ["inside a test", "it('x', () => {\n  // covers: A-1\n  expect(1).toBe(1);\n});", ["A-1"]],
    ["above a test in a loop", "for (const n of [1, 2]) {\n  // covers: A-1\n  test(n, () => {});\n}", ["A-1"]],
    ["above Playwright's describe", "// covers: A-1\ntest.describe('d', () => { test('x', () => {}); });", ["A-1"]],
    [
      "above one of several tests",
      "describe('d', () => {\n  it.skip('y', () => {});\n  // covers: A-1\n  it('x', () => {});\n});",
      ["A-1"],
    ],
  ])("counts %s", (_, lines, ids) => {
    expect(counted(lines)).toEqual(ids);
  });

  it.each([
    ["alone in the file", "// covers: A-1\n\nconst n = 1;\nit('x', () => {});"],
    ["apart from the test by an empty line", "// covers: A-1\n\nit('x', () => {});"],
    ["after the last test", "it('x', () => {});\n// covers: A-1"],
    ["above a skipped test", "// covers: A-1\nit.skip('x', () => {});"],
    ["inside a skipped test", "it.skip('x', () => {\n  // covers: A-1\n});"],
    [
      "above a skipped test of a describe that runs",
      "describe('d', () => {\n  // covers: A-1\n  it.skip('y', () => {});\n  it('x', () => {});\n});",
    ],
    ["in a describe that is skipped", "describe.skip('d', () => {\n  // covers: A-1\n  it('x', () => {});\n});"],
    ["above a test that depends on the machine", "// covers: A-1\nit.runIf(process.env.X)('x', () => {});"],
    ["above a test yet to be written", "// covers: A-1\nit.todo('x');"],
    ["above an empty describe", "// covers: A-1\ndescribe('d', () => {});"],
    ["above what is done before the tests", "// covers: A-1\nbeforeAll(() => {});\nit('x', () => {});"],
    ["above Playwright's beforeEach", "// covers: A-1\ntest.beforeEach('b', () => {});\ntest('x', () => {});"],
    ["in a text", "it('x', () => { expect('// covers: A-1').toBe(`\n// covers: B-2`); });"],
    ["amid a sentence", "// what it covers: A-1\nit('x', () => {});"],
  ])("does not count %s", (_, lines) => {
    expect(counted(lines)).toEqual([]);
  });

  it("does not count in a file that no runner takes", () => {
    expect(counted("// covers: A-1\nit('x', () => {});", false)).toEqual([]);
    expect(isTestFile("tests/law/coverage.test.ts")).toBe(true);
    expect(isTestFile("tests/e2e/portal.test.ts")).toBe(true);
    expect(isTestFile("app/workspace/inbox-part.test.tsx")).toBe(true);
    for (const path of ["tests/e2e/flow.ts", "tests/law/cases.ts", "tests/bench/rows.test.ts", "docs/some.test.ts"]) {
      expect(isTestFile(path), path).toBe(false);
    }
  });

  it("is told with its line", () => {
    const claims = claimsOf("some.test.ts", "const n = 1;\n/*\n covers: A-1\n covers: B-2 */\nit('x', () => {});");
    expect(claims).toEqual([
      { id: "A-1", file: "some.test.ts", line: 3, atTest: true },
      { id: "B-2", file: "some.test.ts", line: 4, atTest: true },
    ]);
  });
});

describe("the coverage", () => {
  const claim = (id: string, atTest = true) => ({ id, file: "some.test.ts", line: 1, atTest });
  const coverable = obligations.filter(isCoverable);

  it("counts by city and capability what adds up to the total", () => {
    const shown = coverable.filter((_, n) => n % 3 === 0).map(({ id }) => claim(id));
    const { cells, missing } = coverageOf(obligations, [...shown, ...shown]);
    const sum = (of: "covered" | "coverable") => cells.reduce((total, cell) => total + cell[of], 0);
    expect(obligations).toHaveLength(605);
    expect(sum("coverable")).toBe(591);
    expect(sum("covered")).toBe(shown.length);
    expect(missing).toHaveLength(591 - shown.length);
    for (const { city, capability, covered, coverable: of } of cells) {
      const there = coverable.filter((one) => one.city === city && one.capability === capability);
      expect(of, `${city} ${capability}`).toBe(there.length);
      expect(covered).toBe(there.filter(({ id }) => shown.some((one) => one.id === id)).length);
    }
  });

  it("names an id that no text has, wherever it stands", () => {
    expect(coverageOf(obligations, [claim("FS-21-1")]).unknown).toEqual([]);
    expect(coverageOf(obligations, [claim("FS-99-1"), claim("FS-21-l", false)]).unknown).toHaveLength(2);
  });

  it("counts neither what stands at no test nor what no software can do", () => {
    const outside = obligations.find((one) => !isCoverable(one))?.id ?? "";
    const { cells, uncounted } = coverageOf(obligations, [claim("FS-21-1", false), claim(outside)]);
    expect(cells.every(({ covered }) => covered === 0)).toBe(true);
    expect(uncounted.map(({ id }) => id)).toEqual(["FS-21-1", outside]);
    expect(coverageOf(obligations, [claim("FS-21-1")]).uncounted).toEqual([]);
  });
});

describe("npm run obligations", () => {
  /** The command in a project whose only test file is this one. */
  function runOver(testFile: string, ...options: string[]) {
    const project = mkdtempSync(join(tmpdir(), "obligations-"));
    try {
      for (const folder of ["app", "server", "tenants", "tests/law"])
        mkdirSync(join(project, folder), { recursive: true });
      cpSync("tests/law/obligations.csv", join(project, "tests/law/obligations.csv"));
      writeFileSync(join(project, "server/some.test.ts"), testFile);
      const loader = ["--import", fileURLToPath(import.meta.resolve("tsx"))];
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [...loader, resolve("tests/obligations.ts"), ...options],
        { cwd: project, encoding: "utf8" },
      );
      return { status, stdout, stderr };
    } finally {
      rmSync(project, { recursive: true, force: true });
    }
  }

  it("prints a table and ends well when every id is known", () => {
    const { status, stdout, stderr } = runOver("// covers: FS-21-1, SZ-15-1.1a\nit('x', () => {});");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^ +fushun +shuozhou +hefei-etdz +leshan +chongqing +total$/m);
    expect(stdout).toMatch(/^sharing-request +1\/4 +1\/10 +0\/6 +0\/5 +0\/6 +2\/31/m);
    expect(stdout).toMatch(/^total +1\/98 +1\/125 +0\/79 +0\/167 +0\/122 +2\/591/m);
  });

  it("fails on an id that no text has, and says where it stands", () => {
    const { status, stderr } = runOver("it('y', () => {});\n// covers: FS-21-1, FS-99-9\nit('x', () => {});");
    expect([status, stderr]).toEqual([1, "unknown obligation FS-99-9 at server/some.test.ts:2\n"]);
  });

  it("lists what is missing with its duty, for one city and capability", () => {
    const { status, stdout } = runOver(
      "// covers: FS-21-1\nit('x', () => {});",
      ..."--missing --city fushun --capability sharing-request".split(" "),
    );
    expect(status).toBe(0);
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => line.split(" ")[0]),
    ).toEqual(["FS-21-2a", "FS-21-2b", "FS-21-3b", "3"]);
    expect(stdout).toContain("Route a conditional request straight to the provider department.");
    expect(runOver("", "--city", "nowhere").status).toBe(2);
  });
});
