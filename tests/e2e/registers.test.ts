import { expect, expectAccessible, expectFitsPhone, test } from "./support";

test("a department files its emergency plan; the authority sees who has none; another department cannot read it", async ({
  as,
}) => {
  const plan = `数据安全应急预案${Date.now()}`;
  const market = await as("fushun", "market-officer");
  await market.goto("/workspace");
  // What is missing is one notice, which names the registers and leads to the list.
  await market.getByRole("button", { name: /通知，\d+ 条未读/ }).click();
  const missing = market.getByRole("link", { name: /以下台账尚未登记，请补登.*安全应急预案/ });
  await expect(missing).toHaveCount(1);
  await missing.click();
  await expect(market).toHaveURL("/workspace/registers");
  await market.goto("/workspace");
  await market.getByRole("link", { name: /台账有 \d+ 项需要您部门处理/ }).click();
  await expect(market).toHaveURL("/workspace/registers");
  const row = market.getByRole("row").filter({ has: market.getByRole("link", { name: "安全应急预案" }) });
  await expect(row.getByText("未登记")).toBeVisible();

  const authority = await as("fushun", "big-data-authority");
  await authority.goto("/desk/registers");
  await authority.getByRole("combobox", { name: "台账" }).selectOption({ label: "安全应急预案" });
  await authority.getByRole("button", { name: "查询" }).click();
  const lacks = authority.getByRole("table", { name: "未登记和已到期事项" });
  await expect(lacks.getByRole("row").filter({ hasText: "抚顺市市场监督管理局" })).toBeVisible();

  await row.getByRole("link", { name: "安全应急预案" }).click();
  await market.getByRole("link", { name: "登记", exact: true }).first().click();
  await expect(market.getByRole("heading", { level: 1, name: "登记：安全应急预案" })).toBeVisible();
  await market.getByRole("button", { name: "登记" }).click();
  await expect(market.getByRole("main").getByRole("alert")).toContainText("文件名称");
  await expectAccessible(market);
  await market.getByLabel("文件名称").fill(plan);
  await market.getByLabel("版本号").fill("2026版");
  await market.getByLabel("印发日期").fill("2026-11-20");
  await market.getByLabel("印发日期").press("Enter");
  await market.getByLabel("正文或者存放位置").fill("见附件");
  await market.getByLabel("下次修订日期").fill("2027-11-20");
  await market.getByLabel("下次修订日期").press("Enter");
  await market.getByRole("button", { name: "登记" }).click();
  await expect(market).toHaveURL(/\/workspace\/registers\/records\/[0-9a-f-]{36}$/);
  await expect(market.getByText(plan)).toBeVisible();
  await expectAccessible(market);
  await expectFitsPhone(market);
  const address = new URL(market.url()).pathname;

  await authority.reload();
  await expect(lacks.getByRole("row").filter({ hasText: "抚顺市市场监督管理局" })).toHaveCount(0);
  await expect(lacks.getByRole("row").filter({ hasText: "抚顺市生态环境局" })).toBeVisible();
  await authority.goto(address);
  await expect(authority.getByText(plan)).toBeVisible();
  await expect(authority.getByRole("link", { name: "更新" })).toHaveCount(0);

  const ecology = await as("fushun", "ecology-officer");
  await ecology.goto(address);
  await expect(ecology.getByText(plan)).toHaveCount(0);
  await expect(ecology.getByRole("heading", { level: 1 })).not.toContainText("安全应急预案");
});

test("a system that is not on the extranet is warned of while the form is filled in, and marked afterwards", async ({
  as,
}) => {
  const page = await as("fushun", "civil-affairs-officer");
  await page.goto("/workspace/registers/source-systems/add");
  await page.getByLabel("系统名称").fill("低保核对系统");
  await page.getByLabel("是否涉密").selectOption({ label: "非涉密" });
  await page.getByLabel("所在网络").selectOption({ label: "业务专网" });
  await expect(page.getByText("非涉密系统应当在政务外网运行")).toBeVisible();
  await page.getByLabel("所在网络").selectOption({ label: "政务外网" });
  await expect(page.getByText("非涉密系统应当在政务外网运行")).toHaveCount(0);
  await page.getByLabel("所在网络").selectOption({ label: "业务专网" });
  await page.getByLabel("迁移到政务外网").selectOption({ label: "迁移中" });
  await page.getByLabel("是否跨部门共享").selectOption({ label: "是" });
  await expect(page.getByLabel("通过平台共享的方式")).toBeVisible();
  await page.getByLabel("是否跨部门共享").selectOption({ label: "否" });
  await expect(page.getByLabel("通过平台共享的方式")).toHaveCount(0);
  await page.getByRole("button", { name: "登记" }).click();
  await expect(page.getByText("非涉密系统应当在政务外网运行")).toBeVisible();
});
