import { describe, expect, it } from "vitest";
import { isStipulated } from "@/server/law";
import { NUMERALS } from "@/server/law/parameters/shape";
import { answersTo, type Row, workingDays } from "./answers";
import { viewOf } from "./cases";

/** What the system shows for one item of the list. */
function shows(item: string, ...kind: string[]) {
  return { item, kind };
}

// Every value is also listed by article on the policy workbench; what a screen or a procedure does with it is shown by their tests.
const RECTIFICATION: Row[] = [
  [
    "rectification.violations",
    {
      fushun: [
        [
          "一 未按照标准编制、更新目录",
          "二 未及时汇聚、更新数据",
          "三 数据不完整、不准确、不可用",
          "四 与本部门掌握的数据不一致",
          "五 共享数据未用于履行职责或者提供服务",
          "六 未按照规定开放",
          "七 泄露、出售、非法提供秘密、个人信息和隐私",
          "八 未履行数据安全保护职责",
          "九 违反法律、行政法规和国家有关规定的其他行为",
        ],
        "30",
      ],
      shuozhou: [
        [
          "一 未按照要求编制、更新目录",
          "二 未将目录和数据提供共享",
          "三 随意采集、扩大采集范围",
          "四 故意提供不真实、不准确、不全面的目录和数据",
          "五 未按照时限发布、更新目录和数据",
          "六 共享数据管理失控",
          "七 擅自用于履职以外、转让第三方或者经营",
          "八 拒不整改",
          "九 造成不良后果的其他行为",
        ],
        "33",
      ],
      leshan: [
        [
          "一 系统和专网未整合、未接入平台",
          "二 未按照规定编制、更新目录",
          "三 未按照规定采集、更新数据",
          "四 未按照规定汇总、上报目录",
          "五 数据不真实、不准确、不完整",
          "六 未执行共享、开放责任清单",
          "七 未按照规定受理、答复、复核、反馈申请",
          "八 要求重复提交可以共享获取的数据",
          "九 未履行共享开放职责的其他行为",
        ],
        "39",
      ],
      chongqing: [
        [
          "一 未按照要求编制、更新目录",
          "二 未按照规定采集、更新资源",
          "三 未开放接口或者数据库、未实时接入平台",
          "四 未按照要求开放资源",
          "五 未落实安全防护措施",
          "六 未按照要求使用、存储平台资源",
          "七 未按照规定受理、答复、反馈申请",
          "八 违反本办法的其他行为",
        ],
        "40",
      ],
    },
  ],
  [
    "rectification.evidence",
    {
      fushun: [
        [
          shows("一", "overdue-updates"),
          shows("二", "stale", "unmounted"),
          shows("三", "corrections-made", "overdue-corrections"),
          shows("五", "grant-use", "stopped-grants"),
          shows("六", "not-open", "overdue-applications"),
          shows("七", "stopped-grants"),
        ],
        "30",
        "default",
      ],
      shuozhou: [
        [
          shows("一", "overdue-updates"),
          shows("二", "unmounted", "refusals"),
          shows("四", "corrections-made"),
          shows("五", "overdue-updates", "stale"),
          shows("六", "stopped-grants"),
          shows("七", "grant-use", "stopped-grants"),
          shows("八", "not-corrected"),
        ],
        "33",
        "default",
      ],
      "hefei-etdz": [
        [
          shows(
            "一",
            "overdue-updates",
            "overdue-requests",
            "overdue-applications",
            "overdue-corrections",
            "unmounted",
            "stale",
          ),
        ],
        "25",
        "default",
      ],
      leshan: [
        [
          shows("一", "connection"),
          shows("二", "overdue-updates", "unmounted"),
          shows("三", "stale"),
          shows("四", "open-updates"),
          shows("五", "corrections-made"),
          shows("七", "overdue-requests", "overdue-applications", "overdue-corrections"),
        ],
        "39",
        "default",
      ],
      chongqing: [
        [
          shows("一", "overdue-updates"),
          shows("二", "stale", "unmounted"),
          shows("三", "connection"),
          shows("四", "not-open", "overdue-applications"),
          shows("六", "grant-use", "stopped-grants"),
          shows("七", "overdue-requests", "overdue-applications", "overdue-corrections"),
        ],
        "40",
        "default",
      ],
    },
  ],
  [
    "rectification.ladder",
    {
      fushun: [
        [
          "本级大数据主管部门: 通知限期整改",
          "本级人民政府: 逾期未改正的，责令限期改正",
          "有权机关: 情节严重的，依法依规给予处分",
          "司法机关: 构成犯罪的，追究刑事责任",
        ],
        "30",
        "reading",
      ],
      shuozhou: [
        ["政务数据共享管理部门: 书面通报，责令限期改正", "有关部门: 造成严重不良后果的，依规处理"],
        "33",
        "reading",
      ],
      "hefei-etdz": [["区数据资源局: 提醒整改", "区数据资源工作领导小组: 报告"], "25", "default"],
      leshan: [["数据资源主管部门: 责令限期改正，通报批评", "有关部门: 逾期不改正的，依规处理责任人员"], "39"],
      chongqing: [["上级机关或者监察机关: 责令限期改正，通报批评", "有权机关: 逾期未改正的，依法给予处分"], "40"],
    },
  ],
  [
    "rectification.limit",
    {
      fushun: [workingDays(15, "notified"), "30", "default"],
      shuozhou: [workingDays(15, "ordered"), "33", "default"],
      "hefei-etdz": [workingDays(15, "notified"), "25", "default"],
      leshan: [workingDays(15, "ordered"), "39", "default"],
      chongqing: [workingDays(15, "ordered"), "40", "default"],
    },
  ],
  [
    "rectification.late_answers_punishable",
    {
      fushun: [false, "30", "reading"],
      shuozhou: [false, "33", "reading"],
      leshan: [true, "39(七)"],
      chongqing: [true, "40(七)"],
    },
  ],
  ["rectification.operators", { chongqing: ["由政务信息资源主管部门责令改正，依法处理", "41"] }],
  [
    "rectification.external",
    {
      "hefei-etdz": ["泄露国家秘密、商业秘密和个人隐私的，依法处理", "25"],
      leshan: ["违反协议、侵权、非法获益等五种情形依法追究责任", "40"],
      chongqing: ["依有关法律法规处罚；涉嫌犯罪的移送司法机关", "42"],
    },
  ],
  ["rectification.liability", { shuozhou: ["造成损失的，依法追究部门和直接责任人员责任", "34"] }],
];

describe("rectification, as each city answers", () => {
  it.each(RECTIFICATION)("%s", (key, answers) => {
    expect(answersTo(key)).toEqual(answers);
  });

  it.each([
    ["fushun", 9],
    ["shuozhou", 9],
    ["leshan", 9],
    ["chongqing", 8],
  ])("numbers in %s its %i violations without a gap", (city, count) => {
    const violations = viewOf(city).value("rectification.violations");
    if (!isStipulated(violations)) throw new Error("the violations are missing");
    expect(violations.value.map(({ item }) => item)).toEqual(NUMERALS.slice(0, count));
  });

  it("shows no violation in Hefei, whose text has no such article, and reminds by default", () => {
    expect(viewOf("hefei-etdz").value("rectification.violations").value).toBe("not-stipulated");
    const ladder = viewOf("hefei-etdz").value("rectification.ladder");
    expect(ladder.basis).toBe("default");
    expect(ladder.reason?.zh).toMatch(/^D9：/);
  });
});
