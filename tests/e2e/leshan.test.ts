import { act, apply, openFromInbox, openGrant, preview, someoneWhoMay, take } from "./flow";
import { expect, test } from "./support";

/** Heads who may ask, in the order in which they are tried: what they file needs no sign-off before it. */
const HEADS = [
  "medical-insurance-head",
  "transport-head",
  "water-head",
  "natural-resources-head",
  "culture-tourism-head",
];

// covers: LS-17-1c, LS-17-1e
test("乐山: authority and provider decide together, and both consenting grants", async ({ as }) => {
  const consumer = await someoneWhoMay(as, "leshan", HEADS, "户籍人口基本信息", "申请共享");
  const filed = await apply(consumer, "户籍人口基本信息", ["姓名", "公民身份号码"], "参保人员身份核验");
  await consumer.goto(filed.path);
  await expect(consumer.getByText("征求意见稿").first()).toBeVisible();
  const said = { words: { 共享范围: "本市参保人员", 使用用途: "参保登记核验" } };

  const provider = await as("leshan", "public-security-head");
  await openFromInbox(provider, filed);
  await act(provider, "审核通过", said);
  await consumer.goto(filed.path);
  await expect(consumer.getByRole("link", { name: "查看数据授权" })).toBeHidden();

  const authority = await as("leshan", "digital-economy-authority");
  await authority.goto("/desk");
  await authority
    .getByRole("table", { name: "等我处理" })
    .getByRole("row")
    .filter({ hasText: filed.number })
    .getByRole("link")
    .first()
    .click();
  await act(authority, "审核通过", said);
  await openGrant(consumer, filed);
  const { columns, cells } = await preview(consumer);
  expect(columns).toEqual(["公民身份号码", "姓名"].sort((a, b) => columns.indexOf(a) - columns.indexOf(b)));
  for (const row of cells) expect(row.join(" ")).toMatch(/\*/);
});

test("乐山: reviewers who differ open a dispute by themselves", async ({ as }) => {
  const consumer = await someoneWhoMay(as, "leshan", HEADS, "户籍人口基本信息", "申请共享");
  const filed = await apply(consumer, "户籍人口基本信息", ["姓名"], "从业人员背景核验");
  const provider = await as("leshan", "public-security-head");
  await provider.goto(filed.path);
  await act(provider, "审核不通过", { words: { 理由: "范围过宽" } });
  const authority = await as("leshan", "digital-economy-authority");
  await authority.goto(filed.path);
  await act(authority, "审核通过", { words: { 共享范围: "客运驾驶员", 使用用途: "从业资格核验" } });
  await consumer.goto(filed.path);
  await expect(consumer.getByRole("link", { name: /^争议 / })).toBeVisible();
});

// covers: LS-17-1a
test("乐山: unconditional data is taken at once", async ({ as }) => {
  const page = await someoneWhoMay(as, "leshan", HEADS, "企业登记基本信息", "直接获取");
  const filed = await take(page, "企业登记基本信息", "直接获取", "取水单位核对");
  await openGrant(page, filed);
});
