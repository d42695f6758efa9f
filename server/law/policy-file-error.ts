/** One thing wrong in one file. `line` counts from 1. */
export interface PolicyProblem {
  file: string;
  line: number;
  /** Dotted path of the field; empty when the file as a whole is meant. */
  field: string;
  sentence: string;
}

/** The tenants' files cannot be used. The message lists every problem as `file:line field: sentence`, one a line. */
export class PolicyFileError extends Error {
  override readonly name = "PolicyFileError";
  constructor(readonly problems: PolicyProblem[]) {
    super(problems.map(describeProblem).join("\n"));
  }
}

/** `tenants/fushun/policy/sharing.yaml:12 parameters.sharing.answer.within.0.basis: must be one of …` */
export function describeProblem({ file, line, field, sentence }: PolicyProblem): string {
  return `${file}:${line}${field ? ` ${field}` : ""}: ${sentence}`;
}
