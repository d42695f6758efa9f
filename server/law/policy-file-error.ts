import type { Text } from "./types";

/** One thing wrong in one file. `line` counts from 1. */
export interface PolicyProblem {
  file: string;
  line: number;
  /** Dotted path of the field; empty when the file as a whole is meant. */
  field: string;
  /** In English. */
  sentence: string;
  /** The same in Chinese. */
  zh: string;
}

/** A problem of one place, from the sentence that says it. */
export function problemAt(place: Pick<PolicyProblem, "file" | "line" | "field">, { zh, en }: Text): PolicyProblem {
  return { ...place, sentence: en, zh };
}

/** The tenants' files cannot be used. The message lists every problem as `file:line field: sentence`, one a line. */
export class PolicyFileError extends Error {
  override readonly name = "PolicyFileError";
  constructor(readonly problems: PolicyProblem[]) {
    super(problems.map(describeProblem).join("\n"));
  }
}

/** `tenants/fushun/policy/sharing.yaml:12 parameters.sharing.answer.within.0.basis: 应当是下列之一… | must be one of …` */
export function describeProblem({ file, line, field, sentence, zh }: PolicyProblem): string {
  return `${file}:${line}${field ? ` ${field}` : ""}: ${zh} | ${sentence}`;
}
