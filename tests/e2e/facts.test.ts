import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { stableId } from "@/server/shared/stable-id";
import { expect, expectAccessible, expectEnglish, expectFitsPhone, inEnglish, test } from "./support";

// covers: FS-0-1
test("抚顺: kind, adoption and approval of the text stand wherever an article of it is cited", async ({ page, as }) => {
  const words = /地方性法规.*2022.*11.*4.*通过.*2022.*11.*29.*批准/;
  await page.goto("/c/fushun");
  await expect(page.getByText(words)).toBeVisible();
  await page.locator(".results a").first().click();
  await expect(page.getByText(/依据：第\s*23\s*条/)).toBeVisible();
  await expect(page.getByText(words)).toBeVisible();

  const officer = await as("fushun", "transport-officer");
  await officer.goto("/workspace/cases");
  await officer.locator("table a[href^='/workspace/cases/']").first().click();
  await expect(officer.getByText(words)).toBeVisible();
  await officer.goto("/policy");
  await expect(officer.getByText(words)).toBeVisible();
  await officer.emulateMedia({ media: "print" });
  await expect(officer.getByText(words)).toBeVisible();
});

// covers: LS-45-1, CQ-43-3
test("乐山, 重庆: whoever wants disclosure of government information is sent to its own office", async ({ page }) => {
  await page.goto("/c/leshan");
  await expect(page.getByText(/申请公开政府信息.*政府信息公开条例.*乐山市人民政府.*不在本平台办理.*45/)).toBeVisible();
  await page.goto("/c/chongqing");
  await expect(page.getByText(/申请公开政府信息.*政府信息公开条例.*重庆市人民政府.*不在本平台办理.*43/)).toBeVisible();
  await page.goto("/c/fushun");
  await expect(page.getByText("申请公开政府信息")).toBeHidden();
});

test("乐山, 朔州, 合肥经开区: the portal says for what nobody answers, what prevails and what nobody entered", async ({
  page,
}) => {
  await page.goto("/c/leshan");
  await expect(page.getByText(/责任说明.*难以预见.*42/)).toBeVisible();
  await page.goto("/c/shuozhou");
  await expect(page.getByText(/以本办法为准.*36/)).toBeVisible();
  await page.goto("/c/hefei-etdz");
  await expect(page.getByText(/文本未载公布日期.*不计算施行日期和届满日期/)).toBeVisible();
  await inEnglish(page);
  await page.goto("/c/hefei-etdz");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectEnglish(page);
  await expectFitsPhone(page);
});

/** What a page of this person would send. */
async function send(page: Page, procedure: string, input: Record<string, unknown>) {
  const answer = await page.request.post(`/api/trpc/${procedure}`, {
    headers: { origin: new URL(page.url()).origin },
    data: { json: { idempotencyKey: randomUUID(), ...input } },
  });
  expect(answer.ok(), `${procedure}: ${await answer.text()}`).toBe(true);
  return (await answer.json()).result.data.json;
}

// covers: LS-41-1
test("乐山: the page of a rectification says that what laws and regulations provide for a breach applies", async ({
  as,
}) => {
  const authority = await as("leshan", "digital-economy-authority");
  await authority.goto("/desk");
  const { caseId } = await send(authority, "cases.file", {
    procedure: "rectification",
    departmentId: stableId("department", "leshan", "water"),
    fields: { item: "二", facts: "目录未按期更新", circular: "通报批评", "limit-days": "10" },
  });
  await authority.goto(`/workspace/cases/${caseId}`);
  await expect(authority.getByText(/对违反行为的处理：.*法律法规对违反行为已有规定的，从其规定.*41/)).toBeVisible();
  await authority.goto("/workspace/cases");
  await authority.getByRole("row").filter({ hasText: "共享" }).locator("a[href^='/workspace/cases/']").first().click();
  await expect(authority.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(authority.getByText("对违反行为的处理：")).toBeHidden();
});

// covers: LS-42-1
test("乐山: the portal says for what those who opened data do not answer, and their checks and warnings are kept", async ({
  page,
  as,
}) => {
  await page.goto("/c/leshan");
  await expect(page.getByText(/责任说明.*难以预见.*42/)).toBeVisible();
  await page.locator(".results a").first().click();
  await expect(page).toHaveURL(/\/data\/[0-9a-f-]{36}$/);
  await expect(page.getByText(/责任说明.*难以预见.*42/)).toBeVisible();
  const entryId = page.url().split("/").pop() ?? "";

  const authority = await as("leshan", "digital-economy-authority");
  await authority.goto("/desk");
  const code = `Q-${randomUUID().slice(0, 8)}`;
  const standard = {
    code,
    after: 0,
    title: "开放数据质量要求",
    level: "municipal",
    topic: "quality",
    body: "字段完整",
  };
  await send(authority, "catalogue.publishStandard", standard);
  const check = {
    entryId,
    standard: { code, version: 1 },
    result: "deviates",
    note: "个别记录缺联系方式，使用时请核实",
  };
  await send(authority, "catalogue.check", check);
  const officer = await as("leshan", "transport-officer");
  await officer.goto(`/workspace/catalogue/${entryId}`);
  await expect(officer.getByText(/开放数据质量要求（第1版），乐山市数字经济局/)).toBeVisible();
  await expect(officer.getByText(/个别记录缺联系方式/)).toBeVisible();
});

test("a department sees what it has to see to, and files what its city's text asks of it", async ({ as }) => {
  const page = await as("hefei-etdz", "ecology-officer");
  await page.goto("/workspace/upkeep");
  await expect(page.getByRole("heading", { name: "工作清单" })).toBeVisible();
  await expect(page.getByText("完善部门情况")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "填报" }).click();
  await expect(page.getByText("此项必填").first()).toBeVisible();
  await page.getByLabel(/^主要负责人姓名/).fill("李明");
  await expect(page.getByLabel(/^实施机构/)).toBeHidden();
  await page.getByRole("button", { name: "填报" }).click();
  await expect(page.getByText(/第1版/)).toBeVisible();
  await expect(page.getByText("完善部门情况")).toBeHidden();
  await page.getByRole("listitem").filter({ hasText: "实施机构" }).getByRole("link", { name: "工作方案" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "工作方案" })).toBeVisible();
});
