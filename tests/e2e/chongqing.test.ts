import { act, apply, openFromInbox, openGrant, preview, someoneWhoMay, take } from "./flow";
import { expect, test } from "./support";

/** Heads who may ask, in the order in which they are tried: what they file needs no sign-off before it. */
const HEADS = [
  "health-head",
  "transport-head",
  "ecology-head",
  "social-security-head",
  "natural-resources-head",
  "tax-head",
];

// covers: CQ-19-2b, CQ-19-2c, CQ-34-1.5
test("重庆: ten working days, and no storage without the provider's consent", async ({ as }) => {
  const consumer = await someoneWhoMay(as, "chongqing", HEADS, "户籍人口基本信息", "申请共享");
  const filed = await apply(consumer, "户籍人口基本信息", ["姓名"], "家庭医生签约核验");
  await consumer.goto(filed.path);
  await consumer.getByRole("button", { name: "为何是这一天？" }).first().click();
  await expect(consumer.getByText("计入的 10 天").filter({ visible: true }).first()).toBeVisible();
  await expect(consumer.getByText("未经提供方同意不得留存共享数据。").first()).toBeVisible();

  const provider = await as("chongqing", "public-security-head");
  await openFromInbox(provider, filed);
  await act(provider, "同意共享", { words: { 共享范围: "签约居民", 使用用途: "签约核验" } });
  await openGrant(consumer, filed);
  await expect(consumer.getByText(/不(同意|允许|得)?.*留存/).first()).toBeVisible();
  expect((await preview(consumer)).columns).toEqual(["姓名"]);
});

// covers: CQ-19-3
test("重庆: a refusal opens the dispute before the data authority", async ({ as }) => {
  const consumer = await someoneWhoMay(as, "chongqing", HEADS, "户籍人口基本信息", "申请共享");
  const filed = await apply(consumer, "户籍人口基本信息", ["姓名"], "网约车驾驶员核验");
  const provider = await as("chongqing", "public-security-head");
  await provider.goto(filed.path);
  await act(provider, "不予共享", {
    words: { 理由: "已有专门核验接口" },
    basis: "《中华人民共和国个人信息保护法》第三十四条",
  });
  await consumer.goto(filed.path);
  await consumer.getByRole("button", { name: "提出争议" }).click();
  const dialog = consumer.getByRole("dialog");
  for (const box of await dialog.locator('textarea[aria-required="true"]').all()) await box.fill("接口不能批量核验");
  await dialog.getByRole("button", { name: "提出争议" }).click();
  await expect(consumer.getByRole("link", { name: `相关申请 ${filed.number}` })).toBeVisible();
});

// covers: CQ-19-2a
test("重庆: unconditional data is taken at once", async ({ as }) => {
  const page = await someoneWhoMay(as, "chongqing", HEADS, "公交线路信息", "直接获取");
  const filed = await take(page, "公交线路信息", "直接获取", "公交线路沿线噪声监测布点");
  await openGrant(page, filed);
});
