import { z } from "zod";
import { ACTOR_KINDS } from "../types";
import { ACCESS_LOG_FIELDS, flag, parameter } from "./shape";

/** What a consumer may do with shared data, and what is recorded of it. */
export const USE = {
  "sharing.storage": parameter("存储共享数据", "Storing shared data", z.enum(["with-provider-consent"])),
  "sharing.third_party": parameter(
    "提供给第三方",
    "Giving to third parties",
    z.enum(["prohibited", "only-if-authorised"]),
  ),
  "sharing.commercial_use": parameter("商业用途", "Commercial use", z.enum(["prohibited"])),
  "sharing.destroy_when_unused": parameter("不再使用的数据销毁", "Destruction of data no longer used", flag),
  "sharing.revoke.by": parameter("可收回使用权者", "Who may revoke", z.array(z.enum(ACTOR_KINDS)).min(1)),
  "access_log.fields": parameter(
    "使用记录内容",
    "Contents of an access record",
    z.array(z.enum(ACCESS_LOG_FIELDS)).min(1),
  ),
} as const;
