import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sealEvidence } from "@/server/audit/seal-evidence";
import { readPage } from "@/server/delivery/gate.repository";
import { startIngestWorker } from "@/server/jobs/ingest-worker";
import { createServer } from "@/server/main";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { application, consent } from "@/tests/harness/requests";

/** The command line as a script calls it: another process, over HTTP, JSON out. */
const database = testDatabase();
const server = createServer();
const folder = mkdtempSync(join(tmpdir(), "heliu-cli-"));
process.env.HELIU_FILES_DIR = folder;
const run = promisify(execFile);
let ingests: ReturnType<typeof startIngestWorker>;
let url = "";
let asks: Official;
let gives: Official;
let authority: Official;
let auditor: Official;
let system: Official;
let security: Official;
let entryId: string;

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-03-02T10:00:00+08:00");
  asks = await official(database, "fushun", "civil-affairs", "data_officer", "department_head");
  gives = await official(database, "fushun", "housing", "data_officer", "department_head");
  authority = await official(database, "fushun", "big-data", "authority_officer");
  auditor = await official(database, "fushun", "big-data", "auditor");
  system = await official(database, "fushun", "big-data", "system_admin");
  security = await official(database, "fushun", "big-data", "security_officer");
  entryId = await entryOf(gives);
  ingests = startIngestWorker(100);
  url = `http://127.0.0.1:${await server.listen(0, "127.0.0.1")}`;
});
afterAll(async () => {
  await ingests.stop();
  await server.close();
});

interface Ran {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the command printed
  out: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  refused: any;
}

async function heliu(who: Official | null, ...words: string[]): Promise<Ran> {
  const env = { ...process.env, HELIU_URL: url, HELIU_TOKEN: who?.token ?? "" };
  const ran = await run("node", ["--import", "tsx", "server/api/cli/heliu.ts", ...words], { env }).then(
    ({ stdout }) => ({ status: 0, stdout, stderr: "" }),
    (error: { code: number; stdout: string; stderr: string }) => ({ status: error.code, ...error }),
  );
  const read = (text: string) => (text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text);
  return { status: ran.status, out: read(ran.stdout), refused: read(ran.stderr) };
}

const fileOf = (name: string, value: unknown) => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
};

