import { describe, expect, it } from "vitest";
import { isStipulated } from "@/server/law";
import { answersTo, type Row, workingDays } from "./answers";
import { bookOf, viewOf } from "./cases";

// Every value is also listed by article on the policy workbench; what a screen or a procedure does with it is shown by their tests.
const OPENING: Row[] = [
  [
    "opening.classes",
    {
      fushun: [["unconditional", "conditional", "withheld"], "23"],
      shuozhou: [["unconditional", "conditional", "withheld"], "23"],
      "hefei-etdz": [["unconditional", "conditional", "withheld"], "16"],
      leshan: [["unconditional", "conditional", "withheld"], "21", "reading"],
      chongqing: [["unconditional", "conditional", "withheld"], "22"],
    },
  ],
  [
    "opening.governing_rules",
    {
      fushun: [
        [
          "中华人民共和国保守国家秘密法",
          "中华人民共和国网络安全法",
          "中华人民共和国个人信息保护法",
          "中华人民共和国政府信息公开条例",
        ],
        "23",
      ],
      shuozhou: [["中华人民共和国保守国家秘密法", "中华人民共和国政府信息公开条例"], "23"],
      "hefei-etdz": [["中华人民共和国保守国家秘密法", "中华人民共和国政府信息公开条例"], "16"],
      chongqing: [["中华人民共和国保守国家秘密法", "中华人民共和国网络安全法"], "22"],
    },
  ],
  [
    "opening.class_review.by",
    {
      fushun: [["authority"], "9"],
      shuozhou: [["department-openness-review"], "23"],
      "hefei-etdz": [["openness-body"], "16"],
      leshan: [["department", "authority"], "22"],
    },
  ],
  ["opening.review.approver", { fushun: ["city-authority", "9"], leshan: ["same-level-authority", "22"] }],
  [
    "opening.review.steps",
    {
      shuozhou: [[{ step: "secrecy", by: "provider" }], "26"],
      "hefei-etdz": [[{ step: "risk", by: "authority" }], "23"],
      leshan: [
        [
          { step: "legality", when: "涉及开放属性、开放程序等法律问题" },
          { step: "expert", when: "涉及专业性较强问题" },
          { step: "secrecy", when: "涉及国家秘密" },
          { step: "privacy", when: "涉及商业秘密、个人隐私" },
        ],
        "23",
      ],
      chongqing: [[{ step: "secrecy", by: "provider" }], "30"],
    },
  ],
  [
    "opening.prohibited",
    {
      shuozhou: [[{ kind: "state-secrets" }, { kind: "commercial-secrets" }, { kind: "personal-privacy" }], "23"],
      "hefei-etdz": [[{ kind: "state-secrets" }, { kind: "commercial-secrets" }, { kind: "personal-privacy" }], "16"],
      leshan: [
        [
          { item: "一", kind: "state-secrets" },
          { item: "二", kind: "endangers-security" },
          { item: "三", kind: "commercial-secrets" },
          { item: "三", kind: "personal-privacy" },
          { item: "四", kind: "agreement-or-ip" },
          { item: "五", kind: "barred-by-law" },
        ],
        "24",
      ],
    },
  ],
  [
    "opening.prohibited.exceptions",
    {
      shuozhou: [
        [
          {
            kinds: ["commercial-secrets", "personal-privacy"],
            when: "holder-consent",
            opens: ["open", "specific-recipients"],
          },
          {
            kinds: ["commercial-secrets", "personal-privacy"],
            when: "public-interest",
            found_by: "provider",
            opens: ["open", "specific-recipients"],
          },
        ],
        "23",
      ],
      "hefei-etdz": [
        [
          {
            kinds: ["commercial-secrets", "personal-privacy"],
            when: "holder-consent",
            opens: ["open", "specific-recipients"],
          },
          {
            kinds: ["commercial-secrets", "personal-privacy"],
            when: "public-interest",
            found_by: "provider",
            opens: ["open", "specific-recipients"],
          },
        ],
        "16",
      ],
      leshan: [
        [
          {
            kinds: ["commercial-secrets", "personal-privacy"],
            when: "public-interest",
            found_by: "authority",
            opens: ["unconditional", "conditional"],
          },
        ],
        "24",
        "reading",
      ],
    },
  ],
  [
    "opening.desensitised.allowed",
    { leshan: [["commercial-secrets", "personal-privacy", "barred-by-law"], "24"], chongqing: [["sensitive"], "22"] },
  ],
  [
    "opening.conditional.criteria",
    {
      leshan: [
        [
          "一 指向的公民、法人和其他组织同意开放，且法律、法规未禁止",
          "二 严重挤占基础设施资源，影响处理运行效率",
          "三 预计效益特别显著，但安全风险难以评估",
        ],
        "25",
      ],
    },
  ],
  ["opening.conditional.conditions.by", { leshan: [["authority", "provider"], "21"] }],
  [
    "opening.nonopen.basis",
    {
      shuozhou: [["law", "administrative-regulation", "local-regulation", "rule"], "23", "reading"],
      "hefei-etdz": [["law", "administrative-regulation", "local-regulation", "rule"], "16", "reading"],
      leshan: [["law", "administrative-regulation", "local-regulation", "rule"], "21"],
    },
  ],
  ["opening.nonopen.basis_filed", { leshan: [true, "21"] }],
  [
    "opening.priority_areas",
    {
      fushun: [["信用", "交通", "医疗", "就业", "社保", "教育", "气象", "企业登记监管"], "25"],
      leshan: [
        [
          "公共安全、公共卫生、城市治理、社会治理、民生保障",
          "自然资源、生态环境、交通出行、水文气象、旅游资源",
          "行政许可、企业公共信用",
          "其他需要重点和优先开放的数据",
        ],
        "29",
      ],
    },
  ],
  ["opening.plan", { "hefei-etdz": [["action-plan", "annual-plan"], "17"] }],
  ["opening.active", { fushun: [true, "24"], "hefei-etdz": [true, "17"], leshan: [true, "21"] }],
  [
    "opening.unconditional.format",
    {
      fushun: [{ machine_readable: "unconditional" }, "24"],
      shuozhou: [{ machine_readable: "all", desensitised: true, standardised: true }, "3"],
      leshan: [{ machine_readable: "unconditional" }, "26"],
      chongqing: [{ machine_readable: "all" }, "23"],
    },
  ],
  [
    "opening.unconditional.access",
    {
      fushun: ["direct", "24"],
      shuozhou: ["direct", "24"],
      "hefei-etdz": ["direct", "18"],
      leshan: ["direct", "26"],
      chongqing: ["direct", "23", "reading"],
    },
  ],
  [
    "opening.free",
    {
      shuozhou: [["all"], "3"],
      "hefei-etdz": [["all"], "4", "reading"],
      leshan: [["unconditional", "own-conditional", "authorised-third-party", "national-or-provincial-rule"], "27"],
    },
  ],
  ["opening.consistency_with_websites", { chongqing: [true, "21"] }],
  ["opening.applicants", { chongqing: ["在本市的外国人、无国籍人和港澳台居民同样适用", "43"] }],
  ["opening.applicant.requirements", { leshan: [["数据存储、处理、安全保护能力", "规定的信用等级"], "25"] }],
  ["opening.realname", { "hefei-etdz": ["大规模、持续利用数据服务的机构和个人实名登记", "23"] }],
  [
    "opening.application.receiver",
    {
      fushun: ["provider", "24"],
      shuozhou: ["provider", "24"],
      "hefei-etdz": ["provider", "18"],
      leshan: ["authority", "26"],
      chongqing: ["provider", "24"],
    },
  ],
  [
    "opening.application.channels",
    {
      shuozhou: [["opening-platform"], "24"],
      "hefei-etdz": [["opening-platform"], "18"],
      chongqing: [["opening-platform", "government-portal"], "24"],
    },
  ],
  ["opening.application.fields", { leshan: [["purpose", "scenario", "security-measures"], "26"] }],
  ["opening.acceptance.within", { "hefei-etdz": [workingDays(2), "18", "default"] }],
  [
    "opening.answer.within",
    {
      fushun: [workingDays(5), "24"],
      shuozhou: [workingDays(10), "24"],
      "hefei-etdz": [{ amount: 10, unit: "natural-days", starts: "accepted" }, "18", "reading"],
      leshan: [workingDays(10), "26", "default"],
      chongqing: [workingDays(15), "24"],
    },
  ],
  [
    "opening.answer.covers_delivery",
    {
      fushun: [false, "24"],
      shuozhou: [true, "24", "reading"],
      "hefei-etdz": [true, "18", "reading"],
      chongqing: [false, "24"],
    },
  ],
  [
    "opening.answer.extension",
    { chongqing: [{ amount: 15, unit: "working-days", consent: "提供部门负责人" }, "24", "reading"] },
  ],
  ["opening.delivery.within", { fushun: [workingDays(10, "agreed"), "24", "default"], chongqing: ["promptly", "24"] }],
  [
    "opening.refusal.must_contain",
    {
      fushun: [["reason"], "24"],
      shuozhou: [["reason", "legal-basis"], "24"],
      "hefei-etdz": [["reason", "legal-basis"], "18"],
      leshan: [["reason"], "26", "default"],
      chongqing: [["reason"], "24"],
    },
  ],
  ["opening.written_reply_on_request", { fushun: [true, "24"] }],
  ["opening.publish_basis_for_restriction", { fushun: [true, "24"] }],
  ["opening.publish_conditions", { leshan: [true, "26"] }],
  ["opening.conditions.non_discriminatory", { leshan: [true, "26"] }],
  ["opening.publish_approved_applicants", { leshan: [true, "26"] }],
  ["opening.agreement.required", { leshan: [["conditional"], "28", "reading"] }],
  [
    "opening.agreement.clauses",
    {
      leshan: [
        [
          "一 反馈数据利用情况，评价数据开放情况",
          "二 未经同意不得用于约定范围以外的用途",
          "三 未经同意不得传播",
          "四 发表、申请、出版和开发成果时注明所引数据",
          "五 安全职责、安全能力要求和保障措施",
          "六 接受数据利用安全监督检查",
        ],
        "28",
      ],
    },
  ],
  ["opening.agreement.template", { leshan: ["数据资源主管部门会同同级有关部门", "28"] }],
];

