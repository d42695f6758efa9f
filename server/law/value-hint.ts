import { z } from "zod";
import { PARAMETERS, type ParameterKey } from "./parameters";

/** As much of a JSON Schema as the registry's questions use. */
interface Schema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
}

/** Longer lists of choices are cut; the editor's completion knows them all. */
const SHOWN = 8;

/** How the value of a question is written, as a line of YAML: `{ amount: 10, unit: working-days, starts: received }`. */
export function valueHint(key: ParameterKey): string {
  return shown(z.toJSONSchema(PARAMETERS[key].schema, { io: "input", unrepresentable: "any" }) as Schema);
}

/** What a choice of a question means, `direct 直接获取`; empty for questions without choices. */
export function choicesOf(key: ParameterKey): string[] {
  const question = PARAMETERS[key] as { words?: Record<string, { zh: string }> };
  return Object.entries(question.words ?? {}).map(([id, { zh }]) => `${id} ${zh}`);
}

function shown(
  { type, enum: choices, const: only, anyOf, items, properties, required = [] }: Schema,
  name = "",
): string {
  if (only !== undefined) return String(only);
  if (choices) return [...choices.slice(0, SHOWN), ...(choices.length > SHOWN ? ["…"] : [])].join(" | ");
  if (anyOf) return anyOf.map((each) => shown(each, name)).join(" | ");
  switch (type) {
    case "boolean":
      return "true | false";
    case "integer":
    case "number":
      return name === "amount" ? "10" : "1";
    case "array":
      return `[${shown(items ?? {})}, …]`;
    case "object":
      return `{ ${Object.entries(properties ?? {})
        .map(([field, schema]) => `${field}${required.includes(field) ? "" : "?"}: ${shown(schema, field)}`)
        .join(", ")} }`;
    default:
      return name === "zh" ? "中文" : name === "en" ? "English" : "…";
  }
}
