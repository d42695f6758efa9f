import { durationText, startText } from "./explain";
import { PARAMETERS } from "./parameters";
import { type ActorKind, type AnnualDate, type Duration, NOT_STIPULATED, type StartEvent, type Text } from "./types";

type Words = Readonly<Record<string, Text>>;

/** Whom a side is, where no procedure calls it otherwise. */
export function actorText(kind: ActorKind): Text {
  return COMMON[kind] ?? { zh: kind, en: kind };
}

/** Words of the choices that several questions share; a question's own words go before them. */
const COMMON: Words = {
  requester: { zh: "需求部门", en: "requester" },
  "requester-head": { zh: "需求部门负责人", en: "head of the requester" },
  provider: { zh: "提供部门", en: "provider" },
  "provider-head": { zh: "提供部门负责人", en: "head of the provider" },
  delegate: { zh: "授权代理方", en: "delegate" },
  authority: { zh: "数据主管部门", en: "data authority" },
  government: { zh: "本级人民政府", en: "government" },
  applicant: { zh: "申请人", en: "applicant" },
  law: { zh: "法律", en: "law" },
  "administrative-regulation": { zh: "行政法规", en: "administrative regulation" },
  "local-regulation": { zh: "地方性法规", en: "local regulation" },
  rule: { zh: "规章", en: "rule" },
  "state-council-decision": { zh: "国务院决定", en: "State Council decision" },
  "central-policy": { zh: "党中央、国务院政策", en: "central policy" },
  "national-provision": { zh: "国家有关规定", en: "national provision" },
  "provincial-document": { zh: "省级文件", en: "provincial document" },
  "municipal-document": { zh: "市级文件", en: "municipal document" },
  "internal-rule": { zh: "部门内部规定", en: "internal rule" },
  unconditional: { zh: "无条件", en: "unconditional" },
  conditional: { zh: "有条件", en: "conditional" },
  withheld: { zh: "不予", en: "withheld" },
  reason: { zh: "理由", en: "reasons" },
  "legal-basis": { zh: "依据", en: "legal basis" },
  scope: { zh: "范围", en: "scope" },
  purpose: { zh: "用途", en: "purpose" },
  "missing-items": { zh: "需要补正的内容", en: "what is missing" },
  "storage-consent": { zh: "同意存储", en: "consent to store" },
  "extension-days": { zh: "延长天数", en: "length of the extension" },
  user: { zh: "使用人员", en: "user" },
  approver: { zh: "批准人员", en: "approver" },
  content: { zh: "数据内容", en: "content" },
  time: { zh: "获取时间", en: "time" },
  way: { zh: "获取方式", en: "way" },
  medium: { zh: "介质类型", en: "medium" },
  "with-provider-consent": { zh: "经提供部门同意", en: "with the provider's consent" },
  promptly: { zh: "及时（未定期限）", en: "promptly, no figure" },
  prohibited: { zh: "禁止", en: "prohibited" },
  "only-if-authorised": { zh: "未经授权不得", en: "only if authorised" },
  "law-changed": { zh: "法律法规修订", en: "law revised" },
  "function-changed": { zh: "行政职能变化", en: "function changed" },
  adopted: { zh: "通过", en: "adopted" },
  approved: { zh: "批准", en: "approved" },
  dated: { zh: "成文", en: "dated" },
  promulgated: { zh: "公布", en: "promulgated" },
  published: { zh: "发布", en: "published" },
};

/** Choices that mean something else in one question than elsewhere. */
const OF_ONE_QUESTION: Readonly<Record<string, Words>> = {
  "sharing.classes": {
    unconditional: { zh: "无条件共享", en: "unconditional" },
    conditional: { zh: "有条件共享", en: "conditional" },
    withheld: { zh: "不予共享", en: "withheld" },
  },
  "opening.classes": {
    unconditional: { zh: "无条件开放", en: "unconditional" },
    conditional: { zh: "有条件开放", en: "conditional" },
    withheld: { zh: "不予开放", en: "withheld" },
  },
};