const OPERATION: Row[] = [
  ["authorised_operation.enabled", { leshan: [true, "30"] }],
  ["authorised_operation.proposer", { leshan: [["县级人民政府", "市级政务部门", "政府授权部门"], "30"] }],
  ["authorised_operation.plan_required", { leshan: [true, "30"] }],
  ["authorised_operation.risk_assessment", { leshan: ["市数据资源主管部门组织专家风险评估", "30"] }],
  ["authorised_operation.approver", { leshan: ["government", "30"] }],
  ["authorised_operation.admission", { leshan: ["市数据资源主管部门明确准入条件", "30"] }],
  ["authorised_operation.allocation", { leshan: ["公开、公平、公正的市场化配置", "30"] }],
  ["authorised_operation.security_rules", { leshan: [["保密管理制度", "网络安全管理制度"], "30"] }],
  ["authorised_operation.no_third_party", { leshan: [["市数据资源主管部门", "行业主管部门"], "30"] }],
  ["public.report.channel", { leshan: ["opening-portal", "31"] }],
  ["public.report.evidence", { leshan: [true, "31"] }],
  ["public.report.suspend", { leshan: ["where-necessary", "31"] }],
  ["public.report.feedback", { leshan: ["promptly", "31"] }],
  ["public.opinion.collect", { leshan: [true, "31"], chongqing: [true, "25"] }],
  [
    "use_agreement.liability",
    {
      leshan: [
        [
          "一 未履行开放利用协议或者授权使用协议",
          "二 侵犯商业秘密、个人隐私等他人权益",
          "三 利用数据获取非法收益",
          "四 未采取安全保障措施造成安全事件",
          "五 其他依法应当追究责任的行为",
        ],
        "40",
      ],
    },
  ],
];

