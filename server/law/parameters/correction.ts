import { oneOf, someOf } from "./choices";
import { durationSchema, extensionSchema, flag, parameter } from "./shape";

/** Doubts about data and their correction. */
export const CORRECTION = {
  "correction.fast_mechanism": parameter("快速校核机制", "Fast checking mechanism", flag, "yes"),
  "correction.sharing.channel": oneOf("共享数据疑义反馈渠道", "Where doubts about shared data are reported", {
    provider: ["提供部门", "Provider"],
    "provider-via-platform": ["通过平台反馈提供部门", "Provider, through the platform"],
  }),
  "correction.sharing.scope": someOf(
    "共享校核对象",
    "What may be corrected on the sharing side",
    { data: ["数据", "Data"], catalogue: ["目录", "Catalogue"] },
    "more",
  ),
  "correction.sharing.within": parameter("共享数据校核期限", "Correction of shared data", durationSchema, "shorter"),
  "correction.sharing.extension": parameter("校核延长", "Extension of a correction", extensionSchema, "shorter"),
  "correction.sharing.reply_required": parameter("校核结果须反馈", "The outcome is reported back", flag, "yes"),
  "correction.open.within": parameter("开放数据校核期限", "Correction of open data", durationSchema),
  "correction.continuing_service": parameter("校核期间照常办理", "Business goes on during a correction", flag, "yes"),
} as const;
