import type { Text } from "@/server/law/types";

/** Something that the system knows and that speaks for a violation; whoever may order a correction judges it. */
export interface EvidenceRow {
  /** What was found and since when, one sentence. */
  text: Text;
  /** Where it can be looked at. */
  at: { kind: "case" | "entry" | "grant"; id: string };
}

/** The evidence for one numbered violation of the city's list; `item` is null in a text without a list. */
export interface ViolationEvidence {
  item: string | null;
  rows: EvidenceRow[];
}
