import { describe, expect, it } from "vitest";
import en from "@/app/i18n/messages/en";
import zh from "@/app/i18n/messages/zh-CN";
import { PROCEDURE_IDS } from "@/server/law/types";

type Tree = { [key: string]: string | Tree };

function leaves(tree: Tree, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const here = path ? `${path}.${key}` : key;
    if (typeof value === "string") found.set(here, value);
    else for (const [below, text] of leaves(value, here)) found.set(below, text);
  }
  return found;
}

/** Names of the arguments of an ICU message: `{count, plural, …}` and `{name}` alike. */
function argumentsOf(message: string): string[] {
  return [...new Set([...message.matchAll(/\{\s*([a-zA-Z][\w]*)\s*[,}]/g)].map((match) => match[1] as string))].sort();
}

const chinese = leaves(zh);
const english = leaves(en);

describe("messages", () => {
  it("have the same keys in both languages", () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
    expect(chinese.size).toBeGreaterThan(100);
  });

  it("name every procedure that a city or the state may know", () => {
    const named = [...chinese.keys()].filter((key) => key.startsWith("law.procedures.")).map((key) => key.slice(15));
    expect(named.sort()).toEqual(PROCEDURE_IDS.map((id) => id.replaceAll(".", "_")).sort());
  });

  it("are never empty", () => {
    const empty = [...chinese, ...english].filter(([, text]) => text.trim() === "").map(([key]) => key);
    expect(empty).toEqual([]);
  });

  it("take the same arguments in both languages", () => {
    const different = [...chinese].filter(
      ([key, text]) => argumentsOf(text).join() !== argumentsOf(english.get(key) ?? "").join(),
    );
    expect(different.map(([key]) => key)).toEqual([]);
  });

  it("are Chinese in Chinese and hold no Chinese in English, apart from proper names", () => {
    const han = /\p{Script=Han}/u;
    const untranslated = [...english].filter(([key, text]) => han.test(text) && !key.startsWith("frame.language"));
    expect(untranslated.map(([key]) => key)).toEqual([]);
    // Words of the trade that Chinese screens write in Latin letters too.
    const trade = /\b(API|CSV|Heliu|curl)\b/g;
    const latin = (text: string) => /[A-Za-z]{2,}/.test(text.replace(/\{[^{}]*\}/g, "").replace(trade, ""));
    const foreign = [...chinese].filter(([key, text]) => !han.test(text) && latin(text) && !key.includes("language"));
    expect(foreign.map(([key]) => key)).toEqual([]);
  });
});
