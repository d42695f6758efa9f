import { durationSchema, extensionSchema, flag, parameter } from "./shape";

/** Doubts about data and their correction. */
export const CORRECTION = {
  "correction.sharing.within": parameter("共享数据校核期限", "Correction of shared data", durationSchema),
  "correction.sharing.extension": parameter("校核延长", "Extension of a correction", extensionSchema),
  "correction.open.within": parameter("开放数据校核期限", "Correction of open data", durationSchema),
  "correction.continuing_service": parameter("校核期间照常办理", "Business goes on during a correction", flag),
} as const;
