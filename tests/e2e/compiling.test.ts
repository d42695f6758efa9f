import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectEnglish, expectFitsPhone, inEnglish, test } from "./support";

/** Tabs on until the control of this name has the focus, as somebody without a mouse does. */
async function tabTo(
  page: Page,
  role: "textbox" | "combobox" | "button" | "link",
  name: string | RegExp,
): Promise<void> {
  const wanted = page.getByRole("main").getByRole(role, { name }).first();
  for (let pressed = 0; pressed < 120; pressed += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard never came to ${name}`);
}

/** Types into the control of this name. */
async function types(page: Page, role: "textbox" | "combobox", name: RegExp, words: string): Promise<void> {
  await tabTo(page, role, name);
  await page.keyboard.type(words);
}

/** Goes through the choices of the control of this name with the arrow keys until one is taken. */
async function chooses(page: Page, name: RegExp, choice: string): Promise<void> {
  await tabTo(page, "combobox", name);
  const control = page.getByRole("main").getByRole("combobox", { name }).first();
  const taken = () => control.evaluate((select: HTMLSelectElement) => select.selectedOptions[0]?.label);
  await page.keyboard.press("Home");
  for (let pressed = 0; pressed < 30 && (await taken()) !== choice; pressed += 1)
    await page.keyboard.press("ArrowDown");
  expect(await taken()).toBe(choice);
}

test("抚顺: an officer without a mouse drafts an entry, mends what the check finds, saves it and hands it in; others see it once it is published", async ({
  as,
}) => {
  const page = await as("fushun", "market-head");
  const name = `校外培训机构许可 ${Date.now()}`;
  await page.goto("/workspace/catalogue/compile");
  await expect(page.getByText("还没有草稿")).toBeVisible();
  await tabTo(page, "link", "起草目录");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "起草目录" })).toBeVisible();

  await tabTo(page, "button", "检查");
  await page.keyboard.press("Enter");
  const box = page.getByRole("alert").filter({ hasText: "处错误" });
  await expect(box).toBeFocused();
  await expect(box.getByRole("link", { name: "目录名称", exact: true })).toBeVisible();
  await expectAccessible(page);

  // From the summary to the field, and on from field to field.
  await box.getByRole("link", { name: "目录名称", exact: true }).press("Enter");
  await types(page, "textbox", /^目录名称/, `<b>${name}`);
  await types(page, "combobox", /^主题（目）/, "教育文化");
  await chooses(page, /^更新周期/, "每月");
  await chooses(page, /^开放属性/, "无条件开放");
  await types(page, "textbox", /^名称/, "机构名称");
  await types(page, "textbox", /^英文名(?!称)/, "Institution");
  await types(page, "textbox", /^字段名/, "institution");
  await chooses(page, /^格式/, "数据表");
  await chooses(page, /^共享方式/, "接口");
  await types(page, "textbox", /^使用要求/, "仅限履行职责使用");
  await types(page, "textbox", /^依据的法定职责/, "校外培训监管");
  await types(page, "textbox", /^为什么新增或者修改/, "新增许可业务");
  await tabTo(page, "button", "保存草稿");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/draft=/);
  await page.reload();
  const field = page.getByRole("textbox", { name: /^目录名称/ });
  await expect(field).toHaveValue(`<b>${name}`);
  await tabTo(page, "button", "检查");
  await page.keyboard.press("Enter");
  await expect(page.getByText("含有网页标记，请只保留文字。").first()).toBeVisible();
  await page.getByRole("alert").getByRole("link", { name: "目录名称", exact: true }).press("Enter");
  await tabTo(page, "textbox", /^目录名称/);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(name);

  await tabTo(page, "button", "报审");
  await page.keyboard.press("Enter");
  const question = page.getByRole("dialog", { name: "报审" });
  await expect(question).toContainText("先保存并检查");
  await question.getByRole("button", { name: /报\s*审/ }).press("Enter");
  await expect(page).toHaveURL(/\/workspace\/file\/catalogue\.change\?entry=/);
  const entry = new URL(page.url()).searchParams.get("entry") ?? "";
  await expect(page.getByRole("main")).toContainText("新增许可业务");

  const other = await as("fushun", "public-security-officer");
  await other.goto(`/workspace/catalogue/${entry}`);
  await expect(other.getByText("没有找到该页面").first()).toBeVisible();
  await expect(other.getByRole("heading", { name })).toHaveCount(0);
  const authority = await as("fushun", "big-data-authority");
  await authority.goto(`/workspace/catalogue/${entry}`);
  await expect(authority.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(authority.getByRole("heading", { name: "变更记录" })).toBeVisible();

  await page.getByRole("button", { name: "提交", exact: true }).click();
  await expect(page).toHaveURL(/\/workspace\/cases\/[0-9a-f-]{36}$/);
  const caseUrl = page.url();
  await page.goto("/workspace/catalogue/compile");
  await expect(page.getByRole("link", { name })).toBeVisible();
  await expect(page.getByRole("link", { name: "查看审核" })).toHaveAttribute("href", new URL(caseUrl).pathname);
});

test("the form of an entry speaks both languages, fits a phone and asks before a draft is discarded", async ({
  as,
}) => {
  const page = await as("leshan", "water-officer");
  await inEnglish(page);
  await page.goto("/workspace/catalogue/compile/edit");
  await expect(page.getByRole("heading", { level: 1, name: "New entry" })).toBeVisible();
  await page.getByRole("textbox", { name: /^Name \(Chinese\)/ }).fill("Reservoirs");
  await page.getByRole("button", { name: "Check" }).click();
  await expect(page.getByRole("alert").first()).toContainText("to be mended");
  await expectEnglish(page);
  await expectAccessible(page);
  await expectFitsPhone(page);
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page).toHaveURL(/draft=/);
  await page.getByRole("button", { name: "Discard draft" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Discard draft" }).click();
  await expect(page).toHaveURL("/workspace/catalogue/compile");
  await expect(page.getByText("No drafts yet")).toBeVisible();
});
