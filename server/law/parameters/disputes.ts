import { durationSchema, flag, parameter } from "./shape";

/** The rungs of a sharing dispute. */
export const DISPUTES = {
  "dispute.duty_required": parameter("限于履职确需", "Only where duty truly needs the data", flag),
  "dispute.negotiation.within": parameter("协商期限", "Negotiation", durationSchema),
  "dispute.coordination.within": parameter("协调期限", "Coordination", durationSchema),
  "dispute.decision.within": parameter("政府决定期限", "Decision of the government", durationSchema),
} as const;
