import type { RowFilter } from "@/server/cases/case.schema";
import type { GrantColumn } from "@/server/delivery/grant.schema";
import { addDays, shanghaiDate, type Text } from "@/server/law";

type Condition = RowFilter[number];

const OPS: Record<Condition["op"], Text> = {
  eq: { zh: "等于", en: "is" },
  ne: { zh: "不等于", en: "is not" },
  in: { zh: "属于", en: "is one of" },
  gt: { zh: "大于", en: "is more than" },
  lt: { zh: "小于", en: "is less than" },
  gte: { zh: "不小于", en: "is at least" },
  lte: { zh: "不大于", en: "is at most" },
  prefix: { zh: "开头为", en: "begins with" },
  contains: { zh: "包含", en: "contains" },
  null: { zh: "为空", en: "is empty" },
};

interface Terms {
  columns: readonly Pick<GrantColumn, "name" | "label" | "mask">[];
  rowFilter: RowFilter;
  /** Labels of every column of the entry: a condition may name one that is not granted. */
  labels: ReadonlyMap<string, Text>;
  validFrom: Date;
  validUntil: Date;
  storageAllowed: boolean;
}

/** A grant's scope as a sentence: which columns, how many masked, which rows, which days, whether they may be stored. */
export function scopeInWords({ columns, rowFilter, labels, validFrom, validUntil, storageAllowed }: Terms): Text {
  const masked = columns.filter(({ mask }) => mask !== "none").length;
  const first = shanghaiDate(validFrom);
  const last = addDays(shanghaiDate(validUntil), -1);
  const rows = (language: keyof Text) => rowFilter.map((condition) => words(condition, labels, language));
  return {
    zh: [
      `${columns.length} 个数据项（${columns.map(({ label }) => label.zh).join("、")}）${masked > 0 ? `，其中 ${masked} 项脱敏` : ""}`,
      rowFilter.length > 0 ? `仅限${rows("zh").join("且")}的行` : "全部行",
      `${first} 至 ${last}`,
      storageAllowed ? "可以留存" : "不得留存",
    ].join("；"),
    en: [
      `${columns.length} data items (${columns.map(({ label }) => label.en).join(", ")})${masked > 0 ? `, ${masked} of them masked` : ""}`,
      rowFilter.length > 0 ? `only rows where ${rows("en").join(" and ")}` : "all rows",
      `${first} to ${last}`,
      storageAllowed ? "may be stored" : "may not be stored",
    ].join("; "),
  };
}

function words({ column, op, value }: Condition, labels: ReadonlyMap<string, Text>, language: keyof Text): string {
  const label = labels.get(column)?.[language] ?? column;
  if (op === "null") {
    const empty = String(value) === "true";
    return language === "zh" ? `“${label}”${empty ? "" : "不"}为空` : `${label} is ${empty ? "" : "not "}empty`;
  }
  const list = (Array.isArray(value) ? value : [value]).join(language === "zh" ? "、" : ", ");
  return language === "zh" ? `“${label}”${OPS[op].zh}“${list}”` : `${label} ${OPS[op].en} “${list}”`;
}
