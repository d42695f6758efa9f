import { openEntry } from "./flow";
import {
  expect,
  expectAccessible,
  expectEnglish,
  expectFitsPhone,
  expectNoKeys,
  inEnglish,
  type Tenant,
  test,
} from "./support";

/** Every main page with somebody whose page it is; signed out where nobody is named. */
const PAGES: readonly { path: string; as?: readonly [Tenant, string] }[] = [
  { path: "/" },
  { path: "/c/shuozhou" },
  { path: "/docs/api" },
  { path: "/c/shuozhou/sign-in" },
  { path: "/workspace", as: ["fushun", "public-security-officer"] },
  { path: "/workspace/catalogue", as: ["fushun", "public-security-officer"] },
  { path: "/workspace/catalogue/compile", as: ["fushun", "public-security-officer"] },
  { path: "/workspace/catalogue/compile/edit", as: ["chongqing", "market-officer"] },
  { path: "/workspace/cases", as: ["fushun", "public-security-officer"] },
  { path: "/workspace/file", as: ["fushun", "public-security-officer"] },
  { path: "/workspace/file/catalogue.change", as: ["fushun", "public-security-officer"] },
  { path: "/workspace/file/sharing.superior", as: ["shuozhou", "market-head"] },
  { path: "/workspace/file/report.annual", as: ["chongqing", "ndrc-authority"] },
  { path: "/workspace/grants", as: ["fushun", "public-security-officer"] },
  { path: "/workspace/use", as: ["fushun", "public-security-officer"] },
  { path: "/workspace/registers", as: ["fushun", "public-security-officer"] },
  { path: "/workspace/registers/backups", as: ["fushun", "public-security-officer"] },
  { path: "/workspace/registers/incidents/add", as: ["fushun", "market-officer"] },
  { path: "/desk/registers", as: ["chongqing", "ndrc-authority"] },
  { path: "/desk/quality", as: ["chongqing", "ndrc-authority"] },
  { path: "/desk/quality?view=departments", as: ["leshan", "gov-government"] },
  { path: "/c/shuozhou/registers" },
  { path: "/c/leshan/registers?register=use-cases" },
  { path: "/workspace/catalogue", as: ["leshan", "citizen"] },
  { path: "/workspace/cases", as: ["leshan", "citizen"] },
  { path: "/desk", as: ["chongqing", "ndrc-authority"] },
  { path: "/desk", as: ["leshan", "gov-government"] },
  { path: "/oversight", as: ["chongqing", "ndrc-authority"] },
  { path: "/oversight", as: ["province-shanxi", "overseer"] },
  { path: "/policy", as: ["fushun", "public-security-officer"] },
  { path: "/policy?view=article", as: ["leshan", "water-officer"] },
  { path: "/policy?view=procedures", as: ["chongqing", "ndrc-authority"] },
  { path: "/policy/compare", as: ["shuozhou", "auditor"] },
  {
    path: "/policy/simulate?step=sharing.conditional/answer/received&at=2026-09-29T10:00",
    as: ["fushun", "public-security-officer"],
  },
  { path: "/policy/superior-law", as: ["shuozhou", "info-authority"] },
  { path: "/policy/readings", as: ["fushun", "big-data-authority"] },
  { path: "/admin/people", as: ["shuozhou", "system-admin"] },
  { path: "/admin/people", as: ["shuozhou", "security-officer"] },
  { path: "/admin/departments", as: ["shuozhou", "system-admin"] },
  { path: "/admin/audit", as: ["shuozhou", "auditor"] },
  { path: "/platform", as: ["platform", "operator"] },
];

for (const { path, as: who } of PAGES) {
  test(`${path} as ${who?.join(" ") ?? "a visitor"} is accessible, speaks both languages and fits a phone`, async ({
    page,
    as,
  }) => {
    const here = who ? await as(...who) : page;
    await here.goto(path);
    await expect(here.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(here.getByRole("status").filter({ hasText: "正在载入" })).toHaveCount(0);
    await expect(here.locator("html")).toHaveAttribute("lang", "zh-CN");
    await expectNoKeys(here);
    await expectAccessible(here);
    await inEnglish(here);
    await here.goto(path);
    await expect(here.getByRole("heading", { level: 1 })).toBeVisible();
    await expectEnglish(here);
    await expectFitsPhone(here);
  });
}

const OFFICER = ["fushun", "social-security-officer"] as const;
const LISTED: readonly (readonly [string, string, readonly [Tenant, string]])[] = [
  ["a case", "/workspace/cases", OFFICER],
  ["a grant", "/workspace/grants", OFFICER],
  ["a catalogue entry", "/workspace/catalogue", OFFICER],
  // Its acts have the longest names of all.
  ["a rectification", "/workspace/cases?procedure=rectification&state=open", ["chongqing", "gov-government"]],
  ["an authorised operation", "/workspace/cases?procedure=opening.operation", ["leshan", "gov-government"]],
];
for (const [what, list, who] of LISTED) {
  test(`the page of ${what} is accessible, speaks both languages and fits a phone`, async ({ as }) => {
    const page = await as(...who);
    await page.goto(list);
    const link = page.locator(`main a[href^="${list.split("?")[0]}/"]`).first();
    await page.goto((await link.getAttribute("href")) ?? "");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectNoKeys(page);
    await expectAccessible(page);
    await inEnglish(page);
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectEnglish(page);
    await expectFitsPhone(page);
  });
}

test("the page of a correction and its form are accessible, speak both languages and fit a phone", async ({ as }) => {
  const page = await as("hefei-etdz", "ecology-officer");
  await openEntry(page, "企业登记基本信息");
  await page.getByRole("link", { name: "反馈疑义或者错误" }).click();
  await expect(page.getByRole("heading", { name: "填写内容" })).toBeVisible();
  await expectAccessible(page);
  await inEnglish(page);
  await page.reload();
  await expect(page.getByRole("heading", { name: "What the law asks" })).toBeVisible();
  await expectEnglish(page);
  await page.getByRole("main").getByRole("combobox").selectOption({ index: 1 });
  await page.getByRole("main").getByRole("textbox").first().fill("The address is not that of the licence");
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  await expect(page).toHaveURL(/\/workspace\/cases\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectEnglish(page);
  await expectAccessible(page);
  await expectFitsPhone(page);
});

test("the language switch keeps the reader on the page and the choice for the next one", async ({ as }) => {
  const page = await as("fushun", "market-officer");
  await page.goto("/workspace/catalogue");
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page).toHaveURL("/workspace/catalogue");
  await page.getByRole("navigation").getByRole("link", { name: "Grants" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});
