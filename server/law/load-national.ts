import { existsSync } from "node:fs";
import { join } from "node:path";
import { citationProblems } from "./check-citations";
import { history, policyFiles } from "./load-city";
import type { ParameterKey } from "./parameters";
import type { NationalBook } from "./policy-book";
import { type PolicyProblem, problemAt } from "./policy-file-error";
import { readYaml } from "./read-yaml";
import { nationalInstrumentSchema } from "./schema/city.schema";
import { type DatedValue, nationalPolicyFileSchema } from "./schema/policy.schema";
import type { ProcedureEntry, Supplement } from "./schema/procedure.schema";

/**
 * Reads `national/`: the regulation above the cities, its values by key and what it adds to their procedures.
 * @returns null where the folder has none
 */
export function loadNational(root: string, problems: PolicyProblem[]): NationalBook | null {
  const folder = join(root, "national");
  const path = join(folder, "instrument.yaml");
  if (!existsSync(path)) return null;
  const head = readYaml(path, nationalInstrumentSchema);
  const files = policyFiles(folder).map((file) => readYaml(file, nationalPolicyFileSchema));
  for (const result of [head, ...files]) if (!result.ok) problems.push(...result.problems);
  if (!head.ok) return null;
  const read = files.flatMap((result) => (result.ok ? [result.read] : []));
  problems.push(...citationProblems([head.read, ...read], head.read.data.instrument.articles));
  const book: NationalBook = { ...headOf(head.read.data), values: {}, supplements: {}, procedures: {} };
  for (const { file, data, lineOf } of read) {
    const repeated = (place: string[]) =>
      problems.push(
        problemAt(
          { file, line: lineOf(place), field: place.join(".") },
          { zh: "已在另一个文件中规定", en: "is already given in another file" },
        ),
      );
    for (const [key, entries] of Object.entries(data.parameters ?? {}) as [ParameterKey, DatedValue[]][]) {
      if (book.values[key]) repeated(["parameters", key]);
      book.values[key] = history(entries);
    }
    for (const [id, entries] of Object.entries(data.supplements ?? {}) as [string, Supplement[]][]) {
      if (book.supplements[id]) repeated(["supplements", id]);
      book.supplements[id] = entries;
    }
    for (const [id, entries] of Object.entries(data.procedures ?? {}) as [string, ProcedureEntry[]][]) {
      if (book.procedures[id]) repeated(["procedures", id]);
      book.procedures[id] = entries;
    }
  }
  return book;
}

function headOf({ short, instrument }: ReturnType<typeof nationalInstrumentSchema.parse>) {
  const { title, kind, citation, effective } = instrument;
  return {
    short,
    instrument: {
      title,
      kind,
      citation,
      effective: { value: effective.value, from: effective.value, article: effective.cites, basis: effective.basis },
    },
  };
}
