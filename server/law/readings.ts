import { join } from "node:path";
import type { z } from "zod";
import { tenantFolders } from "./load-tenants";
import { PolicyFileError } from "./policy-file-error";
import { readYaml } from "./read-yaml";
import { type readingSchema, readingsFileSchema } from "./schema/readings.schema";

/** What one number in a reason stands for: the problem in the text and what was made of it. */
export type Reading = z.output<typeof readingSchema>;

/**
 * The readings of unclear articles (A…) and the defaults where the texts are silent (D…), in the order of the file.
 * @param folder the folder of tenants with `readings.yaml`; the project's own by default
 * @throws PolicyFileError naming line and field of what is wrong
 */
export function readReadings(folder: string = tenantFolders()[0] ?? "tenants"): Reading[] {
  const result = readYaml(join(folder, "readings.yaml"), readingsFileSchema);
  if (!result.ok) throw new PolicyFileError(result.problems);
  return result.read.data.readings;
}

/** Numbers that a reason begins with (`A1、A2：…` → A1, A2); empty where procedures know no number for it. */
export function numbersOf(reason: string): string[] {
  const [head = ""] = reason.match(/^[AD]\d+(?:(?:、|, )[AD]\d+)*(?=[：:])/) ?? [];
  return head.match(/[AD]\d+/g) ?? [];
}
