import type { Page } from "@playwright/test";
import { act, confirmAct, openAct, openEntry } from "./flow";
import { expect, expectAccessible, expectFitsPhone, signIn, test } from "./support";

/** Fills what a filing form asks, each field by its label, and submits it; the case's own page is the receipt. */
async function submitFiling(page: Page, words: Readonly<Record<string, string>>): Promise<string> {
  await expect(page.getByRole("heading", { name: "填写内容" })).toBeVisible();
  for (const [label, value] of Object.entries(words)) {
    const field = page.getByRole("main").getByLabel(label);
    if (await field.evaluate((element) => element.tagName === "SELECT")) await field.selectOption({ label: value });
    else await field.fill(value);
  }
  await page.getByRole("button", { name: "提交", exact: true }).click();
  await expect(page).toHaveURL(/\/workspace\/cases\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname;
}

test("朔州: data that is replaced is announced, and cannot be taken off before the transition has run out", async ({
  as,
}) => {
  const provider = await as("shuozhou", "market-officer");
  await provider.goto("/workspace/file");
  await provider
    .getByRole("region", { name: "数据资源下线" })
    .getByRole("link", { name: /提出下线/ })
    .click();
  await provider.getByLabel("请选择本部门的目录条目").selectOption({ label: "食品经营许可信息" });
  await provider.getByRole("button", { name: "下一步" }).click();
  await expect(provider.getByRole("heading", { name: "填写内容" })).toBeVisible();
  await provider.getByRole("button", { name: "提交", exact: true }).click();
  await expect(provider.getByRole("main").getByRole("alert")).toContainText("停用原因");
  await expectAccessible(provider);
  await submitFiling(provider, {
    停用原因: "因更新由新资源替代",
    停止提供的理由: "由新版食品经营许可信息替代",
  });

  await expect(provider.getByText("没有部门在用，无须协商")).toBeVisible();
  await openAct(provider, "新资源已可用，通知使用部门", {
    words: { 替代的新资源: "食品经营许可信息（新版）", 新资源可用之日: "2026-01-05" },
  });
  await confirmAct(provider, "新资源已可用，通知使用部门");
  const bar = provider.getByRole("region", { name: "现在可以办理" });
  await expect(bar.getByRole("button", { name: "下线", exact: true })).toBeDisabled();
  await expect(bar.getByText(/\d{4}年\d{1,2}月\d{1,2}日 起可以办理/)).toBeVisible();
  const standing = provider.getByRole("region", { name: "办理进程" });
  await expect(standing.getByText("不少于 20个自然日")).toBeVisible();
  await expect(standing.getByText("计入的 20 天")).toBeVisible();
  await expect(bar.getByRole("button", { name: "撤销下线" })).toBeEnabled();
  await expectAccessible(provider);
  await provider.reload();
  await expect(bar.getByRole("button", { name: "下线", exact: true })).toBeDisabled();
  await expectFitsPhone(provider);
});

test("重庆: a correction is reported by its user, its head gives more time, the provider corrects", async ({ as }) => {
  const user = await as("chongqing", "health-officer");
  await openEntry(user, "企业登记基本信息");
  await user.getByRole("link", { name: "反馈疑义或者错误" }).click();
  const path = await submitFiling(user, { 疑义或者错误的内容: "法定代表人姓名与营业执照不一致" });
  await expect(user.getByText(/另一期限：10个工作日/)).toBeVisible();

  const officer = await as("chongqing", "market-officer");
  await officer.goto(path);
  await act(officer, "申请延长期限", { words: { 理由: "需调取登记档案", 延长天数: "15" } });
  const head = await as("chongqing", "market-head");
  await head.goto("/workspace");
  const row = head.getByRole("row").filter({ hasText: "延期申请，待同意" });
  await row.getByRole("link").first().click();
  await expect(head).toHaveURL(path);
  await openAct(head, "同意延长期限", { words: { 理由: "情况属实" } });
  await expect(head.getByRole("dialog").getByLabel("延长天数")).toHaveValue("15");
  await confirmAct(head, "同意延长期限");
  await expect(head.getByText("已延长 15 个工作日")).toBeVisible();
  // The national limit does not move: it is the one that binds now, and the city's stands beside it.
  await expect(head.getByText(/另一期限：10个工作日，延长15个工作日/)).toBeVisible();

  await officer.goto(path);
  await act(officer, "更正并反馈", { words: { 更正情况: "已按营业执照更正法定代表人姓名" } });
  await user.goto(path);
  await expect(user.getByText("已按营业执照更正法定代表人姓名")).toBeVisible();
});

test("乐山: a person outside government sees open data only, reports an error in it, and is answered", async ({
  as,
}) => {
  const person = await as("leshan", "citizen");
  await person.goto("/workspace");
  await expect(person.getByRole("heading", { level: 1, name: "开放数据" })).toBeVisible();
  await expect(person.getByRole("navigation", { name: "主导航" }).getByRole("link")).toHaveText([
    "开放数据",
    "我的事项",
  ]);
  await expect(person.getByRole("main").getByText(/共享/)).toHaveCount(0);
  await expectAccessible(person);
  await person.getByRole("link", { name: "企业登记基本信息", exact: true }).click();
  await expect(person.getByRole("heading", { name: "获取数据" })).toBeVisible();
  await expect(person.getByRole("main").getByText(/共享/)).toHaveCount(0);
  await expectAccessible(person);
  await person.getByRole("link", { name: "反馈疑义或者错误" }).click();
  const path = await submitFiling(person, { 疑义或者错误的内容: "住所与营业执照不一致" });
  await expect(person.getByRole("link", { name: "我的事项" }).first()).toBeVisible();

  const provider = await as("leshan", "market-officer");
  await provider.goto("/workspace");
  await provider.getByRole("row").filter({ hasText: "开放数据校核" }).getByRole("link").first().click();
  await expect(provider).toHaveURL(path);
  await act(provider, "核实无误并反馈", { words: { 理由: "登记住所尚未变更" } });

  await person.goto("/workspace/cases");
  await person.getByRole("row").filter({ hasText: "企业登记基本信息" }).getByRole("link").first().click();
  await expect(person.getByText("登记住所尚未变更")).toBeVisible();
});

test("重庆: a report's year is a year, and its due date follows from it", async ({ as }) => {
  const page = await as("chongqing", "tax-officer");
  await page.goto("/workspace/file/report.annual");
  await expect(page.getByText("首个办理期限按表中填写的日期计算，提交后显示。")).toBeVisible();
  await page.getByLabel("报告年度").fill("20");
  await page.getByLabel("报告种类").selectOption({ index: 1 });
  await page.getByRole("button", { name: "提交", exact: true }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("请填写四位数的年份");
  await submitFiling(page, { 报告年度: "2026" });
  await expect(page.getByText("2027年1月31日").first()).toBeVisible();
});

test("a form cannot be sent before the page's scripts have run, and can afterwards", async ({
  browser,
  baseURL,
  as,
}) => {
  const path = "/workspace/file/report.annual";
  const context = await browser.newContext({ baseURL, locale: "zh-CN", javaScriptEnabled: false });
  await signIn(context, baseURL ?? "", "chongqing", "ndrc-authority");
  const before = await context.newPage();
  await before.goto(path);
  const name = { name: "提交", exact: true };
  await expect(before.getByRole("button", { ...name, includeHidden: true })).toBeDisabled();
  await context.close();
  const after = await as("chongqing", "ndrc-authority");
  await after.goto(path);
  await expect(after.getByRole("button", name)).toBeEnabled();
});
