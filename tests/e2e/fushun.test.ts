import {
  act,
  apply,
  beginRequest,
  confirmAct,
  fillWords,
  openAct,
  openFromInbox,
  openGrant,
  preview,
  someoneWhoMay,
  take,
} from "./flow";
import { downloadOf, expect, expectAccessible, test } from "./support";

/** Heads who may ask, in the order in which they are tried: what they file needs no sign-off before it. */
const HEADS = [
  "ecology-head",
  "transport-head",
  "emergency-head",
  "housing-head",
  "natural-resources-head",
  "civil-affairs-head",
  "market-head",
  "social-security-head",
];

const ENTRY = "养犬登记信息";

// covers: FS-21-2a, FS-21-3a
test("抚顺: a conditional request goes from application to governed rows, CSV, and an end on the next read", async ({
  as,
}) => {
  const consumer = await someoneWhoMay(as, "fushun", HEADS, ENTRY, "申请共享");
  const filed = await apply(consumer, ENTRY, ["犬证编号", "犬种", "姓名"], "核对犬只粪污投诉所涉犬证");

  await consumer.goto(filed.path);
  await expect(consumer.getByText(/第 21 条/).first()).toBeVisible();
  await consumer.getByRole("button", { name: "为何是这一天？" }).first().click();
  await expect(consumer.getByText("计入的 5 天").filter({ visible: true }).first()).toBeVisible();

  const provider = await as("fushun", "public-security-officer");
  await openFromInbox(provider, filed);
  await expectAccessible(provider);
  await act(provider, "同意共享", {
    words: { 共享范围: "投诉涉及的犬证", 使用用途: "核对犬只粪污投诉" },
    without: ["犬种"],
  });
  // The officer's answer is given once the department's head agrees (国务院令第809号 第20条).
  await consumer.goto(filed.path);
  await expect(consumer.getByRole("link", { name: "查看数据授权" })).toBeHidden();
  const head = await as("fushun", "public-security-head");
  await openFromInbox(head, filed);
  await expect(head.getByText("拟同意共享，报负责人")).toBeVisible();
  await act(head, "同意作出答复");

  await openGrant(consumer, filed);
  await expectAccessible(consumer);
  const { columns, cells } = await preview(consumer);
  expect(columns).toEqual(["犬证编号", "姓名"]);
  expect(cells).toHaveLength(3);
  for (const [, name] of cells) expect(name).toMatch(/[*＊]/);
  await expectAccessible(consumer);
  const csv = await downloadOf(consumer, () => consumer.getByRole("link", { name: "下载 CSV" }).click());
  const lines = csv.text
    .replace(/^\uFEFF/, "")
    .trim()
    .split(/\r?\n/);
  // Nobody consented to storing: the mark stands between the header and the 300 rows.
  expect(lines).toHaveLength(302);
  expect(lines[0]?.split(",")).toHaveLength(2);
  expect(lines[1]).toContain("仅限在线使用，不得留存");
  await consumer.getByLabel("格式").selectOption("NDJSON");
  const json = await downloadOf(consumer, () => consumer.getByRole("link", { name: "下载 NDJSON" }).click());
  expect(json.name).toMatch(/\.ndjson$/);
  const [mark, ...records] = json.text.trim().split("\n");
  expect(JSON.parse(mark ?? "")).toMatchObject({ noStorage: { purpose: expect.any(String) } });
  expect(records).toHaveLength(300);
  await consumer.getByLabel("格式").selectOption("CSV");

  await openGrant(provider, filed);
  await provider.getByRole("button", { name: "暂停授权" }).click();
  await provider.getByRole("dialog").getByLabel("理由").fill("核查使用情况");
  await provider.getByRole("dialog").getByRole("button", { name: "暂停授权" }).click();
  await expect(provider.getByText("授权已暂停").first()).toBeVisible();
  await consumer.getByRole("button", { name: "查看更多" }).click();
  await expect(consumer.getByRole("alert").filter({ hasText: "已暂停" })).toBeVisible();
  const refused = await consumer.request.get(
    (await consumer.getByRole("link", { name: "下载 CSV" }).getAttribute("href")) ?? "",
  );
  expect(refused.status()).toBe(403);
});

