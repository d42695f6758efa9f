import type { CompileEntryInput } from "@/server/catalogue/catalogue.schema";
import type { SourceValue } from "@/server/mounting/mount-hosted-table";
import {
  addressOf,
  type Company,
  companyOf,
  dateBetween,
  nameOf,
  type Person,
  type Place,
  personOf,
} from "./people-and-companies";
import type { Random } from "./random";

type Item = CompileEntryInput["items"][number];

/** What a row is generated from; person and company are made when a column first asks for them. */
export class Row {
  private madePerson?: Person;
  private madeCompany?: Company;

  constructor(
    readonly i: number,
    readonly random: Random,
    readonly place: Place,
    /** Today's Shanghai date: nothing in a table is later. */
    readonly today: string,
  ) {}

  get person(): Person {
    this.madePerson ??= personOf(this.random, this.place, this.i);
    return this.madePerson;
  }
  get company(): Company {
    this.madeCompany ??= companyOf(this.random, this.place, this.i);
    return this.madeCompany;
  }
  /** A date in the last so many years. */
  recent(years: number): string {
    return dateBetween(this.random, `${Number(this.today.slice(0, 4)) - years}${this.today.slice(4)}`, this.today);
  }
  /** The day `i` days ago: one row a day. */
  get daily(): string {
    return new Date(Date.parse(`${this.today}T00:00:00Z`) - (this.i + 1) * 86_400_000).toISOString().slice(0, 10);
  }
}

/** A kind of data item: how it is labelled, graded and masked, what it demands, and what stands in it. */
export interface ColumnKind extends Omit<Item, "name" | "isKey"> {
  value: (row: Row) => SourceValue;
  /** Whether it tells rows apart by itself, or in company (the month of a meter). */
  key?: "alone" | "together";
}

type Options = Partial<Pick<ColumnKind, "type" | "grade" | "mask" | "required" | "rule" | "codeList" | "key">>;

function column(labelZh: string, labelEn: string, value: ColumnKind["value"], options: Options = {}): ColumnKind {
  return { labelZh, labelEn, type: "text", grade: 1, mask: "none", ...options, value };
}
const oneOf = (labelZh: string, labelEn: string, words: readonly string[], options?: Options) =>
  column(labelZh, labelEn, ({ random }) => random.pick(words), options);
/** Words of a code list: no other may stand in the column. */
const coded = (labelZh: string, labelEn: string, words: readonly string[], options?: Options) =>
  oneOf(labelZh, labelEn, words, { codeList: [...new Set(words)], ...options });
const whole = (labelZh: string, labelEn: string, low: number, high: number, options?: Options) =>
  column(labelZh, labelEn, ({ random }) => random.int(low, high), { type: "integer", ...options });
const decimal = (labelZh: string, labelEn: string, low: number, high: number, options?: Options) =>
  column(labelZh, labelEn, ({ random }) => (low + random.next() * (high - low)).toFixed(2), {
    type: "decimal",
    ...options,
  });
const day = (labelZh: string, labelEn: string, years: number, options?: Options) =>
  column(labelZh, labelEn, (row) => row.recent(years), { type: "date", ...options });
const serial = (labelZh: string, labelEn: string, prefix: string, options?: Options) =>
  column(labelZh, labelEn, ({ i }) => `${prefix}${String(i + 1).padStart(6, "0")}`, {
    required: true,
    key: "alone",
    ...options,
  });

