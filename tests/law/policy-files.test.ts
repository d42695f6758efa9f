import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type PolicyBook, PolicyFileError, readTenants, tenantFolders } from "@/server/law";
import { jsonSchemas } from "@/server/law/schema/json-schema";

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A copy of the tenants with only Fushun in it, one file changed. */
function tenantsWith(file: string, change: (text: string) => string): string {
  const root = mkdtempSync(join(tmpdir(), "tenants-"));
  made.push(root);
  for (const part of ["national", "provinces.yaml", "fushun"])
    cpSync(join("tenants", part), join(root, part), { recursive: true });
  const path = join(root, file);
  writeFileSync(path, change(readFileSync(path, "utf8")));
  return root;
}

function problemsOf(root: string) {
  try {
    readTenants([root]);
  } catch (error) {
    if (error instanceof PolicyFileError) return error.problems;
    throw error;
  }
  return [];
}

function lineOf(root: string, file: string, text: string): number {
  return (
    readFileSync(join(root, file), "utf8")
      .split("\n")
      .findIndex((line) => line.includes(text)) + 1
  );
}

const SHARING = "fushun/policy/sharing.yaml";

describe("a malformed policy file", () => {
  it("is named by file, line and field when a value has the wrong unit", () => {
    const root = tenantsWith(SHARING, (text) =>
      text.replace("amount: 5, unit: working-days", "amount: 5, unit: workdays"),
    );
    const [problem] = problemsOf(root);
    expect(problem?.file).toContain("fushun/policy/sharing.yaml");
    expect(problem?.line).toBe(lineOf(root, SHARING, "workdays"));
    expect(problem?.field).toBe("parameters.sharing.answer.within.0.value.unit");
    expect(problem?.sentence).toContain("must be one of working-days, natural-days");
  });

  it.each([
    ["an unknown field", (text: string) => text.replace('cites: "4"', 'cite: "4"'), /cite$/, /not a field known here/],
    ["a missing article", (text: string) => text.replace('cites: "4", ', ""), /cites$/, /is missing/],
    [
      "a day that does not exist",
      (text: string) => text.replace("from: 2023-03-01", "from: 2023-02-30"),
      /from$/,
      /existing day/,
    ],
    [
      "a reading without its reason",
      (text: string) => text.replace("basis: law, value: [legal-basis]", "basis: reading, value: [legal-basis]"),
      /reason$/,
      /is needed/,
    ],
    [
      "an unknown parameter",
      (text: string) => text.replace("sharing.call_voucher", "sharing.call_vouchers"),
      /call_vouchers$/,
      /not a field known here/,
    ],
  ])("is refused with %s", (_name, change, field, sentence) => {
    const problem = problemsOf(tenantsWith(SHARING, change)).find((found) => field.test(found.field));
    expect(problem?.sentence).toMatch(sentence);
    expect(problem?.line).toBeGreaterThan(1);
  });

  it("is refused with its line when it is not YAML", () => {
    const [problem] = problemsOf(tenantsWith(SHARING, (text) => text.replace("parameters:", "parameters: [")));
    expect(problem?.sentence).toContain("is not valid YAML");
  });

  it("is refused when a forgotten value would look like silence", () => {
    const root = tenantsWith(SHARING, (text) =>
      text
        .split("\n")
        .filter((line) => !line.includes("call_voucher"))
        .join("\n"),
    );
    expect(problemsOf(root)[0]?.sentence).toMatch(/sharing\.call_voucher.*not-stipulated/);
  });

  it("is refused when an act leads nowhere", () => {
    const file = "fushun/policy/sharing-conditional.yaml";
    const [problem] = problemsOf(
      tenantsWith(file, (text) => text.replace("to: { end: granted }", "to: { end: grantd }")),
    );
    expect(problem?.sentence).toContain('leads to end "grantd", which does not exist');
    expect(problem?.field).toBe("procedures.sharing.conditional.0.stages.0.acts.0.to");
  });

  it("is refused when a department stands in a region the city does not have", () => {
    const file = "fushun/departments.yaml";
    const [problem] = problemsOf(
      tenantsWith(file, (text) =>
        text.replace('kind: government, region: "210400"', 'kind: government, region: "999999"'),
      ),
    );
    expect(problem).toMatchObject({ field: "departments.0.region", line: 4 });
  });

  it("lists every problem of every file in one message", () => {
    const root = tenantsWith(SHARING, (text) =>
      text.replace("unit: working-days", "unit: workdays").replace('cites: "4", ', ""),
    );
    expect(() => readTenants([root])).toThrow(PolicyFileError);
    expect(problemsOf(root)).toHaveLength(2);
  });
});

describe("a change of law", () => {
  function changed(entry: string): PolicyBook {
    const root = tenantsWith(SHARING, (text) => {
      const lines = text.split("\n");
      const next = lines.findIndex((line) => line.includes("sharing.refusal.must_contain"));
      lines.splice(next, 0, entry);
      return lines.join("\n");
    });
    const book = readTenants([root]).books.get("fushun");
    if (!book) throw new Error("fushun is missing");
    return book;
  }

  it("is an appended entry: the day before still has the old value", () => {
    const book = changed(
      '    - { from: 2027-01-01, cites: "21", basis: law, value: { amount: 3, unit: working-days, starts: received } }',
    );
    expect(book.on("2026-12-31").value("sharing.answer.within")).toMatchObject({
      value: { amount: 5 },
      until: "2027-01-01",
    });
    expect(book.on("2027-01-01").value("sharing.answer.within").value).toMatchObject({ amount: 3 });
    expect(
      book
        .on("2026-12-31")
        .procedure("sharing.conditional")
        .stages.find(({ id }) => id === "answer")?.clock?.within.value,
    ).toMatchObject({
      amount: 5,
    });
    expect(
      book
        .on("2027-01-01")
        .procedure("sharing.conditional")
        .stages.find(({ id }) => id === "answer")?.clock?.within.value,
    ).toMatchObject({
      amount: 3,
    });
  });

  it("is a dated null when it repeals", () => {
    const book = changed('    - { from: 2027-01-01, cites: "21", basis: law, value: null }');
    expect(book.on("2027-06-01").value("sharing.answer.within").value).toBeNull();
    expect(
      book
        .on("2027-06-01")
        .procedure("sharing.conditional")
        .stages.find(({ id }) => id === "answer")?.clock?.within.value,
    ).toBeNull();
  });

  it("is refused out of order", () => {
    expect(() => changed('    - { from: 2020-01-01, cites: "21", basis: law, value: null }')).toThrow(
      /must be later than the entry before it/,
    );
  });
});

describe("extra folders of tenants", () => {
  it("add a city that no TypeScript knows", () => {
    const root = mkdtempSync(join(tmpdir(), "more-tenants-"));
    made.push(root);
    cpSync("tenants/chongqing", join(root, "yunzhou"), { recursive: true });
    const path = join(root, "yunzhou/city.yaml");
    writeFileSync(path, readFileSync(path, "utf8").replace("id: chongqing", "id: yunzhou"));
    const folders = tenantFolders({ ...process.env, TENANTS_PATH: root });
    expect(readTenants(folders).books.size).toBe(6);
  });

  it("are refused when they do not exist", () => {
    expect(() => readTenants(["tenants", "/nowhere/tenants"])).toThrow(/does not exist/);
  });
});

it("the editors' schemas are those of the code (npm run policy:schema writes them)", () => {
  for (const [name, content] of Object.entries(jsonSchemas()))
    expect(readFileSync(join("tenants/schema", name), "utf8"), name).toBe(content);
});
