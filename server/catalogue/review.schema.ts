import type { Citation, Text } from "@/server/law/types";

/** One answer of the review before publication, with the question and the article as the law of that day had them. */
export interface ReviewAnswer extends Citation {
  /** The field of the case's law. */
  id: string;
  title: Text;
  value: string;
  /** The answer in words. */
  said: Text;
}

/** What the review before the last publication of an entry found. */
export interface EntryReview {
  at: Date;
  /** Every department reads it, because the city's law publishes it with the entry (朔州 11). */
  open: boolean;
  /** Who published. */
  office: Text | null;
  answers: ReviewAnswer[];
}
