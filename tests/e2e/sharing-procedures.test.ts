import { expect, test } from "./support";
import { acts, Cast, CITIES, type City, Walk } from "./walk";

const REQUESTS: Record<City, { entry: string; provider: string }> = {
  fushun: { entry: "养犬登记信息", provider: "public-security" },
  shuozhou: { entry: "预防接种信息", provider: "health" },
  "hefei-etdz": { entry: "公租房保障家庭信息", provider: "construction" },
  leshan: { entry: "医保结算信息", provider: "medical-insurance" },
  chongqing: { entry: "社会保险参保信息", provider: "social-security" },
};

for (const [city, name] of CITIES) {
  test(`${name}: a request taken back is nobody's work any more, and may be made again`, async ({ as }) => {
    const { entry, provider } = REQUESTS[city];
    const cast = new Cast(as, city);
    const others = cast.departments().filter((department) => department !== provider);
    const requester = await cast.departmentThatMay(entry, "申请共享", others);
    const request = await Walk.request(cast, requester, provider, entry, "核验补贴申请人资格");
    await request.withdraws();
    await expect(acts(request.filer)).toHaveCount(0);
    await request.isHiddenFrom(await cast.abroad());

    const officer = await cast.at(`${provider}-officer`);
    await officer.goto("/workspace");
    await expect(officer.getByRole("heading", { level: 1, name: "待办" })).toBeVisible();
    const mine = officer.getByRole("region", { name: "待我办理" });
    await expect(mine.getByRole("row").filter({ hasText: request.number })).toHaveCount(0);
    expect(await cast.departmentThatMay(entry, "申请共享", [requester])).toBe(requester);
  });
}

test("朔州: data of a superior level is applied for once by the authority, and a second department joins", async ({
  as,
}) => {
  const cast = new Cast(as, "shuozhou");
  const about = { procedure: "sharing.superior", by: "requester", provider: "info" } as const;
  const first = await Walk.file(cast, { ...about, filer: "housing-fund" });
  const second = await Walk.file(cast, { ...about, filer: "civil-affairs" });
  await first.isHiddenFrom(await cast.at("market-officer"));
  await first.isNotFor("apply", "requester");
  await first.does("return");
  await first.completes();
  await first.does("apply");
  await second.does("join");
  await first.does("land");
  await first.does("serve");
  await first.ends("served");
  await second.does("land");
  await second.does("serve");
  await second.ends("served");
});
