import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { type ActContent, type Actor, type CaseAttributes, CaseRuleError, stageOf } from "@/server/cases/rules";
import type { ApplicationField, ProcedureId } from "@/server/law";
import { bookOf, CaseDriver, FULL, person } from "./cases";

type Said = Record<string, string>;

interface Opened {
  at: string;
  /** What the form says beside the fillings; undefined leaves a field out. */
  said?: Record<string, string | undefined>;
  attributes?: CaseAttributes;
  by?: Actor;
  /** The city's text alone, as if Order 809 did not exist. */
  written?: boolean;
}

/** A form that lacks nothing: something of each field's kind, or what is said. */
export function filled(fields: readonly ApplicationField[], said: Record<string, string | undefined> = {}): Said {
  const form = { ...Object.fromEntries(fields.map((field) => [field.id, filling(field)])), ...said };
  return Object.fromEntries(Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function filling({ kind, options, title }: ApplicationField): string {
  const fillings: Partial<Record<ApplicationField["kind"], string>> = {
    date: "2026-03-02",
    year: "2025",
    days: "10",
    flag: "true",
  };
  return fillings[kind] ?? options[0]?.value ?? title.zh;
}

/** Opens a case of a procedure with its form filled in. */
export function opened(city: string, id: ProcedureId, { at, said, attributes = {}, by, written }: Opened): CaseDriver {
  const book = written ? bookOf(city).asWritten() : bookOf(city);
  const procedure = book.on(new Date(at)).procedure(id);
  const filer = by ?? person(procedure.filing.by[0] ?? "requester");
  return new CaseDriver(procedure, at).files(attributes, filled(procedure.filing.application, said), filer);
}

/** Somebody acts with a content that lacks nothing, or with what is said in its place. */
export function does(
  driven: CaseDriver,
  kind: string,
  act: string,
  said: Record<string, string | undefined> = {},
  content: ActContent = FULL,
  by?: Actor,
): CaseDriver {
  const { procedure, state } = driven;
  const fields = state?.stage ? (stageOf(procedure, state.stage).acts[act]?.fields ?? []) : [];
  return driven.acts(kind, act, { ...content, fields: filled(fields, said) }, by);
}

/** The code of a refusal with its details; ALLOWED where there was none. */
export function codeOf(run: () => unknown): { code: string; missing?: string[]; article?: string; notBefore?: Date } {
  try {
    run();
  } catch (error) {
    if (error instanceof CaseRuleError) return { code: error.code, ...error.details };
    throw error;
  }
  return { code: "ALLOWED" };
}

/** The outreach of the last event. */
export function outreachOf({ last }: CaseDriver): string[] {
  return (last?.effects ?? []).flatMap((effect) => (effect.type === "outreach" ? [effect.outreach] : []));
}

export interface WorkedRow {
  case_id: string;
  city: string;
  procedure: string;
  step: string;
  start: string;
  expected_due: string;
  article: string;
}

/** The worked deadlines of one kind of step. */
export function workedRows(procedure: string): WorkedRow[] {
  const rows: WorkedRow[] = parse(readFileSync("tests/law/deadline-cases.csv"), { columns: true });
  return rows.filter((row) => row.procedure === procedure);
}
