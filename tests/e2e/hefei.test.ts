import { act, apply, openFromInbox, openGrant, preview, someoneWhoMay, take } from "./flow";
import { expect, test } from "./support";

/** Heads who may ask, in the order in which they are tried: what they file needs no sign-off before it. */
const HEADS = ["ecology-head", "hr-head", "construction-head", "economy-head", "emergency-head", "social-head"];

// covers: HF-14-2c, HF-14-2d
test("合肥经开: the ten natural days run from acceptance, and the approval states scope and purpose", async ({
  as,
}) => {
  const consumer = await someoneWhoMay(as, "hefei-etdz", HEADS, "实有人口登记信息", "申请共享");
  const filed = await apply(consumer, "实有人口登记信息", ["姓名"], "环境信访件回访");
  const provider = await as("hefei-etdz", "public-security-head");
  await openFromInbox(provider, filed);
  await act(provider, "受理");
  await expect(provider.getByText("提供部门答复").first()).toBeVisible();
  await provider.getByRole("button", { name: "为何是这一天？" }).first().click();
  await expect(
    provider
      .getByText(/计入的 1[0-9] 天/)
      .filter({ visible: true })
      .first(),
  ).toBeVisible();
  await provider.keyboard.press("Escape");
  await act(provider, "同意共享", { words: { 共享范围: "信访件所涉小区", 使用用途: "环境信访回访" } });
  await openGrant(consumer, filed);
  await expect(consumer.getByText("环境信访回访").first()).toBeVisible();
  expect((await preview(consumer)).cells).toHaveLength(3);
});

test("合肥经开: a refusal gives reason and basis and may be taken to the zone's data bureau", async ({ as }) => {
  const consumer = await someoneWhoMay(as, "hefei-etdz", HEADS, "实有人口登记信息", "申请共享");
  const filed = await apply(consumer, "实有人口登记信息", ["姓名"], "人才公寓资格核验");
  const provider = await as("hefei-etdz", "public-security-head");
  await provider.goto(filed.path);
  await act(provider, "受理");
  await act(provider, "不予共享", {
    words: { 理由: "可由申请人自行提供居住证明" },
    basis: "《中华人民共和国个人信息保护法》第三十四条",
  });
  await consumer.goto(filed.path);
  await expect(consumer.getByRole("button", { name: "提出争议" })).toBeVisible();
});

// covers: HF-14-1
test("合肥经开: unconditional data is taken at once", async ({ as }) => {
  const page = await someoneWhoMay(as, "hefei-etdz", HEADS, "企业登记基本信息", "直接获取");
  const filed = await take(page, "企业登记基本信息", "直接获取", "施工企业核对");
  await openGrant(page, filed);
});
