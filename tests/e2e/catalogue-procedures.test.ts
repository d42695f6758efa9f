import type { Page } from "@playwright/test";
import { openEntry } from "./flow";
import { expect, test } from "./support";
import { Cast, CITIES, type City, standing, Walk } from "./walk";

interface Correction {
  entry: string;
  provider: string;
  /** Who reports, and a counter that uses the same data. */
  reporter: string;
  counter: string;
  /** Whether the city's text, or its default, has service go on meanwhile. */
  shield: boolean;
}

const CORRECTIONS: Record<City, Correction> = {
  fushun: {
    entry: "商品房预售许可信息",
    provider: "housing",
    reporter: "market",
    counter: "public-security",
    shield: true,
  },
  shuozhou: {
    entry: "医疗机构执业登记信息",
    provider: "health",
    reporter: "market",
    counter: "civil-affairs",
    shield: true,
  },
  "hefei-etdz": {
    entry: "养老服务设施信息",
    provider: "social",
    reporter: "market",
    counter: "emergency",
    shield: false,
  },
  leshan: {
    entry: "旅游景区接待信息",
    provider: "culture-tourism",
    reporter: "market",
    counter: "transport",
    shield: false,
  },
  chongqing: {
    entry: "医疗机构执业登记信息",
    provider: "health",
    reporter: "market",
    counter: "social-security",
    shield: true,
  },
};

for (const [city, name] of CITIES) {
  const { entry, provider, reporter, counter, shield } = CORRECTIONS[city];
  const told = shield
    ? "a counter is told to go on serving meanwhile"
    : "a counter is told that the data is being checked";
  test(`${name}: an error in shared data is reported and corrected; ${told}`, async ({ as }) => {
    const cast = new Cast(as, city);
    const problem = `${entry}中部分记录的地址有误`;
    const about = { procedure: "correction.sharing", by: "requester", entry, provider } as const;
    const walk = await Walk.file(cast, { ...about, filer: reporter, said: { problem } });
    await walk.isHiddenFrom(await cast.at(`${counter}-officer`));

    const desk = await cast.at(`${counter}-officer`);
    await desk.goto(`/workspace/catalogue?q=${encodeURIComponent(entry)}`);
    await desk.getByRole("link", { name: entry, exact: true }).first().click();
    const notice = desk.getByRole("note").filter({ hasText: "校核正在办理" });
    await expect(notice).toBeVisible();
    await expect(notice.getByText(/窗口应当照常办理/)).toHaveCount(shield ? 1 : 0);

    const done = await walk.does("correct", { said: { done: "已按登记档案更正地址" } });
    await walk.ends("corrected", done);
    await walk.ends("corrected");
    await expect(walk.filer.getByText("已按登记档案更正地址").first()).toBeVisible();
    await desk.reload();
    await expect(desk.getByRole("heading", { level: 1, name: entry })).toBeVisible();
    await expect(notice).toHaveCount(0);
  });
}

test("乐山: departments whose data disagree negotiate, and the authority settles what they cannot", async ({ as }) => {
  const cast = new Cast(as, "leshan");
  const walk = await Walk.file(cast, {
    procedure: "correction.inconsistency",
    by: "requester",
    filer: "medical-insurance",
    provider: "transport",
    entry: "公交线路信息",
  });
  await walk.isHiddenFrom(await cast.at("water-officer"));
  await walk.isNotFor("settle", "authority");
  await walk.does("fail", { by: "provider" });
  await walk.does("settle");
  await walk.ends("settled");
});

interface OwnEntry {
  entry: string;
  provider: string;
  stranger: string;
}

/** What comes after the authority has published a change: filing with the province, a report upward, or nothing. */
const CHANGES: Record<City, OwnEntry & { next: string | null; end: string }> = {
  fushun: {
    entry: "企业登记基本信息",
    provider: "market",
    stranger: "ecology-officer",
    next: null,
    end: "published",
  },
  shuozhou: {
    entry: "新能源电站信息",
    provider: "energy",
    stranger: "market-officer",
    next: "file",
    end: "filed",
  },
  "hefei-etdz": {
    entry: "规模以上工业企业运行信息",
    provider: "economy",
    stranger: "market-officer",
    next: null,
    end: "published",
  },
  leshan: {
    entry: "地质灾害隐患点信息",
    provider: "natural-resources",
    stranger: "market-officer",
    next: null,
    end: "published",
  },
  chongqing: {
    entry: "公交线路信息",
    provider: "transport",
    stranger: "market-officer",
    next: "report",
    end: "reported",
  },
};

