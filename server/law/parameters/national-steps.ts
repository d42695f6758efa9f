import { retentionSchema, someOf } from "./choices";
import { durationSchema, extensionSchema, flag, parameter, textSchema } from "./shape";

/** Steps that the national regulation puts above every city's own: sharing, disputes and the use of shared data. */
export const NATIONAL_STEPS = {
  "sharing.unconditional.answer.within": parameter(
    "无条件共享答复期限",
    "Answer to a request for unconditional data",
    durationSchema,
    "shorter",
  ),
  "sharing.answer.extension": parameter(
    "答复延长",
    "Extension of the answer",
    extensionSchema.extend({ told: textSchema.optional().describe("Who is told of it") }),
    "shorter",
  ),
  "sharing.delivery.within": parameter("同意后提供期限", "Delivery after consent", durationSchema, "shorter"),
  "sharing.sign_off.required": parameter(
    "申请经本部门共享工作机构负责人同意",
    "The requester's own head agrees before filing",
    flag,
    "yes",
  ),
  "sharing.answer.sign_off": parameter(
    "答复经本部门共享工作机构负责人同意",
    "The provider's own head agrees before the answer",
    flag,
    "yes",
  ),
  "sharing.completion.told_once": parameter(
    "材料不全一次性告知，不得直接拒绝",
    "What is missing is told once, without direct refusal",
    flag,
    "yes",
  ),
  "sharing.application.fields": someOf(
    "共享申请须载明",
    "A request must state",
    {
      basis: ["使用依据", "Basis of use"],
      purpose: ["使用用途", "Purpose"],
      scenario: ["使用（应用）场景", "Scenario"],
      scope: ["使用范围", "Scope of use"],
      "data-items": ["数据名称、数据项", "Names of data, data items"],
      manner: ["共享方式", "Manner of sharing"],
      term: ["使用时限", "Term of use"],
    },
    "more",
  ),
  "dispute.ladder": someOf(
    "争议处理层级",
    "Rungs of a dispute",
    {
      negotiation: ["双方协商", "Negotiation"],
      authority: ["数据主管部门协调", "Coordination by the authority"],
      government: ["本级人民政府决定", "Decision of the government"],
    },
    "more",
  ),
  "dispute.cross_city": parameter("跨层级、跨地域争议", "Disputes across levels or regions", textSchema),
  "use.records.retention": parameter("使用记录保存期限", "How long records of use are kept", retentionSchema, "longer"),
  "use.records.fields": someOf(
    "使用情况记录内容",
    "Contents of the record of use",
    {
      scenario: ["使用场景", "Scenario"],
      process: ["使用过程", "Process"],
      effect: ["应用成效", "Effect"],
      storage: ["存储情况", "Storage"],
      destruction: ["销毁情况", "Destruction"],
    },
    "more",
  ),
  "use.disposal.as_provider_requires": parameter(
    "不再必要的数据按提供部门要求处置",
    "Data no longer needed is disposed of as the provider requires",
    flag,
    "yes",
  ),
  "use.violation.ladder": someOf(
    "违规使用的处理",
    "Rungs after misuse",
    {
      suspend: ["暂停共享权限", "Suspend the permission"],
      rectify: ["督促限期整改", "Rectify within a limit"],
      revoke: ["收回使用权、切断通道", "Withdraw the use and cut the channel"],
      terminate: ["终止共享", "Terminate sharing"],
    },
    "more",
  ),
  "service.termination.negotiated": parameter(
    "终止或者变更服务须与需求部门协商",
    "Ending or changing a service is negotiated with the requester",
    flag,
    "yes",
  ),
  "service.termination.filed": parameter(
    "终止或者变更服务报主管部门备案",
    "Ending or changing a service is filed with the authority",
    flag,
    "yes",
  ),
} as const;
