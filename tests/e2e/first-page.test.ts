import { expect, expectAccessible, expectEnglish, expectFitsPhone, inEnglish, test } from "./support";

const CITIES = ["重庆市", "抚顺市", "合肥经济技术开发区", "乐山市", "朔州市"];

test("the first page lists the five cities with the text each is run under", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveTitle(/合流/);
  for (const city of CITIES) await expect(page.getByRole("heading", { name: city, exact: true }).first()).toBeVisible();
  await expect(page.getByText("抚顺市政务数据资源共享开放条例")).toBeVisible();
  await expectAccessible(page);
});

test("the first page speaks English and fits a phone", async ({ page }) => {
  await inEnglish(page);
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Fushun", exact: true }).first()).toBeVisible();
  await expectEnglish(page);
  await expectFitsPhone(page);
});

test("every page is drawn under a policy that allows no script of another's", async ({ page }) => {
  const response = await page.goto("/");
  const policy = (await response?.headerValue("content-security-policy")) ?? "";
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
  expect(policy).toContain("'strict-dynamic'");
  expect(nonce).toBeTruthy();
  const scripts = await page.locator("script").evaluateAll((all) => all.map((each) => (each as HTMLElement).nonce));
  expect(scripts.length).toBeGreaterThan(0);
  // Scripts that a trusted one adds need no nonce of their own; those that have one have this answer's.
  expect(scripts.filter((each) => each && each !== nonce)).toEqual([]);
  expect(scripts).toContain(nonce);
});

test("a page that does not exist says so and leads back", async ({ page }) => {
  const response = await page.goto("/no-such-page");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("main").getByRole("link").first()).toBeVisible();
});
