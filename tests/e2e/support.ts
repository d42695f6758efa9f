import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContext, test as base, expect, type Page } from "@playwright/test";

export { expect };

/** A city's, province's or the platform's id. */
export type Tenant = "fushun" | "shuozhou" | "hefei-etdz" | "leshan" | "chongqing" | `province-${string}` | "platform";

interface Stories {
  /** Opens a browser of its own for a demonstration person: `as("fushun", "market-officer")`. */
  as: (tenant: Tenant, person: string) => Promise<Page>;
  /** Fails a story whose pages log an error that nobody asked for. */
  quiet: undefined;
}

/** Stories act as several people at once; each has a browser context, all are closed at the end. */
export const test = base.extend<Stories>({
  as: async ({ browser, baseURL }, use) => {
    const contexts: BrowserContext[] = [];
    const problems: string[] = [];
    await use(async (tenant, person) => {
      const page = await signedIn(browser, baseURL ?? "", tenant, person);
      waitForScripts(page);
      watch(page, problems);
      contexts.push(page.context());
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
    expect(problems, "errors in the browser").toEqual([]);
  },
  quiet: [
    async ({ page }, use) => {
      const problems: string[] = [];
      waitForScripts(page);
      watch(page, problems);
      await use(undefined);
      expect(problems, "errors in the browser").toEqual([]);
    },
    { auto: true },
  ],
});

/**
 * What is clicked before a page's scripts answer is lost, for people too, who then click again: a story waits for the mark
 * that the page sets when they do.
 */
function waitForScripts(page: Page): void {
  const go = page.goto.bind(page);
  page.goto = async (...to) => {
    const response = await go(...to);
    const type = response?.headers()["content-type"] ?? "";
    if (type.startsWith("text/html") && response?.ok())
      await page.locator("html[data-ready]").waitFor({ state: "attached" });
    return response;
  };
}

/** Scripts that failed, broken hydration, missing messages and refused resources; answers of 4xx are part of stories. */
function watch(page: Page, problems: string[]): void {
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      problems.push(message.text());
    }
  });
}

async function signedIn(browser: Browser, baseURL: string, tenant: Tenant, person: string): Promise<Page> {
  const context = await browser.newContext({
    baseURL,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    // Stories wait for words, not for dialogs that fade in.
    reducedMotion: "reduce",
  });
  await signIn(context, baseURL, tenant, person);
  return context.newPage();
}

/** Signs a demonstration person in through the same door as the first page's buttons, without drawing it. */
export async function signIn(context: BrowserContext, baseURL: string, tenant: Tenant, person: string): Promise<void> {
  const headers = { origin: new URL(baseURL).origin };
  const { csrfToken } = await (await context.request.get("/api/auth/csrf")).json();
  const answer = await context.request.post("/api/auth/callback/demo", {
    headers,
    form: { csrfToken, tenantId: tenant, login: `${tenant}-${person}`, json: "true" },
  });
  expect(answer.ok(), `${tenant}-${person} signs in`).toBe(true);
}

/** A line of `.data/demo-accounts.json`. */
export interface DemoAccount {
  tenantId: string;
  login: string;
  name: string;
  password: string;
  totpSecret: string;
}

export function demoAccount(tenant: Tenant, person: string): DemoAccount {
  const file = join(process.env.HELIU_E2E_DATA ?? ".data", "demo-accounts.json");
  const accounts = JSON.parse(readFileSync(file, "utf8")) as DemoAccount[];
  const account = accounts.find(({ login }) => login === `${tenant}-${person}`);
  if (!account) throw new Error(`no demonstration person ${tenant}-${person}`);
  return account;
}

/** Shows the page in English from the next navigation on. */
export async function inEnglish(page: Page): Promise<void> {
  const { origin } = new URL(test.info().project.use.baseURL ?? "");
  await page.context().addCookies([{ name: "locale", value: "en", url: origin }]);
}

/** No serious or critical violation of accessibility. */
export async function expectAccessible(page: Page): Promise<void> {
  // Between two pages the title is taken down before the next one's arrives.
  await expect(page).toHaveTitle(/./);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(" | ")}`);
  expect(serious, page.url()).toEqual([]);
}

/** A message that is missing is drawn as its key, such as `portal.titleOf`; a key of the law is named on purpose, as code. */
export async function expectNoKeys(page: Page): Promise<void> {
  const areas =
    "admin|cases|catalogue|common|desk|errors|filing|frame|grants|landing|law|oversight|portal|scope|signin|use|workspace";
  const words = await page.locator("body").innerText();
  const named = new Set(await page.locator("code").allInnerTexts());
  const keys = words.match(new RegExp(`(?<![\\w.])(${areas})\\.[a-zA-Z][\\w.-]*`, "g")) ?? [];
  expect(
    keys.filter((key) => !named.has(key)),
    page.url(),
  ).toEqual([]);
}

/** Headings, labels and column titles are in English; names that people typed may stay Chinese elsewhere. */
export async function expectEnglish(page: Page): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expectNoKeys(page);
  const headings = await page.locator("h1, h2, h3, th, dt, label, legend, nav a, summary").allInnerTexts();
  expect(
    headings.filter((text) => /\p{Script=Han}/u.test(text)),
    page.url(),
  ).toEqual([]);
}

/** Nothing but its own boxes scrolls sideways. */
export async function expectFitsPhone(page: Page): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
  const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overhang, page.url()).toBeLessThanOrEqual(0);
}

/** The text of a file that a click saves. */
export async function downloadOf(page: Page, click: () => Promise<void>): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}
