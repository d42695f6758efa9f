import { expect, expectAccessible, expectFitsPhone, inEnglish, test } from "./support";

test("anybody who is shown a call receipt can check it, and a false code is told apart", async ({ as, page }) => {
  const officer = await as("fushun", "market-officer");
  await officer.goto("/workspace/use");
  await officer.getByRole("table").locator('a[href^="/workspace/use/"]').last().click();
  await expect(officer.getByRole("heading", { level: 1, name: "调取记录凭证" })).toBeVisible();
  await expect(officer.getByText(/已编入证据链第 \d+ 号封存/)).toBeVisible();
  await expect(officer.getByRole("link", { name: "下载凭证文件" })).toHaveAttribute("download", /^receipt-.+\.json$/);
  await officer.getByRole("link", { name: "公开核验页" }).click();
  await expect(officer.getByRole("status")).toContainText("凭证属实");
  const shown = new URL(officer.url());

  // A visitor who is nobody here.
  await page.goto(shown.pathname + shown.search);
  await expect(page.getByRole("status")).toContainText("平台留存的记录与凭证一致");
  await expectAccessible(page);
  await page.getByLabel("校验码").fill("00000-00000-00000-00000");
  await page.getByRole("button", { name: "核验" }).click();
  await expect(page.getByRole("status")).toContainText("未找到与此相符的凭证");
  await page.getByLabel("校验码").fill("?");
  await page.getByRole("button", { name: "核验" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("格式不对");
  await inEnglish(page);
  await page.goto(shown.pathname + shown.search);
  await expect(page.getByRole("status")).toContainText("The receipt is genuine");
  await expectFitsPhone(page);
});

test("the auditor has the whole evidence chain computed again", async ({ as }) => {
  const auditor = await as("chongqing", "auditor");
  await auditor.goto("/admin/audit");
  await auditor.getByRole("button", { name: "开始核验" }).click();
  await expect(auditor.getByRole("status").filter({ hasText: "证据链完整" })).toBeVisible();
  await expect(auditor.getByText(/最新封存：第 \d+ 号/)).toBeVisible();
  await expectAccessible(auditor);
});
