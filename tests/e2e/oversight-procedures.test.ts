import { expect, test } from "./support";
import { acts, Cast, CITIES, type City, labelled, openForm, standing, Walk } from "./walk";

interface Ladder {
  /** The violation chosen, by its number in the city's text; null where it lists none. */
  item: string | null;
  /** How many the text lists. */
  items: number;
  provider: string;
  stranger: string;
  /** The next rung, once the limit has run out: the act, on which side, and where it leads. */
  next: { act: string; by: "authority" | "government"; end: string | null };
}

const LADDERS: Record<City, Ladder> = {
  fushun: {
    item: "一",
    items: 9,
    provider: "market",
    stranger: "ecology-officer",
    next: { act: "report-government", by: "authority", end: null },
  },
  shuozhou: {
    item: "一",
    items: 9,
    provider: "market",
    stranger: "health-officer",
    next: { act: "not-corrected", by: "authority", end: "not-corrected" },
  },
  "hefei-etdz": {
    item: null,
    items: 0,
    provider: "market",
    stranger: "social-officer",
    next: { act: "report-leading-group", by: "authority", end: "reported" },
  },
  leshan: {
    item: "一",
    items: 9,
    provider: "market",
    stranger: "transport-officer",
    next: { act: "refer", by: "authority", end: "referred" },
  },
  chongqing: {
    // Eight for departments, and the builders, operators and storage units of article 41.
    item: "一",
    items: 9,
    provider: "market",
    stranger: "tax-officer",
    next: { act: "refer", by: "government", end: "referred" },
  },
};

for (const [city, name] of CITIES) {
  const { item, items, provider, stranger, next } = LADDERS[city];
  const list = items > 0 ? "a violation on the city's own list is ordered to be corrected" : "a reminder is given";
  test(`${name}: ${list}, with what the system knows of it; the next rung waits for the limit`, async ({ as }) => {
    const cast = new Cast(as, city);
    const matter = {
      procedure: "rectification",
      by: "authority",
      filer: cast.office("authority"),
      provider,
      said: item ? { item } : { item: "目录未按期更新" },
    } as const;
    const form = await openForm(cast, matter);
    await expect(form.getByRole("heading", { name: "填写内容" })).toBeVisible();
    const violations = form.getByRole("main").locator("select option:not([value=''])");
    await expect(violations).toHaveCount(items);
    await expect(form.getByRole("region", { name: "系统查到的线索" })).toBeVisible();
    const walk = await Walk.submit(cast, matter, form);
    await walk.isHiddenFrom(await cast.at(stranger));
    if (city === "chongqing") {
      await walk.isNotFor("order", "authority");
      await walk.does("order");
    }
    await walk.does("report");
    await walk.does("send-back");
    await walk.cannotYet(next.act, next.by);
    await walk.does("report");
    await walk.does("close");
    await walk.ends("closed");
  });

  test(`${name}: what was not corrected within the limit goes to the next rung of the city's ladder`, async ({
    as,
  }) => {
    const cast = new Cast(as, city);
    const late = cast.departments()[0] ?? "";
    const authority = await cast.at(`${cast.office("authority")}-authority`);
    const matter = { procedure: "rectification", filer: cast.office("authority"), provider: late } as const;
    const walk = await Walk.overdue(cast, matter, authority);
    // The notice set five days in the place of those that the law suggests.
    await expect(standing(authority)).toContainText(/时限 5个(工作日|自然日)/);
    await expect(standing(authority)).toContainText("已逾期");
    await walk.isNotFor(next.act, "provider");
    await walk.does(next.act, { by: next.by });
    if (city === "fushun") {
      await walk.does("order", { said: { "order-days": "10" } });
      await walk.does("report");
      await walk.does("close");
      await walk.ends("closed");
    } else await walk.ends(next.end ?? "");
    if (city !== "shuozhou") return;
    // Refusing to correct is a violation of its own, item eight.
    const form = await walk.follow("rectification", authority);
    await expect(labelled(form.getByRole("main"), "违规情形")).toHaveValue("八");
    const again = await Walk.submit(cast, { ...matter, by: "authority", said: { item: "八" } }, form);
    await again.isAt("correction");
  });
}

for (const [city, name] of CITIES) {
  test(`${name}: whoever misuses shared data is stopped at once, and may read again only after correcting it`, async ({
    as,
  }) => {
    const cast = new Cast(as, city);
    const { grant, provider, consumer, page } = await liveGrant(cast);
    const reader = await cast.at(`${consumer}-officer`);
    await reader.goto(grant);
    await expect(reader.getByRole("button", { name: "查看前三行" })).toBeVisible();

    const { filing } = cast.procedures.procedure("use.misuse");
    await page.getByRole("link", { name: filing.title.zh, exact: true }).click();
    const matter = { procedure: "use.misuse", by: "requester", filer: provider, provider: consumer } as const;
    const walk = await Walk.submit(cast, matter, page);
    await walk.isHiddenFrom(await cast.abroad());
    await reader.reload();
    await expect(reader.getByText("授权已暂停，恢复前不能读取数据。")).toBeVisible();
    await expect(reader.getByRole("button", { name: "查看前三行" })).toHaveCount(0);

    await walk.does("report");
    await walk.does("send-back", { by: "requester" });
    await walk.does("report");
    await walk.isNotFor("resume", "provider");
    await walk.does("resume", { by: "requester" });
    await walk.ends("resumed");
    await reader.goto(grant);
    await expect(reader.getByRole("button", { name: "查看前三行" })).toBeVisible();
  });
}

/** A grant in force that a department has given, found by its head in the list of its grants. */
async function liveGrant(cast: Cast) {
  for (const provider of cast.departments()) {
    const page = await cast.at(`${provider}-head`);
    await page.goto("/workspace/grants?side=provider&state=live&sort=ending");
    await expect(page.getByRole("heading", { level: 1, name: "数据授权" })).toBeVisible();
    for (const row of await page.getByRole("row").filter({ hasText: "→" }).all()) {
      const words = await row.innerText();
      const consumer = cast.departments().find((code) => words.includes(`→ ${cast.nameOf(code)}`));
      if (!consumer) continue;
      await row.getByRole("link").first().click();
      await expect(page.getByRole("heading", { name: "授权范围" })).toBeVisible();
      return { grant: new URL(page.url()).pathname, provider, consumer, page };
    }
  }
  throw new Error(`${cast.city} has no grant in force`);
}

test("重庆: districts and departments report by the end of January, the city by the end of February", async ({
  as,
}) => {
  const cast = new Cast(as, "chongqing");
  const about = { procedure: "report.annual", provider: "finance" } as const;
  const unit = await Walk.file(cast, {
    ...about,
    by: "provider",
    filer: "finance",
    said: { year: "2026", report: "unit" },
  });
  await expect(standing(unit.filer)).toContainText("2027年1月31日");
  await unit.isHiddenFrom(await cast.at("tax-officer"));
  await unit.does("submit");
  await unit.ends("submitted");

  const office = cast.office("authority");
  const city = await Walk.file(cast, {
    procedure: "report.annual",
    by: "authority",
    filer: office,
    provider: office,
    said: { year: "2026", report: "city" },
  });
  await expect(standing(city.filer)).toContainText("2027年2月28日");
  await city.does("submit", { by: "authority" });
  await city.ends("submitted");
  await expect(acts(city.filer)).toHaveCount(0);
});
