import { downloadOf, expect, expectAccessible, expectEnglish, expectFitsPhone, inEnglish, test } from "./support";

test("a visitor finds open data by words and theme, previews it and downloads the CSV", async ({ page }) => {
  await page.goto("/c/fushun");
  await expect(page.getByRole("heading", { name: "抚顺市开放数据" })).toBeVisible();

  await page.getByLabel("搜索数据名称、摘要、数据项或提供单位").fill("公交");
  await page.getByRole("button", { name: "搜索" }).click();
  await expect(page.getByRole("heading", { name: "“公交”的搜索结果" })).toBeVisible();
  await page.getByRole("link", { name: "公交线路信息" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "公交线路信息" })).toBeVisible();
  await expect(page.getByText("抚顺市交通运输局").first()).toBeVisible();
  await expect(page.getByText("抚顺市政务数据资源共享开放条例").first()).toBeVisible();
  await expect(page.getByText(/依据：第\s*23\s*条/)).toBeVisible();
  const preview = page.getByRole("table", { name: "公交线路信息的数据预览" });
  await expect(preview.getByRole("row")).toHaveCount(21);
  await expectAccessible(page);

  const { name, text } = await downloadOf(page, () => page.getByRole("link", { name: "下载 CSV" }).click());
  expect(name).toMatch(/\.csv$/);
  const lines = text.trim().split("\r\n");
  expect(lines.length).toBe(201);
  const shown = await preview.getByRole("cell").first().innerText();
  expect(text).toContain(shown);
});

test("a theme narrows the list and can be cleared", async ({ page }) => {
  await page.goto("/c/fushun");
  await page
    .getByRole("navigation", { name: "主题" })
    .getByRole("link", { name: /^交通运输/ })
    .click();
  await expect(page).toHaveURL(/theme=/);
  await expect(page.getByRole("link", { name: "公交线路信息" })).toBeVisible();
  await expect(page.getByRole("link", { name: "公共停车场信息" })).toBeHidden();
  await page.getByRole("link", { name: "清除条件" }).click();
  await expect(page.getByRole("link", { name: "公共停车场信息" })).toBeVisible();
});

test("a search without results says how to go on", async ({ page }) => {
  await page.goto("/c/leshan?text=没有这样的数据");
  await expect(page.getByText("没有符合条件的数据")).toBeVisible();
  await page.getByRole("link", { name: "清除条件" }).first().click();
  await expect(page).toHaveURL("/c/leshan");
});

test("what is not open is not there for a visitor, by list, by search or by address", async ({ page, as }) => {
  await page.goto("/c/fushun?text=户籍人口基本信息");
  await expect(page.getByText("没有符合条件的数据")).toBeVisible();

  const officer = await as("fushun", "transport-officer");
  await officer.goto("/workspace/catalogue?q=户籍人口基本信息");
  const link = officer.getByRole("link", { name: "户籍人口基本信息" }).first();
  await expect(link).toBeVisible();
  const id = (await link.getAttribute("href"))?.split("/").pop()?.split("?")[0];
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  await page.goto(`/c/fushun/data/${id}`);
  await expect(page.getByRole("heading", { name: "没有找到这项数据" })).toBeVisible();
  const csv = await page.request.get(`/open/fushun/${id}.csv`);
  expect(csv.status()).toBe(404);
});

test("a dataset's page speaks English and fits a phone", async ({ page }) => {
  await inEnglish(page);
  await page.goto("/c/chongqing");
  await page.locator(".results a").first().click();
  await expect(page.getByRole("heading", { name: "About this data" })).toBeVisible();
  await expectEnglish(page);
  await expectFitsPhone(page);
});
