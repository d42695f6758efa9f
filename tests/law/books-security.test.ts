import { describe, expect, it } from "vitest";
import { answersTo, type Row } from "./answers";

// Every value is also listed by article on the policy workbench; what a screen or a procedure does with it is shown by their tests.
const SECURITY: Row[] = [
  [
    "security.protected_interests",
    {
      shuozhou: [["国家安全", "商业秘密", "个人合法权益"], "3"],
      "hefei-etdz": [["国家安全", "社会公共利益", "商业秘密", "个人隐私"], "20"],
      leshan: [["国家安全", "社会公共安全", "国家秘密", "商业秘密", "个人隐私"], "3"],
      chongqing: [
        ["国家安全", "社会公共安全", "经济安全", "社会稳定", "国家秘密", "工作秘密", "商业秘密", "个人隐私"],
        "7",
      ],
    },
  ],
  [
    "security.lifecycle",
    {
      shuozhou: [["collection", "sharing", "use"], "14(四)"],
      chongqing: [["collection", "sharing", "opening", "use"], "29"],
    },
  ],
  [
    "security.rules.by",
    {
      fushun: [["市网信部门", "市大数据主管部门", "市公安部门", "其他数据安全管理部门"], "26"],
      leshan: [["市数据资源主管部门会同相关部门"], "32"],
      chongqing: [["网络安全主管部门"], "32"],
    },
  ],
  [
    "security.guidance.by",
    {
      fushun: [["市网信部门", "市大数据主管部门", "市公安部门", "其他数据安全管理部门"], "26"],
      leshan: [["网信部门", "公安部门", "数据资源主管部门", "保密部门"], "5"],
      chongqing: [["政务信息资源主管部门"], "27"],
    },
  ],
  ["security.regulator", { leshan: ["市网络信息安全监管部门", "36"], chongqing: ["网络安全主管部门", "32"] }],
  [
    "security.department.rules",
    {
      fushun: [["数据资源安全管理制度"], "28"],
      shuozhou: [["数据安全管理制度", "工作规范"], "28"],
      "hefei-etdz": [["数据安全管理制度", "操作规程"], "21"],
      leshan: [["数据资源管理制度", "授权管理"], "33"],
      chongqing: [["内部工作程序", "管理制度", "行政责任追究制度"], "6"],
    },
  ],
  ["security.department.supervision", { shuozhou: [true, "28"] }],
  [
    "security.platform.by",
    {
      fushun: [["市大数据主管部门"], "27"],
      shuozhou: [["政务数据共享管理部门"], "29"],
      "hefei-etdz": [["区数据资源局", "管委会办公室"], "23"],
      leshan: [["技术服务保障单位"], "34"],
      chongqing: [["平台建设维护单位"], "28"],
    },
  ],
  [
    "security.platform.duties",
    {
      fushun: [["安全管理和防御设施", "平台运行维护制度", "应急处置预案"], "27"],
      shuozhou: [["安全管理机构和安全负责人", "应急处理机制", "灾难恢复机制"], "29"],
      "hefei-etdz": [["安全管理和防御", "平台运行维护制度", "应急处置预案"], "23"],
      leshan: [["平台安全防护", "应急处置机制", "备份恢复机制"], "34"],
      chongqing: [["专门安全管理机构和责任人", "平台安全防护", "网络安全事件预案", "定期测评、评估、演练"], "28"],
    },
  ],
  ["security.storage", { chongqing: ["数据存储单位建立安全存储制度，落实防护措施", "33"] }],
  [
    "security.officer",
    { fushun: [["department"], "28"], shuozhou: [["authority"], "29"], chongqing: [["platform-operator"], "28"] },
  ],
  [
    "security.measures",
    {
      fushun: [["backup", "security-testing", "risk-assessment", "drills"], "28"],
      shuozhou: [["classification", "desensitisation", "identification", "authorisation", "traceability"], "11"],
      "hefei-etdz": [["classification", "backup", "encryption"], "20"],
      leshan: [["authorisation", "usage-records"], "33"],
      chongqing: [["encryption", "access-authentication", "identification", "authorisation"], "29"],
    },
  ],
  ["security.early_warning", { fushun: [true, "29"], leshan: [true, "33"] }],
  [
    "security.emergency_plan",
    {
      fushun: [["department", "authority"], "28", "reading"],
      shuozhou: [["authority"], "29"],
      "hefei-etdz": [["authority"], "23"],
      leshan: [["technical-unit"], "34"],
      chongqing: [["platform-operator"], "28"],
    },
  ],
  [
    "security.backup",
    {
      fushun: [["department"], "28"],
      shuozhou: [["authority"], "29", "reading"],
      "hefei-etdz": [["department"], "20", "reading"],
      leshan: [["technical-unit"], "34"],
    },
  ],
  [
    "security.backup.every",
    {
      fushun: [{ amount: 1, unit: "days" }, "28", "default"],
      shuozhou: [{ amount: 1, unit: "days" }, "29", "default"],
      "hefei-etdz": [{ amount: 1, unit: "days" }, "20", "default"],
      leshan: [{ amount: 1, unit: "days" }, "34", "default"],
    },
  ],
  [
    "security.drills",
    {
      fushun: [["department"], "28"],
      leshan: [["regulator", "authority"], "36"],
      chongqing: [["platform-operator"], "28"],
    },
  ],
  [
    "security.drills.every",
    {
      fushun: [{ amount: 12, unit: "months" }, "28", "default"],
      leshan: [{ amount: 12, unit: "months" }, "36", "default"],
      chongqing: [{ amount: 12, unit: "months" }, "28", "default"],
    },
  ],
  ["security.hazard_register", { "hefei-etdz": [true, "21"] }],
  [
    "security.prohibited",
    {
      leshan: [
        [
          "一 非法侵入、干扰、窃取数据资源",
          "二 汇聚形成可能涉密或者重要敏感的信息",
          "三 侵犯商业秘密或者个人信息安全等违法犯罪",
          "四 未经批准更改、删除平台和门户数据",
          "五 法律、法规禁止的其他行为",
        ],
        "35",
        "reading",
      ],
      chongqing: [
        [
          "一 非法侵入政务网络、干扰平台、窃取资源",
          "二 汇聚形成可能涉密或者重要敏感的信息",
          "三 侵犯商业秘密或者个人隐私等违法犯罪",
          "七 法律法规禁止的其他行为",
        ],
        "34",
      ],
    },
  ],
  ["incident.response", { fushun: [true, "29"], chongqing: [true, "28"] }],
  ["incident.escalate_to", { "hefei-etdz": [["区数据资源局", "公安部门"], "21"] }],
  [
    "incident.major.coordinators",
    { fushun: [["市网信部门", "市大数据主管部门", "市公安部门", "其他数据安全管理部门"], "26"] },
  ],
  ["project.mlps_before_connection", { leshan: [["security-level-test", "function-performance-test"], "37"] }],
  ["project.mlps_report_at_acceptance", { leshan: [true, "37"] }],
];

describe("security, as each city answers", () => {
  it.each(SECURITY)("%s", (key, answers) => {
    expect(answersTo(key)).toEqual(answers);
  });
});
