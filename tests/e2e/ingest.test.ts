import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectEnglish, expectFitsPhone, expectNoKeys, inEnglish, test } from "./support";

/** A fresh entry of the officer's department; answers the address of its data. */
async function freshEntry(page: Page): Promise<string> {
  await page.goto("/workspace");
  const answer = await page.request.post("/api/trpc/catalogue.compile", {
    headers: { origin: new URL(page.url()).origin },
    data: {
      json: {
        idempotencyKey: randomUUID(),
        code: `INGEST-${randomUUID().slice(0, 8)}`,
        nameZh: "食品经营许可证信息",
        nameEn: "Food licences",
        theme: "市场监管",
        updateCycle: "monthly",
        openingClass: "withheld",
        openingBasis: "《中华人民共和国食品安全法》",
        particulars: {
          format: "table",
          attributes: "许可信息",
          method: "interface",
          useRequirements: "仅用于履行职责",
          function: "食品经营许可管理",
        },
        items: [
          {
            name: "licence",
            labelZh: "许可证编号",
            labelEn: "Licence",
            type: "text",
            required: true,
            isKey: true,
            maxLength: 20,
          },
          { name: "shop", labelZh: "经营者名称", labelEn: "Shop", type: "text" },
          { name: "issued_on", labelZh: "发证日期", labelEn: "Issued on", type: "date" },
        ],
      },
    },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  return `/workspace/catalogue/${(await answer.json()).result.data.json.entryId}`;
}

const csv = (name: string, text: string | Buffer) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
const GOOD = "许可证编号,经营者名称,发证日期\nJY1,幸福小吃店,2026-01-05\nJY2,望花区粮油店,2026/3/8\n";

async function send(page: Page, file: ReturnType<typeof csv> | string, encoding = "自动识别"): Promise<void> {
  await page.getByLabel("文件", { exact: false }).first().setInputFiles(file);
  await page.getByRole("combobox", { name: "文件编码" }).selectOption({ label: encoding });
  await page.getByRole("button", { name: "上传并校验" }).click();
}

test("an officer mounts a table, gets a bad one back with its rows, and goes back a version", async ({ as }) => {
  const page = await as("fushun", "market-officer");
  const entry = await freshEntry(page);
  await page.goto(entry);
  await page.getByRole("link", { name: "数据更新", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "数据更新" })).toBeVisible();
  await expect(page.getByText("还没有挂接数据")).toBeVisible();
  const [template] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "下载空白模板" }).click(),
  ]);
  expect(template.suggestedFilename()).toContain("模板");

  await page.getByRole("button", { name: "上传并校验" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("请选择一项");
  await expectAccessible(page);

  await send(page, csv("一月.csv", GOOD));
  await expect(page.getByText("已作为第 1 版启用，共 2 行。")).toBeVisible();
  const versions = page.getByRole("table", { name: "版本" });
  await expect(versions.getByRole("row").filter({ hasText: "第 1 版" })).toContainText("使用中");

  await send(page, csv("二月.csv", `${GOOD}JY3,城东饭店,2026-02-30\n,无证小店,\nJY1,重复,\n`));
  await expect(page.getByText("共 2 处问题")).toBeVisible();
  const report = page.getByRole("table", { name: "二月.csv的校验报告" });
  await expect(report.getByRole("row").nth(1)).toContainText(/4.*issued_on.*2026-02-30.*不是有效日期/);
  await expect(report.getByRole("row").nth(2)).toContainText(/5.*licence.*此项必填/);
  await expect(versions.getByRole("row").filter({ hasText: "第 1 版" })).toContainText("使用中");
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "下载校验报告（CSV）" }).click(),
  ]);
  expect(file.suggestedFilename()).toContain("校验报告");
  await expectAccessible(page);
  await expectFitsPhone(page);

  await send(page, csv("三月.csv", `${GOOD}JY3,城东饭店,2026-02-28\n`));
  await expect(page.getByText("已作为第 2 版启用，共 3 行。")).toBeVisible();
  await page.getByRole("button", { name: "恢复第 1 版" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "恢复第 1 版" }).click();
  await expect(versions.getByRole("row").filter({ hasText: "第 1 版" })).toContainText("使用中");
  await inEnglish(page);
  await page.reload();
  await expectEnglish(page);
  await expectNoKeys(page);
});

test("a file declared in the wrong encoding is told so, and taken with the right one", async ({ as }) => {
  const page = await as("fushun", "market-officer");
  await page.goto(`${await freshEntry(page)}/data`);
  await send(page, csv("数据.csv", GOOD), "GB18030 编码（含 GBK）");
  await expect(page.getByText("声明为 GB18030，但实际是 UTF-8")).toBeVisible();
  await send(page, csv("数据.csv", GOOD), "UTF-8 编码");
  await expect(page.getByText("已作为第 1 版启用，共 2 行。")).toBeVisible();
});

test("an upload that broke off goes on where it stood, also after a reload", async ({ as }) => {
  const page = await as("fushun", "market-officer");
  const data = `${await freshEntry(page)}/data`;
  await page.goto(data);
  // A file of the disk: what is chosen again after a reload is known by its name, size and date.
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-e2e-file-"));
  const file = path.join(folder, "大文件.csv");
  const lines = Array.from({ length: 60_000 }, (_, i) => `JY${i},${"店".repeat(20)},2026-01-05`);
  const bytes = Buffer.from(`许可证编号,经营者名称,发证日期\n${lines.join("\n")}\n`);
  fs.writeFileSync(file, bytes);
  // A million bytes reach the server; then the line is dead.
  const arrived = 1_000_000;
  let pieces = 0;
  await page.route("**/upload/*", async (route) => {
    const request = route.request();
    if (request.method() !== "PATCH") return route.abort("connectionreset");
    if (pieces++ === 0) {
      await page.request.patch(request.url(), {
        headers: {
          origin: new URL(page.url()).origin,
          "tus-resumable": "1.0.0",
          "upload-offset": "0",
          "content-type": "application/offset+octet-stream",
        },
        data: bytes.subarray(0, arrived),
      });
    }
    await route.abort("connectionreset");
  });
  await send(page, file);
  await expect(page.getByText("上传中断，可以继续")).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  await page.unroute("**/upload/*");
  await page.reload();
  const asked: string[] = [];
  page.on("request", (request) => {
    if (!/\/upload(\/|$)/.test(new URL(request.url()).pathname)) return;
    asked.push([request.method(), request.headers()["upload-offset"]].filter(Boolean).join(" "));
  });
  await send(page, file);
  await expect(page.getByText("已作为第 1 版启用，共 60,000 行。")).toBeVisible({ timeout: 60_000 });
  // It asked how much is there, announced nothing anew, and sent the rest.
  expect(asked).toEqual(["HEAD", `PATCH ${arrived}`]);
  fs.rmSync(folder, { recursive: true });
});

test("the data of an entry are its own department's to see", async ({ as }) => {
  const market = await as("fushun", "market-officer");
  const entry = await freshEntry(market);
  const ecology = await as("fushun", "ecology-officer");
  await ecology.goto(entry);
  await expect(ecology.getByRole("link", { name: "数据更新", exact: true })).toHaveCount(0);
  await ecology.goto(`${entry}/data`);
  await expect(ecology.getByRole("button", { name: "上传并校验" })).toHaveCount(0);
  await market.goto(`${entry}/data`);
  await expect(market.getByRole("button", { name: "上传并校验" })).toBeVisible();
});
