import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { ACTOR_KINDS } from "@/server/law";
import { CASE_ATTRIBUTES } from "@/server/law/case-attributes";
import { cityFileSchema, departmentsFileSchema, provincesFileSchema } from "@/server/law/schema/city.schema";
import { policyFileSchema } from "@/server/law/schema/policy.schema";
import { procedureEntrySchema, stageSchema } from "@/server/law/schema/procedure.schema";
import { registersFileSchema } from "@/server/law/schema/registers.schema";

const guide = readFileSync("docs/onboarding-a-city.md", "utf8");
const title = { zh: "示例", en: "Example" };
const stage = stageSchema.shape;
const policy = (part: string) => z.preprocess((content) => ({ title, [part]: content }), policyFileSchema);

/** What a block of the guide is a part of, by the word behind `yaml`. */
const SCHEMAS: Record<string, z.ZodType> = {
  "city.instrument": cityFileSchema.shape.instrument,
  "city.superior_law": cityFileSchema.shape.superior_law,
  departments: departmentsFileSchema,
  provinces: provincesFileSchema,
  parameters: policy("parameters"),
  local: policy("local"),
  procedures: policy("procedures"),
  stage: stageSchema,
  clock: stage.clock,
  extension: stage.extension,
  on_expiry: stage.on_expiry,
  skip: stage.skip,
  field: procedureEntrySchema.shape.filing.shape.application.element,
  completion: procedureEntrySchema.shape.completion,
  registers: registersFileSchema.shape.registers,
};

const blocks = [...guide.matchAll(/^```yaml(?: (\S+))?\n(.*?)^```$/gms)].map(([, part = "", text = ""], index) => ({
  index,
  part,
  text,
}));

describe("the guide to onboarding a city", () => {
  it.each(blocks)("block $index is a $part as the files have it", ({ part, text }) => {
    const schema = SCHEMAS[part];
    if (!schema) throw new Error(`nothing is known of a block "${part}"`);
    const result = schema.safeParse(parse(text));
    expect(result.error?.issues ?? []).toEqual([]);
  });

  it("shows each part at least once", () => {
    expect([...new Set(blocks.map(({ part }) => part))].sort()).toEqual(Object.keys(SCHEMAS).sort());
  });

  it("would be found out by a wrong word", () => {
    const clock = blocks.find(({ part }) => part === "clock")?.text ?? "";
    expect(SCHEMAS.clock?.safeParse(parse(clock.replace("start:", "begin:"))).success).toBe(false);
    expect(SCHEMAS.parameters?.safeParse({ "sharing.answer.with": [] }).success).toBe(false);
  });

  it("names every actor and every fact that a condition may look at", () => {
    for (const kind of ACTOR_KINDS) expect(guide).toContain(`\`${kind}\``);
    for (const attribute of Object.keys(CASE_ATTRIBUTES)) expect(guide).toContain(`\`${attribute}\``);
  });

  it("names only commands that there are", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
    for (const [, name = ""] of guide.matchAll(/npm run (?:-s )?([a-z:]+)/g))
      expect(Object.keys(scripts)).toContain(name);
  });
});