// covers: FS-21-3b, FS-21-4
test("抚顺: a refusal must name its law, and opens the first step of the dispute", async ({ as }) => {
  const consumer = await someoneWhoMay(as, "fushun", HEADS, "婚姻登记信息", "申请共享");
  const filed = await apply(consumer, "婚姻登记信息", ["结婚证字号", "姓名"], "核对驾驶员家属优待资格");
  const provider = await as("fushun", "civil-affairs-head");
  await openFromInbox(provider, filed);
  await openAct(provider, "不予共享");
  await confirmAct(provider, "不予共享");
  await expect(provider.getByRole("dialog").getByRole("alert")).toBeVisible();
  await provider.getByRole("dialog").getByRole("button", { name: "取消" }).click();
  await act(provider, "不予共享", { words: { 理由: "与履行职责无直接关系" }, basis: "《婚姻登记条例》第二十条" });

  await consumer.goto(filed.path);
  await expect(consumer.getByText("《婚姻登记条例》第二十条").first()).toBeVisible();
  await consumer.getByRole("button", { name: "提出争议" }).click();
  const dialog = consumer.getByRole("dialog");
  for (const box of await dialog.locator('textarea[aria-required="true"]').all())
    await box.fill("优待资格核验为法定职责");
  await dialog.getByRole("button", { name: "提出争议" }).click();
  await expect(consumer).not.toHaveURL(filed.path);
  await expect(consumer.getByRole("link", { name: `相关申请 ${filed.number}` })).toBeVisible();
  // Article 28 of Order 809 has them negotiate first, although the city's own text has no such step.
  await expect(consumer.getByText(/本市文本第 ?21 ?条未规定此环节/).first()).toBeVisible();
  await act(consumer, "协商不成", { words: { 理由: "未能达成一致" } });

  const authority = await as("fushun", "big-data-authority");
  await authority.goto("/desk?queue=disputes");
  await expect(authority.getByRole("table", { name: "争议" }).getByText("婚姻登记信息").first()).toBeVisible();
});

test("抚顺: an officer and the head approve at once, and one word stands until the head agrees", async ({ as }) => {
  const consumer = await someoneWhoMay(as, "fushun", HEADS, "社会保险参保信息", "申请共享");
  const filed = await apply(consumer, "社会保险参保信息", ["社会保障号"], "核对企业从业人员参保");
  const officer = await as("fushun", "social-security-officer");
  const head = await as("fushun", "social-security-head");
  const said = { words: { 共享范围: "重点企业", 使用用途: "安全生产检查" } };
  for (const page of [officer, head]) {
    await page.goto(filed.path);
    await openAct(page, "同意共享", said);
  }
  await confirmAct(officer, "同意共享");
  await expect(officer.getByText("已办理：同意共享")).toBeVisible();
  await confirmAct(head, "同意共享");
  await expect(head.getByRole("dialog").getByRole("alert").filter({ hasText: "已由他人办理" })).toBeVisible();
  await head.goto(filed.path);
  await expect(head.getByRole("link", { name: "查看数据授权" })).toHaveCount(0);
  await act(head, "同意作出答复");
  await expect(head.getByRole("link", { name: "查看数据授权" })).toHaveCount(1);
});

test("抚顺: a double click files one application", async ({ as }) => {
  const page = await someoneWhoMay(as, "fushun", HEADS, "户籍人口基本信息", "申请共享");
  await beginRequest(page, "户籍人口基本信息", "申请共享");
  await fillWords(page, "公租房申请人资格核验");
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("checkbox", { name: "姓名", exact: true }).check();
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "提交申请" }).dblclick();
  await expect(page.getByRole("status").filter({ hasText: "申请已提交" })).toBeVisible();
  const number = await page.locator("dd.mono").first().innerText();
  await page.goto(`/workspace/cases?mine=1&state=open&q=${encodeURIComponent("户籍人口基本信息")}`);
  await expect(page.getByRole("row").filter({ hasText: number })).toHaveCount(1);
});

test("抚顺: an application without a purpose, without items or with a past date says what is wrong", async ({ as }) => {
  const page = await someoneWhoMay(as, "fushun", HEADS, "危险化学品企业信息", "申请共享");
  await beginRequest(page, "危险化学品企业信息", "申请共享");
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "请更正以下" })).toContainText("用途");
  await fillWords(page, "规划选址安全距离核对");
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "请更正以下" })).toContainText("申请的数据项");
  await page.getByRole("checkbox", { name: "名称", exact: true }).check();
  await page.getByRole("button", { name: "下一步" }).click();
  await page.locator('input[type="date"]').first().fill("2020-01-01");
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "日期不能早于今天" })).toBeVisible();
  await expectAccessible(page);
});

// covers: FS-21-1
test("抚顺: unconditional data is taken at once", async ({ as }) => {
  const page = await someoneWhoMay(as, "fushun", HEADS, "企业登记基本信息", "直接获取");
  const filed = await take(page, "企业登记基本信息", "直接获取", "排污单位名录核对");
  await openGrant(page, filed);
  const { columns } = await preview(page);
  expect(columns).toContain("统一社会信用代码");
});
