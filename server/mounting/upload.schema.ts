import { z } from "zod";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** What is sent: a table as CSV or as an Excel workbook, or a file that is mounted as it is. */
export const UPLOAD_KINDS = ["csv", "xlsx", "file"] as const;
export type UploadKind = (typeof UPLOAD_KINDS)[number];

/** The most bytes that a file of each kind may have. */
export const UPLOAD_LIMITS: Readonly<Record<UploadKind, number>> = { csv: 20 * GIB, xlsx: 512 * MIB, file: 20 * GIB };

/** The largest of them, for the doors that do not know the kind yet. */
export const LARGEST_UPLOAD = Math.max(...Object.values(UPLOAD_LIMITS));

/** What a sender states of a file before its first byte. */
export const createUploadInput = z.strictObject({
  id: z.uuid(),
  kind: z.enum(UPLOAD_KINDS),
  /** As the sender calls it; shown, never used as a path. */
  fileName: z.string().trim().min(1).max(200),
  /** Bytes. */
  size: z.int(),
});
export type CreateUploadInput = z.output<typeof createUploadInput>;

/** An upload as its department sees it. */
export interface UploadView {
  id: string;
  kind: UploadKind;
  fileName: string;
  /** Bytes that it has when it is whole. */
  size: number;
  createdAt: Date;
  /** When it is cleared away; null while something keeps it. */
  expiresAt: Date | null;
  completedAt: Date | null;
  /** Of the whole file, in hex; null until it is whole. */
  sha256: string | null;
}
