import { someOf } from "./choices";
import { flag, parameter } from "./shape";

/** Taking a shared resource off; its transition stands with the catalogue. */
export const DELISTING = {
  "delisting.trigger": someOf("适用下线规则的情形", "What the delisting rule applies to", {
    "superseded-by-update": ["因更新停用原资源", "An update makes the old resource redundant"],
    "supply-stopped": ["停止提供已发布的共享数据", "Supply of published data stops"],
  }),
  "delisting.new_before_old": parameter("新资源可用后旧资源方可下线", "The successor is usable first", flag, "yes"),
  "delisting.notify_consumers": parameter("通知原资源使用部门", "Consumers are notified", flag, "yes"),
  "delisting.justification": parameter("下线须说明理由", "Delisting is justified", flag, "yes"),
  "delisting.prior_filing": parameter("下线须提前备案", "Delisting is filed beforehand", flag, "yes"),
  "delisting.authority_informed": parameter("下线告知主管部门", "The authority is told of a delisting", flag, "yes"),
} as const;
