import { expect, test } from "./support";
import { Cast, CITIES, type City, standing, Walk } from "./walk";

/** What is asked for in each city, of whom, and how the last rung decides. */
const REQUESTS: Record<City, { entry: string; provider: string; decided: "decide-share" | "decide-refusal" }> = {
  fushun: { entry: "道路运输从业人员信息", provider: "transport", decided: "decide-share" },
  shuozhou: { entry: "住房公积金缴存信息", provider: "housing-fund", decided: "decide-share" },
  "hefei-etdz": { entry: "中小学学籍信息", provider: "social", decided: "decide-share" },
  leshan: { entry: "城镇用水户信息", provider: "water", decided: "decide-refusal" },
  chongqing: { entry: "网约车许可信息", provider: "transport", decided: "decide-refusal" },
};

for (const [city, name] of CITIES) {
  test(`${name}: a request is completed, gets more time and is refused; the dispute climbs every rung to the government's word`, async ({
    as,
  }) => {
    const { entry, provider, decided } = REQUESTS[city];
    const cast = new Cast(as, city);
    const others = cast.departments().filter((department) => department !== provider);
    const requester = await cast.departmentThatMay(entry, "申请共享", others);
    const stranger = others.find((department) => department !== requester) ?? "";
    const request = await Walk.request(cast, requester, provider, entry, "核验办事人员资格");

    await request.isHiddenFrom(await cast.abroad());
    // Where the platform reviews conformity or the provider accepts first, that comes before the answer.
    await request.does("return", { said: { "missing-items": "请补充办理依据" } });
    await request.completes("请补充办理依据");
    const [first] = request.procedure.stages.filter(({ id }) => id === "conformity" || id === "acceptance");
    if (first) await request.does(first.id === "conformity" ? "pass" : "accept");
    await request.does("ask-extension");
    const longer = await request.does("extend", { by: "authority" });
    await expect(standing(longer).getByText(/已延长 5 个(工作日|自然日)/)).toBeVisible();
    await request.does("refuse", { by: "provider" });
    await request.does("sign-answer", { by: "provider-head" });
    if (city === "leshan") await request.does("refuse", { by: "authority" });
    await request.ends("refused");

    const dispute = await request.dispute("资格核验为法定职责");
    await dispute.isHiddenFrom(await cast.at(`${stranger}-officer`));
    await dispute.isNotFor("settle-share", "provider");
    await dispute.does("fail", { by: "provider" });
    await dispute.does("fail", { by: "authority" });
    await dispute.does(decided);
    const page = await dispute.ends(decided === "decide-share" ? "decided-share" : "decided-refusal");
    await page.goto(request.path);
    await expect(page.getByRole("link", { name: `争议 ${dispute.number}` })).toBeVisible();
    await page.goto(dispute.path);
    await expect(page.getByRole("link", { name: "查看数据授权" })).toHaveCount(decided === "decide-share" ? 1 : 0);
  });
}

/** A county's data, the departments of other counties that may ask for it, and the county's own authority. */
const ACROSS: Partial<Record<City, { entry: string; provider: string; askers: string[]; county: string }>> = {
  fushun: {
    entry: "新抚区公租房保障家庭信息",
    provider: "xinfu-housing",
    askers: ["shuncheng-civil", "qingyuan-resources"],
    county: "xinfu-data-authority",
  },
  shuozhou: {
    entry: "朔城区低保对象信息",
    provider: "shuocheng-civil",
    askers: ["shanyin-agriculture", "huairen-market", "pinglu-energy"],
    county: "shuocheng-info-authority",
  },
  leshan: {
    entry: "市中区低保对象信息",
    provider: "shizhong-civil",
    askers: ["qianwei-agriculture", "shawan-ecology", "emeishan-tourism"],
    county: "shizhong-data-authority",
  },
  chongqing: {
    entry: "万州区低保对象信息",
    provider: "wanzhou-civil",
    askers: ["yuzhong-commerce", "yubei-market", "jiulongpo-housing"],
    county: "wanzhou-data-authority",
  },
};

for (const [city, name] of CITIES) {
  const across = ACROSS[city];
  if (!across) continue;
  test(`${name}: a dispute between two counties goes to the authority that stands above both, not to the provider's own`, async ({
    as,
  }) => {
    const cast = new Cast(as, city);
    const { entry, provider, askers, county } = across;
    const requester = await cast.departmentThatMay(entry, "申请共享", askers);
    const request = await Walk.request(cast, requester, provider, entry, "核验救助申请人家庭");
    if (request.procedure.stages.some(({ id }) => id === "conformity")) await request.does("pass");
    if (city === "leshan") await request.does("refuse", { by: "authority" });
    await request.does("refuse", { by: "provider-head" });
    const dispute = await request.dispute("救助核验为法定职责");
    await dispute.does("fail", { by: "requester" });
    const own = await cast.at(county);
    await own.goto(dispute.path);
    await expect(own.getByRole("button", { name: "协调共享", exact: true })).toHaveCount(0);
    await dispute.does("settle-share");
    await dispute.ends("settled-share");
    await expect(dispute.filer.getByRole("link", { name: "查看数据授权" })).toHaveCount(1);
  });
}
