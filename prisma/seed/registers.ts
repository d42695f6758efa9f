import type pg from "pg";
import type { Role } from "@/server/db/actor";
import { inContext } from "@/server/db/context";
import { addDays, type CivilDate, type PolicyBook, startOfDay } from "@/server/law";
import { addRecord } from "@/server/registers/add-record";
import { stableId } from "@/server/shared/stable-id";
import { setClock } from "./clock";
import type { People } from "./people";

/** Something on record: by whom, how many days ago, in which words. A word that begins with `+` or `-` is a day from today. */
type Kept = readonly [register: string, department: string, daysAgo: number, words: Readonly<Record<string, string>>];

const officer = (person: string, post: string) => ({ person, post, phone: "0000-1234", since: "-300" });
const plan = (name: string, next: string) => ({
  name,
  version: "2026版",
  "adopted-on": "-200",
  content: "见本单位档案室存档文本",
  "next-review": next,
});
const document = (name: string) => ({
  name,
  version: "1.0",
  "adopted-on": "-180",
  content: "见本单位政务内网制度栏目",
});
const system = (name: string, words: Readonly<Record<string, string>>) => ({ system: name, ...words });

/** What departments of the five cities have on record; whatever is left out is missing, so that there is work to see. */
const RECORDS: Readonly<Record<string, readonly Kept[]>> = {
  fushun: [
    ["security-officer", "public-security", 90, officer("周启明", "科技信息化支队副支队长")],
    ["security-officer", "social-security", 80, officer("孙丽华", "信息中心主任")],
    ["security-officer", "civil-affairs", 60, officer("马志远", "办公室副主任")],
    ["emergency-plan", "public-security", 90, plan("公安数据安全事件应急预案", "+120")],
    ["emergency-plan", "social-security", 85, plan("社会保险数据安全应急预案", "-10")],
    [
      "backups",
      "public-security",
      1,
      { "ran-on": "-1", extent: "户籍人口库全量", result: "good", place: "市政务云同城机房" },
    ],
    ["backups", "social-security", 9, { "ran-on": "-9", extent: "参保库增量", result: "good", place: "局机房磁带库" }],
    [
      "drills",
      "public-security",
      40,
      {
        kind: "drill",
        what: "数据泄露处置桌面推演",
        "held-on": "-40",
        findings: "联络表未更新",
        "follow-up": "open",
        plan: "公安数据安全事件应急预案",
      },
    ],
    ["platform-emergency-plan", "big-data", 100, plan("市共享开放平台应急预案", "+60")],
    ["city-security-rules", "big-data", 150, document("抚顺市政务数据安全管理规定（试行）")],
    [
      "source-systems",
      "housing",
      30,
      system("物业维修资金系统", {
        classification: "non-classified",
        network: "private",
        migration: "under-way",
        shares: "no",
      }),
    ],
    [
      "source-systems",
      "transport",
      30,
      system("客运管理系统", {
        classification: "non-classified",
        network: "extranet",
        migration: "done",
        shares: "yes",
        "through-platform": "共享平台接口",
      }),
    ],
    ["county-platforms", "xinfu-data", 50, { platform: "新抚区数据交换系统", status: "under-way", target: "+45" }],
  ],
  shuozhou: [
    ["security-body", "info", 120, { body: "数据安全管理科", officer: "郭建平", phone: "0000-1234" }],
    ["policy-documents", "info", 15, document("关于做好政务数据目录更新工作的通知")],
    [
      "trainings",
      "info",
      60,
      {
        topic: "目录编制和数据分级",
        "held-on": "-60",
        attendance: "18个部门42人",
        materials: "培训课件和操作手册",
        "next-on": "+120",
      },
    ],
    [
      "sharing-cases",
      "social-security",
      20,
      { name: "待遇资格免申即认", content: "通过共享民政、公安数据核验，全年减少现场认证三万人次", state: "published" },
    ],
    [
      "collection-items",
      "civil-affairs",
      25,
      {
        item: "救助申请家庭成员",
        duty: "《社会救助暂行办法》",
        "from-public": "yes",
        basis: "《社会救助暂行办法》第五十八条",
        scope: "申请救助的家庭",
        procedure: "申请时填报并签字",
        consent: "no",
      },
    ],
  ],
  "hefei-etdz": [
    ["work-plan", "economy", 60, { ...document("经贸发展局数据资源工作方案"), body: "经贸发展局综合科" }],
    ["source-systems", "market", 35, system("食品经营监管系统", { connection: "connected", "is-new": "no" })],
    [
      "hazards",
      "emergency",
      12,
      { hazard: "接口日志保留不足六个月", owner: "汪涛", "found-on": "-12", "remove-by": "+20", state: "open" },
    ],
    [
      "use-cases",
      "data",
      30,
      {
        name: "园区企业服务应用竞赛",
        kind: "contest",
        content: "面向社会征集企业服务类应用",
        datasets: "规模以上工业企业名录",
        "published-on": "-30",
        until: "+30",
      },
    ],
  ],
  leshan: [
    ["management-rules", "water", 70, { ...document("乐山市水务局数据资源管理办法"), body: "水务局信息中心" }],
    [
      "connected-systems",
      "water",
      40,
      system("防汛会商系统", {
        secret: "no",
        connection: "connected",
        "security-report": "等级保护三级测评报告",
        "performance-report": "功能和性能测试报告",
      }),
    ],
    [
      "use-cases",
      "culture-tourism",
      25,
      {
        name: "景区客流预测研究",
        kind: "research",
        content: "高校团队利用开放客流数据建立节假日预测模型",
        datasets: "A级景区名录",
        "published-on": "-25",
      },
    ],
    ["free-data", "digital-economy", 50, { data: "气象预警信息", rule: "《气象法》第二十二条" }],
  ],
  chongqing: [
    ["body-and-staff", "market", 90, { body: "信息化处", staff: "专职三人", phone: "0000-1234" }],
    ["security-body", "ndrc", 110, { body: "数据安全管理处", officer: "何欣", phone: "0000-1234" }],
    [
      "source-systems",
      "tax",
      45,
      system("征管系统", {
        network: "extranet",
        connection: "connected",
        ministry: "国家税务总局要求数据不出税务专网",
      }),
    ],
    [
      "storage-units",
      "health",
      30,
      { unit: "市卫生健康统计信息中心", rules: "存储介质管理规定", measures: "加密存储、双人值守" },
    ],
    [
      "assessment-results",
      "gov",
      35,
      { subject: "市级部门", year: "2025", result: "平均答复及时率九成以上", opinion: "目录更新仍需加快" },
    ],
  ],
};

