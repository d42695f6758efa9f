import { fork } from "node:child_process";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { writeXlsx } from "hucre/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectionEnvironment } from "@/server/db/connections";
import { inContext } from "@/server/db/context";
import { type Encoding, type IngestMode, type IngestReport, orderIngestInput } from "@/server/mounting/ingest.schema";
import { cancelIngest, orderIngest } from "@/server/mounting/order-ingest";
import { readIngest } from "@/server/mounting/read-ingest";
import { restoreVersion } from "@/server/mounting/restore-version";
import { type RunOptions, runNextIngest } from "@/server/mounting/run-ingest";
import { type City, type Office, plantCity, plantEntry, sha256 } from "@/tests/delivery/city";
import { testDatabase } from "@/tests/harness/database";
import { zipBomb } from "@/tests/mounting/zip";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-ingest-"));
process.env.HELIU_FILES_DIR = folder;
const database = testDatabase();
let city: City;
let elsewhere: City;

beforeAll(async () => {
  city = await plantCity(database.admin, "fushun");
  elsewhere = await plantCity(database.admin, "leshan");
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

const ITEMS = [
  { name: "code", type: "text", required: true, is_key: true, max_length: 12 },
  { name: "kind", type: "text", code_list: ["甲", "乙"] },
  { name: "citizen", type: "text", rule: "citizen-id", mask: "citizen-id" },
  { name: "uscc", type: "text", rule: "credit-code" },
  { name: "amount", type: "decimal" },
  { name: "count", type: "integer" },
  { name: "day", type: "date" },
  { name: "at", type: "timestamp" },
  { name: "yes", type: "boolean" },
] as const;
const HEADER = ITEMS.map(({ name }) => name).join(",");
const GOOD = "a1,甲,11010519491231002X,91110000100000000R,12.50,7,2026-02-28,2026-02-28 08:30,是";
const line = (code: string, rest: Partial<Record<(typeof ITEMS)[number]["name"], string>> = {}) =>
  ITEMS.map(({ name }) => (name === "code" ? code : (rest[name] ?? ""))).join(",");
const file = (...lines: string[]) => `${[HEADER, ...lines].join("\n")}\n`;

async function entryOf(opening: "unconditional" | "conditional" = "conditional", items: readonly object[] = ITEMS) {
  const entry = await plantEntry(database.admin, city, items as never, null, opening);
  for (const item of items as { name: string; [key: string]: unknown }[]) {
    await database.admin.query(
      `update app.data_item set required = $3, is_key = $4, max_length = $5, code_list = $6, rule = $7 where entry_id = $1 and name = $2`,
      [
        entry,
        item.name,
        item.required ?? false,
        item.is_key ?? false,
        item.max_length ?? null,
        item.code_list ? JSON.stringify(item.code_list) : null,
        item.rule ?? "none",
      ],
    );
  }
  return entry;
}

/** A whole upload of an office, as the protocol leaves it. */
async function uploaded(content: string | Buffer, kind = "csv", by: Office = city.provider, tenant = city.id) {
  const bytes = Buffer.from(content);
  const id = randomUUID();
  fs.writeFileSync(path.join(folder, id), bytes);
  await database.admin.query(
    `insert into app.upload (tenant_id, id, department_id, person_id, kind, file_name, size, completed_at, sha256)
     values ($1, $2, $3, $4, $5, $6, greatest($7, 1), now(), $8)`,
    [
      tenant,
      id,
      by.departmentId,
      by.personId,
      kind,
      `数据.${kind}`,
      bytes.length,
      createHash("sha256").update(bytes).digest("hex"),
    ],
  );
  return id;
}

/** Another officer of the provider, signed in. */
async function colleague(): Promise<Office> {
  const office = { ...city.provider, personId: randomUUID(), token: randomBytes(32).toString("base64url") };
  await database.admin.query(
    "insert into app.person (tenant_id, id, department_id, login, name) values ($1, $2::uuid, $3, $2::text, '同事')",
    [city.id, office.personId, office.departmentId],
  );
  await database.admin.query(
    "insert into app.role_assignment (tenant_id, person_id, role) values ($1, $2, 'data_officer')",
    [city.id, office.personId],
  );
  await database.admin.query(
    `insert into ctx.session (token_hash, tenant_id, person_id, factor, opened_at, expires_at)
     values ($1, $2, $3, 'totp', '2020-01-01', '2099-01-01')`,
    [sha256(office.token), city.id, office.personId],
  );
  return office;
}

interface Order {
  mode?: IngestMode;
  encoding?: Encoding;
  kind?: string;
}
const order = (entryId: string, uploadId: string, { mode, encoding }: Order = {}) =>
  inContext(city.provider.token, { readOnly: false }, (scope) =>
    orderIngest(scope, orderIngestInput.parse({ idempotencyKey: randomUUID(), entryId, uploadId, mode, encoding })),
  );
const report = (jobId: string, office: Office = city.provider): Promise<IngestReport> =>
  inContext(office.token, { readOnly: true }, (scope) => readIngest(scope, { jobId }));
const run = (options: RunOptions = {}) => runNextIngest(new AbortController().signal, { beatMs: 50, ...options });

/** Sends a file and has it read. */
async function ingest(entryId: string, content: string | Buffer, options: Order = {}): Promise<IngestReport> {
  const job = await order(entryId, await uploaded(content, options.kind), options);
  expect(await run()).toBe(true);
  return report(job.id);
}
/** What is wrong, as `row column rule`. */
const wrong = ({ problems }: IngestReport) =>
  problems.map(({ row, column, rule }) => [row, column, rule].filter((part) => part !== null).join(" "));

async function rowsOf(entryId: string, columns = "code"): Promise<string[]> {
  const { rows } = await database.admin.query<{ relation: string }>(
    "select relation from app.hosted_table where entry_id = $1 and active",
    [entryId],
  );
  if (!rows[0]) return [];
  const found = await database.admin.query<{ line: string }>(
    `select concat_ws('|', ${columns}) as line from data.${rows[0].relation} order by row_no`,
  );
  return found.rows.map((row) => row.line);
}
const tables = async () =>
  (
    await database.admin.query(
      "select count(*)::int as n from pg_class where relnamespace = 'data'::regnamespace and relkind = 'r'",
    )
  ).rows[0].n as number;

describe("a good file", { timeout: 60_000 }, () => {
  it("becomes the entry's version with every value of its type", async () => {
    const entry = await entryOf();
    const job = await ingest(entry, file(GOOD, "a2,乙,,,-0.5,,2026/1/5,2026/1/5 9:05:07,false", '"a,3",,"",,,,,,'));
    expect(job).toMatchObject({ state: "succeeded", version: 1, rowCount: 3, refusal: null, problemCount: 0 });
    expect(await rowsOf(entry, `code, kind, amount, count, day, at, yes`)).toEqual([
      "a1|甲|12.50|7|2026-02-28|2026-02-28 08:30:00|t",
      "a2|乙|-0.5|2026-01-05|2026-01-05 09:05:07|f",
      "a,3",
    ]);
  });

  it("may name its columns in any order, by label, in any width and case", async () => {
    const entry = await entryOf("conditional", [
      { name: "code", type: "text" },
      { name: "amount", type: "decimal" },
    ]);
    const job = await ingest(entry, '\uFEFF列ａｍｏｕｎｔ; CODE \r\n5;x\r\n\r\n6;"y\r\nz"\r\n');
    expect(job).toMatchObject({ state: "succeeded", rowCount: 2 });
    expect(await rowsOf(entry, "code, amount")).toEqual(["x|5", "y\r\nz|6"]);
  });

  it("is read as GB18030 where it is no UTF-8, also across the borders of pieces", async () => {
    const entry = await entryOf("conditional", [{ name: "code", type: "text" }]);
    // 1 MiB is read at a time: with an odd number of bytes before, two-byte characters straddle the border.
    const hanzi = Buffer.from([0xc4, 0xe3]); // 你
    const four = Buffer.from([0x95, 0x32, 0x82, 0x36]); // 𠀀, four bytes
    const rows = Array.from({ length: 700_000 }, () => Buffer.concat([hanzi, Buffer.from("\n")]));
    const job = await ingest(
      entry,
      Buffer.concat([Buffer.from("code\n"), four, Buffer.from("\n"), ...rows, hanzi, four]),
    );
    expect(job).toMatchObject({ state: "succeeded", rowCount: 700_002 });
    const rest = (await rowsOf(entry)).reduce((kinds, row) => kinds.add(row), new Set<string>());
    expect([...rest]).toEqual(["𠀀", "你", "你𠀀"]);
  });

  it("switches at once: the version before stays and can be gone back to", async () => {
    const entry = await entryOf();
    await ingest(entry, file(line("a")));
    await ingest(entry, file(line("b"), line("c")));
    expect(await rowsOf(entry)).toEqual(["b", "c"]);
    await restoreVersion(city.provider.token, { idempotencyKey: randomUUID(), entryId: entry, version: 1 });
    expect(await rowsOf(entry)).toEqual(["a"]);
    // The version in use stays for readers under way when the next one comes, whichever it is.
    await ingest(entry, file(line("d")));
    const { rows } = await database.admin.query(
      "select version, active, dropped_at is not null as dropped from app.hosted_table where entry_id = $1 order by 1",
      [entry],
    );
    expect(rows).toEqual([
      { version: 1, active: false, dropped: false },
      { version: 2, active: false, dropped: true },
      { version: 3, active: true, dropped: false },
    ]);
    for (const office of [city.consumer, elsewhere.provider]) {
      const back = restoreVersion(office.token, { idempotencyKey: randomUUID(), entryId: entry, version: 1 });
      await expect(back).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    const gone = restoreVersion(city.provider.token, { idempotencyKey: randomUUID(), entryId: entry, version: 2 });
    await expect(gone).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("a bad file", { timeout: 60_000 }, () => {
  it("comes back with row, column and rule of everything that is wrong, and nothing of it is loaded", async () => {
    const entry = await entryOf();
    await ingest(entry, file(line("old")));
    const before = await tables();
    const job = await ingest(
      entry,
      file(
        line("ok"),
        line(""),
        line("0123456789abc"),
        line("b1", { kind: "丙" }),
        line("b2", { citizen: "110105194912310021" }),
        line("b3", { uscc: "91110000100000000X" }),
        line("b4", { amount: "1,5" }),
        line("b5", { amount: "NaN" }),
        line("b6", { count: "7.0" }),
        line("b7", { day: "2026-02-30" }),
        line("b8", { at: "2026-02-03 24:00" }),
        line("b9", { yes: "maybe" }),
        "only,two",
        line("a\0b"),
        line("a\u0007b"),
      ).replace("1,5", '"1,5"'),
    );
    expect(job).toMatchObject({ state: "failed", refusal: "problems", problemCount: 14, version: null });
    expect(wrong(job)).toEqual([
      "3 code required",
      "4 code too-long",
      "5 kind code-list",
      "6 citizen citizen-id",
      "7 uscc credit-code",
      "8 amount decimal",
      "9 amount decimal",
      "10 count integer",
      "11 day date",
      "12 at timestamp",
      "13 yes boolean",
      "14 column-count",
      "15 code nul",
      "16 code control-character",
    ]);
    expect(job.problems[2]?.value).toBe("丙");
    expect(await rowsOf(entry)).toEqual(["old"]);
    expect(await tables()).toBe(before);
  });

  it("names rows whose key is not unique", async () => {
    const entry = await entryOf();
    const job = await ingest(entry, file(line("a"), line("b"), line("a"), line("c"), line("a")));
    expect(wrong(job)).toEqual(["4 code duplicate-key", "6 code duplicate-key"]);
    expect(await rowsOf(entry)).toEqual([]);
  });

  it("keeps a thousand problems and counts the rest", async () => {
    const entry = await entryOf();
    const job = await ingest(entry, file(...Array.from({ length: 3_000 }, (_, i) => line(`k${i}`, { count: "x" }))));
    expect(job.problemCount).toBe(3_000);
    expect(job.problems).toHaveLength(1_000);
  });

  it.each<[string, string | Buffer, string, string[], Order?]>([
    ["with an empty body", `${HEADER}\n`, "empty", []],
    ["of blank lines", "\n\n\n", "header", ["no-header"]],
    ["that names a column twice", `${HEADER},列code\n`, "header", ["1 列code duplicate-column"]],
    ["that lacks a column", HEADER.replace(",yes", ""), "header", ["1 yes missing-column"]],
    ["with a column nobody knows", `${HEADER},extra\n`, "header", ["1 extra unknown-column"]],
    [
      "with a look-alike letter",
      HEADER.replace("code", "c\u043ede"),
      "header",
      ["1 c\u043ede look-alike", "1 code missing-column"],
    ],
    [
      "with an invisible character",
      HEADER.replace("code", "co\u200bde"),
      "header",
      ["1 co⟨U+200B⟩de invisible-character", "1 code missing-column"],
    ],
    [
      "whose quotes never close",
      `${HEADER}\n${line("a")}\n"b,${"x".repeat(1000)}\n`,
      "structure",
      ["3 unclosed-quote"],
    ],
    ["with text after a closing quote", `${HEADER}\n"a"b,,,,,,,,\n`, "structure", ["2 quote"]],
    ["with a quote inside a field", `${HEADER}\na"b,,,,,,,,\n`, "structure", ["2 quote"]],
    ["that stops half-way", `${file(line("a"))}b,甲,`, "problems", ["3 column-count"]],
    [
      "declared UTF-8 and none",
      Buffer.concat([Buffer.from(`${HEADER}\n`), Buffer.from([0xc4, 0xe3])]),
      "encoding",
      ["not-utf-8"],
      { encoding: "utf-8" },
    ],
    ["declared GB18030 and UTF-8", file(line("你")), "encoding", ["is-utf-8"], { encoding: "gb18030" }],
    [
      "in no encoding at all",
      Buffer.concat([Buffer.from(`${HEADER}\n`), Buffer.from([0xff, 0xff, 0x31])]),
      "encoding",
      ["not-gb18030"],
    ],
    ["cut in the middle of a character", Buffer.from(file(line("你"), "好")).subarray(0, -2), "encoding", ["cut-off"]],
    ["that is no workbook", "PK", "workbook", ["unreadable"], { kind: "xlsx" }],
  ])("%s is refused with its reason", async (_, content, refusal, problems, options) => {
    const entry = await entryOf();
    const job = await ingest(entry, content, options);
    expect(job).toMatchObject({ state: "failed", refusal });
    expect(wrong(job)).toEqual(problems);
    expect(await rowsOf(entry)).toEqual([]);
  });

  it("with a field without end is refused, and memory stays flat", async () => {
    const entry = await entryOf();
    const upload = await uploaded(`${HEADER}\n"`);
    const fd = fs.openSync(path.join(folder, upload), "a");
    const piece = Buffer.alloc(8 << 20, "x");
    for (let i = 0; i < 32; i++) fs.writeSync(fd, piece);
    fs.closeSync(fd);
    await database.admin.query("update app.upload set size = $2 where id = $1", [
      upload,
      HEADER.length + 2 + 32 * piece.length,
    ]);
    const job = await order(entry, upload);
    let most = 0;
    await run({
      started: (child) => {
        const timer = setInterval(() => {
          try {
            most = Math.max(most, Number(fs.readFileSync(`/proc/${child.pid}/statm`, "utf8").split(" ")[1]) * 4096);
          } catch {
            clearInterval(timer);
          }
        }, 20);
      },
    });
    expect(await report(job.id)).toMatchObject({ state: "failed", refusal: "structure" });
    expect(most).toBeLessThan(300 << 20);
  });
});

describe("the scan", { timeout: 60_000 }, () => {
  it.each(["绝密★10年", "内部资料 机密★", "密级：秘密", "机密", "绝 密 ★ 启用前"])(
    "stops a file marked %s, without repeating it",
    async (marking) => {
      const entry = await entryOf("conditional", [
        { name: "code", type: "text" },
        { name: "note", type: "text" },
      ]);
      const job = await ingest(entry, `code,note\na,普通\nb,${marking}\nc,普通\n`);
      expect(job).toMatchObject({ state: "failed", refusal: "secret" });
      expect(job.problems).toEqual([{ row: 3, column: "note", value: null, rule: "secret-marking" }]);
    },
  );

  it("lets words pass that only look like one", async () => {
    const entry = await entryOf("conditional", [{ name: "code", type: "text" }]);
    expect(await ingest(entry, "code\n秘密花园\n商业秘密保护指南\n北京市密云区\n")).toMatchObject({
      state: "succeeded",
    });
  });

  const OPEN = [
    { name: "code", type: "text" },
    { name: "note", type: "text" },
    { name: "name", type: "text", mask: "name" },
  ];
  it.each([
    ["citizen-id", "证件 11010519491231002X 已核"],
    ["phone", "13812345678"],
    ["phone", "联系１３８１２３４５６７８"],
    ["bank-card", "6222021234567890128"],
  ])("stops a %s in a column that everybody would see", async (kind, value) => {
    const bytes = `code,note,name\na,普通,甲\nb,${value},乙\n`;
    const open = await ingest(await entryOf("unconditional", OPEN), bytes);
    expect(open).toMatchObject({ state: "failed", refusal: "personal" });
    expect(open.problems).toEqual([{ row: 3, column: "note", value: null, rule: `personal-${kind}` }]);
    // Between departments it may be shared; the version remembers what it holds.
    const shared = await entryOf("conditional", OPEN);
    expect(await ingest(shared, bytes)).toMatchObject({ state: "succeeded" });
    const { rows } = await database.admin.query("select scan from app.hosted_table where entry_id = $1", [shared]);
    expect(rows).toEqual([{ scan: { note: { [kind]: 1 } } }]);
  });

  it("lets numbers pass that are none, and what is masked", async () => {
    const entry = await entryOf("unconditional", OPEN);
    const job = await ingest(
      entry,
      "code,note,name\n91110000100000000R,110105194912310021,11010519491231002X\n62220212345678901234,2026010112345678,x\n",
    );
    expect(job).toMatchObject({ state: "succeeded", rowCount: 2 });
  });
});

describe("a workbook", { timeout: 60_000 }, () => {
  const write = (rows: unknown[][], extra: object = {}) =>
    writeXlsx({ sheets: [{ name: "数据", rows, ...extra }] } as never);

  it("becomes a version like a CSV file, and its rows are named as the spreadsheet names them", async () => {
    const entry = await entryOf();
    const header = ITEMS.map(({ name }) => `列${name}`);
    const day = new Date("2026-02-28T00:00:00Z");
    const good = await write([header, ["a", "甲", null, null, 12.5, 7, day, null, true], ["b"]]);
    expect(await ingest(entry, Buffer.from(good), { kind: "xlsx" })).toMatchObject({ state: "succeeded", rowCount: 2 });
    expect(await rowsOf(entry, "code, kind, amount, count, day, yes")).toEqual(["a|甲|12.5|7|2026-02-28|t", "b"]);
    const bad = await write([header, ["c"], [null], ["d", "丙"]]);
    const job = await ingest(entry, Buffer.from(bad), { kind: "xlsx" });
    expect(wrong(job)).toEqual(["4 kind code-list"]);
  });

  it("that unfolds to far more than it is is refused, and the version before stays", async () => {
    const entry = await entryOf();
    await ingest(entry, file(line("old")));
    const job = await ingest(entry, zipBomb(), { kind: "xlsx" });
    expect(job).toMatchObject({ state: "failed", refusal: "too-much", version: null });
    expect(await rowsOf(entry)).toEqual(["old"]);
  });

  it("with a formula is refused, and the cell named", async () => {
    const entry = await entryOf("conditional", [{ name: "code", type: "text" }]);
    const cells = new Map([["1,0", { formula: "1+1", value: 2 }]]);
    const job = await ingest(entry, Buffer.from(await write([["code"], [null]], { cells })), { kind: "xlsx" });
    expect(job).toMatchObject({ state: "failed", refusal: "workbook" });
    expect(wrong(job)).toEqual(["A2 formula"]);
  });
});

describe("increments", { timeout: 60_000 }, () => {
  it("change and remove rows by key and leave the rest where it was, as one new version", async () => {
    const entry = await entryOf();
    await ingest(entry, file(line("a", { count: "1" }), line("b", { count: "2" }), line("c", { count: "3" })));
    const job = await ingest(
      entry,
      `_op,${HEADER}\ndelete,${line("a")}\nupsert,${line("b", { count: "20" })}\n,${line("d", { count: "4" })}\nupsert,${line("d", { count: "40" })}\n删除,${line("nobody")}\n`,
      { mode: "increment" },
    );
    expect(job).toMatchObject({ state: "succeeded", version: 2 });
    expect(await rowsOf(entry, "row_no, code, count")).toEqual(["2|b|20", "3|c|3", expect.stringMatching(/\|d\|40$/)]);
    const { rows: measured } = await database.admin.query(
      "select version, rows_measured::int as rows, filled::int from app.version_quality where entry_id = $1 order by 1",
      [entry],
    );
    expect(measured).toEqual([1, 2].map((version) => ({ version, rows: 3, filled: 6 })));
    expect(await ingest(entry, file(line("e")), { mode: "increment" })).toMatchObject({
      state: "succeeded",
      rowCount: 4,
    });
  });

  it("need a key, a version and known operations", async () => {
    const keyless = await entryOf("conditional", [{ name: "code", type: "text" }]);
    expect(await ingest(keyless, "code\na\n", { mode: "increment" })).toMatchObject({
      state: "failed",
      refusal: "no-key",
    });
    const entry = await entryOf();
    expect(await ingest(entry, file(line("a")), { mode: "increment" })).toMatchObject({ refusal: "no-version" });
    await ingest(entry, file(line("a")));
    const job = await ingest(entry, `_op,${HEADER}\nremove,${line("a")}\ndelete,${line("")}\n`, { mode: "increment" });
    expect(wrong(job)).toEqual(["2 _op operation", "3 code required"]);
    expect(await rowsOf(entry)).toEqual(["a"]);
  });
});

describe("an order", { timeout: 60_000 }, () => {
  it("is the department's own, for its own entry and its own upload", async () => {
    const entry = await entryOf();
    const mine = await uploaded(file(line("a")));
    const as = (office: Office, entryId: string, uploadId: string) =>
      inContext(office.token, { readOnly: false }, (scope) =>
        orderIngest(scope, orderIngestInput.parse({ idempotencyKey: randomUUID(), entryId, uploadId })),
      );
    for (const office of [city.consumer, city.stranger, elsewhere.provider]) {
      const theirs = await uploaded(
        file(line("x")),
        "csv",
        office,
        office === elsewhere.provider ? elsewhere.id : city.id,
      );
      await expect(as(office, entry, theirs)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(as(city.provider, entry, theirs)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(as(office, entry, mine)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    await expect(as(city.authority, entry, mine)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const job = await as(city.provider, entry, mine);
    for (const office of [city.consumer, elsewhere.provider]) {
      await expect(report(job.id, office)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    await expect(report(job.id, city.authority)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await run();
    expect(await report(job.id)).toMatchObject({ state: "succeeded", orderedBy: "provider科员" });
  });

  it("is given once under a key", async () => {
    const entry = await entryOf();
    const input = orderIngestInput.parse({
      idempotencyKey: randomUUID(),
      entryId: entry,
      uploadId: await uploaded(file(line("a"))),
    });
    const give = () => inContext(city.provider.token, { readOnly: false }, (scope) => orderIngest(scope, input));
    const [first, second] = [await give(), await give()];
    expect(second.id).toBe(first.id);
    await run();
    expect(await run()).toBe(false);
  });

  it("is not carried out for an officer who may no longer", async () => {
    const entry = await entryOf();
    const acts = [
      "update app.person set disabled_at = now() where id = $1",
      "delete from app.role_assignment where person_id = $1",
      `update app.person set department_id = '${city.consumer.departmentId}' where id = $1`,
    ];
    for (const act of acts) {
      const officer = await colleague();
      const uploadId = await uploaded(file(line("a")));
      const input = orderIngestInput.parse({ idempotencyKey: randomUUID(), entryId: entry, uploadId });
      const job = await inContext(officer.token, { readOnly: false }, (scope) => orderIngest(scope, input));
      await database.admin.query(act, [officer.personId]);
      await run();
      expect(await report(job.id)).toMatchObject({ state: "failed", refusal: "officer" });
    }
    expect(await rowsOf(entry)).toEqual([]);
    expect(await ingest(entry, file(line("a")))).toMatchObject({ state: "succeeded" });
  });

  it("can be cancelled while it waits and while it runs", async () => {
    const entry = await entryOf();
    const cancel = (jobId: string) =>
      inContext(city.provider.token, { readOnly: false }, (scope) =>
        cancelIngest(scope, { idempotencyKey: randomUUID(), jobId }),
      );
    const waiting = await order(entry, await uploaded(file(line("a"))));
    await cancel(waiting.id);
    expect(await run()).toBe(false);
    expect(await report(waiting.id)).toMatchObject({ state: "cancelled" });
    const running = await order(entry, await uploaded(file(line("a"))));
    await run({
      started: (child) => {
        child.kill("SIGSTOP");
        void cancel(running.id);
      },
    });
    expect(await report(running.id)).toMatchObject({ state: "cancelled" });
    expect(await rowsOf(entry)).toEqual([]);
    await expect(cancel(running.id)).rejects.toMatchObject({ code: "STALE" });
  });

  it("begins again when its reader is killed, three times at the most", async () => {
    const entry = await entryOf();
    await ingest(entry, file(line("old")));
    const job = await order(entry, await uploaded(file(line("new"))));
    await run({ started: (child) => child.kill("SIGKILL") });
    expect(await report(job.id)).toMatchObject({ state: "queued", attempts: 1 });
    expect(await rowsOf(entry)).toEqual(["old"]);
    await run();
    expect(await report(job.id)).toMatchObject({ state: "succeeded", attempts: 2, version: 2 });
    const hopeless = await order(entry, await uploaded(file(line("newer"))));
    for (let i = 0; i < 3; i++) await run({ started: (child) => child.kill("SIGKILL") });
    expect(await run()).toBe(false);
    expect(await report(hopeless.id)).toMatchObject({ state: "failed", refusal: "gave-up" });
    expect(await rowsOf(entry)).toEqual(["new"]);
  });

  it("ends when its reader takes more memory or time than it may", async () => {
    const entry = await entryOf();
    const caps = { memory: 2 ** 40, milliseconds: 300, bytesPerSecond: 2 ** 30 };
    const slow = await order(entry, await uploaded(file(line("a"))));
    await run({ caps, started: (child) => child.kill("SIGSTOP") });
    expect(await report(slow.id)).toMatchObject({ state: "failed", refusal: "too-much" });
    const large = await order(entry, await uploaded(file(line("a"))));
    await run({ caps: { ...caps, milliseconds: 60_000, memory: 2 ** 20 } });
    expect(await report(large.id)).toMatchObject({ state: "failed", refusal: "too-much" });
  });

  it("survives the death of the whole process: the old version stays whole, and another process finishes it", async () => {
    const entry = await entryOf();
    await ingest(entry, file(line("old")));
    const before = await tables();
    const lines = Array.from({ length: 400_000 }, (_, i) => line(`k${i}`, { count: String(i) }));
    const job = await order(entry, await uploaded(file(lines.join("\n"))));
    const other = fork("tests/mounting/ingest-process.ts", {
      execArgv: ["--import", "tsx"],
      env: { ...process.env, ...connectionEnvironment() },
    });
    const reader = await new Promise<number>((resolve) => other.once("message", (pid) => resolve(Number(pid))));
    while ((await report(job.id)).bytesDone === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    other.kill("SIGKILL");
    expect(await rowsOf(entry)).toEqual(["old"]);
    while (!(await run())) await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await report(job.id)).toMatchObject({ state: "succeeded", attempts: 2, version: 2, rowCount: 400_000 });
    expect(await tables()).toBe(before + 1);
    expect(() => process.kill(reader, 0)).toThrow(/ESRCH/); // it has nobody left to write to
  });

  it("is put back when the server stops, and taken over when its process died", async () => {
    const entry = await entryOf();
    const job = await order(entry, await uploaded(file(line("a"))));
    const stop = new AbortController();
    await runNextIngest(stop.signal, { beatMs: 50, started: () => stop.abort() });
    expect(await report(job.id)).toMatchObject({ state: "queued" });
    // A process that dies says nothing: its claim is left behind.
    const { rows } = await database.as("heliu_worker", (client) =>
      client.query("select claim from gate.claim_ingest('1 second', 3)"),
    );
    expect(await run()).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await run()).toBe(true);
    expect(await report(job.id)).toMatchObject({ state: "succeeded", version: 1 });
    // Back from the dead it has no claim any more.
    await database.as("heliu_ingest", async (client) => {
      await client.query("begin");
      await expect(client.query("select ctx.mint_job($1)", [rows[0].claim])).rejects.toThrow(/no session/);
    });
  });
});

describe("SQL as each login", () => {
  it("reads no claim, and acts for an order with its claim only", async () => {
    const entry = await entryOf();
    const other = await entryOf();
    await order(entry, await uploaded(file(line("a"))));
    for (const login of [
      "heliu_workspace",
      "heliu_portal",
      "heliu_province",
      "heliu_ingest",
      "heliu_signin",
    ] as const) {
      await database.as(login, async (client) => {
        await expect(client.query("select * from gate.claim_ingest('1 minute', 3)"), login).rejects.toThrow(
          /permission denied/,
        );
        await expect(client.query("select claim_hash from app.ingest_job"), login).rejects.toThrow(/permission denied/);
      });
    }
    const { rows } = await database.as("heliu_worker", async (client) => {
      await expect(client.query("select * from app.ingest_job")).rejects.toThrow(/permission denied/);
      await expect(client.query("select ctx.mint_job('x')")).rejects.toThrow(/permission denied/);
      return client.query("select * from gate.claim_ingest('1 minute', 3)");
    });
    const { claim } = rows[0];
    await database.as("heliu_ingest", async (client) => {
      await client.query("begin");
      await client.query("select ctx.mint_job($1)", [claim]);
      for (const attempt of [
        `select * from gate.begin_mount('${other}')`,
        `select gate.restore_version('${entry}', 1)`,
        "select * from app.catalogue_entry",
        "select * from gate.finish_ingest('replace', null, null)",
      ]) {
        await client.query("savepoint s");
        await expect(client.query(attempt), attempt).rejects.toThrow(/no such entry|permission denied|no mount/);
        await client.query("rollback to s");
      }
      const begun = await client.query("select relation from gate.begin_ingest('replace')");
      await client.query(`insert into data.${begun.rows[0].relation} (row_no, code) values (1, 'a')`);
      await client.query("select * from gate.finish_ingest('replace', null, '{}')");
      await client.query("commit");
      // The claim ended with the order.
      await client.query("begin");
      await expect(client.query("select ctx.mint_job($1)", [claim])).rejects.toThrow(/no session/);
    });
    expect(await rowsOf(entry)).toEqual(["a"]);
  });
});
