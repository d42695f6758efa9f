import { parse } from "csv-parse/sync";

/** One line of a schedule, before anything of it is believed. */
export interface ScheduleRow {
  /** As a spreadsheet counts: the heading of a CSV is row 1, the first object of a JSON list too. */
  row: number;
  date: string;
  kind: string;
  zh: string;
  en: string;
}

export type ParsedSchedule = { rows: ScheduleRow[] } | { wrong: "unreadable" | "columns"; value: string };

const COLUMNS = ["date", "kind", "name_zh", "name_en"] as const;
type Column = (typeof COLUMNS)[number];

/** Reads a pasted or uploaded schedule: a JSON list, or CSV with a heading, separated by commas or by a spreadsheet's tabs. */
export function parseSchedule(text: string): ParsedSchedule {
  const clean = text.replace(/^\uFEFF/, "").trim();
  return /^[[{]/.test(clean) ? fromJson(clean) : fromCsv(clean);
}

function fromCsv(text: string): ParsedSchedule {
  const [heading = ""] = text.split(/\r?\n/, 1);
  let lines: string[][];
  try {
    lines = parse(text, { delimiter: heading.includes("\t") ? "\t" : ",", trim: true, relax_column_count: true });
  } catch {
    return { wrong: "unreadable", value: shortened(heading) };
  }
  const names = (lines[0] ?? []).map((name) => name.toLowerCase());
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0) return { wrong: "columns", value: missing.join(", ") };
  const cell = (line: string[], column: Column) => line[names.indexOf(column)] ?? "";
  const rows = lines
    .map((line, index) => rowOf(index + 1, (column) => cell(line, column)))
    .slice(1)
    .filter(({ date, kind, zh, en }) => date || kind || zh || en);
  return { rows };
}

function fromJson(text: string): ParsedSchedule {
  let list: unknown;
  try {
    const value: unknown = JSON.parse(text);
    list = isRecord(value) ? value.days : value;
  } catch {
    return { wrong: "unreadable", value: shortened(text) };
  }
  if (!Array.isArray(list) || !list.every(isRecord)) return { wrong: "unreadable", value: shortened(text) };
  const missing = COLUMNS.filter((column) => list.length > 0 && !list.some((each) => column in each));
  if (missing.length > 0) return { wrong: "columns", value: missing.join(", ") };
  return {
    rows: list.map((each, index) =>
      rowOf(index + 1, (column) => (typeof each[column] === "string" ? each[column].trim() : "")),
    ),
  };
}

function rowOf(row: number, cell: (column: Column) => string): ScheduleRow {
  return { row, date: cell("date"), kind: cell("kind"), zh: cell("name_zh"), en: cell("name_en") };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Enough to find the place, not so much that a page fills with it. */
export function shortened(value: string): string {
  return value.length > 40 ? `${value.slice(0, 40)}…` : value;
}
