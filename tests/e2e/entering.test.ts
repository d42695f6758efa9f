import { expect, test } from "./support";

test("each city's card says whether its text is in force, a draft or of unknown validity", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "这是演示环境" })).toBeVisible();
  for (const [city, status] of [
    ["抚顺市", "现行有效"],
    ["朔州市", "现行有效"],
    ["合肥经济技术开发区", "效力待确认"],
    ["乐山市", "征求意见稿"],
    ["重庆市", "现行有效"],
  ] as const) {
    const card = page.getByRole("region", { name: city, exact: true }).first();
    await expect(card.getByText(status, { exact: true })).toBeVisible();
    await expect(card.getByRole("link", { name: `${city}：查看开放数据` })).toBeVisible();
    await expect(card.getByRole("link", { name: `${city}：工作人员登录` })).toBeVisible();
  }
});

for (const [place, role, home] of [
  ["抚顺市", "数据专员", "/workspace"],
  ["朔州市", "授权代理审核员", "/workspace"],
  ["抚顺市", "数据主管部门工作人员", "/desk"],
  ["乐山市", "政府工作人员", "/desk"],
  ["乐山市", "社会公众", "/workspace/catalogue"],
  ["重庆市", "系统管理员", "/admin/people"],
  ["重庆市", "安全管理员", "/admin/people"],
  ["重庆市", "审计管理员", "/admin/audit"],
  ["辽宁省", "省级监督员", "/oversight"],
  ["平台运营方", "平台运营人员", "/platform"],
] as const) {
  test(`one click enters as ${role} of ${place}, at that role's first page`, async ({ page }) => {
    await page.goto("/");
    const card = page.getByRole("region", { name: place, exact: true }).first();
    await card.getByRole("button", { name: role }).first().click();
    await expect(page).toHaveURL(home);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  });
}
