import { parse } from "csv-parse/sync";
import ts from "typescript";

/** A row of obligations.csv: what one article asks, and what the software must do about it. */
export interface Obligation {
  id: string;
  city: string;
  article: string;
  capability: string;
  obligation: string;
  software_duty: string;
}

/** One id in one `covers:` comment. */
export interface Claim {
  id: string;
  file: string;
  line: number;
  /** Whether the comment stands directly above or inside a test that runs. */
  atTest: boolean;
}

export interface Cell {
  city: string;
  capability: string;
  covered: number;
  coverable: number;
}

export interface Coverage {
  /** One for each city and capability between which there is an obligation that software can meet. */
  cells: Cell[];
  /** What no test shows, in the order of obligations.csv. */
  missing: Obligation[];
  /** Claims of ids that obligations.csv does not know. */
  unknown: Claim[];
  /** Claims that do not count: away from a test, or of something that no software can do. */
  uncounted: Claim[];
}

/** Reads the text of obligations.csv, in its order. */
export function parseObligations(csv: string | Buffer): Obligation[] {
  return parse(csv, { columns: true });
}

/** Whether software has a part in the obligation; its duty otherwise begins with "none" and says why. */
export const isCoverable = ({ software_duty }: Obligation) => !software_duty.startsWith("none");

/** Counts what the claims show of the obligations; an obligation counts once however many tests show it. */
export function coverageOf(obligations: readonly Obligation[], claims: readonly Claim[]): Coverage {
  const known = new Map(obligations.map((obligation) => [obligation.id, obligation]));
  const counts = (claim: Claim) => {
    const obligation = known.get(claim.id);
    return claim.atTest && obligation !== undefined && isCoverable(obligation);
  };
  const covered = new Set(claims.filter(counts).map(({ id }) => id));
  const cells = new Map<string, Cell>();
  for (const { id, city, capability } of obligations.filter(isCoverable)) {
    const key = JSON.stringify([city, capability]);
    const cell = cells.get(key) ?? { city, capability, covered: 0, coverable: 0 };
    cells.set(key, { ...cell, covered: cell.covered + (covered.has(id) ? 1 : 0), coverable: cell.coverable + 1 });
  }
  return {
    cells: [...cells.values()],
    missing: obligations.filter((obligation) => isCoverable(obligation) && !covered.has(obligation.id)),
    unknown: claims.filter(({ id }) => !known.has(id)),
    uncounted: claims.filter((claim) => known.has(claim.id) && !counts(claim)),
  };
}

/** The ids claimed by the comments of one file. `runs` says whether a runner takes the file at all. */
export function claimsOf(file: string, text: string, runs = true): Claim[] {
  if (!text.includes("covers:")) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const blocks = blocksOf(source);
  return commentsOf(source).flatMap((comment) => {
    const below = blocks.find((block) => standsDirectlyAbove(source, comment, block.statement));
    const around = blocks.filter(({ call }) => call.getStart() < comment.pos && comment.end < call.end).at(-1);
    const atTest = runs && ((below ?? around)?.runs ?? false);
    return idsOf(text.slice(comment.pos, comment.end)).map(({ id, line }) => ({
      id,
      file,
      line: source.getLineAndCharacterOfPosition(comment.pos).line + 1 + line,
      atTest,
    }));
  });
}

function idsOf(comment: string): { id: string; line: number }[] {
  return comment.split("\n").flatMap((text, line) => {
    const list = /^[\s/*]*covers:(.*)/.exec(text)?.[1] ?? "";
    return list
      .replace(/\*\/\s*$/, "")
      .split(/[\s,]+/)
      .filter((id) => id !== "")
      .map((id) => ({ id, line }));
  });
}

/** A call of `it`, `test` or `describe` that is given a body. */
interface Block {
  call: ts.CallExpression;
  /** What the call is a statement of, above which its comment stands. */
  statement: ts.Node;
  /** Neither skipped nor conditional, nor within something that is; a `describe` with at least one such test in it. */
  runs: boolean;
}

/** What may follow the name of a block that always runs; `skip`, `todo`, `fixme`, `runIf`, … are not among them. */
const MODES = ["each", "for", "only", "concurrent", "sequential", "describe", "serial", "parallel"];

/** In the order of the text, so that the last one around a place is the innermost. */
function blocksOf(source: ts.SourceFile): Block[] {
  const blocks: Block[] = [];
  const visit = (node: ts.Node, mayRun: boolean): void => {
    const name = ts.isCallExpression(node) ? nameOf(node) : null;
    if (!ts.isCallExpression(node) || !name) {
      ts.forEachChild(node, (child) => visit(child, mayRun));
      return;
    }
    const runs = mayRun && name.slice(1).every((mode) => MODES.includes(mode));
    const block = { call: node, statement: ts.isExpressionStatement(node.parent) ? node.parent : node, runs };
    const first = blocks.push(block);
    ts.forEachChild(node, (child) => visit(child, runs));
    if (name.includes("describe")) block.runs = blocks.slice(first).some((inner) => inner.runs);
  };
  visit(source, true);
  return blocks;
}

/** `["it", "each"]` of `it.each(rows)("…", body)`; null for what is no block, such as `test.beforeEach(body)`. */
function nameOf({ expression, arguments: given }: ts.CallExpression): string[] | null {
  const hasBody = given.slice(1).some((one) => ts.isArrowFunction(one) || ts.isFunctionExpression(one));
  const words: string[] = [];
  let callee: ts.Expression = expression;
  for (;;) {
    if (ts.isPropertyAccessExpression(callee)) words.unshift(callee.name.text);
    else if (ts.isIdentifier(callee)) break;
    else if (!ts.isCallExpression(callee) && !ts.isTaggedTemplateExpression(callee)) return null;
    callee = ts.isTaggedTemplateExpression(callee) ? callee.tag : callee.expression;
  }
  return hasBody && ["it", "test", "describe"].includes(callee.text) ? [callee.text, ...words] : null;
}

function standsDirectlyAbove(source: ts.SourceFile, comment: ts.CommentRange, statement: ts.Node): boolean {
  if (comment.pos < statement.getFullStart() || comment.end > statement.getStart()) return false;
  // Other comments may stand between; an empty line may not.
  return !/\n[ \t]*\r?\n/.test(source.text.slice(comment.end, statement.getStart()));
}

function commentsOf(source: ts.SourceFile): ts.CommentRange[] {
  const found = new Map<number, ts.CommentRange>();
  const visit = (node: ts.Node): void => {
    const parts = node.getChildren(source);
    for (const part of parts) visit(part);
    if (parts.length > 0 || node.kind === ts.SyntaxKind.JsxText) return;
    const ranges = [
      ...(ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(source.text, node.end) ?? []),
    ];
    for (const range of ranges) found.set(range.pos, range);
  };
  visit(source);
  return [...found.values()].sort((a, b) => a.pos - b.pos);
}
