import type { Route } from "@playwright/test";
import { downloadOf, expect, expectAccessible, expectFitsPhone, inEnglish, test } from "./support";

test("an export that takes its time shows how far it is and can be cancelled; a quick one says nothing", async ({
  as,
}) => {
  const page = await as("fushun", "social-security-officer");
  await page.goto("/workspace/grants?side=consumer&state=live");
  await page.locator("table a[href^='/workspace/grants/']").first().click();
  await page.getByRole("checkbox", { name: /^本人仅为以下用途读取数据/ }).check();
  const download = page.getByRole("link", { name: "下载 CSV" });
  const progress = page.getByRole("region", { name: "导出 CSV 的进度" });
  const looked = page.waitForResponse(/grants\.exportProgress/);
  const quick = await downloadOf(page, () => download.click());
  expect(quick.text.split("\n").length).toBeGreaterThan(2);
  await looked;
  await expect(progress).toHaveCount(0);

  // The demonstration's tables are small: what the server would say of a large one is said in its place.
  let said = { state: "running", rows: 40_000, bytes: 5_200_000, accessRecordId: null as string | null };
  const answer = (route: Route) => route.fulfill({ json: [{ result: { data: { json: said } } }] });
  await page.route(/\/api\/trpc\/grants\.exportProgress\?/, answer);
  await downloadOf(page, () => download.click());
  await expect(progress).toContainText("正在导出 CSV，文件由浏览器保存。");
  await expect(progress).toContainText("40,000 行");
  await expect(progress).toContainText("5.2 MB");
  await expect(progress.locator("[aria-live=polite]")).toHaveCount(1);
  await expectAccessible(page);
  const size = page.viewportSize();
  await expectFitsPhone(page);
  if (size) await page.setViewportSize(size);
  const asked = page.waitForRequest(/grants\.cancelExport/);
  await progress.getByRole("button", { name: "取消导出" }).click();
  await asked;
  said = { ...said, state: "cancelled" };
  await expect(progress).toContainText("下载的文件不完整，请删除");
  await expect(progress.getByRole("button", { name: "取消导出" })).toHaveCount(0);

  await inEnglish(page);
  await page.reload();
  await page.getByRole("checkbox", { name: /only/i }).first().check();
  said = { ...said, state: "running" };
  await downloadOf(page, () => page.getByRole("link", { name: "Download CSV" }).click());
  const told = page.getByRole("region", { name: "Progress of the CSV export" });
  await expect(told).toContainText("40,000 rows");
  await expect(told).not.toContainText(/\p{Script=Han}/u);
});
