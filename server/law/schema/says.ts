const chinese = new Map<string, string>();

/** A schema's own complaint in both languages. Zod carries the English one; `chineseOf` finds the other. */
export function says(zh: string, en: string): string {
  chinese.set(en, zh);
  return en;
}

/** The Chinese of a complaint that a schema made with `says`. */
export function chineseOf(en: string): string | undefined {
  return chinese.get(en);
}
