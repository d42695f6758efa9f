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
  /** The first twenty digits of the hash of all that the record says: one that was altered has another. */
  code: string;
  receipt: CallReceipt;
}

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** A call receipt (调用记录凭证): what the record says word for word, and where the city's evidence chain holds it. */
export const receiptSchema = z.strictObject({
  format: z.literal("heliu-receipt-1"),
  city: z.string(),
  recordId: z.uuid(),
  /** JSON as it was hashed. */
  text: z.string(),
  /** SHA-256 of a zero byte and the text, in hex. */
  leaf: hash,
  /** Null for a minute or so, until the record is sealed. */
  seal: z
    .strictObject({
      seq: z.int(),
      records: z.int(),
      position: z.int(),
      /** With microseconds, as it was hashed. */
      sealedAt: z.string(),
      root: hash,
      previous: hash,
      hash,
      /** From the leaf up to the root. */
      path: z.array(z.strictObject({ side: z.enum(["left", "right"]), hash })),
    })
    .nullable(),
});
export type CallReceipt = z.output<typeof receiptSchema>;

/** The city is part of the input: `publicQuery` reads it. */
export const checkReceiptInput = z.object({
  recordId: z.uuid(),
  /** As printed, in groups, or the whole leaf. */
  code: z
    .string()
    .trim()
    .toLowerCase()
    .transform((code) => code.replaceAll(/[-\s]/g, ""))
    .pipe(z.string().regex(/^[0-9a-f]{20,64}$/)),
});

/** What the platform says of a receipt that somebody shows; nothing that its holder does not hold already. */
export type ReceiptCheck =
  | { verdict: "unknown" | "waiting" }
  | { verdict: "genuine" | "altered"; seq: number; hash: string; sealedAt: string };
