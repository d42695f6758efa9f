import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { startUpstream, type Upstream } from "@/tests/delivery/misbehaving-upstream";
import { openEntry, openGrant, preview, someoneWhoMay, take } from "./flow";
import { expect, expectAccessible, expectEnglish, expectFitsPhone, inEnglish, test } from "./support";

const HEADS = [
  "transport-head",
  "ecology-head",
  "emergency-head",
  "civil-affairs-head",
  "market-head",
  "social-security-head",
  "natural-resources-head",
  "public-security-head",
];
const ENTRY = "公共停车场信息";

let upstream: Upstream;
test.beforeAll(async () => {
  upstream = await startUpstream();
});
test.afterAll(() => upstream.close());

/** What a system with this key is answered. */
const read = (page: Page, url: string, key: string) =>
  page.request.get(url, { headers: { authorization: `Bearer ${key}` } });

test("a key is bound to addresses, replaced with an overlap, and shows when it was used", async ({ as }) => {
  const page = await as("fushun", "social-security-officer");
  await page.goto("/workspace/grants?side=consumer&state=live");
  await page.locator("table a[href^='/workspace/grants/']").first().click();
  await page.getByRole("button", { name: "创建密钥" }).click();
  const creating = page.getByRole("dialog", { name: "创建密钥" });
  await creating.getByLabel(/密钥名称/).fill("社保核验系统");
  await creating.getByLabel(/允许的来源地址/).fill("999.1.1.1");
  await creating.getByRole("button", { name: "创建密钥" }).click();
  await expect(creating.getByRole("alert")).toContainText("允许的来源地址");
  await creating.getByLabel(/允许的来源地址/).fill("127.0.0.1\n::1");
  await creating.getByRole("button", { name: "创建密钥" }).click();
  const old = await page.getByTestId("key-token").innerText();
  await page.getByRole("dialog", { name: "密钥已创建" }).getByRole("button", { name: "关闭" }).last().click();
  // Shown once: nothing of the page keeps it.
  await expect(page.getByTestId("key-token")).toHaveCount(0);
  const url = /"(http[^"]+)"/.exec(await page.locator("pre", { hasText: "curl" }).innerText())?.[1] ?? "";
  expect((await read(page, url, old)).status()).toBe(200);

  await page.getByRole("button", { name: "更换密钥“社保核验系统”" }).click();
  const rotating = page.getByRole("dialog", { name: "更换密钥“社保核验系统”" });
  await rotating.getByText("7 天").click();
  await expectAccessible(page);
  await rotating.getByRole("button", { name: "更换密钥", exact: true }).click();
  const next = await page.getByTestId("key-token").innerText();
  await page.getByRole("dialog", { name: "密钥已创建" }).getByRole("button", { name: "关闭" }).last().click();
  await expect(page.getByText("已更换，过渡中")).toBeVisible();
  for (const key of [old, next]) expect((await read(page, url, key)).status()).toBe(200);
  await page.reload();
  await expect(page.getByRole("row").filter({ hasText: `…${next.slice(-4)}` })).toContainText(/127\.0\.0\.1|::1/);
  await inEnglish(page);
  await page.reload();
  await expect(page.getByText("Replaced, ending")).toBeVisible();
});

test("a provider tries its own interface, mounts it, and goes back to the table, while a grant goes on", async ({
  as,
}) => {
  const consumer = await someoneWhoMay(as, "fushun", HEADS, ENTRY, "直接获取");
  const filed = await take(consumer, ENTRY, "直接获取", "停车泊位核对");
  await openGrant(consumer, filed);
  expect((await preview(consumer)).cells.flat().join()).not.toContain("91210400000000001X");

  const provider = await as("fushun", "housing-officer");
  await openEntry(provider, ENTRY);
  await provider.getByRole("link", { name: "挂接方式" }).click();
  await expect(provider.getByRole("heading", { level: 1, name: "挂接方式" })).toBeVisible();
  const form = provider.getByRole("region", { name: "接口" });
  await form.getByLabel(/接口地址/).fill("https://169.254.169.254/latest");
  await form.getByRole("button", { name: "测试调用" }).click();
  await expect(form.getByText("该地址不在平台允许调用的范围内")).toBeVisible();
  await form.getByLabel(/接口地址/).fill(`${upstream.origin}/rows`);
  await form.getByText("Bearer 令牌").click();
  await form.locator("input[type=password]").fill("s3cret-of-the-provider");
  await form.getByRole("button", { name: "测试调用" }).click();
  await expect(form.getByText(/调用成功.*返回 3 行.*code · 名称/)).toBeVisible();
  expect(upstream.asked.at(-1)?.headers.authorization).toBe("Bearer s3cret-of-the-provider");
  await form.locator("#column-parking").fill("code");
  await form.getByRole("button", { name: "挂接该接口" }).click();
  await provider.getByRole("dialog", { name: "挂接该接口" }).getByRole("button", { name: "挂接该接口" }).click();
  await expect(provider.getByText(/当前挂接不提供以下数据项/)).toBeVisible();
  await expect(provider.getByText("已加密保存，不再显示")).toBeVisible();
  expect(await provider.content()).not.toContain("s3cret-of-the-provider");
  await expectAccessible(provider);

  await openGrant(consumer, filed);
  await expect(consumer.getByText("由提供部门的接口实时提供")).toBeVisible();
  expect((await preview(consumer)).cells.flat().join()).toContain("91210400000000001X");

  await provider.getByRole("button", { name: "改用已导入的库表" }).click();
  const back = provider.getByRole("dialog", { name: "改用已导入的库表" });
  await back.getByRole("button", { name: "改用已导入的库表" }).click();
  await expect(provider.getByRole("table", { name: "挂接记录" }).getByRole("row")).toHaveCount(3);
  await openGrant(consumer, filed);
  expect((await preview(consumer)).cells.flat().join()).not.toContain("91210400000000001X");

  await inEnglish(provider);
  await provider.reload();
  await expect(provider.getByRole("heading", { level: 1, name: "How the data is mounted" })).toBeVisible();
  await expectEnglish(provider);
  await expectFitsPhone(provider);
});

