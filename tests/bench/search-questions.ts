/** What the bench of the search fills its cities with, and what it asks, mixed as people ask. */
export const ENTRIES = Number(process.env.BENCH_ENTRIES ?? 200_000);

export const SUBJECTS = [
  "人口",
  "企业",
  "车辆",
  "房屋",
  "土地",
  "社会保险",
  "婚姻",
  "学校",
  "医院",
  "药品",
  "食品",
  "建设工程",
  "道路",
  "水库",
  "森林",
  "农田",
  "电力",
  "燃气",
  "税收",
  "财政",
  "信用",
  "行政许可",
  "行政处罚",
  "工商",
  "专利",
  "商标",
  "旅游",
  "文物",
  "气象",
  "地震",
  "消防",
  "统计",
  "就业",
  "人才",
  "救助",
  "残疾人",
  "老年人",
  "儿童",
  "公积金",
  "不动产",
];
export const WHAT = [
  "登记",
  "变更",
  "注销",
  "检验",
  "许可",
  "处罚",
  "缴费",
  "认证",
  "备案",
  "监测",
  "调查",
  "统计",
  "审批",
  "年检",
  "公示",
  "评价",
  "档案",
  "台账",
  "名录",
  "证照",
];
export const FORM = ["信息", "基本信息", "明细", "数据", "名单", "汇总", "记录", "清单"];
export const AREAS = ["城区", "平原区", "山阴县", "应县", "右玉县", "怀仁市", "开发区", "经济区", "高新区", "示范区"];
export const LABELS = [
  "姓名",
  "公民身份号码",
  "统一社会信用代码",
  "单位名称",
  "联系电话",
  "登记日期",
  "有效期止",
  "行政区划代码",
  "经办机构",
  "状态",
  "金额",
  "地址",
  "车辆识别代号",
  "法定代表人",
  "注册资本",
  "出生日期",
  "性别",
  "民族",
  "学历",
  "面积",
];
export const ABSTRACTS = [
  "由业务系统每日汇聚，供各部门履行职责使用",
  "来源于部门年度统计报表，经审核后更新",
  "依据有关法律法规采集，涉及个人信息的字段已经分级",
  "用于跨部门核验和协同监管，减少群众重复提交材料",
];

export type Question = Record<string, string | number>;
export function filtersOf({ sort: _, page: __, ...rest }: Question): Question {
  return rest;
}
function pick<T>(list: readonly T[], n: number): T {
  return list[n % list.length] as T;
}

/** Half are words of two to six characters, a fifth whole names, the rest items, codes, narrowed, leafed through, common words. */
export function questionOf(n: number): Question {
  const subject = pick(SUBJECTS, n * 7 + 3);
  const what = pick(WHAT, n * 11 + 5);
  switch (n % 20) {
    case 0:
      return { text: pick(["信息", "数据", "登记", "业务系统", "姓名"], n / 20) };
    case 1:
      return { text: `${subject}${what}${pick(FORM, n)}` };
    case 2:
      return { text: `${pick(AREAS, n)}${subject}${what}` };
    case 3:
      return { text: `${pick(AREAS, n)} ${subject} ${what}` };
    case 4:
      return { text: pick(LABELS, n), in: "item" };
    case 5:
      return { text: `SC-${String((n * 7919) % ENTRIES).padStart(6, "0")}` };
    case 6:
      return { text: String((n * 7919) % ENTRIES).padStart(6, "0") };
    case 7:
      return { theme: pick(SUBJECTS, n), page: 1 + (n % 5) };
    case 8:
      return {};
    case 9:
      return { text: subject, sharingClass: "conditional" };
    case 10:
      return { text: `${subject} ${pick(LABELS, n)}`, page: 2 };
    case 11:
      return { text: subject.slice(0, 1) };
    case 12:
      return { text: "没有这样的词" };
    default:
      return n % 3 === 0 ? { text: subject } : n % 3 === 1 ? { text: `${subject}${what}` } : { text: what };
  }
}