/** Every data item that the demonstration's catalogues use, by name. */
export const COLUMNS = {
  // People
  citizen_id: column("公民身份号码", "Citizen id", ({ person }) => person.citizenId, {
    grade: 4,
    mask: "citizen-id",
    required: true,
    rule: "citizen-id",
    key: "alone",
  }),
  name: column("姓名", "Name", ({ person }) => person.name, { grade: 3, mask: "name", required: true }),
  sex: column("性别", "Sex", ({ person }) => person.sex, { grade: 2, codeList: ["男", "女"] }),
  birth_date: column("出生日期", "Date of birth", ({ person }) => person.birthDate, {
    type: "date",
    grade: 3,
    mask: "year",
  }),
  phone: column("联系电话", "Telephone", ({ person }) => person.phone, { grade: 3, mask: "phone", rule: "phone" }),
  home_address: column("家庭住址", "Home address", ({ person }) => person.address, { grade: 3, mask: "address" }),
  district: column("所属区县", "District", ({ person }) => person.district.name),
  ethnic_group: coded(
    "民族",
    "Ethnic group",
    ["汉族", "汉族", "汉族", "汉族", "满族", "回族", "蒙古族", "彝族", "土家族"],
    { grade: 2 },
  ),
  marital_status: coded("婚姻状况", "Marital status", ["未婚", "已婚", "已婚", "离异", "丧偶"], { grade: 3 }),
  household_no: serial("户号", "Household number", "HK", { grade: 3, mask: "hash" }),
  household_relation: coded("与户主关系", "Relation to head", ["户主", "配偶", "子", "女", "父母", "孙子女"], {
    grade: 3,
  }),
  household_type: coded("户口性质", "Kind of registration", ["城镇家庭户", "农村家庭户", "集体户"], { grade: 2 }),
  police_station: column("登记派出所", "Police station", ({ person }) => `${person.district.name}公安分局派出所`, {
    grade: 2,
  }),
  spouse_name: column("配偶姓名", "Spouse", ({ random }) => nameOf(random), { grade: 3, mask: "name" }),
  family_size: whole("家庭人口", "Persons in the household", 1, 6, { grade: 2 }),

  // Companies
  credit_code: column("统一社会信用代码", "Unified social credit code", ({ company }) => company.creditCode, {
    required: true,
    rule: "credit-code",
    key: "alone",
  }),
  company_name: column("名称", "Name of the entity", ({ company }) => company.name, { required: true }),
  legal_person: column("法定代表人", "Legal representative", ({ company }) => company.legalPerson, { grade: 2 }),
  industry: column("行业门类", "Industry", ({ company }) => company.industry),
  capital: column("注册资本（万元）", "Registered capital (10,000 yuan)", ({ company }) => company.capital, {
    type: "decimal",
  }),
  founded: column("成立日期", "Founded", ({ company }) => company.founded, { type: "date" }),
  company_address: column("住所", "Registered address", ({ company }) => company.address),
  company_district: column("登记区县", "District of registration", ({ company }) => company.district.name),
  company_status: coded("登记状态", "Status", ["存续", "存续", "存续", "存续", "存续", "注销", "吊销", "迁出"]),
  company_kind: coded("主体类型", "Kind of entity", [
    "有限责任公司",
    "有限责任公司",
    "股份有限公司",
    "个人独资企业",
    "农民专业合作社",
  ]),
  approved_on: day("核准日期", "Approved on", 4),
  registrar: column("登记机关", "Registrar", ({ company }) => `${company.district.name}市场监督管理局`),
  contact_phone: column(
    "联系电话",
    "Telephone",
    ({ random }) => `170${String(random.int(0, 99_999_999)).padStart(8, "0")}`,
    { grade: 2, mask: "phone", rule: "phone" },
  ),

  // Rights, certificates, cases
  certificate_no: serial("证书编号", "Certificate number", "ZS"),
  licence_no: serial("许可证编号", "Licence number", "XK"),
  issued_on: day("发证日期", "Issued on", 5),
  valid_until: column(
    "有效期至",
    "Valid until",
    ({ random, today }) => dateBetween(random, today, `${Number(today.slice(0, 4)) + 4}-12-28`),
    { type: "date" },
  ),
  property_no: serial("不动产单元号", "Property unit number", "BDC", { grade: 3 }),
  property_address: column("坐落", "Location", (row) => addressOf(row.random, row.place, row.person.district), {
    grade: 3,
    mask: "address",
  }),
  floor_area: decimal("建筑面积（平方米）", "Floor area (m²)", 38, 220),
  property_use: coded("规划用途", "Planned use", ["住宅", "住宅", "住宅", "商业", "办公", "工业", "车库"]),
  right_kind: coded("权利类型", "Kind of right", [
    "国有建设用地使用权/房屋所有权",
    "宅基地使用权",
    "抵押权",
    "林地使用权",
  ]),
  mortgaged: column("是否抵押", "Mortgaged", ({ random }) => random.chance(0.3), { type: "boolean", grade: 2 }),
  registered_on: day("登记日期", "Registered on", 8),
  land_use: coded("土地用途", "Use of land", ["工业用地", "商服用地", "城镇住宅用地", "公共设施用地"]),
  land_area: decimal("用地面积（平方米）", "Area of land (m²)", 800, 60_000),
  project_name: column(
    "项目名称",
    "Project",
    ({ random, place }) =>
      `${place.short}${random.pick(["滨河", "城东", "高新", "南湖", "新城", "老城"])}${random.pick(["花园", "产业园", "家园", "中心", "广场", "小区"])}${random.int(1, 5)}期`,
  ),
  builder: column("建设单位", "Developer", ({ company }) => company.name),
  penalty_no: serial("处罚决定书文号", "Decision number", "罚字"),
  violation: oneOf("违法事实", "Violation", [
    "未按规定公示价格",
    "销售过期食品",
    "虚假宣传",
    "计量器具未检定",
    "无证经营",
    "未落实安全生产责任",
  ]),
  fine: whole("罚款金额（元）", "Fine (yuan)", 200, 80_000),
  decided_on: day("决定日期", "Decided on", 3),
  credit_list: coded("名单类别", "List", ["守信激励（红名单）", "守信激励（红名单）", "严重失信（黑名单）"]),
  list_reason: oneOf("列入原因", "Reason", [
    "A级纳税人",
    "安全生产标准化企业",
    "拖欠工资",
    "严重违法失信",
    "诚信示范单位",
  ]),
  listed_on: day("列入日期", "Listed on", 3),

  // Livelihood
  insurance_no: serial("社会保障号", "Social security number", "SB", { grade: 4, mask: "hash" }),
  insurance_kind: coded("险种", "Insurance", ["企业职工养老", "城乡居民养老", "失业", "工伤"], { grade: 2 }),
  payment_base: whole("缴费基数（元）", "Contribution base (yuan)", 3_600, 26_000, { grade: 3 }),
  paid_until: column(
    "缴费截止年月",
    "Paid until",
    ({ random, today }) =>
      `${today.slice(0, 4)}-${String(random.int(1, Math.max(1, Number(today.slice(5, 7)) - 1))).padStart(2, "0")}`,
    { grade: 2 },
  ),
  insured_status: coded("参保状态", "Status", ["正常参保", "正常参保", "正常参保", "暂停缴费", "终止"], { grade: 2 }),
  employer: column("工作单位", "Employer", ({ company }) => company.name, { grade: 2 }),
  aid_kind: coded("救助类别", "Kind of relief", ["城市低保", "农村低保", "特困供养", "临时救助"], { grade: 3 }),
  aid_amount: whole("月保障金额（元）", "Monthly amount (yuan)", 320, 1_680, { grade: 3 }),
  aid_since: day("纳入日期", "Since", 6, { grade: 2 }),
  marriage_no: serial("结婚证字号", "Marriage certificate", "J", { grade: 3 }),
  married_on: day("登记日期", "Registered on", 12, { grade: 2 }),
  marriage_office: column("登记机关", "Registry", ({ person }) => `${person.district.name}民政局婚姻登记处`),
  fund_account: serial("个人账号", "Account", "GJJ", { grade: 4, mask: "hash" }),
  fund_monthly: whole("月缴存额（元）", "Monthly deposit (yuan)", 260, 5_200, { grade: 3 }),
  fund_balance: whole("账户余额（元）", "Balance (yuan)", 800, 260_000, { grade: 4, mask: "hidden" }),
  fund_loan: column("是否有贷款", "Has a loan", ({ random }) => random.chance(0.28), { type: "boolean", grade: 3 }),
  school: column(
    "学校",
    "School",
    ({ random, place }) =>
      `${place.short}${random.pick(["实验", "第一", "第二", "第三", "育才", "外国语"])}${random.pick(["小学", "中学", "高级中学"])}`,
  ),
  grade_class: coded("年级", "Grade", ["小学三年级", "小学六年级", "初中一年级", "初中三年级", "高中二年级"], {
    grade: 2,
  }),
  student_no: serial("学籍号", "Student number", "G", { grade: 3, mask: "hash" }),
  hospital: column(
    "定点医药机构",
    "Medical institution",
    ({ random, place }) =>
      `${place.short}${random.pick(["市人民医院", "市中医院", "市第二人民医院", "惠民大药房", "社区卫生服务中心"])}`,
  ),
  settled_on: day("结算日期", "Settled on", 1, { grade: 2 }),
  medical_total: decimal("医疗总费用（元）", "Total cost (yuan)", 40, 18_000, { grade: 3 }),
  medical_fund: decimal("统筹支付（元）", "Paid by the fund (yuan)", 10, 12_000, { grade: 3 }),
  visit_kind: coded("就医类别", "Kind of visit", ["普通门诊", "门诊慢特病", "住院", "药店购药"], { grade: 3 }),
  occupation: oneOf("职业（工种）", "Occupation", [
    "电工",
    "焊工",
    "养老护理员",
    "中式烹调师",
    "保育师",
    "客运驾驶员",
    "危货押运员",
  ]),
  skill_level: coded("等级", "Level", ["五级/初级工", "四级/中级工", "三级/高级工", "二级/技师"]),

  // Vehicles and traffic
  plate_no: column(
    "号牌号码",
    "Plate",
    ({ random }) => `示${random.pick([..."ABCDEF"])}${random.int(10_000, 99_999)}`,
    { grade: 3, mask: "hash" },
  ),
  vehicle_kind: coded("车辆类型", "Kind of vehicle", [
    "小型轿车",
    "小型轿车",
    "小型普通客车",
    "轻型货车",
    "摩托车",
    "新能源轿车",
  ]),
  vehicle_brand: oneOf("品牌", "Make", ["红旗", "吉利", "长安", "比亚迪", "奇瑞", "五菱", "东风"]),
  inspection_until: day("检验有效期", "Inspected until", 1),
  route_name: column("线路名称", "Route", ({ i }) => `${i + 1}路`, { required: true, key: "alone" }),
  route_from: column("起点站", "From", ({ random }) => `${random.pick(STOPS)}站`),
  route_to: column("终点站", "To", ({ random }) => `${random.pick(STOPS)}站`),
  first_bus: oneOf("首班车", "First departure", ["05:30", "06:00", "06:20"]),
  last_bus: oneOf("末班车", "Last departure", ["19:30", "20:30", "21:00", "22:00"]),
  stops: whole("站点数", "Stops", 9, 38),
  fare: oneOf("票价", "Fare", ["1元", "2元", "分段计价"]),

  // Environment, water, energy, safety
  station: column(
    "监测点位",
    "Station",
    ({ random, place }) =>
      `${random.pick(place.districts).name}${random.pick(["监测站", "南湖点", "水厂点", "开发区点"])}`,
    { key: "together" },
  ),
  measured_on: column("监测日期", "Measured on", ({ daily }) => daily, { type: "date", required: true, key: "alone" }),
  aqi: whole("空气质量指数", "AQI", 22, 168),
  pm25: whole("PM2.5（微克/立方米）", "PM2.5 (µg/m³)", 8, 112),
  pm10: whole("PM10（微克/立方米）", "PM10 (µg/m³)", 18, 190),
  ozone: whole("臭氧（微克/立方米）", "Ozone (µg/m³)", 30, 182),
  primary_pollutant: coded("首要污染物", "Primary pollutant", ["无", "PM2.5", "PM10", "臭氧"]),
  section: column(
    "断面名称",
    "Section",
    ({ random, place }) => `${place.short}${random.pick(["上游", "中游", "下游", "入境", "出境"])}断面`,
    { key: "together" },
  ),
  water_class: coded("水质类别", "Water quality class", ["Ⅱ类", "Ⅱ类", "Ⅲ类", "Ⅲ类", "Ⅳ类"]),
  ph: decimal("pH值", "pH", 6.6, 8.6),
  dissolved_oxygen: decimal("溶解氧（毫克/升）", "Dissolved oxygen (mg/l)", 4.2, 11.5),
  water_level: decimal("水位（米）", "Water level (m)", 348, 372),
  rainfall: decimal("日降雨量（毫米）", "Rainfall (mm)", 0, 62),
  account_no: serial("户号", "Customer number", "YH", { grade: 3, mask: "hash" }),
  usage_month: column(
    "用量月份",
    "Month",
    ({ random, today }) => `${Number(today.slice(0, 4)) - 1}-${String(random.int(1, 12)).padStart(2, "0")}`,
    { key: "together" },
  ),
  water_usage: whole("用水量（立方米）", "Water used (m³)", 1, 42, { grade: 2 }),
  power_usage: whole("用电量（千瓦时）", "Electricity used (kWh)", 60, 780, { grade: 2 }),
  gas_usage: whole("用气量（立方米）", "Gas used (m³)", 3, 160, { grade: 2 }),
  hazard: oneOf("隐患类别", "Hazard", ["消防通道堵塞", "电气线路老化", "未持证上岗", "报警装置失效", "应急预案缺失"], {
    grade: 2,
  }),
  hazard_level: coded("隐患等级", "Level", ["一般", "一般", "一般", "重大"], { grade: 2 }),
  rectified: column("是否整改完成", "Rectified", ({ random }) => random.chance(0.82), { type: "boolean" }),
  found_on: day("发现日期", "Found on", 2),
  chemical: oneOf("主要危险化学品", "Main chemical", ["液氨", "甲醇", "汽油", "液氯", "乙炔", "天然气"]),
  risk_level: coded("风险等级", "Risk", ["低风险", "一般风险", "较大风险"]),
  mine: column(
    "煤矿名称",
    "Mine",
    ({ random, place }) =>
      `${place.short}${random.pick(["东", "西", "南", "北"])}${random.pick(["露天", "井工"])}${random.int(1, 9)}矿`,
  ),
  mine_capacity: whole("核定产能（万吨/年）", "Capacity (10,000 t a year)", 60, 2_000),
  output: decimal("月产量（万吨）", "Monthly output (10,000 t)", 4, 160),
  installed: decimal("装机容量（兆瓦）", "Installed capacity (MW)", 5, 300),
  plant_kind: coded("电站类型", "Kind of plant", ["风电", "光伏", "火电", "生物质"]),

  // Places and services
  facility: column(
    "机构名称",
    "Facility",
    ({ random, place, i }) =>
      `${random.pick(place.districts).name}${random.pick(["幸福", "夕阳红", "康乐", "仁爱", "福寿", "和谐"])}${random.pick(["养老院", "日间照料中心", "敬老院"])}${i + 1}号`,
    { required: true, key: "alone" },
  ),
  beds: whole("床位数", "Beds", 20, 320),
  star: coded("等级", "Rating", ["一级", "二级", "三级", "四级", "未评"]),
  place_address: column("地址", "Address", (row) =>
    addressOf(row.random, row.place, row.random.pick(row.place.districts)),
  ),
  longitude: column("经度", "Longitude", ({ random }) => (103 + random.next() * 20).toFixed(5), { type: "decimal" }),
  latitude: column("纬度", "Latitude", ({ random }) => (29 + random.next() * 12).toFixed(5), { type: "decimal" }),
  service_phone: column("服务电话", "Service telephone", ({ random }) => `0000-${random.int(2_000_000, 8_999_999)}`),
  spot: column(
    "景区名称",
    "Scenic area",
    ({ random, place, i }) =>
      `${place.short}${random.pick(["云", "清", "翠", "金", "灵", "碧"])}${random.pick(["峰", "溪", "湖", "谷", "寺", "岭"])}景区${i + 1}`,
    { required: true, key: "alone" },
  ),
  spot_level: coded("景区等级", "Level", ["2A", "3A", "3A", "4A", "5A"]),
  capacity: whole("日最大承载量（人次）", "Daily capacity", 800, 40_000),
  visitors: whole("接待人次", "Visitors", 120, 38_000),
  opened: oneOf("开放时间", "Opening hours", ["08:00-17:30", "07:30-18:00", "全天"]),
  parking: column(
    "停车场名称",
    "Car park",
    ({ random, place, i }) => `${random.pick(place.districts).name}${random.pick(STOPS)}停车场${i + 1}`,
    { required: true, key: "alone" },
  ),
  spaces: whole("泊位数", "Spaces", 18, 900),
  price_rule: oneOf("收费标准", "Charges", ["免费", "2元/小时", "3元/小时", "5元/次"]),
  crop: oneOf("作物", "Crop", ["水稻", "玉米", "小麦", "茶叶", "马铃薯", "谷子"]),
  planted: decimal("种植面积（亩）", "Area planted (mu)", 2, 460),
  subsidy: decimal("补贴金额（元）", "Subsidy (yuan)", 120, 22_000, { grade: 2 }),
  forest_no: serial("林权证号", "Forest title", "LQ", { grade: 2 }),
  forest_area: decimal("林地面积（亩）", "Forest area (mu)", 3, 900),
  tree: oneOf("主要树种", "Main species", ["落叶松", "红松", "柞树", "杨树", "油松"]),
  tax_period: column(
    "所属期",
    "Period",
    ({ random, today }) => `${Number(today.slice(0, 4)) - 1}Q${random.int(1, 4)}`,
    { key: "together" },
  ),
  tax_rating: coded("纳税信用等级", "Tax credit rating", ["A", "A", "B", "B", "M", "C"], { grade: 2 }),
  tax_amount: decimal("应纳税额（元）", "Tax due (yuan)", 0, 960_000, { grade: 4, mask: "hidden" }),
  output_value: decimal("工业总产值（万元）", "Industrial output (10,000 yuan)", 300, 90_000, { grade: 2 }),
  staff: whole("从业人数", "Employees", 3, 2_400),
  rent: whole("月租金（元）", "Monthly rent (yuan)", 120, 960, { grade: 2 }),
  clinic: column(
    "机构名称",
    "Institution",
    ({ random, place, i }) =>
      `${random.pick(place.districts).name}${random.pick(["中心卫生院", "社区卫生服务站", "口腔诊所", "中医馆", "综合门诊部"])}${i + 1}`,
    { required: true, key: "alone" },
  ),
  clinic_kind: coded("机构类别", "Kind", ["基层医疗卫生机构", "医院", "诊所", "专业公共卫生机构"]),
  vaccine: oneOf("疫苗名称", "Vaccine", ["乙肝疫苗", "脊灰疫苗", "百白破疫苗", "麻腮风疫苗", "流感疫苗"], { grade: 3 }),
  vaccinated_on: day("接种日期", "Vaccinated on", 3, { grade: 3 }),
  dog_breed: oneOf("犬种", "Breed", ["中华田园犬", "泰迪", "柯基", "金毛", "拉布拉多"]),
  dog_licence: serial("犬证编号", "Dog licence", "QZ"),
} satisfies Record<string, ColumnKind>;

export type ColumnName = keyof typeof COLUMNS;

const STOPS = [
  "火车站",
  "客运总站",
  "市政府",
  "人民医院",
  "体育馆",
  "图书馆",
  "南湖公园",
  "大学城",
  "万达广场",
  "开发区",
  "高铁站",
  "老街",
];
