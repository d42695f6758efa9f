import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { PARAMETER_KEYS, PROCEDURE_IDS, ProcedureUnknownError, readTenants, tenantFolders } from "@/server/law";
import { makeCity, Refusal } from "@/server/law/make-city";
import { newCityFiles, schemaPath } from "@/server/law/new-city";
import { CaseDriver } from "./cases";
import { scratch } from "./tenant-folder";

const RIVERTON = {
  id: "riverton",
  name: "河口市",
  "name-en": "Riverton",
  "region-code": "990100",
  province: "province-liaoning",
  from: "2026-01-01",
};

function run(script: string, args: string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", script, ...args], {
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

function argsOf(into: string, over: Record<string, string | undefined> = {}): string[] {
  const options = Object.entries({ ...RIVERTON, into, ...over });
  return options.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
}

/** What was said when a city was made, or why it was not. */
function tenantNew(
  into: string,
  over: Record<string, string | undefined> = {},
): { made: boolean; zh: string; en: string } {
  try {
    const said = makeCity(argsOf(into, over));
    return { made: true, zh: said, en: said };
  } catch (error) {
    if (error instanceof Refusal) return { made: false, ...error.said };
    throw error;
  }
}

/** Every file below a folder with its text. */
function textsOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".yaml"));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

describe("npm run tenant:new", () => {
  it("makes a city that policy:check takes at once, that loads, and that can share", () => {
    const root = scratch("new");
    const made = run("server/law/tenant-new.ts", argsOf(root));
    expect(made.stderr).toBe("");
    expect(made.status).toBe(0);
    expect(made.stdout).toContain(`TENANTS_PATH=${root} npm run policy:check`);

    const check = run("server/law/policy-check.ts", [], { TENANTS_PATH: root });
    expect(check.stderr).toBe("");
    expect(check.status).toBe(0);
    expect(check.stdout).toMatch(/河口市 riverton/);

    const tenants = readTenants(tenantFolders({ TENANTS_PATH: root } as unknown as NodeJS.ProcessEnv));
    const book = tenants.books.get("riverton");
    if (!book) throw new Error("riverton is not loaded");
    const view = book.on("2026-03-02");
    for (const key of PARAMETER_KEYS) expect(view.value(key).value, key).toBe("not-stipulated");
    for (const id of PROCEDURE_IDS) {
      // The last is the nation's own (809 art. 27), which runs where a city's text has none.
      const simple = ["sharing.unconditional", "sharing.conditional", "sharing.dispute", "use.misuse"].includes(id);
      if (simple) expect(view.procedure(id).id).toBe(id);
      else expect(() => view.procedure(id), id).toThrow(ProcedureUnknownError);
    }
    // Where the city's text is silent the national limit is what binds.
    const driven = new CaseDriver(book.asWritten().on("2026-03-02").procedure("sharing.conditional")).files();
    expect(driven.state?.clock?.deadline).toBeNull();
    expect(driven.acts("provider", "approve").state?.end).toBe("granted");
    const national = new CaseDriver(view.procedure("sharing.conditional")).files();
    expect(national.state?.clock).toMatchObject({ bound: "cap", deadline: { lastDay: "2026-03-16" } });
  }, 60_000);

  it("gives every file a schema that an editor finds, inside the project by a relative path", () => {
    const root = scratch("new");
    tenantNew(root);
    for (const [file, text] of Object.entries(textsOf(root))) {
      const schema = /^# yaml-language-server: \$schema=(.+)$/m.exec(text)?.[1] ?? "";
      expect(existsSync(schema), file).toBe(true);
    }
    const inside = schemaPath(resolve("tenants/riverton"), process.cwd());
    expect(inside("city.yaml", "city.schema.json")).toBe("../schema/city.schema.json");
    expect(inside("policy/use.yaml", "policy.schema.json")).toBe("../../schema/policy.schema.json");
  });

  it("overwrites nothing", () => {
    const root = scratch("new");
    mkdirSync(join(root, "riverton"));
    writeFileSync(join(root, "riverton/notes.txt"), "mine");
    expect(tenantNew(root)).toMatchObject({
      made: false,
      zh: expect.stringMatching(/已经存在，不予覆盖/),
      en: expect.stringMatching(/exists already; nothing is overwritten/),
    });
    const { status, stderr } = run("server/law/tenant-new.ts", argsOf(root));
    expect(status).toBe(1);
    expect(stderr).toMatch(/不予覆盖。\n.*nothing is overwritten/);
    expect(readdirSync(join(root, "riverton"))).toEqual(["notes.txt"]);
  });

  it("brings a province that nobody knows yet, and leaves a list alone that is there", () => {
    const root = scratch("new");
    const yunling = {
      province: "province-yunling",
      "province-name": "云岭省",
      "province-name-en": "Yunling",
      "province-code": "990000",
    };
    expect(tenantNew(root, { province: "province-yunling" }).zh).toMatch(
      /没有省份“province-yunling”。已有：province-liaoning、/,
    );
    expect(tenantNew(root, yunling).made).toBe(true);
    expect(readTenants(["tenants", root]).books.get("riverton")?.city.province.names.zh).toBe("云岭省");
    const second = tenantNew(root, { id: "hillton", ...yunling, province: "province-other" });
    expect(second.made).toBe(false);
    expect(second.zh).toMatch(/请在其中加一行：\n {2}- \{ tenant: province-other/);
    expect(tenantNew(root, { id: "hillton", ...yunling }).made).toBe(true);
  }, 60_000);

  it.each([
    [{ id: "River Ton" }, /“River Ton”应当以小写字母开头/, /must be lower-case words/],
    [{ id: "national" }, /为系统保留/, /is kept for the system/],
    [{ id: "fushun" }, /已有城市“fushun”/, /There is a city "fushun" already/],
    [{ "region-code": "9901" }, /应当是六位行政区划代码/, /must be a six-digit/],
    [{ level: "village" }, /--level 应当是 prefecture/, /--level must be one of/],
    [{ from: "2026-02-30" }, /应当是一个存在的日期/, /must be an existing day/],
    [{ name: undefined }, /缺少 --name/, /Missing: --name/],
    [{ nmae: "x" }, /npm run tenant:new -- --id/, /--nmae/],
  ])("refuses %j with a sentence", (over, zh, en) => {
    const root = scratch("new");
    const said = tenantNew(root, over);
    expect(said.made).toBe(false);
    expect(said.zh).toMatch(zh);
    expect(said.en).toMatch(en);
    expect(readdirSync(root)).toEqual([]);
  });
});

it("a new city is asked every question of the registry exactly once, each with a hint of how to answer", () => {
  const city = {
    id: "riverton",
    names: { zh: "河口市", en: "Riverton" },
    short: { zh: "河口", en: "Riverton" },
    regionCode: "990100",
    level: "prefecture" as const,
    province: "province-liaoning",
    from: "2026-01-01",
  };
  const files = newCityFiles(city, (file, schema) => relative(file, schema));
  const lines = [...files.values()].flatMap((text) => text.split("\n"));
  for (const key of PARAMETER_KEYS) {
    const at = lines.filter((line) => line.startsWith(`  ${key}: `));
    expect(at, key).toHaveLength(1);
    const above = lines.slice(0, lines.indexOf(at[0] ?? "")).reverse();
    expect(
      above.find((line) => line.startsWith("  #   value: ")),
      key,
    ).not.toMatch(/undefined|\[object/);
  }
});
