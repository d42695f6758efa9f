import type { z } from "zod";
import { chineseOf } from "./schema/says";
import type { Text } from "./types";

type Issue = z.core.$ZodIssue;

export interface FieldSentence {
  path: PropertyKey[];
  sentence: Text;
}

/**
 * Turns a schema's complaint into sentences that a person who edits the file can act on.
 * @param content the whole content, so that a sentence can say what stands there instead
 */
export function sentenceFor(issue: Issue, content?: unknown): FieldSentence[] {
  const one = (zh: string, en: string) => [{ path: issue.path, sentence: { zh, en } }];
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({ path: [...issue.path, key], sentence: UNKNOWN }));
    case "invalid_type":
      return [{ path: issue.path, sentence: wrongType(issue.expected, issue.message) }];
    case "invalid_value":
      return [{ path: issue.path, sentence: notAmong(issue.values, valueAt(content, issue.path)) }];
    case "invalid_union":
      return closest(issue, content);
    case "too_small":
      return issue.origin === "array" || issue.origin === "string"
        ? one("不得为空", "must not be empty")
        : one(`不得小于${issue.minimum}`, `must be at least ${issue.minimum}`);
    case "too_big":
      return one(`不得大于${issue.maximum}`, `must be at most ${issue.maximum}`);
    case "invalid_key":
      return one("不是这里允许的名称", "is no name that can stand here");
    case "invalid_format":
      return one(
        chineseOf(issue.message) ?? "写法不符合要求",
        chineseOf(issue.message) ? issue.message : "is not written as it must be",
      );
    default:
      return one(chineseOf(issue.message) ?? "填写有误", issue.message);
  }
}

const UNKNOWN: Text = { zh: "这里没有这个字段，请检查拼写", en: "is not a field known here" };
const MISSING: Text = { zh: "缺少这一项", en: "is missing" };

/** Of a choice of forms, speaks about the one that was meant: the fewest strange fields, then the fewest complaints. */
function closest(issue: Extract<Issue, { code: "invalid_union" }>, content: unknown): FieldSentence[] {
  const within = valueAt(content, issue.path);
  const branches = issue.errors.map((errors) =>
    errors
      .flatMap((inner) => sentenceFor(inner, within))
      .map(({ path, sentence }) => ({ path: [...issue.path, ...path], sentence })),
  );
  const strange = (branch: FieldSentence[]) => branch.filter(({ sentence }) => sentence === UNKNOWN).length;
  const meant = branches
    .filter((branch) => branch.some(({ path }) => path.length > issue.path.length))
    .sort((a, b) => strange(a) - strange(b) || a.length - b.length)[0];
  if (meant) return meant;
  const join = (language: keyof Text, or: string) =>
    [...new Set(branches.flat().map(({ sentence }) => sentence[language]))].join(or);
  return [{ path: [...issue.path], sentence: { zh: join("zh", "，或者"), en: join("en", ", or ") } }];
}

function wrongType(expected: string, message: string): Text {
  if (message.endsWith("received undefined")) return MISSING;
  const { zh, en } = TYPES[expected] ?? { zh: expected, en: expected };
  return { zh: `应当是${zh}`, en: `must be ${en}` };
}

const TYPES: Record<string, Text> = {
  string: { zh: "文字（数字请加引号）", en: "a text" },
  number: { zh: "数字", en: "a number" },
  boolean: { zh: "true 或者 false", en: "true or false" },
  object: { zh: "一组字段", en: "a block of fields" },
  array: { zh: "一个列表（以 - 或者 [ ] 书写）", en: "a list" },
  record: { zh: "一组字段", en: "a block of fields" },
  int: { zh: "整数", en: "a whole number" },
};

/** Lists longer than this say nothing to a reader. */
const SHOWN = 30;

function notAmong(values: readonly unknown[], given: unknown): Text {
  if (given === undefined) return MISSING;
  const shown = values.slice(0, SHOWN).map((value) => String(value));
  const more = values.length > SHOWN;
  const found = typeof given === "object" ? "" : String(given);
  return {
    zh: `应当是${shown.length === 1 ? "" : "下列之一："}${shown.join("、")}${more ? "等" : ""}${found && `，而不是“${found}”`}`,
    en: `must be ${shown.length === 1 ? "" : "one of "}${shown.join(", ")}${more ? " …" : ""}${found && `, not "${found}"`}`,
  };
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key],
    content,
  );
}
