import { expect, expectAccessible, expectFitsPhone, expectNoKeys, test } from "./support";

/** A made-up year of the usual shape, far enough away that no case of the demonstration runs into it. */
const YEAR = 2041;
const HOLIDAYS: [string, string, string[]][] = [
  ["元旦", "New Year's Day", ["01-01"]],
  ["春节", "Spring Festival", ["01-31", "02-01", "02-02", "02-03", "02-04", "02-05", "02-06", "02-07"]],
  ["清明", "Tomb-sweeping Day", ["04-04"]],
  ["劳动节", "Labour Day", ["05-01", "05-02", "05-03"]],
  ["端午", "Dragon Boat Festival", ["06-03"]],
  ["中秋", "Mid-autumn Festival", ["09-10"]],
  ["国庆节", "National Day", ["10-01", "10-02", "10-03", "10-04", "10-05", "10-06", "10-07"]],
];
// 26 January and 9 February 2041 are a Saturday; 28 January is a Monday.
const MAKE_UP = ["01-26", "02-09"];
const GOOD = [
  "date,kind,name_zh,name_en",
  ...HOLIDAYS.flatMap(([zh, en, days]) => days.map((day) => `${YEAR}-${day},holiday,${zh},${en}`)),
  ...MAKE_UP.map((day) => `${YEAR}-${day},make-up-workday,春节,Spring Festival`),
].join("\n");
const BAD = [
  ...GOOD.split("\n"),
  `${YEAR}-02-30,holiday,春节,Spring Festival`,
  `${YEAR + 1}-01-01,holiday,元旦,New Year's Day`,
  `${YEAR}-01-28,make-up-workday,春节,Spring Festival`,
  `${YEAR}-01-01,holiday,元旦,New Year's Day`,
].join("\n");

test("the operator tries a bad schedule, is told row by row what is wrong, imports a good one and sees the year", async ({
  as,
}) => {
  const page = await as("platform", "operator");
  await page.goto("/platform");
  await expect(page.getByRole("heading", { name: "节假日日历" })).toBeVisible();
  const years = page.getByRole("table", { name: "已载入的年份及其来源" });
  await expect(years.getByRole("row", { name: /2026年.*随系统发布.*33/ })).toBeVisible();

  await page.getByRole("button", { name: "导入年份" }).click();
  const form = page.getByRole("dialog", { name: "导入年份" });
  await form.getByRole("spinbutton", { name: "年份" }).fill(String(YEAR));
  await form.getByRole("button", { name: "检查" }).click();
  await expect(form.getByRole("alert")).toContainText("放假安排");

  await form.getByRole("textbox", { name: "放假安排" }).fill(BAD);
  await form.getByRole("button", { name: "检查" }).click();
  await expect(form.getByText("发现 4 处问题，请改正后重新检查")).toBeVisible();
  const problems = form.getByRole("table", { name: "放假安排中的问题" });
  const first = GOOD.split("\n").length + 1;
  for (const [row, value, rule] of [
    [first, `${YEAR}-02-30`, "不是有效日期"],
    [first + 1, `${YEAR + 1}-01-01`, `不是${YEAR}年的日期`],
    [first + 2, `${YEAR}-01-28`, "本来就上班"],
    [first + 3, `${YEAR}-01-01`, "与第 2 行重复"],
  ] as const) {
    await expect(problems.getByRole("row", { name: new RegExp(`^${row} ${value} .*${rule}`) })).toBeVisible();
  }
  await expect(form.getByRole("button", { name: "确认导入" })).toBeHidden();

  await form.getByRole("textbox", { name: "放假安排" }).fill(GOOD.split("\n").slice(0, 9).join("\n"));
  await form.getByRole("button", { name: "检查" }).click();
  await expect(problems.getByRole("row", { name: /^全表 8 只列出 8 天放假，少于.*第2条规定的 13 天/ })).toBeVisible();

  await form.getByRole("textbox", { name: "放假安排" }).fill(GOOD);
  await form.getByRole("button", { name: "检查" }).click();
  await expect(form.getByRole("status")).toContainText(`${YEAR}年：放假 22 天，调休上班 2 天，没有发现问题`);
  await expect(form.getByRole("status")).toContainText("将重新计算 0 件未办结事项的期限");
  await expectAccessible(page);
  await form.getByRole("button", { name: "确认导入" }).click();
  await expect(form).toBeHidden();

  await expect(page.getByText(new RegExp(`已导入${YEAR}年，第\\d+版。`))).toBeVisible();
  await expect(years.getByRole("row", { name: new RegExp(`${YEAR}年.*本平台导入 · 第\\d+版.*22`) })).toBeVisible();
  await expect(page.getByRole("heading", { name: `${YEAR}年节假日` })).toBeVisible();
  const february = page.getByRole("table", { name: "二月", exact: true });
  await expect(february.getByRole("cell", { name: /^1\s*春节，放假$/ })).toBeVisible();
  await expect(february.getByRole("cell", { name: /^9\s*春节，调休上班$/ })).toBeVisible();
  await expect(page.getByRole("table", { name: /^(一|二|三|四|五|六|七|八|九|十|十一|十二)月$/ })).toHaveCount(12);
  await expectNoKeys(page);
  await expectAccessible(page);
  await expectFitsPhone(page);
});

test("a year that comes with the system is drawn and printed, and cannot be imported", async ({ as }) => {
  const page = await as("platform", "operator");
  await page.goto("/platform?year=2026#year");
  await expect(page.getByRole("heading", { name: "2026年节假日" })).toBeVisible();
  const may = page.getByRole("table", { name: "五月", exact: true });
  await expect(may.getByRole("cell", { name: /^5\s*劳动节，放假$/ })).toBeVisible();
  await expect(may.getByRole("cell", { name: /^9\s*劳动节，调休上班$/ })).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "导入年份" })).toBeHidden();
  await expect(may).toBeVisible();
  await page.emulateMedia({ media: "screen" });

  await page.getByRole("button", { name: "导入年份" }).click();
  const form = page.getByRole("dialog", { name: "导入年份" });
  await form.getByRole("spinbutton", { name: "年份" }).fill("2026");
  await form.getByRole("textbox", { name: "放假安排" }).fill(GOOD.replaceAll(`${YEAR}-`, "2026-"));
  await form.getByRole("button", { name: "检查" }).click();
  await expect(form.getByRole("row", { name: /全表.*2026年已随系统发布，不能导入/ })).toBeVisible();
  await expect(form.getByRole("button", { name: "确认导入" })).toBeHidden();
});

test("a city's administrator finds no calendar to import into", async ({ as }) => {
  const page = await as("fushun", "system-admin");
  await page.goto("/platform");
  await expect(page.getByRole("heading", { name: "没有找到该页面" })).toBeVisible();
});
