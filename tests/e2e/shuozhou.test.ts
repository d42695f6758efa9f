import { act, apply, openFromInbox, openGrant, preview, someoneWhoMay, take } from "./flow";
import { expect, test } from "./support";

/** Heads who may ask, in the order in which they are tried: what they file needs no sign-off before it. */
const HEADS = [
  "market-head",
  "health-head",
  "energy-head",
  "civil-affairs-head",
  "housing-fund-head",
  "public-security-head",
];

// covers: SZ-15-1.2b, SZ-16-1.1
test("朔州: a conditional request passes the platform's conformity review, then the delegate answers for the provider", async ({
  as,
}) => {
  const consumer = await someoneWhoMay(as, "shuozhou", HEADS, "社会保险参保信息", "申请共享");
  const filed = await apply(consumer, "社会保险参保信息", ["社会保障号", "姓名"], "核验个体工商户用工参保");
  await consumer.goto(filed.path);
  await expect(consumer.getByText("平台符合性审查").first()).toBeVisible();

  const authority = await as("shuozhou", "info-authority");
  await authority.goto("/desk");
  await authority
    .getByRole("table", { name: "等我处理" })
    .getByRole("row")
    .filter({ hasText: filed.number })
    .getByRole("link")
    .first()
    .click();
  await act(authority, "审查通过");

  const delegate = await as("shuozhou", "delegate-reviewer");
  await openFromInbox(delegate, filed);
  await act(delegate, "同意共享", {
    words: {
      共享范围: "本市个体工商户",
      使用用途: "用工参保核验",
      安全协议的编号和签订日期: "朔数安〔2026〕12号，2026年3月2日",
    },
  });
  await openGrant(consumer, filed);
  expect((await preview(consumer)).columns).toEqual(["社会保障号", "姓名"]);
});

// covers: SZ-15-1.1a
test("朔州: unconditional data is applied for and reviewed for conformity only", async ({ as }) => {
  const consumer = await someoneWhoMay(as, "shuozhou", HEADS, "企业登记基本信息", "申请共享");
  const filed = await apply(consumer, "企业登记基本信息", ["名称"], "医疗机构名称核对");
  const authority = await as("shuozhou", "info-authority");
  await authority.goto(filed.path);
  await act(authority, "审查通过");
  await openGrant(consumer, filed);
  expect((await preview(consumer)).columns).toEqual(["名称"]);
});

// covers: SZ-16-1.3b
test("朔州: a department on the 专用 list needs no review, one that is not goes through it", async ({ as }) => {
  const listed = await someoneWhoMay(as, "shuozhou", HEADS, "社会保险待遇资格信息（专用）", "获取专用数据");
  const filed = await take(listed, "社会保险待遇资格信息（专用）", "获取专用数据", "公积金提取资格核验");
  await openGrant(listed, filed);
  const other = await as("shuozhou", "market-officer");
  await other.goto(`/workspace/catalogue?q=${encodeURIComponent("社会保险待遇资格信息")}`);
  await other.getByRole("link", { name: "社会保险待遇资格信息（专用）" }).first().click();
  await expect(other.getByRole("link", { name: "申请共享" })).toBeVisible();
});
