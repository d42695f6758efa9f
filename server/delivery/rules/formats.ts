import { FORMATS, type Format } from "@/server/delivery/grant.schema";

/** Media types, without parameters. */
export const MEDIA_TYPES: Record<Format, string> = {
  csv: "text/csv",
  json: "application/json",
  ndjson: "application/x-ndjson",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/**
 * The format that an Accept header asks for first; `otherwise` where it names none or accepts anything, null where it
 * accepts none of ours. Weights are not read: who sends several gets the first that we have.
 */
export function acceptedFormat(accept: string | undefined, otherwise: Format): Format | null {
  if (!accept) return otherwise;
  for (const part of accept.toLowerCase().split(",")) {
    const type = part.split(";", 1)[0]?.trim();
    if (type === "*/*" || type === "application/*") return otherwise;
    if (type === "text/*") return "csv";
    if (type === "application/ndjson" || type === "application/jsonl") return "ndjson";
    const found = FORMATS.find((format) => MEDIA_TYPES[format] === type);
    if (found) return found;
  }
  return null;
}
