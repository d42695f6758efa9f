import { openEntry } from "./flow";
import { expect, expectAccessible, expectEnglish, expectFitsPhone, inEnglish, test } from "./support";

test("an authority finds the quality of its departments' data from the desk, narrows it and takes it away as a table", async ({
  as,
}) => {
  const page = await as("fushun", "big-data-authority");
  await page.goto("/desk");
  await page.getByRole("link", { name: "数据质量", exact: true }).click();
  await expect(page).toHaveURL("/desk/quality");
  const entries = page.getByRole("table", { name: "各目录条目的数据质量" });
  const first = entries.getByRole("row").nth(1);
  await expect(first).toBeVisible();
  await entries.getByRole("link", { name: "完整性", exact: true }).click();
  await expect(page).toHaveURL(/sort=completeness/);
  await page.getByRole("link", { name: "按单位" }).click();
  const departments = page.getByRole("table", { name: "各单位的数据质量" });
  await departments.getByRole("link").filter({ hasText: "抚顺市市场监督管理局" }).click();
  await expect(page.getByRole("combobox", { name: "单位" })).toContainText("抚顺市市场监督管理局");
  await expect(entries.getByRole("row").nth(1)).toContainText("抚顺市市场监督管理局");
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "导出 CSV" }).click(),
  ]);
  expect(file.suggestedFilename()).toBe("数据质量.csv");
  await page.getByRole("combobox", { name: "更新情况" }).selectOption({ label: "接口实时提供" });
  await page.getByRole("button", { name: "查询" }).click();
  await expect(page.getByText("没有符合条件的目录条目")).toBeVisible();
  await expectAccessible(page);
});

test("a department reads the quality of an entry with what was counted, and not that of all departments", async ({
  as,
}) => {
  const page = await as("fushun", "public-security-officer");
  await openEntry(page, "企业登记基本信息");
  const block = page.getByRole("region", { name: "数据质量" });
  await expect(block).toContainText(/共 [\d,]+ 格，其中 [\d,]+ 格有值/);
  await block.getByText("查看每个数据项和每条对照规则的结果").click();
  await expect(block.getByRole("table", { name: "各数据项的检查结果" })).toBeVisible();
  await expectAccessible(page);
  await inEnglish(page);
  await page.reload();
  await expect(page.getByRole("region", { name: "Data quality" })).toBeVisible();
  await expectEnglish(page);
  await expectFitsPhone(page);
  await page.goto("/desk/quality");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This page is for data authorities and governments");
});

test("the public reads the quality of open data in total", async ({ page }) => {
  await page.goto("/c/fushun");
  await page.locator('main a[href*="/data/"]').first().click();
  const block = page.getByRole("region", { name: "数据质量" });
  await expect(block).toContainText(/共 [\d,]+ 格/);
  await expect(block.getByRole("table")).toHaveCount(0);
  await expectAccessible(page);
  await expectFitsPhone(page);
});
