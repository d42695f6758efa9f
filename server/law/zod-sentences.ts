import type { z } from "zod";

type Issue = z.core.$ZodIssue;

export interface FieldSentence {
  path: PropertyKey[];
  sentence: string;
}

/** Turns a schema's complaint into sentences that a person who edits the file can act on. */
export function sentenceFor(issue: Issue): FieldSentence[] {
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({ path: [...issue.path, key], sentence: "is not a field known here" }));
    case "invalid_type":
      return [{ path: issue.path, sentence: wrongType(issue.expected, issue.message) }];
    case "invalid_value":
      return [{ path: issue.path, sentence: `must be ${oneOf(issue.values)}` }];
    case "invalid_union":
      return closest(issue);
    case "too_small":
      return [
        {
          path: issue.path,
          sentence:
            issue.origin === "array" || issue.origin === "string"
              ? "must not be empty"
              : `must be at least ${issue.minimum}`,
        },
      ];
    default:
      return [{ path: issue.path, sentence: issue.message }];
  }
}

/** Of a choice of forms, speaks about the one that came nearest (the complaint that lies deepest). */
function closest(issue: Extract<Issue, { code: "invalid_union" }>): FieldSentence[] {
  const branches = issue.errors.map((errors) =>
    errors
      .flatMap((inner) => sentenceFor(inner))
      .map(({ path, sentence }) => ({ path: [...issue.path, ...path], sentence })),
  );
  const deep = branches.filter((branch) => branch.some(({ path }) => path.length > issue.path.length));
  const fewest = deep.sort((a, b) => a.length - b.length)[0];
  if (fewest) return fewest;
  return [
    { path: [...issue.path], sentence: [...new Set(branches.flat().map(({ sentence }) => sentence))].join(", or ") },
  ];
}

function wrongType(expected: string, message: string): string {
  if (message.endsWith("received undefined")) return "is missing";
  const names: Record<string, string> = {
    string: "a text",
    number: "a number",
    boolean: "true or false",
    object: "a block of fields",
    array: "a list",
    record: "a block of fields",
    int: "a whole number",
  };
  return `must be ${names[expected] ?? expected}`;
}

function oneOf(values: readonly unknown[]): string {
  const shown = values.map((value) => String(value));
  return shown.length === 1 ? `${shown[0]}` : `one of ${shown.join(", ")}`;
}
