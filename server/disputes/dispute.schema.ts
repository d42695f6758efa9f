import { z } from "zod";
import type { RequestReceipt } from "@/server/sharing/sharing.schema";
import { applicationFields } from "@/server/sharing/sharing.schema";

/** Opens the first step of the city's dispute ladder about an ended request. */
export const openDisputeInput = z.strictObject({
  idempotencyKey: z.uuid(),
  /** The refused request. */
  caseId: z.uuid(),
  /** By field id of the dispute's filing (`duty`, `reason` …). */
  fields: applicationFields,
});
export type OpenDisputeInput = z.output<typeof openDisputeInput>;

export type DisputeReceipt = RequestReceipt;
