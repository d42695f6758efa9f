import type { PolicyProblem } from "./policy-file-error";
import { problemAt } from "./policy-file-error";
import type { ReadFile } from "./read-yaml";

/**
 * Citations of articles that a text does not have.
 * @param articles how many articles the text has; nothing is checked where nobody counted them
 */
export function citationProblems(files: readonly ReadFile<unknown>[], articles: number | undefined): PolicyProblem[] {
  if (articles === undefined) return [];
  const known = new Map<string, number | null>();
  const beyond = (cited: string): number | null => {
    const seen = known.get(cited);
    if (seen !== undefined) return seen;
    const found = articlesOf(cited).find((article) => article < 1 || article > articles) ?? null;
    known.set(cited, found);
    return found;
  };
  return files.flatMap(({ file, data, lineOf }) =>
    wrongCitations(data, beyond).map(({ path, article }) =>
      problemAt(
        { file, line: lineOf(path), field: path.join(".") },
        {
          zh: `引用了第${article}条，但该文本只有${articles}条`,
          en: `cites article ${article}, but the text has only ${articles}`,
        },
      ),
    ),
  );
}

/** The articles that a citation names: `21`, `15(二)`, `20、21`; a heading or an annex has no number. */
function articlesOf(cited: string): number[] {
  return cited
    .split(/[、,，]/)
    .flatMap((part) => part.match(/^\s*第?(\d+)/)?.[1] ?? [])
    .map(Number);
}

interface WrongCitation {
  path: (string | number)[];
  article: number;
}

/** An article is named by `cites` and by `article`. Paths are only put together on the way back from one that is wrong. */
function wrongCitations(value: unknown, beyond: (cited: string) => number | null): WrongCitation[] {
  if (typeof value !== "object" || value === null) return NONE;
  let found = NONE;
  const isList = Array.isArray(value);
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key];
    if (typeof inner === "object") {
      const below = wrongCitations(inner, beyond);
      if (below.length > 0)
        found = [
          ...found,
          ...below.map(({ path, article }) => ({ path: [isList ? Number(key) : key, ...path], article })),
        ];
    } else if (typeof inner === "string" && (key === "cites" || key === "article")) {
      const article = beyond(inner);
      if (article !== null) found = [...found, { path: [key], article }];
    }
  }
  return found;
}

const NONE: WrongCitation[] = [];
