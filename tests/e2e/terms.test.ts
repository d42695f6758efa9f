import type { Page } from "@playwright/test";
import { apply, openAct, openFromInbox, openGrant, preview, take } from "./flow";
import { expect, expectAccessible, test } from "./support";
import { Cast } from "./walk";

/** What a system that holds this key is answered, with a purpose or without. */
const read = (page: Page, url: string, key: string, purpose?: string) =>
  page.request.get(url, {
    headers: { authorization: `Bearer ${key}`, ...(purpose ? { "heliu-purpose": encodeURIComponent(purpose) } : {}) },
  });

/** Makes a key on the grant's page that is open; the key, and the address of the example. */
async function makeKey(page: Page): Promise<{ key: string; url: string }> {
  await page.getByRole("button", { name: "创建密钥" }).click();
  const dialog = page.getByRole("dialog", { name: "创建密钥" });
  await dialog.getByLabel(/密钥名称/).fill("核验系统");
  await dialog.getByRole("button", { name: "创建密钥" }).click();
  const key = await page.getByTestId("key-token").innerText();
  await page.getByRole("dialog", { name: "密钥已创建" }).getByRole("button", { name: "关闭" }).last().click();
  const url = /"(http[^"]+)"/.exec(await page.locator("pre", { hasText: "curl" }).innerText())?.[1] ?? "";
  return { key, url };
}

test("a decision sets masks of one's own, limits and a purpose with every call, and the grant holds them", async ({
  as,
}) => {
  const cast = new Cast(as, "fushun");
  const entry = "机动车登记信息";
  const purpose = "核对营运车辆登记状态";
  const others = cast.departments().filter((department) => department !== "public-security");
  const department = await cast.departmentThatMay(entry, "申请共享", others);
  const filed = await apply(await cast.at(`${department}-head`), entry, ["号牌号码", "车辆类型"], purpose);

  const provider = await cast.at("public-security-head");
  await openFromInbox(provider, filed);
  await openAct(provider, "同意共享", { words: { 共享范围: "营运车辆", 使用用途: purpose } });
  const dialog = provider.getByRole("dialog", { name: "同意共享" });
  await expect(dialog.getByText(/不填即按平台默认：每分钟 [\d,]+ 次请求、每天 [\d,]+ 行/)).toBeVisible();
  await dialog.getByRole("combobox", { name: "号牌号码 脱敏方式" }).selectOption({ label: "保留首尾若干位（自定）" });
  await dialog.getByLabel("号牌号码 脱敏方式 保留前几位").fill("2");
  await dialog.getByLabel("号牌号码 脱敏方式 保留后几位").fill("1");
  await expect(dialog.getByText("示例：210402199003071234 →")).toBeVisible();
  await dialog.getByLabel("每分钟最多请求次数").fill("60");
  await dialog.getByLabel("每日最多读取行数").fill("500");
  await dialog.getByRole("checkbox", { name: "业务系统每次调用都须说明用途" }).check();
  await expectAccessible(provider);
  await dialog.getByRole("button", { name: "确认同意共享" }).click();
  await expect(provider.getByText("已办理：同意共享")).toBeVisible();

  const consumer = await cast.at(`${department}-officer`);
  await openGrant(consumer, filed);
  await expect(consumer.getByText("每分钟 60 次请求")).toBeVisible();
  await expect(consumer.getByText("每天 500 行")).toBeVisible();
  await expect(consumer.getByText("系统每次请求都须在 Heliu-Purpose 中注明。")).toBeVisible();
  await expect(consumer.getByText("保留前 2 位、后 1 位").first()).toBeVisible();
  // A person says what for before the first row; a system says so with every request.
  await expect(consumer.getByRole("button", { name: "查看前三行" })).toBeDisabled();
  const { cells } = await preview(consumer);
  for (const [plate] of cells) expect(plate).toMatch(/^示[A-F]\*+\d$/);
  const { key, url } = await makeKey(consumer);
  const unsaid = await read(consumer, url, key);
  expect([unsaid.status(), (await unsaid.json()).code]).toEqual([403, "PURPOSE"]);
  expect((await read(consumer, url, key, "好奇")).status()).toBe(403);
  const said = await read(consumer, url, key, purpose);
  expect(said.status()).toBe(200);
  expect(await said.text()).toMatch(/示[A-F]\*+\d/);
});

test("a provider narrows a grant, never widens it, and the reader's next reading is the narrower one", async ({
  as,
}) => {
  const cast = new Cast(as, "fushun");
  const entry = "企业登记基本信息";
  const others = cast.departments().filter((department) => department !== "market");
  const department = await cast.departmentThatMay(entry, "直接获取", others);
  const filed = await take(await cast.at(`${department}-head`), entry, "直接获取", "名录核对");
  const consumer = await cast.at(`${department}-officer`);
  await openGrant(consumer, filed);
  expect((await preview(consumer)).cells).toHaveLength(3);
  const { key, url } = await makeKey(consumer);
  expect((await read(consumer, url, key)).status()).toBe(200);

  const provider = await cast.at("market-head");
  await openGrant(provider, filed);
  await provider.getByRole("button", { name: "收窄用量" }).click();
  const dialog = provider.getByRole("dialog", { name: "收窄用量" });
  await dialog.getByRole("button", { name: "收窄用量" }).click();
  await expect(dialog.getByRole("alert").filter({ hasText: "理由" })).toBeVisible();
  await dialog.getByLabel("每日最多读取行数").fill("5");
  await dialog.getByRole("checkbox", { name: "业务系统每次调用都须说明用途" }).check();
  await dialog.getByLabel("理由").fill("超出核对所需");
  await expectAccessible(provider);
  await dialog.getByRole("button", { name: "收窄用量" }).click();
  await expect(provider.getByText("已办理：收窄用量")).toBeVisible();
  await expect(provider.getByText("每天 5 行")).toBeVisible();

  // The page that the reader has open is the old one; its next reading is under the new limits.
  await consumer.getByRole("button", { name: "查看更多" }).click();
  await expect(consumer.getByRole("main").getByRole("alert").filter({ hasText: "缩小范围或稍后再试" })).toBeVisible();
  expect((await (await read(consumer, url, key)).json()).code).toBe("PURPOSE");
  await consumer.reload();
  await expect(consumer.getByText("每天 5 行")).toBeVisible();
  await expect(consumer.getByText("超出核对所需")).toBeVisible();

  await provider.getByRole("button", { name: "收窄用量" }).click();
  await dialog.getByLabel("每日最多读取行数").fill("500");
  await dialog.getByLabel("每日最多读取行数").press("Tab");
  await expect(dialog.getByLabel("每日最多读取行数")).toHaveValue("5");
  await expect(dialog.getByRole("checkbox", { name: "业务系统每次调用都须说明用途" })).toBeDisabled();
});
