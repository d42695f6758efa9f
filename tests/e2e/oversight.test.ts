import { downloadOf, expect, expectAccessible, test } from "./support";

test("a municipality's overseer compares districts, sorts, prints as CSV and sees small numbers hidden", async ({
  as,
}) => {
  const page = await as("province-chongqing", "overseer");
  await page.goto("/oversight");
  await expect(page.getByRole("heading", { name: "重庆市各县（市、区）政务数据共享情况" })).toBeVisible();
  const table = page.getByRole("table", { name: /各地区指标/ });
  await expect(table.getByRole("row", { name: /渝中区/ })).toBeVisible();
  await table.getByRole("link", { name: "办结", exact: true }).click();
  await expect(table.getByRole("columnheader", { name: "办结", exact: true })).toHaveAttribute("aria-sort", /cending$/);
  await expect(page.getByText("小于 10 的数不公布", { exact: false })).toBeVisible();
  const { name, text } = await downloadOf(page, () => page.getByRole("button", { name: "导出 CSV" }).click());
  expect(name).toMatch(/^共享情况-.*\.csv$/);
  expect(text).toContain("地区,提交,办结,按时办结率");
  expect(text).toContain("渝中区");
  // No cell may tell a count from one to nine.
  for (const line of text.trim().split("\r\n").slice(1)) {
    for (const cell of line.split(",").slice(1)) {
      if (/^\d+$/.test(cell)) expect(Number(cell) === 0 || Number(cell) >= 10, `${line}: ${cell}`).toBe(true);
    }
  }
});

test("a province drills from its city into counties and comes back, indicators only", async ({ as }) => {
  const page = await as("province-liaoning", "overseer");
  await page.goto("/oversight");
  await expect(page.getByRole("heading", { name: "辽宁省各市政务数据共享情况" })).toBeVisible();
  await expect(page.getByRole("img", { name: /抚顺市各季度提交数/ })).toBeVisible();
  await page.getByRole("link", { name: "查看抚顺市的县（市、区）" }).click();
  await expect(page.getByRole("heading", { name: "抚顺市各县（市、区）政务数据共享情况" })).toBeVisible();
  await expect(page.getByRole("row", { name: /顺城区/ })).toBeVisible();
  await page.getByRole("link", { name: "返回各市" }).click();
  await expect(page).toHaveURL("/oversight");
  await page.goto("/workspace/cases");
  await expect(page.getByRole("table")).toBeHidden();
});

test("two places stand side by side", async ({ as }) => {
  const page = await as("fushun", "big-data-authority");
  await page.goto("/oversight");
  await page.getByLabel("第一个地区").selectOption({ label: "抚顺市（市级部门）" });
  await page.getByLabel("第二个地区").selectOption({ label: "顺城区" });
  await page.getByRole("button", { name: "对比" }).click();
  const table = page.getByRole("table", { name: /指标对比/ });
  await expect(table.getByRole("row", { name: /按时办结率/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "取消对比" }).click();
  await expect(table).toBeHidden();
});

test("another province's city is not to be looked into", async ({ as }) => {
  const page = await as("province-anhui", "overseer");
  await page.goto("/oversight?city=fushun");
  await expect(page.getByRole("heading", { name: "没有找到该页面" })).toBeVisible();
});

test("a department officer is told whose page this is", async ({ as }) => {
  const page = await as("fushun", "market-officer");
  await page.goto("/oversight");
  await expect(page.getByRole("heading", { name: "这个页面供省级监督人员和市级主管部门使用" })).toBeVisible();
});
