import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { CORE_SCHEMA, load, Type } from "js-yaml";
import { type Document, isAlias, isMap, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { z } from "zod";
import { type PolicyProblem, problemAt } from "./policy-file-error";
import { quickCheck } from "./schema/quick-check";
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

/** Checks a content as the schema would and answers null where anything is wrong, without saying what. */
type Quick<S extends z.ZodType> = (content: unknown) => z.output<S> | null;

/** The core of YAML 1.2, as the parser with positions reads it, and merges (`<<`). */
const PLAIN = CORE_SCHEMA.extend({
  implicit: [new Type("tag:yaml.org,2002:merge", { kind: "scalar", resolve: (text) => text === "<<" })],
});

/** Reads one YAML file strictly; every problem names file, line and field. */
export function readYaml<S extends z.ZodType>(path: string, schema: S, quick?: Quick<S>): ReadResult<z.output<S>> {
  return parseYaml(readSource(path), schema, quick);
}

/** The text of a file as it was when it was read. */
export interface SourceFile {
  /** Relative to where the process runs, as a person would name it. */
  file: string;
  /** Null when it cannot be read. */
  source: string | null;
}

/** Reads a file's text once, so that what is digested is what is parsed. */
export function readSource(path: string): SourceFile {
  const file = relative(process.cwd(), path);
  try {
    return { file, source: readFileSync(path, "utf8") };
  } catch {
    return { file, source: null };
  }
}

/**
 * The same for a text that is already at hand.
 * Positions cost ten times the parsing, so they are only looked up where something is wrong or a line is asked for.
 */
export function parseYaml<S extends z.ZodType>(
  { file, source }: SourceFile,
  schema: S,
  quick: Quick<S> = quickCheck(schema),
): ReadResult<z.output<S>> {
  if (source === null) {
    const sentence = { zh: "无法读取该文件", en: "cannot be read" };
    return { ok: false, problems: [problemAt({ file, line: 1, field: "" }, sentence)] };
  }
  const plain = quickly(source);
  const data = plain.ok ? quick(plain.value) : null;
  if (data !== null) return { ok: true, read: { file, data, lineOf: linesOf(source) } };
  const { document, lines, lineOf } = locate(source);
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos, message }) =>
      problemAt(
        { file, line: lines.linePos(pos[0]).line, field: "" },
        { zh: `不是合法的 YAML，请检查缩进、引号和括号：${message}`, en: `is not valid YAML: ${message}` },
      ),
    );
    return { ok: false, problems };
  }
  const content: unknown = document.toJS();
  const parsed = schema.safeParse(content);
  if (parsed.success) return { ok: true, read: { file, data: parsed.data, lineOf } };
  const problems = parsed.error.issues.flatMap((issue) =>
    sentenceFor(issue, content).map(({ path: fieldPath, sentence }) =>
      problemAt({ file, line: lineOf(fieldPath), field: fieldPath.map(String).join(".") }, sentence),
    ),
  );
  return { ok: false, problems };
}

/** The value alone. Whatever this parser does not take at once is left to the one that knows positions. */
function quickly(source: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: load(source, { schema: PLAIN }) };
  } catch {
    return { ok: false };
  }
}

/** Finds lines in a text; its positions are looked up at the first question. */
function linesOf(source: string): (path: Path) => number {
  let located: Located | undefined;
  return (path) => {
    located ??= locate(source);
    return located.lineOf(path);
  };
}

interface Located {
  document: Document.Parsed;
  lines: LineCounter;
  lineOf(path: Path): number;
}

function locate(source: string): Located {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, merge: true });
  return { document, lines, lineOf: (path) => lines.linePos(offsetOf(document, path)).line };
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
