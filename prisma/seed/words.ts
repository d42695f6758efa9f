import type { Random } from "./random";

/** Why a department asks, with the duty it rests on and what happens with the data. */
export interface Need {
  purpose: string;
  duty: string;
  scenario: string;
}

const NEEDS: Need[] = [
  {
    purpose: "公租房申请家庭资格审核",
    duty: "《公共租赁住房管理办法》第八条",
    scenario: "受理窗口核验申请人家庭情况，免交纸质证明",
  },
  {
    purpose: "低保对象经济状况核对",
    duty: "《社会救助暂行办法》第五十八条",
    scenario: "按月批量比对，发现不符合条件的及时停发",
  },
  {
    purpose: "企业开办“一网通办”信息核验",
    duty: "《优化营商环境条例》第三十七条",
    scenario: "政务服务平台后台核验，不向窗口人员展示全部信息",
  },
  {
    purpose: "不动产登记与缴税一窗办理",
    duty: "《不动产登记暂行条例》第二十五条",
    scenario: "办件时逐笔查询，结果随件归档",
  },
  {
    purpose: "安全生产重点企业名单核对",
    duty: "《中华人民共和国安全生产法》第六十二条",
    scenario: "制定年度监督检查计划",
  },
  {
    purpose: "高龄津贴发放资格认证",
    duty: "《中华人民共和国老年人权益保障法》第三十三条",
    scenario: "每季度比对一次，避免重复申领",
  },
  {
    purpose: "义务教育入学资格审核",
    duty: "《中华人民共和国义务教育法》第十二条",
    scenario: "招生期间核验户籍与房产信息",
  },
  { purpose: "信用监管与联合惩戒", duty: "《优化营商环境条例》第五十三条", scenario: "行政审批前查询信用状况" },
  { purpose: "失业保险待遇资格核验", duty: "《失业保险条例》第十四条", scenario: "待遇发放前逐人核验" },
  { purpose: "环境执法检查对象抽取", duty: "《中华人民共和国环境保护法》第二十四条", scenario: "“双随机、一公开”抽查" },
  { purpose: "道路运输经营许可审核", duty: "《中华人民共和国道路运输条例》第十条", scenario: "许可受理时核验主体资格" },
  { purpose: "住房公积金贷款审核", duty: "《住房公积金管理条例》第二十六条", scenario: "贷款审批时核验房产与婚姻情况" },
  { purpose: "城市体检与公共设施布局分析", duty: "《城市规划编制办法》第十三条", scenario: "汇总统计，不涉及个人" },
  { purpose: "防汛抗旱会商研判", duty: "《中华人民共和国防汛条例》第二十七条", scenario: "汛期每日调阅" },
];

const REFUSALS = [
  "申请用途与所列履职依据不相符，且所需数据项超出最小必要范围",
  "相关数据涉及正在办理的案件，依法暂不能提供",
  "所列依据未授权贵单位查询该类个人信息",
  "该数据尚处于质量核查阶段，可能误导业务办理",
];

const COMPLETIONS = ["加盖公章的需求说明", "履职依据的具体条款", "数据使用范围说明", "经办人员保密承诺书"];
const OBJECTIONS = [
  "我单位履职确需该数据，已补充职责依据，请予协调",
  "拒绝理由与《条例》共享为原则的规定不符，申请协调",
  "同类数据已向其他部门提供，拒绝理由不成立",
];
const SETTLEMENTS = [
  "经核实，申请部门履职确有需要，按最小必要范围提供",
  "经协调，双方同意按脱敏方式提供",
  "经审查，提供部门的理由成立，维持不予共享",
];
const STOPS = [
  "季度检查发现超范围使用，暂停并限期整改",
  "数据源系统升级，暂停服务",
  "申请部门业务已终止",
  "未按规定留存使用记录，收回使用权",
];

export const needOf = (random: Random): Need => random.pick(NEEDS);
export const refusalOf = (random: Random): string => random.pick(REFUSALS);
export const completionOf = (random: Random): string => random.pick(COMPLETIONS);
export const objectionOf = (random: Random): string => random.pick(OBJECTIONS);
export const settlementOf = (random: Random): string => random.pick(SETTLEMENTS);
export const stopReasonOf = (random: Random): string => random.pick(STOPS);