/** Puts the records into their registers, each on its day and by somebody who may. Answers how many there are. */
export async function keepRegisters(
  admin: pg.Client,
  { cities, people, today }: { cities: PolicyBook[]; people: People; today: CivilDate },
): Promise<number> {
  const all = cities.flatMap((book) => (RECORDS[book.city.id] ?? []).map((kept) => ({ book, kept })));
  all.sort((a, b) => b.kept[2] - a.kept[2]);
  for (const { book, kept } of all) {
    const [register, department, daysAgo, words] = kept;
    await setClock(admin, new Date(startOfDay(addDays(today, -daysAgo)).getTime() + 10 * 3_600_000));
    const token = await people.tokenOf(book.city.id, department, roleIn(book, department));
    const fields = Object.fromEntries(Object.entries(words).map(([field, word]) => [field, dayOf(word, today)]));
    await inContext(token, { readOnly: false }, (scope) =>
      addRecord(scope, {
        idempotencyKey: stableId("seed record", book.city.id, register, department),
        register,
        fields,
        suspendGrants: false,
      }),
    );
  }
  return all.length;
}

function dayOf(word: string, today: CivilDate): string {
  return /^[+-]\d+$/.test(word) ? addDays(today, Number(word)) : word;
}

function roleIn({ departments }: PolicyBook, code: string): Role {
  const kind = departments.find((department) => department.code === code)?.kind;
  if (kind === "authority") return "authority_officer";
  return kind === "government" ? "government_officer" : "data_officer";
}
