import { act, apply, confirmAct, openAct, openFromInbox, openGrant, someoneWhoMay } from "./flow";
import { expect, expectAccessible, test } from "./support";

const ENTRY = "不动产登记信息";

/** Departments of 抚顺 that may ask for it, in the order in which they are tried. */
const DEPARTMENTS = ["transport", "market", "civil-affairs", "housing", "emergency", "ecology"];

test("抚顺: an officer's application goes to their own head first, then to the provider, who gets more time from the authority", async ({
  as,
}) => {
  const officers = DEPARTMENTS.map((department) => `${department}-officer`);
  const officer = await someoneWhoMay(as, "fushun", officers, ENTRY, "申请共享");
  const filed = await apply(officer, ENTRY, ["不动产单元号", "坐落"], "核对公路用地权属");
  await officer.goto(filed.path);
  const line = officer.getByRole("region", { name: "办理进程" });
  await expect(line.locator('[aria-current="step"]')).toContainText("需求部门负责人同意");
  await expect(line.getByText("本环节未规定期限。")).toBeVisible();
  const acts = officer.getByRole("region", { name: "现在可以办理" });
  await expect(acts.getByRole("button", { name: "撤回" })).toBeVisible();
  await expect(acts.getByRole("button", { name: "同意提交" })).toBeHidden();

  const provider = await as("fushun", "natural-resources-officer");
  await provider.goto("/workspace");
  await expect(provider.getByRole("heading", { level: 1, name: "待办" })).toBeVisible();
  await expect(provider.getByRole("row").filter({ hasText: filed.number })).toHaveCount(0);

  const department = await officer.getByRole("region", { name: "提交内容" }).locator("dd").first().innerText();
  const head = await headOf(as, department);
  await openFromInbox(head, filed);
  await expectAccessible(head);
  await act(head, "同意提交");
  await expect(head.locator('[aria-current="step"]')).toContainText("提供部门答复");
  const due = head.getByRole("region", { name: "办理进程" });
  await expect(due.getByText(/另一期限：10个工作日/)).toBeVisible();
  await expect(due.getByText("国务院令第809号").first()).toBeVisible();
  await expect(due.getByText("免办：")).toBeVisible();

  await openFromInbox(provider, filed);
  await openAct(provider, "申请延长期限");
  await expect(provider.getByRole("dialog").getByText(/报请数据主管部门同意/)).toBeVisible();
  await expect(provider.getByRole("dialog").getByLabel("理由")).toBeFocused();
  await provider.getByRole("dialog").getByRole("button", { name: "取消" }).click();
  await openAct(provider, "申请延长期限", { words: { 理由: "需核对历史档案", 延长天数: "11" } });
  await confirmAct(provider, "申请延长期限");
  await expect(provider.getByRole("dialog").getByRole("alert")).toContainText("请填写 1 至 10 的整数。");
  await provider.getByRole("dialog").getByLabel("延长天数").fill("5");
  await confirmAct(provider, "申请延长期限");
  await expect(provider.getByText(/已申请延长 5 个工作日，待.*同意/)).toBeVisible();

  const authority = await as("fushun", "big-data-authority");
  await authority.goto("/desk");
  const row = authority.getByRole("table", { name: "等我处理" }).getByRole("row").filter({ hasText: filed.number });
  await expect(row.getByText("延期申请，待同意")).toBeVisible();
  await row.getByRole("link").first().click();
  // The reason has been given by who asked: the authority need not give another.
  await openAct(authority, "同意延长期限", { words: {} });
  await expect(authority.getByRole("dialog").getByLabel("延长天数")).toHaveValue("5");
  await confirmAct(authority, "同意延长期限");
  await expect(authority.getByText("已延长 5 个工作日")).toBeVisible();

  await provider.goto(filed.path);
  await expect(
    provider.getByRole("region", { name: "现在可以办理" }).getByRole("button", { name: "申请延长期限" }),
  ).toBeHidden();
  await act(provider, "同意共享", { words: { 共享范围: "国省干线两侧用地", 使用用途: "核对公路用地权属" } });
  const agrees = await as("fushun", "natural-resources-head");
  await openFromInbox(agrees, filed);
  await act(agrees, "同意作出答复");
  await openGrant(officer, filed);
});

test("抚顺: a return for completion asks once, and the form offers what had been left out", async ({ as }) => {
  const heads = DEPARTMENTS.map((department) => `${department}-head`);
  const consumer = await someoneWhoMay(as, "fushun", heads, ENTRY, "申请共享");
  const filed = await apply(consumer, ENTRY, ["不动产单元号"], "核对公租房申请人住房");
  await consumer.goto(filed.path);
  await expect(consumer.getByText("由负责人提交，视为已同意")).toBeVisible();
  const provider = await as("fushun", "natural-resources-officer");
  await provider.goto(filed.path);
  await act(provider, "退回补正", { words: { 需要补正的内容: "请补充使用范围" } });

  await openFromInbox(consumer, filed);
  const stages = consumer.getByRole("region", { name: "办理进程" }).getByRole("listitem");
  await expect(stages.nth(2)).toContainText("待补正");
  await expect(stages.nth(3)).toContainText("提供部门答复");
  await consumer.getByRole("textbox", { name: /使用范围/ }).fill("本年度公租房申请人");
  await consumer.getByRole("button", { name: "重新提交" }).click();
  await expect(consumer.getByRole("region", { name: "提交内容" }).getByText("本年度公租房申请人")).toBeVisible();

  await provider.goto(filed.path);
  const acts = provider.getByRole("region", { name: "现在可以办理" });
  await expect(acts.getByRole("button", { name: "同意共享" })).toBeVisible();
  await expect(acts.getByRole("button", { name: "退回补正" })).toBeHidden();
});

test("抚顺: a head who does not agree ends the application before the provider has seen it", async ({ as }) => {
  const officers = DEPARTMENTS.map((department) => `${department}-officer`);
  const officer = await someoneWhoMay(as, "fushun", officers, "婚姻登记信息", "申请共享");
  const filed = await apply(officer, "婚姻登记信息", ["姓名"], "核对家属优待资格");
  await officer.goto(filed.path);
  const department = await officer.getByRole("region", { name: "提交内容" }).locator("dd").first().innerText();
  const head = await headOf(as, department);
  await openFromInbox(head, filed);
  await act(head, "不同意提交", { words: { 理由: "可由申请人自行提供证明" } });
  await officer.goto(filed.path);
  await expect(officer.getByText("本部门未同意提交").first()).toBeVisible();
  await expect(officer.getByText("可由申请人自行提供证明")).toBeVisible();
  const provider = await as("fushun", "civil-affairs-officer");
  await provider.goto("/workspace");
  await expect(provider.getByRole("row").filter({ hasText: filed.number })).toHaveCount(0);
});

/** The head of the department whose officer filed, found by the department's name. */
async function headOf(
  as: (tenant: "fushun", person: string) => ReturnType<Parameters<typeof someoneWhoMay>[0]>,
  name: string,
) {
  for (const department of DEPARTMENTS) {
    const page = await as("fushun", `${department}-head`);
    await page.goto("/workspace");
    const role = await page.locator(".frame-role").first().innerText();
    const [own = "?"] = role.split(" · ");
    if (name.startsWith(own)) return page;
  }
  throw new Error(`nobody heads ${name}`);
}
