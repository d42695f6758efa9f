import { expect, expectAccessible, test } from "./support";

test("an official reads the city's law by subject, by article and as procedures, and finds what is not stipulated", async ({
  as,
}) => {
  const page = await as("fushun", "public-security-officer");
  await page.goto("/workspace");
  await page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name: "法规政策" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "本市法规" })).toBeVisible();
  const sharing = page.getByRole("region", { name: "共享申请与答复" });
  const answer = sharing.getByRole("row").filter({ hasText: "sharing.answer.within" });
  await expect(answer).toContainText("自收到之日起5个工作日内");
  await expect(answer).toContainText("第 21 条");
  await expect(answer).toContainText("自收到之日起10个工作日内");
  await expect(answer).toContainText("本市更严");
  await page.getByRole("searchbox", { name: "查找事项" }).fill("第20条");
  await page.getByRole("combobox", { name: "依据" }).selectOption({ label: "条文未规定" });
  await page.getByRole("button", { name: "查看" }).click();
  await expect(page.getByRole("row").filter({ hasText: "sharing.storage" })).toContainText("条文未规定");
  await page.getByRole("link", { name: "清除条件" }).click();
  await expect(page.getByRole("link", { name: "清除条件" })).toHaveCount(0);
  const views = page.getByRole("navigation", { name: "查看方式" });
  await views.getByRole("link", { name: "按条文" }).click();
  await expect(page.getByRole("region", { name: "第 21 条" })).toContainText("sharing.answer.within");
  await views.getByRole("link", { name: "办理程序" }).click();
  const procedure = page.getByRole("region", { name: "有条件共享", exact: true });
  await expect(procedure.getByRole("table")).toContainText("提供部门答复");
  await expect(procedure.getByRole("table")).toContainText("国家规定：自收到之日起10个工作日内");
});

test("the book of a day before the superior law knows none", async ({ as }) => {
  const page = await as("chongqing", "public-security-officer");
  await page.goto("/policy?on=2025-07-31&q=catalogue.update.within");
  const row = page.getByRole("row").filter({ hasText: "catalogue.update.within" });
  await expect(row).toContainText("15个工作日");
  await expect(row).not.toContainText("第809号");
  await page.goto("/policy?on=2025-08-01&q=catalogue.update.within");
  await expect(row).toContainText("国务院令第809号");
  await expect(row).toContainText("适用国家规定");
});

test("two cities stand side by side with what differs, and one city on two days", async ({ as }) => {
  const page = await as("fushun", "public-security-officer");
  await page.goto("/policy/compare");
  await page.getByRole("group", { name: "左侧" }).getByRole("combobox").selectOption({ label: "抚顺市" });
  await page.getByRole("group", { name: "右侧" }).getByRole("combobox").selectOption({ label: "重庆市" });
  await page.getByRole("button", { name: "对比" }).click();
  await expect(page.getByRole("status").filter({ hasText: "处不同" })).toBeVisible();
  const row = page.getByRole("row").filter({ hasText: "答复期限" }).first();
  await expect(row).toContainText("5个工作日");
  await expect(row).toContainText("10个工作日");
  await page.goto("/policy/compare?a=fushun&aon=2025-07-31&b=fushun&bon=2025-08-01");
  const procedures = page.getByRole("region", { name: "办理程序" });
  await expect(procedures.getByRole("row").filter({ hasText: "有条件共享申请" })).toContainText("提供部门共享数据");
  await page.goto("/policy/compare?a=fushun&aon=2026-01-01&b=fushun&bon=2026-01-01");
  await expect(page.getByText("没有不同之处")).toBeVisible();
});

test("a step is simulated on a calendar, as the city is run and by its text alone", async ({ as }) => {
  const page = await as("chongqing", "public-security-officer");
  await page.goto("/policy/simulate");
  await expect(page.getByText("请选择环节并填写起算时间")).toBeVisible();
  const step = page.getByRole("combobox", { name: "程序和环节" });
  await step.selectOption("catalogue.change/update/law-changed");
  await page.getByLabel("起算时间（北京时间）").fill("2026-09-16T10:00");
  await page.getByRole("button", { name: "测算" }).click();
  const applied = page.getByRole("region", { name: "本市现行适用" });
  await expect(applied).toContainText("2026年9月30日");
  await expect(applied.getByRole("heading", { name: /国家规定.*据以办理/ })).toBeVisible();
  await expect(page.getByRole("region", { name: "只看本市文本" })).toContainText("2026年10月13日");
  const september = page.getByRole("table", { name: "2026年9月" });
  await expect(september.getByRole("cell", { name: /^20.*第 3 天/ })).toBeVisible();
  await expect(september.getByRole("cell", { name: /^30.*截止日/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("已同意延长的天数").fill("6");
  await page.getByRole("button", { name: "测算" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "最多延长 5 天" })).toBeVisible();
});

test("the superior-law report names what is looser, for reading and for print", async ({ as }) => {
  const page = await as("shuozhou", "info-authority");
  await page.goto("/policy/superior-law");
  const looser = page.getByRole("region", { name: "本市规定宽于或者少于国家规定" });
  await expect(looser.getByRole("row").filter({ hasText: "无条件共享答复期限" })).toContainText("1个工作日");
  await expect(looser.getByRole("row").filter({ hasText: "目录更新期限" })).toContainText("适用国家规定");
  await expect(page.getByRole("table", { name: "国家规定对各程序的影响" })).toContainText("增加环节");
  await page.emulateMedia({ media: "print" });
  await expect(looser).toBeVisible();
  await expect(page.getByRole("navigation", { name: "主导航" })).toBeHidden();
});

test("the city's authority settles a reading, and a colleague sees who, when and why", async ({ as }) => {
  const authority = await as("fushun", "big-data-authority");
  await authority.goto("/policy/readings");
  const card = authority.getByRole("region", { name: /^A11/ });
  await expect(card).toContainText("另一种理解");
  await card.getByRole("button", { name: "对 A11 提出异议" }).click();
  const question = authority.getByRole("dialog", { name: "对 A11 提出异议" });
  await question.getByRole("button", { name: "对 A11 提出异议" }).click();
  await expect(question.getByRole("alert")).toBeVisible();
  await question.getByLabel("建议采用的理解").fill("国家有关规定也可以作为依据");
  await question.getByLabel("理由").fill("与第十一条一致");
  await question.getByRole("button", { name: "对 A11 提出异议" }).click();
  await expect(card).toContainText("建议改为：国家有关规定也可以作为依据");
  const clerk = await as("fushun", "public-security-officer");
  await clerk.goto("/policy/readings?show=objected");
  const seen = clerk.getByRole("region", { name: /^A11/ });
  await expect(seen).toContainText("与第十一条一致");
  await expect(seen).toContainText("抚顺市大数据管理局");
  await expect(seen.getByRole("button")).toHaveCount(0);
});

test("a province is told whose page the city's law is", async ({ as }) => {
  const page = await as("province-shanxi", "overseer");
  await page.goto("/policy");
  await expect(page.getByRole("heading", { name: "这个页面供本市政务部门工作人员使用" })).toBeVisible();
});
