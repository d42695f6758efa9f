import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  describeValue,
  listBooks,
  loadTenants,
  NOT_STIPULATED,
  PARAMETER_KEYS,
  PARAMETERS,
  type ParameterKey,
} from "@/server/law";
import { choiceWords } from "@/server/law/describe-value";
import { durationSchema } from "@/server/law/parameters";

/** Every value of every city's book and of the national one, with its key. */
const values = [
  ...listBooks().flatMap((book) =>
    PARAMETER_KEYS.flatMap((key) =>
      book.history(key).map(({ value }) => [`${book.city.id} ${key}`, key, value] as const),
    ),
  ),
  ...Object.entries(loadTenants().national?.values ?? {}).flatMap(([key, entries]) =>
    entries.map(({ value }) => [`national ${key}`, key, value] as const),
  ),
];

describe("a value in words", () => {
  it("has words in both languages for every value of every book", () => {
    expect(values.length).toBeGreaterThan(listBooks().length * PARAMETER_KEYS.length);
    for (const [name, key, value] of values) {
      const { zh, en } = describeValue(key, value);
      for (const words of [zh, en]) {
        expect(words.trim(), name).not.toBe("");
        expect(words, name).not.toMatch(/\[object|undefined|NaN/);
      }
      if (typeof value !== "number") expect(zh, name).not.toBe(en);
    }
  });

  it("has words for every choice that a question offers, so that no raw id is shown", () => {
    const without = PARAMETER_KEYS.flatMap((key) =>
      choicesOf(PARAMETERS[key].schema).flatMap((choice) => (choiceWords(key, choice) ? [] : [`${key}: ${choice}`])),
    );
    expect(without).toEqual([]);
    expect(choiceWords("platform.networks", "carrier-pigeon")).toBeUndefined();
  });

  it.each<[ParameterKey | "local.leave", unknown, string, string]>([
    [
      "sharing.answer.within",
      { amount: 5, unit: "working-days", starts: "received" },
      "自收到之日起5个工作日内",
      "5 working days from receipt",
    ],
    [
      "sharing.delivery.within",
      { amount: 1, unit: "working-days", starts: "consented" },
      "自作出同意答复之日起1个工作日内",
      "1 working day from consent",
    ],
    [
      "delisting.transition.at_least",
      { amount: 20, unit: "natural-days", starts: "published", minimum: true },
      "自发布之日起不少于20个自然日",
      "at least 20 natural days from publication",
    ],
    [
      "instrument.validity",
      { amount: 2, unit: "years", starts: "published" },
      "自发布之日起2年",
      "2 years from publication",
    ],
    [
      "correction.sharing.extension",
      { amount: 15, unit: "working-days", consent: { zh: "提供部门负责人", en: "head of the provider" } },
      "经提供部门负责人同意可以延长，最长15个工作日",
      "up to 15 working days more with the consent of the head of the provider",
    ],
    [
      "sharing.answer.extension",
      {
        amount: 10,
        unit: "working-days",
        consent: { zh: "主管部门", en: "authority" },
        told: { zh: "需求部门", en: "the requester" },
      },
      "经主管部门同意可以延长，最长10个工作日，并告知需求部门",
      "up to 10 working days more with the consent of the authority, telling the requester",
    ],
    ["report.annual.departments", { month: 1, day: "last" }, "每年1月底前", "by the end of January every year"],
    ["report.annual.authority", { month: 2, day: 15 }, "每年2月15日前", "by 15 February every year"],
    ["use.records.retention", { at_least: 3, unit: "years" }, "不少于3年", "at least 3 years"],
    ["assessment.cycle", { amount: 1, unit: "years" }, "每年", "every year"],
    ["training.periodic", { amount: 12, unit: "months" }, "每12个月", "every 12 months"],
    ["platform.bypass.prohibited", true, "是", "yes"],
    ["platform.own_exchange.allowed", false, "否", "no"],
    ["platform.opening.count", 1, "1", "1"],
    ["sharing.classes", ["unconditional", "withheld"], "无条件共享、不予共享", "unconditional, withheld"],
    ["opening.classes", ["withheld"], "不予开放", "withheld"],
    [
      "catalogue.update.trigger",
      { events: ["law-changed", "function-changed"], only_if_affected: true },
      "法律法规修订或者行政职能变化，且目录需要调整",
      "law revised or function changed, if the catalogue is affected",
    ],
    ["tenant.instrument.dates", [{ act: "dated", on: "2022-05-17" }], "2022-05-17成文", "dated 2022-05-17"],
    [
      "tenant.instrument.higher_rules",
      [{ zh: "某法", en: "A law", kind: "law", article: "1" }],
      "某法（法律，第1条）",
      "A law (law, article 1)",
    ],
    ["sharing.answer.within", NOT_STIPULATED, "条文未规定", "not stipulated"],
    ["local.leave", { zh: "一句话", en: "a sentence" }, "一句话", "a sentence"],
    ["sharing.answer.within", null, "已废止", "repealed"],
  ])("%s: %j", (key, value, zh, en) => {
    expect(describeValue(key, value)).toEqual({ zh, en });
  });
});

/** Units and starts have their words in explain(), and the numerals of items are words themselves. */
const SPOKEN = new Set<string>([
  ...durationSchema.shape.unit.options,
  ...durationSchema.shape.starts.options,
  "days",
  "last",
  ..."一二三四五六七八九十",
]);

/** Every choice of every enumeration inside a schema, but not those of its periods. */
function choicesOf(schema: z.ZodType): string[] {
  const json = z.toJSONSchema(schema, { io: "input" });
  const period = JSON.stringify(json).includes('"successor-usable"');
  const found: string[] = [];
  JSON.stringify(json, (key, value) => {
    if (key === "enum") found.push(...value);
    if (key === "const" && typeof value === "string") found.push(value);
    return value;
  });
  return found.filter((choice) => !SPOKEN.has(choice) || (!period && choiceless(choice)));
}

/** Names of acts on an instrument are starts too; outside a period they are choices. */
function choiceless(choice: string): boolean {
  return (durationSchema.shape.starts.options as string[]).includes(choice);
}
