import { z } from "zod";
import type { Text } from "@/server/law/types";

/** The city is part of every public input: `publicQuery` reads it. */
export const readRegisterInput = z.object({
  page: z.int().min(1).max(10_000).default(1),
  pageSize: z.int().min(1).max(100).default(20),
});
export type ReadRegisterInput = z.output<typeof readRegisterInput>;

/** Who was given which data that is open on application, for what, and when. */
export interface RegisterPage {
  rows: { caseId: string; entryId: string; entryName: Text; applicant: string; purpose: string; at: Date }[];
  total: number;
}
