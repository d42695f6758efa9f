import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { type Document, isAlias, isMap, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { z } from "zod";
import type { PolicyProblem } from "./policy-file-error";
import { sentenceFor } from "./zod-sentences";

type Path = readonly PropertyKey[];

/** A file that parsed and fits its schema, with the way back to its lines. */
export interface ReadFile<T> {
  file: string;
  data: T;
  /** Line (from 1) of a field, or of the nearest thing that contains it. */
  lineOf(path: Path): number;
}

export type ReadResult<T> = { ok: true; read: ReadFile<T> } | { ok: false; problems: PolicyProblem[] };

/** Reads one YAML file strictly; every problem names file, line and field. */
export function readYaml<S extends z.ZodType>(path: string, schema: S): ReadResult<z.output<S>> {
  const file = relative(process.cwd(), path);
  let source: string;
  try {
    source = readFileSync(path, "utf8");
  } catch {
    return { ok: false, problems: [{ file, line: 1, field: "", sentence: "cannot be read" }] };
  }
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, merge: true });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      file,
      line: lines.linePos(error.pos[0]).line,
      field: "",
      sentence: `is not valid YAML: ${error.message}`,
    }));
    return { ok: false, problems };
  }
  const lineOf = (fieldPath: Path) => lines.linePos(offsetOf(document, fieldPath)).line;
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return { ok: true, read: { file, data: parsed.data, lineOf } };
  const problems = parsed.error.issues.flatMap((issue) =>
    sentenceFor(issue).map(({ path: fieldPath, sentence }) => ({
      file,
      line: lineOf(fieldPath),
      field: fieldPath.map(String).join("."),
      sentence,
    })),
  );
  return { ok: false, problems };
}

/** Walks the YAML as far as the path exists and answers where that begins. */
function offsetOf(document: Document.Parsed, path: Path): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of [...path, undefined]) {
    if (isAlias(node)) node = node.resolve(document);
    offset = startOf(node) ?? offset;
    if (step === undefined) break;
    if (isMap(node)) {
      const pair = node.items.find((item) => keyOf(item.key) === String(step));
      if (!pair) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
      // A scalar's own line is its key's line; a block below is where its first entry stands.
      if (!isMap(node) && !isSeq(node)) break;
    } else if (isSeq(node) && typeof step === "number") {
      node = node.items[step];
    } else break;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

function keyOf(key: unknown): string {
  const value = (key as { value?: unknown } | null)?.value;
  return value === undefined ? "" : String(value);
}
