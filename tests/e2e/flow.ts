import { expect, type Page } from "@playwright/test";
import type { Tenant } from "./support";

/** The steps that every city's story is made of. Each stands on the page that its person would see. */

type Button = "申请共享" | "直接获取" | "获取专用数据";

/** Opens a catalogue entry by its name. */
export async function openEntry(page: Page, entry: string): Promise<void> {
  await page.goto(`/workspace/catalogue?q=${encodeURIComponent(entry)}`);
  await page.getByRole("link", { name: entry, exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: entry })).toBeVisible();
}

/**
 * The first of these people to whom the entry offers this button. The seeded year leaves some departments with a grant
 * or an open request already, and a story wants a beginning.
 */
export async function someoneWhoMay(
  as: (tenant: Tenant, person: string) => Promise<Page>,
  tenant: Tenant,
  people: readonly string[],
  entry: string,
  button: Button,
): Promise<Page> {
  for (const person of people) {
    const page = await as(tenant, person);
    await openEntry(page, entry);
    await expect(page.getByRole("heading", { name: "本部门可以如何使用" })).toBeVisible();
    if (await page.getByRole("link", { name: button, exact: true }).isVisible()) return page;
  }
  throw new Error(`nobody of ${people.join(", ")} finds ${button} on ${entry}`);
}

/** Follows the button that the city's law offers on an entry. */
export async function beginRequest(page: Page, entry: string, button: Button): Promise<void> {
  await openEntry(page, entry);
  await page.getByRole("link", { name: button, exact: true }).click();
  await expect(page).toHaveURL(/\/apply$/);
}

/** Fills every required sentence of the step shown. */
export async function fillWords(page: Page, words: string): Promise<void> {
  const boxes = page.locator('main textarea[aria-required="true"]');
  await expect(boxes.first()).toBeVisible();
  for (const box of await boxes.all()) await box.fill(words);
}

export interface Filed {
  number: string;
  /** Path of the case page. */
  path: string;
}

/** The four steps of an application through review, to its receipt. */
export async function apply(
  page: Page,
  entry: string,
  items: readonly string[] | "all",
  words: string,
): Promise<Filed> {
  await beginRequest(page, entry, "申请共享");
  await fillWords(page, words);
  await page.getByRole("button", { name: "下一步" }).click();
  for (const item of items === "all" ? ["全选"] : items)
    await page.getByRole("checkbox", { name: item, exact: true }).check();
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(page.getByRole("heading", { name: /第 3 步/ })).toBeVisible();
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(page.getByText(words).first()).toBeVisible();
  await page.getByRole("button", { name: "提交申请" }).click();
  return receiptOf(page, "申请已提交");
}

/** Takes data at once, with the purpose declared. */
export async function take(
  page: Page,
  entry: string,
  button: "直接获取" | "获取专用数据",
  words: string,
): Promise<Filed> {
  await beginRequest(page, entry, button);
  await fillWords(page, words);
  await page.getByRole("button", { name: "确认获取" }).click();
  return receiptOf(page, "已获取授权");
}

async function receiptOf(page: Page, title: string): Promise<Filed> {
  const receipt = page.getByRole("status").filter({ hasText: title });
  await expect(receipt).toBeVisible();
  const number = await receipt.locator("dd.mono").innerText();
  const path = await receipt.getByRole("link", { name: "查看办理进展" }).getAttribute("href");
  return { number, path: path ?? "" };
}

export interface Said {
  /** Sentences by the label of their field, such as `理由`. */
  words?: Readonly<Record<string, string>>;
  /** Name and article of the law that a refusal names. */
  basis?: string;
  /** Data items to leave out of the grant. */
  without?: readonly string[];
}

/** Does one act of the bar, named as the city's law names it. */
export async function act(page: Page, title: string, said: Said = {}): Promise<void> {
  await openAct(page, title, said);
  await confirmAct(page, title);
  await expect(page.getByText(`已办理：${title}`)).toBeVisible();
  await expect(page.getByRole("dialog")).toBeHidden();
}

export async function openAct(page: Page, title: string, said: Said = {}): Promise<void> {
  await page.getByRole("region", { name: "现在可以办理" }).getByRole("button", { name: title, exact: true }).click();
  const dialog = page.getByRole("dialog", { name: title });
  await expect(dialog).toBeVisible();
  for (const [label, words] of Object.entries(said.words ?? {})) await dialog.getByLabel(label).first().fill(words);
  if (said.basis) await dialog.getByRole("textbox", { name: /第 1 条依据/ }).fill(said.basis);
  for (const item of said.without ?? []) await dialog.getByRole("checkbox", { name: item, exact: true }).uncheck();
}

export async function confirmAct(page: Page, title: string): Promise<void> {
  await page
    .getByRole("dialog", { name: title })
    .getByRole("button", { name: `确认${title}` })
    .click();
}

/** Finds the case in the person's to-do list and opens it. */
export async function openFromInbox(page: Page, filed: Filed): Promise<void> {
  await page.goto("/workspace");
  await page.getByRole("row").filter({ hasText: filed.number }).getByRole("link").first().click();
  await expect(page).toHaveURL(filed.path);
}

/** Opens the case and follows the link to the grant it made. */
export async function openGrant(page: Page, filed: Filed): Promise<void> {
  await page.goto(filed.path);
  await page.getByRole("link", { name: "查看数据授权" }).click();
  await expect(page.getByRole("heading", { name: "授权范围" })).toBeVisible();
}

/** Reads the first three governed rows; the column titles and the cells as shown. */
export async function preview(page: Page): Promise<{ columns: string[]; cells: string[][] }> {
  await page.getByRole("checkbox", { name: /本人仅为以下用途读取数据/ }).check();
  await page.getByRole("button", { name: "查看前三行" }).click();
  const table = page.getByRole("table", { name: "授权范围内的数据" });
  await expect(table).toBeVisible();
  const columns = await table.getByRole("columnheader").allInnerTexts();
  const rows = await table.locator("tbody tr").all();
  const cells = await Promise.all(rows.map((row) => row.getByRole("cell").allInnerTexts()));
  return { columns: columns.map((title) => title.split("\n")[0] ?? ""), cells };
}