/** Names of the fields of a structured value, said before its content (or alone, when it is simply so). */
const FIELDS: Words = {
  jointly: { zh: "共同审核", en: "jointly" },
  machine_readable: { zh: "可机读", en: "machine-readable" },
  desensitised: { zh: "脱敏", en: "masked" },
  standardised: { zh: "标准化", en: "standardised" },
  via: { zh: "获取渠道", en: "through" },
  kinds: { zh: "种类", en: "kinds" },
  equals: { zh: "等同于", en: "equal to" },
  uses: { zh: "用途", en: "for" },
  exception: { zh: "例外", en: "exception" },
  when: { zh: "情形", en: "when" },
  by: { zh: "负责方", en: "by" },
  found_by: { zh: "认定方", en: "found by" },
  opens: { zh: "可以", en: "then" },
  digits: { zh: "类、项、目的位数", en: "digits of class, item and subject" },
  separator: { zh: "顺序号前的分隔符", en: "before the running number" },
};

const MONTHS = "January February March April May June July August September October November December".split(" ");
const SILENT: Text = { zh: "条文未规定", en: "not stipulated" };
const REPEALED: Text = { zh: "已废止", en: "repealed" };

/**
 * A value of the policy book in words, as a clerk would read it out. Pure; never empty.
 * @param key the question, whose own words for its choices are taken first; a city's own `local.…` key has none; a local value of one city has none
 * @param value one dated value: also `not-stipulated` and null (repealed)
 */
export function describeValue(key: string, value: unknown): Text {
  if (value === null) return REPEALED;
  if (value === NOT_STIPULATED) return SILENT;
  return describe(value, wordsOf(key));
}

/** The words of one choice; undefined when nobody has given it any. */
export function choiceWords(key: string, choice: string): Text | undefined {
  return wordsOf(key)[choice] ?? COMMON[choice];
}

function wordsOf(key: string): Words {
  const parameter = (PARAMETERS as Record<string, { words?: Words }>)[key];
  return { ...OF_ONE_QUESTION[key], ...parameter?.words };
}

function describe(value: unknown, words: Words): Text {
  if (typeof value === "boolean") return value ? { zh: "是", en: "yes" } : { zh: "否", en: "no" };
  if (typeof value === "string") return words[value] ?? COMMON[value] ?? { zh: value, en: value };
  if (Array.isArray(value))
    return listed(
      value.map((item) => describe(item, words)),
      value.some(isStructured) ? "；" : "、",
    );
  if (typeof value === "object" && value !== null) return describeObject(value as Record<string, unknown>, words);
  return { zh: String(value), en: String(value) };
}

/** The shapes of shape.ts and choices.ts, told apart by the field that only they have. */
function describeObject(value: Record<string, unknown>, words: Words): Text {
  if ("consent" in value) return extensionText(value as unknown as ExtensionValue);
  if ("starts" in value) return periodText(value as unknown as Duration);
  if ("amount" in value) return intervalText(value as unknown as IntervalValue);
  if ("at_least" in value) return retentionText(value as unknown as RetentionValue);
  if ("month" in value) return annualText(value as unknown as AnnualDate);
  if ("events" in value) return triggerText(value as unknown as TriggerValue, words);
  if ("act" in value) return datedActText(value as unknown as DatedAct, words);
  if ("zh" in value) return namedText(value as unknown as NamedText, words);
  if ("item" in value) return numberedText(value as unknown as NumberedItem, words);
  return listed(
    Object.entries(value).map(([field, part]) => fieldText(FIELDS[field], part, words)),
    "，",
  );
}

/** Items with parts of their own are set apart by semicolons; names and choices by commas. */
function isStructured(item: unknown): boolean {
  return typeof item === "object" && item !== null && !("zh" in item);
}

interface NumberedItem {
  item: string;
  title?: Text;
  kind?: string;
}

function numberedText({ item, title, kind }: NumberedItem, words: Words): Text {
  const told = describe(title ?? kind, words);
  return { zh: `（${item}）${told.zh}`, en: `(${item}) ${told.en}` };
}

