import { expect, test } from "./support";

test("a city's authority sees its departments at a glance and opens a case from a queue", async ({ as }) => {
  const page = await as("fushun", "big-data-authority");
  await page.goto("/desk");
  await expect(page.getByRole("heading", { level: 1, name: "抚顺市大数据管理局" })).toBeVisible();
  const glance = page.getByRole("navigation", { name: "总览" });
  await expect(glance.getByRole("link", { name: /办理中/ })).toBeVisible();
  const departments = page.getByRole("table", { name: "各单位的办理情况" });
  await expect(departments.getByRole("row").nth(1)).toBeVisible();
  await departments.getByRole("link", { name: "办理中" }).click();
  await expect(departments.getByRole("columnheader", { name: "办理中" })).toHaveAttribute("aria-sort", /cending$/);
  await page
    .getByRole("navigation", { name: "待处理" })
    .getByRole("link", { name: /^已逾期/ })
    .click();
  await expect(page).toHaveURL(/queue=overdue/);
});

test("the queue waiting on Shuozhou's authority holds conformity reviews and leads to the case", async ({ as }) => {
  const page = await as("shuozhou", "info-authority");
  await page.goto("/desk");
  const queue = page.getByRole("table", { name: "等我处理" });
  await queue.getByRole("row").nth(1).getByRole("link").first().click();
  await expect(page).toHaveURL(/\/workspace\/cases\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

test("a government has a desk too, and an officer is told that this one is not theirs", async ({ as }) => {
  const government = await as("leshan", "gov-government");
  await government.goto("/desk");
  await expect(government.getByRole("heading", { level: 1, name: "乐山市人民政府" })).toBeVisible();
  const officer = await as("leshan", "water-officer");
  await officer.goto("/desk");
  await expect(officer.getByRole("heading", { name: "这个页面供主管部门和政府使用" })).toBeVisible();
});
