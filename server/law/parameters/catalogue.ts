import { durationSchema, parameter } from "./shape";

/** Keeping the catalogue current, reporting it upward, and taking data off. */
export const CATALOGUE = {
  "catalogue.update.within": parameter("目录更新期限", "Update of the catalogue", durationSchema, "shorter"),
  "catalogue.report_upward.within": parameter("目录上报期限", "Upward report of the catalogue", durationSchema),
  "delisting.transition.at_least": parameter("下线过渡期", "Transition before delisting", durationSchema),
} as const;
