import type { DraftEntry } from "@/server/catalogue/draft.schema";

/** 类 of the national guide: base, theme and department resources. */
const CLASS = { base: "1", theme: "2", department: "3" } as const;

/**
 * What stands before the running number of a code: the number of the class (类), and the names of item (项), subject (目)
 * and, where there is one, detail (细目), each of which has its number. The item of base and theme resources is their
 * database, that of all others their department.
 * @param digits how many the number of the class has
 */
export function codeFront(
  { theme, particulars }: Pick<DraftEntry, "theme" | "particulars">,
  department: string,
  digits: number,
): string[] {
  const { base, themeDatabase, subdivision } = particulars;
  const kind = base ? "base" : themeDatabase ? "theme" : "department";
  const item = base || themeDatabase || department;
  return [CLASS[kind].padStart(digits, "0"), item, theme, ...(subdivision ? [subdivision] : [])];
}
