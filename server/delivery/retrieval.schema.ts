import { z } from "zod";
import type { UseRow } from "@/server/delivery/grant.schema";
import type { Citation, Text } from "@/server/law/types";

export const readRetrievalInput = z.strictObject({ recordId: z.uuid() });
export const verifyRetrievalInput = z.strictObject({
  recordId: z.uuid(),
  /** The code printed on the record. */
  code: z.string().trim().toUpperCase().max(40),
});
export type VerifyRetrievalInput = z.output<typeof verifyRetrievalInput>;

/** What a document or data taken from the platform is worth in handling business, by the law of the day it was taken. */
export interface LegalEffect {
  /** Such as 证照类; null for data that is no document. */
  document: Text | null;
  /** Equal to which paper document; null where the city's text does not say so of it. */
  equals: (Citation & { text: Text }) | null;
  /** What it may be relied on for; empty where the text names nothing. */
  uses: Text[];
  usesFrom: Citation | null;
  /** The law by which an electronic document does not do: then it can found nothing. */
  excludedBy: string | null;
}

/** A record of one retrieval that its holder can show and anybody who may see it can verify. */
export interface RetrievalRecord extends Omit<UseRow, "filter"> {
  effect: LegalEffect;
  /** Computed from the evidence itself: a record that was altered has another. */
  code: string;
}
