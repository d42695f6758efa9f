import { TOTP } from "otpauth";
import { demoAccount, expect, expectAccessible, inEnglish, signIn, test } from "./support";

test("a person signs in with password and one-time code, and out again", async ({ page }) => {
  const { login, password, totpSecret, name } = demoAccount("fushun", "transport-head");
  await page.goto("/c/fushun/sign-in");
  await page.getByLabel("登录名").fill(login);
  await page.getByLabel("密码", { exact: true }).fill(password);
  await page.getByLabel("动态口令").fill(new TOTP({ secret: totpSecret }).generate());
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page).toHaveURL("/workspace");
  await expect(page.getByText(name).first()).toBeVisible();
  // Whoever leaves while the list is still on its way has it cut off, which the browser calls an error.
  await expect(page.getByRole("heading", { level: 1, name: "待办" })).toBeVisible();
  await page.getByRole("button", { name: "退出登录" }).click();
  await expect(page).toHaveURL("/");
  await page.goto("/workspace");
  await expect(page).not.toHaveURL(/workspace/);
});

test("a person signs out before the page's scripts have run, and the session is dead", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, locale: "zh-CN", javaScriptEnabled: false });
  await signIn(context, baseURL ?? "", "fushun", "transport-head");
  const page = await context.newPage();
  await page.goto("/workspace");
  const session = (await context.cookies()).find(({ name }) => name === "heliu");
  if (!session) throw new Error("there is no session cookie");
  await page.getByRole("button", { name: "退出登录" }).click();
  await expect(page).toHaveURL("/");
  expect((await context.cookies()).map(({ name }) => name)).not.toContain("heliu");
  await context.addCookies([session]);
  await page.goto("/workspace");
  await expect(page).toHaveURL(/\/\?ended=1$/);
  await context.close();
});

test("a password never stands in an address, even sent before the page's scripts have run", async ({
  browser,
  baseURL,
}) => {
  const context = await browser.newContext({ baseURL, locale: "zh-CN", javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/c/fushun/sign-in");
  await page.getByLabel("登录名").fill("somebody");
  await page.getByLabel("密码", { exact: true }).fill("Not-In-The-Address-1");
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page.getByLabel("密码", { exact: true })).toHaveValue("");
  expect(page.url()).not.toContain("Not-In-The-Address");
  await context.close();
});

test("a wrong password gets one sentence that does not tell whether the login exists", async ({ page }) => {
  const { login } = demoAccount("fushun", "ecology-head");
  const sentences: string[] = [];
  for (const tried of [login, "nobody-of-that-name"]) {
    await page.goto("/c/fushun/sign-in");
    await page.getByLabel("登录名").fill(tried);
    await page.getByLabel("密码", { exact: true }).fill("not-the-password-1A");
    await page.getByLabel("动态口令").fill("123456");
    await page.getByRole("button", { name: "登录" }).click();
    const alert = page.getByRole("alert").filter({ hasText: "还不能登录" });
    await expect(alert).toContainText("登录名、密码或动态口令不正确");
    sentences.push(await alert.innerText());
  }
  expect(sentences[0]).toBe(sentences[1]);
});

test("an empty form says what is missing, beside each field and summed up on top", async ({ page }) => {
  await page.goto("/c/leshan/sign-in");
  await page.getByRole("button", { name: "登录" }).click();
  const alert = page.getByRole("alert").filter({ hasText: "还不能登录" });
  await expect(alert.getByRole("link", { name: "请填写登录名。" })).toBeVisible();
  await expect(alert.getByRole("link", { name: "请填写密码。" })).toBeVisible();
  await expect(page.getByLabel("登录名")).toHaveAttribute("aria-invalid", "true");
  await expectAccessible(page);
});

test("the sign-in page speaks English one click away", async ({ page }) => {
  await page.goto("/c/chongqing/sign-in");
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { name: /Staff sign-in of/ })).toBeVisible();
  await page.getByRole("button", { name: "中文" }).click();
  await expect(page.getByRole("heading", { name: "重庆市工作人员登录" })).toBeVisible();
});

test("provinces and the operator sign in under their own id", async ({ page }) => {
  await page.goto("/c/province-sichuan/sign-in");
  await expect(page.getByRole("heading", { name: "四川省工作人员登录" })).toBeVisible();
});

test("an expired session is told so and nothing is shown", async ({ page, baseURL }) => {
  await signIn(page.context(), baseURL ?? "", "fushun", "housing-officer");
  await page.goto("/workspace");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const session = (await page.context().cookies()).find(({ name }) => name === "heliu");
  if (!session) throw new Error("there is no session cookie");
  await page.context().addCookies([{ ...session, value: "A".repeat(43) }]);
  await page.goto("/workspace/cases");
  await expect(page).toHaveURL(/\/\?ended=1$/);
  await expect(page.getByText("登录已过期或已被停用，请重新登录。")).toBeVisible();
});

test("an unknown city is a page that leads back", async ({ page }) => {
  for (const path of ["/c/atlantis", "/c/atlantis/sign-in"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: "没有这个城市" })).toBeVisible();
  }
  await inEnglish(page);
  await page.goto("/c/atlantis");
  await expect(page.getByRole("heading", { name: "There is no such city" })).toBeVisible();
});

test("a sign-in never leads to another site", async ({ page }) => {
  const { login, password } = demoAccount("fushun", "market-head");
  await page.goto("/c/fushun/sign-in?next=//evil.example/");
  await page.getByLabel("登录名").fill(login);
  await page.getByLabel("密码", { exact: true }).fill(password);
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page).toHaveURL("/workspace");
});