describe("the command line", () => {
  it("says what it knows, and what is wrong with a call", async () => {
    expect((await heliu(null)).out).toContain("request submit");
    expect(await heliu(null, "grants")).toMatchObject({ status: 2, refused: { code: "USAGE" } });
    expect(await heliu(asks, "grant", "show")).toMatchObject({ status: 2, refused: { message: "--grant is missing" } });
    expect(await heliu(asks, "me", "--city", "x")).toMatchObject({ status: 2 });
    expect(await heliu(null, "me")).toMatchObject({ status: 1, refused: { code: "UNAUTHENTICATED" } });
  });

  it("sets a city up: a department, a person in it, a role — and whoever may not is told so", async () => {
    const words = ["--code", "new-office", "--name-zh", "新设办公室", "--name-en", "New office", "--region", "210400"];
    expect(await heliu(asks, "department", "create", ...words)).toMatchObject({
      status: 1,
      refused: { code: "FORBIDDEN" },
    });
    const made = await heliu(system, "department", "create", ...words);
    expect(made).toMatchObject({ status: 0, out: { departmentId: expect.any(String) } });
    const key = crypto.randomUUID();
    const person = ["--login", "new-clerk", "--name", "新职员", "--department", made.out.departmentId, "--key", key];
    const first = await heliu(system, "user", "create", ...person);
    expect(first.out).toMatchObject({ login: "new-clerk", initialPassword: expect.any(String) });
    const again = await heliu(system, "user", "create", ...person);
    expect(again.out).toMatchObject({ personId: first.out.personId, initialPassword: null });
    const role = ["user", "grant-role", "--person", first.out.personId, "--role", "data_officer"];
    expect((await heliu(system, ...role)).status).toBe(1);
    expect((await heliu(security, ...role)).status).toBe(0);
  }, 60_000);

  it("carries a request from filing to a key, a receipt and the end of the grant", async () => {
    const { fields, dataItems, from, until } = application(entryId);
    const filed = await heliu(
      asks,
      ...["request", "submit", "--entry", entryId, "--items", dataItems.join(","), "--from", from, "--until", until],
      ...["--fields", `@${fileOf("fields.json", fields)}`],
    );
    expect(filed).toMatchObject({ status: 0, out: { caseId: expect.any(String), number: expect.any(String) } });
    const act = [
      "case",
      "act",
      "--case",
      filed.out.caseId,
      "--act",
      "approve",
      "--content",
      `@${fileOf("consent.json", consent)}`,
    ];
    expect((await heliu(asks, ...act)).status).toBe(1);
    expect((await heliu(gives, ...act)).status).toBe(0);
    await database.setClock("2026-03-12T10:00:00+08:00");
    const grantId = (await heliu(asks, "grant", "list", "--entry", entryId)).out.rows[0].id;
    const made = await heliu(asks, "key", "create", "--grant", grantId, "--label", "业务系统");
    expect(JSON.stringify(made.out)).toContain("hk_");
    expect((await heliu(authority, "grant", "show", "--grant", grantId)).out.state).toBe("live");

    const table = join(folder, "insured.csv");
    const mount = ["data", "mount", "--entry", entryId, "--file", table];
    const header = "full_name,citizen_id,insured_year";
    writeFileSync(table, `${header}\n甲,110101199001010010,soon\n`);
    expect(await heliu(gives, ...mount)).toMatchObject({
      status: 1,
      out: { sound: false, state: "failed", problemCount: 1 },
    });
    writeFileSync(table, `${header}\n甲,110101199001010010,2020\n`);
    expect((await heliu(asks, ...mount)).status).toBe(1);
    expect(await heliu(gives, ...mount)).toMatchObject({ status: 0, out: { state: "succeeded", rowCount: 1 } });
    const { purpose } = (await heliu(authority, "grant", "show", "--grant", grantId)).out;
    const asked = { columns: null, filter: [], after: null, limit: 10, purpose };
    const read = await readPage({ by: "session", token: asks.token, grantId }, "preview", "screen", asked);
    process.env.HELIU_ANCHORS_DIR = folder;
    await sealEvidence();
    delete process.env.HELIU_ANCHORS_DIR;
    const { out: receipt } = await heliu(gives, "receipt", "show", "--record", read.accessRecordId ?? "");
    const file = fileOf("receipt.json", receipt);
    expect(await heliu(null, "receipt", "verify", "--file", file, "--online")).toMatchObject({
      status: 0,
      out: { sound: true, verdict: "sound", platform: { verdict: "genuine" } },
    });
    const forged = fileOf("forged.json", { ...receipt, text: receipt.text.replace("preview", "export") });
    expect(await heliu(null, "receipt", "verify", "--file", forged)).toMatchObject({
      status: 1,
      out: { sound: false, verdict: "text-altered" },
    });

    const revoke = ["grant", "revoke", "--grant", grantId, "--reason", "项目结束"];
    expect(await heliu(asks, ...revoke)).toMatchObject({ status: 1 });
    expect(await heliu(gives, ...revoke)).toMatchObject({ status: 0 });
    expect((await heliu(asks, "grant", "show", "--grant", grantId)).out.state).toBe("revoked");
  }, 90_000);

  it("computes the evidence chain again and compares it with the anchors that were kept", async () => {
    const anchors = join(folder, "fushun.jsonl");
    expect(await heliu(auditor, "audit", "check", "--anchors", anchors)).toMatchObject({
      status: 0,
      out: { sound: true, broken: [], anchorsThatFail: [] },
    });
    const other = join(folder, "other.jsonl");
    writeFileSync(other, `${JSON.stringify({ city: "fushun", seq: 1, hash: "0".repeat(64), sealedAt: "" })}\n`);
    expect(await heliu(auditor, "audit", "check", "--anchors", other)).toMatchObject({
      status: 1,
      out: { sound: false, anchorsThatFail: [{ seq: 1 }] },
    });
    expect(await heliu(asks, "audit", "check")).toMatchObject({ status: 1, refused: { code: "FORBIDDEN" } });
  });

  it("reaches whatever the pages reach, by its name", async () => {
    const found = await heliu(gives, "ask", "--procedure", "catalogue.entry", "--input", JSON.stringify({ entryId }));
    expect(found.out.id).toBe(entryId);
    expect(await heliu(gives, "do", "--procedure", "notices.nothing")).toMatchObject({
      status: 1,
      refused: { code: "NOT_FOUND" },
    });
  });
});
