import { expect, test } from "./support";
import { acts, Cast, CITIES, type City, Walk } from "./walk";

interface Review {
  entry: string;
  provider: string;
  stranger: string;
  /** Answers on the form beside the usual ones. */
  said?: Readonly<Record<string, string>>;
  /** The reviews of the city's text, in their order. */
  way: readonly string[];
}

const REVIEWS: Record<City, Review> = {
  fushun: { entry: "养犬登记信息", provider: "public-security", stranger: "market-officer", way: ["list"] },
  shuozhou: {
    entry: "流动人口登记信息",
    provider: "public-security",
    stranger: "market-officer",
    way: ["settle", "pass"],
  },
  "hefei-etdz": { entry: "低保对象信息", provider: "social", stranger: "market-officer", way: ["settle", "pass"] },
  leshan: {
    entry: "旅游从业人员信息",
    provider: "culture-tourism",
    stranger: "market-officer",
    said: {
      "secrets-privacy": "desensitised",
      "secrets-desensitisation": "已删除姓名和证件号码",
      "legal-question": "true",
      "expert-question": "true",
      "secrecy-question": "true",
    },
    way: ["assess", "pass", "pass", "pass", "pass", "approve"],
  },
  chongqing: { entry: "网约车许可信息", provider: "transport", stranger: "market-officer", way: ["pass"] },
};

for (const [city, name] of CITIES) {
  const { entry, provider, stranger, said = {}, way } = REVIEWS[city];
  test(`${name}: data is opened once it has passed the reviews of the city's text, and never where state secrets are touched`, async ({
    as,
  }) => {
    const cast = new Cast(as, city);
    const about = { procedure: "opening.review", by: "provider", filer: provider, provider, entry } as const;
    const barred = await Walk.file(cast, { ...about, said: { class: "conditional", "state-secrets": "involved" } });
    await barred.ends("barred");
    await expect(acts(barred.filer)).toHaveCount(0);

    const citizen = await cast.at("citizen");
    await citizen.goto(`/workspace/catalogue?q=${encodeURIComponent(entry)}`);
    await expect(citizen.getByRole("heading", { level: 1, name: "开放数据" })).toBeVisible();
    await expect(citizen.getByRole("link", { name: entry, exact: true })).toHaveCount(0);

    const class_ = { class: "conditional", "settled-class": "conditional" };
    const walk = await Walk.file(cast, { ...about, said: { ...class_, ...said } });
    await expect(walk.filer.getByRole("region", { name: "入库扫描结果" })).toContainText("未经扫描");
    await walk.isHiddenFrom(await cast.at(stranger));
    await walk.does("return");
    await walk.completes();
    for (const act of way) await walk.does(act, { said: class_ });
    await walk.ends("listed");

    await citizen.goto(`/workspace/catalogue?q=${encodeURIComponent(entry)}`);
    await citizen.getByRole("link", { name: entry, exact: true }).first().click();
    await expect(citizen.getByText("该数据有条件开放，须经申请取得。")).toBeVisible();
  });
}

interface Application {
  entry: string;
  provider: string;
  stranger: string;
  said?: Readonly<Record<string, string>>;
  /** Acts until the data is open, each with the side that does it where several may. */
  way: readonly (readonly [act: string, by?: "provider" | "authority" | "provider-head"])[];
}

const APPLICATIONS: Record<City, Application> = {
  fushun: {
    entry: "危险废物经营许可信息",
    provider: "ecology",
    stranger: "market-officer",
    said: { "written-reply": "true" },
    way: [["agree"], ["open"]],
  },
  shuozhou: { entry: "煤矿产能与产量信息", provider: "energy", stranger: "market-officer", way: [["open"]] },
  "hefei-etdz": {
    entry: "职业技能等级证书信息",
    provider: "hr",
    stranger: "market-officer",
    said: { "large-scale": "true" },
    way: [["accept"], ["open"]],
  },
  leshan: {
    entry: "地质灾害隐患点信息",
    provider: "natural-resources",
    stranger: "market-officer",
    way: [["agree", "provider"], ["agree", "authority"], ["sign"], ["open"]],
  },
  chongqing: {
    entry: "企业纳税信用等级信息",
    provider: "tax",
    stranger: "market-officer",
    way: [["ask-extension"], ["extend", "provider-head"], ["agree"], ["open"]],
  },
};

