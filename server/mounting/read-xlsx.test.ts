import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { writeXlsx } from "hucre/xlsx";
import { afterAll, describe, expect, it } from "vitest";
import { readXlsx } from "@/server/mounting/read-xlsx";
import { SHELL, zip, zipBomb } from "@/tests/mounting/zip";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-xlsx-"));
afterAll(() => fs.rmSync(folder, { recursive: true }));

async function read(bytes: Uint8Array): Promise<[number, ...string[]][]> {
  const file = path.join(folder, "book.xlsx");
  fs.writeFileSync(file, bytes);
  const fd = fs.openSync(file, "r");
  try {
    const rows: [number, ...string[]][] = [];
    for await (const { row, values } of readXlsx(fd)) rows.push([row, ...values]);
    return rows;
  } finally {
    fs.closeSync(fd);
  }
}
const book = (sheet: object) => writeXlsx({ sheets: [{ name: "数据", ...sheet }] } as never);

describe("reading a workbook", () => {
  it("gives the first sheet's rows as text, with the numbers that the spreadsheet shows", async () => {
    const rows = await read(
      await book({
        rows: [
          ["编码", "日期", "数量", "是否"],
          ["007", new Date("2026-02-28T00:00:00Z"), 12.5, true],
          [null, null, null, null],
          ["x", new Date("2026-02-28T08:30:00Z"), 123456789012, false],
        ],
      }),
    );
    expect(rows[0]).toEqual([1, "编码", "日期", "数量", "是否"]);
    expect(rows[1]).toEqual([2, "007", "2026-02-28", "12.5", "true"]);
    expect(rows.at(-1)).toEqual([4, "x", "2026-02-28 08:30:00", "123456789012", "false"]);
  });

  it("refuses a cell with a formula, and names it", async () => {
    const cells = new Map([["1,1", { formula: "SUM(1,2)", value: 3 }]]);
    const bytes = await book({
      rows: [
        ["a", "b"],
        ["1", null],
      ],
      cells,
    });
    await expect(read(bytes)).rejects.toMatchObject({ reason: "formula", cell: "B2" });
  });

  it("refuses merged cells, and names them", async () => {
    const bytes = await book({
      rows: [
        ["a", "b"],
        ["1", "2"],
      ],
      merges: [{ startRow: 1, startCol: 0, endRow: 1, endCol: 1 }],
    });
    await expect(read(bytes)).rejects.toMatchObject({ reason: "merged", cell: "A2:B2" });
  });

  it("refuses what unfolds to far more than it is, before the library sees it", { timeout: 60_000 }, async () => {
    const bomb = zipBomb();
    expect(bomb.length).toBeLessThan(1024 ** 2);
    const before = process.memoryUsage.rss();
    await expect(read(bomb)).rejects.toMatchObject({ reason: "too-much" });
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 ** 2);
  });

  it.each<[string, () => Promise<Buffer>]>([
    ["no archive", async () => Buffer.from("编码,数量\n1,2\n")],
    ["an empty file", async () => Buffer.alloc(0)],
    [
      "an encrypted workbook (OLE)",
      async () => Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(4096)]),
    ],
    ["a workbook that stops half-way", async () => Buffer.from(await book({ rows: [["a"], ["1"]] })).subarray(0, 900)],
    ["an archive of something else", async () => zip({ "word/document.xml": "<w/>" })],
    ["a sheet that is no XML", async () => zip({ ...SHELL, "xl/worksheets/sheet1.xml": "<sheetData><row r='1'><c" })],
    [
      "a part that points outside",
      async () => {
        const bytes = zip({ ...SHELL, "xl/worksheets/sheet1.xml": "<worksheet/>" });
        bytes.writeUInt32LE(0x7fffffff, bytes.length - 22 - 46 - "xl/worksheets/sheet1.xml".length + 42);
        return bytes;
      },
    ],
  ])("refuses %s", async (_, bytes) => {
    await expect(read(await bytes())).rejects.toMatchObject({ reason: "unreadable" });
  });
});