describe("opening, as each city answers", () => {
  it.each(OPENING)("%s", (key, answers) => {
    expect(answersTo(key)).toEqual(answers);
  });

  // covers: FS-23-1b, SZ-23-1b, HF-16-1a
  it.each([
    ["fushun", ["无条件开放", "有条件开放", "不予开放"]],
    ["shuozhou", ["无条件开放", "依申请开放", "依法不予开放"]],
    ["hefei-etdz", ["无条件开放", "依申请开放", "依法不予开放"]],
    ["leshan", ["无条件开放", "有条件开放", "不予开放"]],
    ["chongqing", ["无条件开放", "有条件开放", "不予开放"]],
  ])("has in %s exactly these classes under these labels", (city, labels) => {
    const classes = viewOf(city).value("opening.classes");
    if (!isStipulated(classes)) throw new Error("the classes are missing");
    expect(classes.value.map((one) => bookOf(city).city.words.opening[one].zh)).toEqual(labels);
  });

  it("is unknown on the day before the law began and known on the first", () => {
    expect(bookOf("fushun").on("2023-02-28").value("opening.written_reply_on_request").value).toBe("not-stipulated");
    expect(bookOf("fushun").on("2023-03-01").value("opening.written_reply_on_request").value).toBe(true);
  });
});

describe("authorised operation and public reports, as each city answers", () => {
  it.each(OPERATION)("%s", (key, answers) => {
    expect(answersTo(key)).toEqual(answers);
  });
});