/** The page on which the provider of the entry says how it is mounted. */
async function openMount(provider: Page): Promise<void> {
  await openEntry(provider, ENTRY);
  await provider.getByRole("link", { name: "挂接方式" }).click();
  await expect(provider.getByRole("heading", { level: 1, name: "挂接方式" })).toBeVisible();
}

async function backToTable(provider: Page): Promise<void> {
  await provider.getByRole("button", { name: "改用已导入的库表" }).click();
  await provider
    .getByRole("dialog", { name: "改用已导入的库表" })
    .getByRole("button", { name: "改用已导入的库表" })
    .click();
  await expect(provider.getByRole("dialog", { name: "改用已导入的库表" })).toBeHidden();
}

test("a file is mounted as it is, saved as an attachment by whom the grant is for, and by nobody else", async ({
  as,
}) => {
  const consumer = await someoneWhoMay(as, "fushun", HEADS, ENTRY, "直接获取");
  const filed = await take(consumer, ENTRY, "直接获取", "停车场图幅核对");
  const provider = await as("fushun", "housing-officer");
  await openMount(provider);
  const section = provider.getByRole("region", { name: "文件" });
  const content = `<script>document.title = "run"</script>${"图".repeat(100_000)}`;
  await section
    .getByLabel("选择文件")
    .setInputFiles({ name: "停车场图幅.html", mimeType: "text/html", buffer: Buffer.from(content) });
  await section.getByRole("button", { name: "上传" }).click();
  await expect(section.getByText("“停车场图幅.html”已上传完毕。")).toBeVisible();
  await section.getByRole("button", { name: "挂接该文件" }).click();
  await provider.getByRole("dialog", { name: "挂接该文件" }).getByRole("button", { name: "挂接该文件" }).click();
  await expect(provider.getByRole("region", { name: "当前挂接" }).getByText("停车场图幅.html")).toBeVisible();
  await expectAccessible(provider);

  await openGrant(consumer, filed);
  const link = consumer.getByRole("link", { name: "下载文件" });
  const [download] = await Promise.all([consumer.waitForEvent("download"), link.click()]);
  // The grant allows no storage, which the file's name says wherever it goes.
  expect(download.suggestedFilename()).toMatch(/^不得留存_\d{4}-\d{5}_停车场图幅\.html$/);
  expect(readFileSync(await download.path(), "utf8")).toBe(content);
  const href = (await link.getAttribute("href")) ?? "";
  const answer = await consumer.request.get(href);
  expect(answer.status()).toBe(200);
  expect(answer.headers()["content-disposition"]).toMatch(/^attachment; /);
  expect(answer.headers()["content-type"]).toBe("application/octet-stream");
  expect(answer.headers()["x-content-type-options"]).toBe("nosniff");
  // Without the purpose it is not given even to them.
  expect((await consumer.request.get(href.split("?")[0] ?? "")).status()).toBe(403);
  for (const stranger of [await as("fushun", "cyberspace-officer"), await as("chongqing", "market-officer")])
    expect((await stranger.request.get(href)).status()).toBe(404);
  await backToTable(provider);
});

test("a running export of a provider's interface breaks off within ten seconds of the grant's end", async ({ as }) => {
  const consumer = await someoneWhoMay(as, "fushun", HEADS, ENTRY, "直接获取");
  const filed = await take(consumer, ENTRY, "直接获取", "停车泊位逐日核对");
  const provider = await as("fushun", "housing-officer");
  await openMount(provider);
  const form = provider.getByRole("region", { name: "接口" });
  await form.getByLabel(/接口地址/).fill(`${upstream.origin}/endless`);
  await form.getByLabel(/数据行所在位置/).fill("data.items");
  await form.getByText("按行数偏移").click();
  await form.getByLabel(/每页行数的参数/).fill("size");
  await form.getByLabel(/^\s*\*?\s*位置的参数/).fill("offset");
  await form.locator("#column-parking").fill("code");
  await form.getByRole("button", { name: "挂接该接口" }).click();
  await provider.getByRole("dialog", { name: "挂接该接口" }).getByRole("button", { name: "挂接该接口" }).click();
  await expect(provider.getByText(/当前挂接不提供以下数据项/)).toBeVisible();

  await openGrant(consumer, filed);
  await consumer.getByRole("checkbox", { name: /本人仅为以下用途读取数据/ }).check();
  const asked = () => upstream.asked.filter(({ url }) => url.startsWith("/endless")).length;
  const [download] = await Promise.all([
    consumer.waitForEvent("download"),
    consumer.getByRole("link", { name: "下载 CSV" }).click(),
  ]);
  await expect.poll(asked).toBeGreaterThan(5);

  await openGrant(provider, filed);
  await provider.getByRole("button", { name: "终止授权" }).click();
  const ending = provider.getByRole("dialog", { name: "终止授权" });
  await ending.getByLabel("理由").fill("用途已结束");
  await ending.getByRole("button", { name: "终止授权" }).click();
  await expect(provider.getByText("已办理：终止授权")).toBeVisible();
  const began = performance.now();
  expect(await download.failure()).not.toBeNull();
  expect(performance.now() - began).toBeLessThan(10_000);
  const last = asked();
  await openMount(provider);
  await backToTable(provider);
  expect(asked()).toBe(last);
});
