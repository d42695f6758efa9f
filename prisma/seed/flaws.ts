import type { SourceValue } from "@/server/mounting/mount-hosted-table";
import { keysOf, type SeedEntry } from "./catalogue";
import { COLUMNS, type ColumnKind } from "./columns";
import { type Random, randomOf } from "./random";

/** The rows that people see first are without flaws: the demonstration's stories begin with them. */
const FIRST = 20;

/** What goes wrong where people type: a value forgotten, a digit lost, a word that the code list does not know. */
export class Flaws {
  /** Of its own, so that the rest of a table is the same with flaws and without. */
  private readonly random: Random;
  private readonly rate: number;
  private readonly places: { at: number; kind: ColumnKind }[];

  constructor({ columns, flaws }: SeedEntry, name: string) {
    const keys = keysOf(columns);
    this.random = randomOf(`flaws ${name}`);
    this.rate = flaws;
    this.places = columns.flatMap((column, at) => (keys.has(column) ? [] : [{ at, kind: COLUMNS[column] }]));
  }

  /** The row, now and then with one value that is missing or wrong; never of its key. */
  into(values: SourceValue[], i: number): SourceValue[] {
    if (i < FIRST || this.rate === 0 || this.places.length === 0 || !this.random.chance(this.rate)) return values;
    const { at, kind } = this.random.pick(this.places);
    values[at] = flawed(kind, values[at] ?? null, this.random);
    return values;
  }
}

function flawed({ rule, codeList, labelZh, type }: ColumnKind, value: SourceValue, random: Random): SourceValue {
  if (typeof value !== "string" || random.chance(0.4)) return null;
  // A digit lost leaves a check character that is wrong and a number that is too short.
  if (rule) return value.slice(0, 8) + value.slice(9);
  if (codeList) return "其他";
  if (labelZh === "出生日期" && type === "date") return `${value.slice(0, 8)}${value.endsWith("01") ? "02" : "01"}`;
  return null;
}