for (const [city, name] of CITIES) {
  const { entry, provider, stranger, next, end } = CHANGES[city];
  const upward = next === "file" ? ", and filed with the province" : next ? ", and reported upward" : "";
  test(`${name}: a change of the catalogue gets more time, is agreed by the head, returned, revised and published${upward}`, async ({
    as,
  }) => {
    const cast = new Cast(as, city);
    const about = { procedure: "catalogue.change", by: "provider", filer: provider, provider, entry } as const;
    const walk = await Walk.file(cast, about);
    await walk.isHiddenFrom(await cast.at(stranger));
    await walk.isNotFor("publish", "authority");
    await walk.does("ask-extension", { said: { "extension-days": "3" } });
    const longer = await walk.does("extend", { said: { "extension-days": "3" } });
    await expect(standing(longer).getByText("已延长 3 个工作日")).toBeVisible();
    await walk.does("submit");
    await walk.does("sign-answer");
    await walk.does("return");
    await walk.does("submit", { by: "provider-head" });
    await walk.does("publish");
    if (next) await walk.does(next);
    await walk.ends(end);

    // What the review found stands with the entry; whether other departments read it is the city's own word (朔州 11).
    const own = await cast.at(`${provider}-officer`);
    await openEntry(own, entry);
    const review = (page: Page) => page.getByRole("region", { name: "发布审查" });
    await expect(review(own).getByText("保密").first()).toBeVisible();
    await expect(review(own).getByText("定性合法：共享、开放属性的依据符合规定")).toBeVisible();
    const other = await cast.at(stranger);
    await openEntry(other, entry);
    await expect(other.getByRole("heading", { level: 1, name: entry })).toBeVisible();
    await expect(review(other)).toHaveCount(city === "shuozhou" ? 1 : 0);
  });
}

const RETIREMENTS: Record<City, OwnEntry> = {
  fushun: { entry: "建设用地审批结果", provider: "natural-resources", stranger: "market-officer" },
  shuozhou: { entry: "社会组织登记信息", provider: "civil-affairs", stranger: "market-officer" },
  "hefei-etdz": { entry: "建设工程施工许可信息", provider: "construction", stranger: "market-officer" },
  leshan: { entry: "水库水情监测信息", provider: "water", stranger: "market-officer" },
  chongqing: { entry: "国有建设用地供应结果", provider: "natural-resources", stranger: "market-officer" },
};

for (const [city, name] of CITIES) {
  const { entry, provider, stranger } = RETIREMENTS[city];
  const filed = city === "leshan" ? "filed with the authority, " : "";
  test(`${name}: data that goes off is ${filed}announced to its users and stays for the transition, unless it is kept after all`, async ({
    as,
  }) => {
    const cast = new Cast(as, city);
    const about = { procedure: "catalogue.retirement", by: "provider", filer: provider, provider, entry } as const;
    const walk = await Walk.file(cast, { ...about, said: { ground: "ended" } });
    await walk.isHiddenFrom(await cast.at(stranger));
    if (await walk.isAt("consultation")) await walk.does("consulted");
    if (city === "leshan") {
      await walk.isNotFor("announce", "provider");
      await walk.does("ask-reasons");
      await walk.does("explain");
      await walk.does("record");
    }
    await walk.does("announce");
    await walk.cannotYet("take-offline");
    await expect(standing(walk.filer).getByText(/不少于 20个自然日/)).toBeVisible();

    const user = await cast.at(stranger);
    await user.goto(`/workspace/catalogue?q=${encodeURIComponent(entry)}`);
    await user.getByRole("link", { name: entry, exact: true }).first().click();
    const notice = user.getByRole("note").filter({ hasText: "该数据即将下线" });
    await expect(notice).toBeVisible();
    await walk.withdraws();
    await user.reload();
    await expect(user.getByRole("heading", { level: 1, name: entry })).toBeVisible();
    await expect(notice).toHaveCount(0);
  });
}