for (const [city, name] of CITIES) {
  const { entry, provider, stranger, said = {}, way } = APPLICATIONS[city];
  test(`${name}: a person applies for data that is open on application, completes the form and gets the data; another is declined with reasons`, async ({
    as,
  }) => {
    const cast = new Cast(as, city);
    const about = { procedure: "opening.application", by: "applicant", filer: null, provider, entry } as const;
    const walk = await Walk.file(cast, { ...about, said });
    await walk.isHiddenFrom(await cast.at(stranger));
    await walk.does("return", { said: { "missing-items": "请补充使用范围" } });
    await walk.completes("请补充使用范围");
    for (const [act, by] of way) await walk.does(act, by && { by });
    const person = await walk.ends("opened");
    if (city === "fushun") {
      const reply = person.getByRole("region", { name: /^书面答复/ });
      await expect(reply.getByText("同意开放，请按约定用途使用")).toBeVisible();
    }

    const other = await Walk.file(cast, { ...about, said: { purpose: "商业推广名单整理" } });
    if (way[0]?.[0] === "accept") await other.does("accept");
    await other.does("decline", { by: "provider", said: { reason: "申请用途与开放条件不符" } });
    if (city === "leshan") await other.does("decline", { by: "authority" });
    await other.ends("declined");
    await expect(person.getByText("申请用途与开放条件不符").first()).toBeVisible();
  });
}

test("乐山: the agreement has its six clauses, and who got the data stands in the public register", async ({
  as,
  page,
}) => {
  const cast = new Cast(as, "leshan");
  const purpose = `山区道路避险研究${Date.now()}`;
  const walk = await Walk.file(cast, {
    procedure: "opening.application",
    by: "applicant",
    filer: null,
    provider: "market",
    entry: "企业登记基本信息",
    said: { purpose },
  });
  await walk.does("agree", { by: "provider" });
  await walk.does("agree", { by: "authority" });
  await walk.isNotFor("open", "provider");
  await walk.does("sign");
  await page.goto("/c/leshan/register");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText(purpose)).toHaveCount(0);
  await walk.does("open");
  const person = await walk.ends("opened");
  const agreement = person.getByRole("region", { name: "数据资源开放利用协议" });
  await expect(agreement.getByRole("listitem")).toHaveCount(6);
  await page.reload();
  await expect(page.getByRole("row").filter({ hasText: purpose })).toContainText("企业登记基本信息");
});

test("乐山: an authorised operation is assessed, consented to by the city government, and passes nothing on without approval", async ({
  as,
}) => {
  const cast = new Cast(as, "leshan");
  const about = {
    procedure: "opening.operation",
    by: "provider",
    filer: "culture-tourism",
    provider: "culture-tourism",
  } as const;
  const walk = await Walk.file(cast, { ...about, said: { "high-value": "true" } });
  await walk.isHiddenFrom(await cast.at("market-officer"));
  await walk.isNotFor("ask-release", "provider");
  await walk.does("report");
  await walk.isNotFor("consent", "authority");
  await walk.does("consent");
  const release = {
    "third-party": "市智慧旅游研究院",
    "release-scope": "客流统计，不含个人信息",
    "sector-authority": "乐山市文化广播电视和旅游局",
    "sector-approval": "同意提供",
  };
  await walk.does("ask-release", { by: "provider", said: release });
  await walk.does("refuse-release");
  await walk.does("ask-release", { by: "provider", said: release });
  await walk.does("approve-release");
  await walk.does("end", { by: "authority" });
  await walk.ends("ended");
});

test("乐山: a report with evidence takes the data off the portal at once, until it proves unfounded", async ({
  as,
  page,
}) => {
  const cast = new Cast(as, "leshan");
  const entry = "医保定点机构信息";
  const walk = await Walk.file(cast, {
    procedure: "opening.report",
    by: "applicant",
    filer: null,
    provider: "medical-insurance",
    entry,
  });
  await walk.isHiddenFrom(await cast.at("water-officer"));
  await page.goto(`/c/leshan?text=${encodeURIComponent(entry)}`);
  await page.getByRole("link", { name: entry, exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: entry })).toBeVisible();
  await walk.does("suspend");
  await page.reload();
  await expect(page.getByRole("heading", { name: "没有找到这项数据" })).toBeVisible();
  await walk.does("unfounded");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: entry })).toBeVisible();
  await walk.does("feed-back");
  await walk.ends("fed-back");
  await expect(walk.filer.getByText("经核实，举报事项不成立，已向您说明").first()).toBeVisible();
});
