import {
  CREDIT_CODE_CHARACTERS,
  citizenIdCheck,
  creditCodeCheck,
  organisationCodeCheck,
} from "@/server/shared/identifiers";
import type { Random } from "./random";

/** Where generated people live and companies are registered. */
export interface Place {
  /** City's name without 市, for company names. */
  short: string;
  cityName: string;
  /** Counties and districts: code and name. */
  districts: { code: string; name: string }[];
}

export interface Person {
  citizenId: string;
  name: string;
  sex: "男" | "女";
  birthDate: string;
  phone: string;
  address: string;
  district: { code: string; name: string };
}

export interface Company {
  creditCode: string;
  name: string;
  legalPerson: string;
  industry: string;
  capital: number;
  founded: string;
  address: string;
  district: { code: string; name: string };
}

const FAMILY = [
  ..."王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎",
];
const GIVEN = [
  ..."伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂文辉玲红建国志华春雪梅兰英玉海龙飞鹏宇晨欣怡佳琪思雨梦婷浩然子轩",
];
const STREETS = [
  "人民路",
  "解放路",
  "建设街",
  "中山路",
  "和平街",
  "新华大街",
  "文化路",
  "迎宾路",
  "滨河路",
  "光明街",
  "长江路",
  "黄河路",
  "振兴街",
  "学府路",
  "朝阳街",
  "民主路",
  "友谊街",
  "东风路",
  "胜利街",
  "花园路",
  "工业大道",
  "科技路",
  "青年路",
  "幸福街",
];
const BRAND_FIRST = [..."恒瑞华盛金泰鑫隆宏远安康中天博达宇辉嘉荣汇通和润正源永昌万兴德顺卓立新航云帆福晟"];
const BRAND_SECOND = [..."达源泰盛丰通隆昌和润腾飞翔宇凯捷讯瑞诚信德康美华光明程远博雅乐邦联创科智"];
const INDUSTRIES = [
  ["商贸", "批发和零售业"],
  ["建筑工程", "建筑业"],
  ["机械制造", "制造业"],
  ["物流", "交通运输、仓储和邮政业"],
  ["餐饮管理", "住宿和餐饮业"],
  ["信息技术", "信息传输、软件和信息技术服务业"],
  ["农业发展", "农、林、牧、渔业"],
  ["环保科技", "水利、环境和公共设施管理业"],
  ["房地产开发", "房地产业"],
  ["教育咨询", "教育"],
  ["医疗器械", "制造业"],
  ["新材料", "制造业"],
  ["汽车服务", "居民服务、修理和其他服务业"],
  ["文化传媒", "文化、体育和娱乐业"],
  ["装饰工程", "建筑业"],
  ["食品", "制造业"],
  ["能源", "电力、热力、燃气及水生产和供应业"],
  ["电子科技", "制造业"],
  ["人力资源服务", "租赁和商务服务业"],
  ["旅游服务", "租赁和商务服务业"],
] as const;
const FORMS = ["有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司", "经营部", "商行", "合作社"];

const DAY_MS = 86_400_000;
const FIRST_BIRTH = Date.UTC(1945, 0, 1);
/** Days of birth that are used; prime to STEP, so that the first that many people have different days. */
const BIRTH_DAYS = 24_001;
const STEP = 4_099;

/**
 * A fictional person. The citizen id is valid (region, existing date, check character), but its serial is one that is not
 * given out: 000, or 997–999, which are kept for centenarians.
 * @param i people with the same `i` share the day of birth; the first 24,001 have different ids
 */
export function personOf(random: Random, place: Place, i: number): Person {
  const district = random.pick(place.districts);
  const female = random.chance(0.5);
  const birthDate = new Date(FIRST_BIRTH + ((i * STEP) % BIRTH_DAYS) * DAY_MS).toISOString().slice(0, 10);
  const serial = female ? (random.chance(0.5) ? "000" : "998") : random.chance(0.5) ? "999" : "997";
  const body = `${district.code}${birthDate.replaceAll("-", "")}${serial}`;
  return {
    citizenId: body + citizenIdCheck(body),
    name: nameOf(random),
    sex: female ? "女" : "男",
    birthDate,
    // 1700 to 1709 are numbers of machines and virtual operators: nobody's phone rings.
    phone: `170${String(random.int(0, 99_999_999)).padStart(8, "0")}`,
    address: `${addressOf(random, place, district)}${random.int(1, 6)}单元${random.int(1, 18)}0${random.int(1, 4)}室`,
    district,
  };
}

/** A fictional company whose code passes both checks; companies with different `i` have different codes and mostly names. */
export function companyOf(random: Random, place: Place, i: number): Company {
  const district = random.pick(place.districts);
  const [word, industry] = random.pick(INDUSTRIES);
  const brand = `${BRAND_FIRST[i % BRAND_FIRST.length]}${BRAND_SECOND[Math.floor(i / BRAND_FIRST.length) % BRAND_SECOND.length]}`;
  return {
    creditCode: creditCodeOf(district.code, i),
    name: `${place.short}${brand}${random.pick(BRAND_SECOND)}${word}${random.pick(FORMS)}`,
    legalPerson: nameOf(random),
    industry,
    capital: random.pick([10, 30, 50, 100, 100, 200, 300, 500, 500, 1_000, 2_000, 5_000, 10_000]),
    founded: dateBetween(random, "1998-01-01", "2025-10-31"),
    address: addressOf(random, place, district),
    district,
  };
}

/** Registered by market regulation (9), an enterprise (1); the organisation code counts up from MA00000000. */
function creditCodeOf(district: string, i: number): string {
  // Multiplying by a unit of the ring scatters neighbours without letting two meet.
  let rest = (i * 12_345_701 + 977) % 31 ** 6;
  let organisation = "";
  for (let k = 0; k < 6; k++) {
    organisation = CREDIT_CODE_CHARACTERS.charAt(rest % 31) + organisation;
    rest = Math.floor(rest / 31);
  }
  organisation = `MA${organisation}`;
  const body = `91${district}${organisation}${organisationCodeCheck(organisation)}`;
  return body + creditCodeCheck(body);
}

/** A Chinese name of two or three characters. */
export function nameOf(random: Random): string {
  const given = random.pick(GIVEN);
  return random.pick(FAMILY) + given + (random.chance(0.7) ? random.pick(GIVEN) : "");
}

/** Street and number in a district. */
export function addressOf(random: Random, place: Place, district: { name: string }): string {
  // A zone is its own only district.
  const city = district.name === place.cityName ? "" : place.cityName;
  return `${city}${district.name}${random.pick(STREETS)}${random.int(1, 399)}号`;
}

/** A civil date between two, both included. */
export function dateBetween(random: Random, from: string, until: string): string {
  const start = Date.parse(`${from}T00:00:00Z`);
  const days = Math.max(0, Math.round((Date.parse(`${until}T00:00:00Z`) - start) / DAY_MS));
  return new Date(start + random.int(0, days) * DAY_MS).toISOString().slice(0, 10);
}