function fieldText(name: Text | undefined, value: unknown, words: Words): Text {
  if (name && value === true) return name;
  const told = describe(value, words);
  return name ? { zh: `${name.zh}：${told.zh}`, en: `${name.en}: ${told.en}` } : told;
}

interface ExtensionValue extends Duration {
  consent: Text;
  told?: Text;
}

function extensionText({ consent, told, ...duration }: ExtensionValue): Text {
  const length = durationText(duration);
  return {
    zh: `经${consent.zh}同意可以延长，最长${length.zh}${told ? `，并告知${told.zh}` : ""}`,
    en: `up to ${length.en} more with the consent of the ${consent.en.replace(/^the /, "")}${told ? `, telling ${told.en}` : ""}`,
  };
}

function periodText(duration: Duration): Text {
  const length = durationText(duration);
  const start = startText(duration.starts as StartEvent);
  const from = { zh: `自${start.zh}之日起`, en: `from ${start.en}` };
  if (duration.minimum) return { zh: `${from.zh}不少于${length.zh}`, en: `at least ${length.en} ${from.en}` };
  return { zh: `${from.zh}${length.zh}${duration.unit === "years" ? "" : "内"}`, en: `${length.en} ${from.en}` };
}

interface IntervalValue {
  amount: number;
  unit: "days" | "months" | "years";
}

const UNITS = { days: "日", months: "个月", years: "年" };

function intervalText({ amount, unit }: IntervalValue): Text {
  if (amount === 1) return { zh: unit === "months" ? "每月" : `每${UNITS[unit]}`, en: `every ${unit.slice(0, -1)}` };
  return { zh: `每${amount}${UNITS[unit]}`, en: `every ${amount} ${unit}` };
}

interface RetentionValue {
  at_least: number;
  unit: "days" | "months" | "years";
}

function retentionText({ at_least, unit }: RetentionValue): Text {
  const plural = at_least === 1 ? unit.replace(/s$/, "") : unit;
  return { zh: `不少于${at_least}${UNITS[unit]}`, en: `at least ${at_least} ${plural}` };
}

/** `每年1月31日前` / `by 31 January every year`. */
export function annualText({ month, day }: AnnualDate): Text {
  const name = MONTHS[month - 1];
  if (day === "last") return { zh: `每年${month}月底前`, en: `by the end of ${name} every year` };
  return { zh: `每年${month}月${day}日前`, en: `by ${day} ${name} every year` };
}

interface TriggerValue {
  events: string[];
  only_if_affected?: true;
}

function triggerText({ events, only_if_affected }: TriggerValue, words: Words): Text {
  const told = events.map((event) => describe(event, words));
  const only = only_if_affected ? { zh: "，且目录需要调整", en: ", if the catalogue is affected" } : { zh: "", en: "" };
  return {
    zh: `${told.map(({ zh }) => zh).join("或者")}${only.zh}`,
    en: `${told.map(({ en }) => en).join(" or ")}${only.en}`,
  };
}

interface DatedAct {
  act: string;
  on: string;
  by?: Text;
}

function datedActText({ act, on, by }: DatedAct, words: Words): Text {
  const done = describe(act, words);
  return { zh: `${on}${by?.zh ?? ""}${done.zh}`, en: `${done.en} ${on}${by ? ` by ${by.en}` : ""}` };
}

/** A name or sentence; a rule carries its kind, its article and what is doubtful about it. */
interface NamedText extends Text {
  kind?: string;
  article?: string;
  review?: Text;
}

function namedText({ zh, en, kind, article, review }: NamedText, words: Words): Text {
  const sort = kind ? describe(kind, words) : undefined;
  const notes = [sort, article ? { zh: `第${article}条`, en: `article ${article}` } : undefined, review].filter(
    (note) => note !== undefined,
  );
  if (notes.length === 0) return { zh, en };
  const told = listed(notes, "，");
  return { zh: `${zh}（${told.zh}）`, en: `${en} (${told.en})` };
}

function listed(items: readonly Text[], comma = "、"): Text {
  const inEnglish = comma === "；" ? "; " : ", ";
  return { zh: items.map(({ zh }) => zh).join(comma), en: items.map(({ en }) => en).join(inEnglish) };
}
