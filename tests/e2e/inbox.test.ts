import { fillWords, openEntry } from "./flow";
import { expect, signIn, test } from "./support";

test("a counter above the inbox leads to the rows that it counted", async ({ as }) => {
  const page = await as("shuozhou", "info-authority");
  await page.goto("/workspace");
  const counter = page.getByRole("navigation", { name: "事项数量" }).getByRole("link", { name: /已逾期/ });
  const count = Number((await counter.innerText()).match(/\d+/)?.[0]);
  await counter.click();
  const list = page.getByRole("region", { name: "待我办理" });
  await expect(list.getByText("只显示：已逾期")).toBeVisible();
  await expect(list.getByText(/已逾期 \d+ 天|刚刚逾期/)).toHaveCount(count);
  await page.goto("/workspace?show=dueSoon");
  await expect(list.getByText(/只显示：即将到期/)).toBeVisible();
});

test("what was typed outlives the session for its writer, and for nobody else", async ({ as, baseURL }) => {
  const page = await as("fushun", "market-officer");
  await openEntry(page, "机动车登记信息");
  await page.getByRole("link", { name: "申请共享", exact: true }).click();
  await fillWords(page, "核对网约车经营者车辆");
  const [session] = (await page.context().cookies()).filter(({ name }) => name === "heliu");
  if (!session) throw new Error("there is no session cookie");
  for (const step of ["第 2 步", "第 3 步", "第 4 步"]) {
    await page.getByRole("button", { name: "下一步" }).click();
    if (step === "第 2 步") await page.getByRole("checkbox", { name: "全选" }).check();
    await expect(page.getByRole("heading", { name: new RegExp(step) })).toBeVisible();
  }
  await page.context().addCookies([{ ...session, value: "A".repeat(43) }]);
  await page.getByRole("button", { name: "提交申请" }).click();
  await expect(page.getByRole("alert").getByRole("link", { name: "在新窗口登录" })).toBeVisible();

  const address = page.url();
  await signIn(page.context(), baseURL ?? "", "fushun", "ecology-officer");
  await page.goto(address);
  await expect(page.getByText("已恢复您上次未提交的内容。")).toBeHidden();
  await signIn(page.context(), baseURL ?? "", "fushun", "market-officer");
  await page.goto(address);
  await expect(page.getByText("已恢复您上次未提交的内容。")).toBeVisible();
});
