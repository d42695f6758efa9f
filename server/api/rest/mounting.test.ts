import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createServer } from "@/server/main";
import { runNextIngest } from "@/server/mounting/run-ingest";
import { type City, type Office, plantCity, plantEntry } from "@/tests/delivery/city";
import { testDatabase } from "@/tests/harness/database";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-rest-"));
process.env.HELIU_FILES_DIR = folder;
const database = testDatabase();
const server = createServer();
let origin: string;
let city: City;
let elsewhere: City;

beforeAll(async () => {
  origin = `http://127.0.0.1:${await server.listen(0, "127.0.0.1")}`;
  city = await plantCity(database.admin, "fushun");
  elsewhere = await plantCity(database.admin, "leshan");
});
afterAll(async () => {
  await server.close();
  fs.rmSync(folder, { recursive: true });
});

const base64 = (text: string) => Buffer.from(text).toString("base64");
const bearer = (office: Office) => ({ Authorization: `Bearer ${office.token}` });

async function upload(office: Office, content: string): Promise<string> {
  const bytes = Buffer.from(content);
  const headers = { ...bearer(office), "Tus-Resumable": "1.0.0" };
  const made = await fetch(`${origin}/api/v1/uploads`, {
    method: "POST",
    headers: {
      ...headers,
      "Upload-Length": String(bytes.length),
      "Upload-Metadata": `kind ${base64("csv")},filename ${base64("数据.csv")}`,
    },
  });
  const location = made.headers.get("location") as string;
  await fetch(`${origin}${location}`, {
    method: "PATCH",
    headers: { ...headers, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream" },
    body: new Uint8Array(bytes),
  });
  return location.split("/").at(-1) as string;
}
const order = (office: Office, entry: string, uploadId: string, key = randomUUID()) =>
  fetch(`${origin}/api/v1/resources/${entry}/versions`, {
    method: "POST",
    headers: { ...bearer(office), "Content-Type": "application/json", "Idempotency-Key": key },
    body: JSON.stringify({ uploadId }),
  });
const get = (office: Office, where: string, headers = {}) =>
  fetch(`${origin}${where}`, { headers: { ...bearer(office), ...headers } });
const entryOf = () =>
  plantEntry(
    database.admin,
    city,
    [
      { name: "code", type: "text" },
      { name: "count", type: "integer" },
    ],
    null,
  );

describe("ingest over REST", () => {
  it("goes from a file to a version: upload, order, job, versions", async () => {
    const entry = await entryOf();
    const key = randomUUID();
    const uploadId = await upload(city.provider, "code,count\na,1\nb,2\n");
    const ordered = await order(city.provider, entry, uploadId, key);
    expect(ordered.status).toBe(202);
    const location = ordered.headers.get("location") as string;
    expect(await ordered.json()).toMatchObject({ state: "queued", entryId: entry });
    expect((await order(city.provider, entry, uploadId, key)).headers.get("location")).toBe(location);
    await runNextIngest(new AbortController().signal);
    expect(await (await get(city.provider, location)).json()).toMatchObject({
      state: "succeeded",
      version: 1,
      rowCount: 2,
    });
    expect(await (await get(city.provider, `/api/v1/resources/${entry}/versions`)).json()).toMatchObject({
      versions: [{ version: 1, rowCount: 2, active: true }],
    });
  });

  it("gives the report in the caller's language, with formulas disarmed, to the provider alone", async () => {
    const entry = await entryOf();
    const ordered = await order(city.provider, entry, await upload(city.provider, "code,count\na,=1+1\nb,x\n"));
    const location = ordered.headers.get("location") as string;
    await runNextIngest(new AbortController().signal);
    expect(await (await get(city.provider, location)).json()).toMatchObject({
      state: "failed",
      refusal: "problems",
      problemCount: 2,
      problems: [
        { row: 2, column: "count", value: "=1+1", rule: "integer" },
        { row: 3, column: "count", value: "x", rule: "integer" },
      ],
    });
    const csv = async (language: string) =>
      parse(
        (await (await get(city.provider, `${location}/report.csv`, { "Accept-Language": language })).text()).replace(
          /^\uFEFF/,
          "",
        ),
      );
    expect((await csv("zh")).slice(0, 3)).toEqual([
      ["行", "列", "值", "问题"],
      ["2", "count", "'=1+1", "不是整数"],
      ["3", "count", "x", "不是整数"],
    ]);
    expect((await csv("en"))[1]).toEqual(["2", "count", "'=1+1", "Not a whole number"]);
    for (const office of [city.consumer, elsewhere.provider]) {
      for (const where of [location, `${location}/report.csv`, `/api/v1/resources/${entry}/versions`]) {
        expect((await get(office, where)).status, where).toBe(404);
      }
    }
    expect((await get(city.authority, location)).status).toBe(403);
    const page = await fetch(`${origin}/download/ingests/${location.split("/").at(-1)}.csv`, {
      headers: { cookie: `heliu=${city.provider.token}` },
    });
    expect(page.headers.get("content-disposition")).toContain("attachment");
    expect(await page.text()).toContain("不是整数");
  });

  it("refuses another's entry or upload, and an upload that is not whole, alike for missing and foreign", async () => {
    const entry = await entryOf();
    const mine = await upload(city.provider, "code,count\n");
    const theirs = await upload(city.consumer, "code,count\n");
    expect((await order(city.consumer, entry, theirs)).status).toBe(404);
    expect((await order(city.provider, entry, theirs)).status).toBe(404);
    expect((await order(city.provider, randomUUID(), mine)).status).toBe(404);
    expect((await order(city.authority, entry, mine)).status).toBe(403);
    await database.admin.query("update app.upload set completed_at = null, sha256 = null where id = $1", [mine]);
    const unfinished = await order(city.provider, entry, mine);
    expect(unfinished.status).toBe(400);
    expect(await unfinished.json()).toMatchObject({ fields: [{ path: "uploadId", problem: "upload-unfinished" }] });
  });

  it("gives an empty file with the entry's columns", async () => {
    const entry = await entryOf();
    const template = await fetch(`${origin}/download/templates/${entry}.csv`, {
      headers: { cookie: `heliu=${city.provider.token}` },
    });
    expect(await template.text()).toBe('\uFEFF"列code","列count"\r\n'.replace("\uFEFF", ""));
    const foreign = await fetch(`${origin}/download/templates/${entry}.csv`, {
      headers: { cookie: `heliu=${city.consumer.token}` },
    });
    expect(foreign.status).toBe(404);
  });

  it("is described beside the neighbours", async () => {
    const { paths } = (await (await fetch(`${origin}/api/v1/openapi.json`)).json()) as {
      paths: Record<string, object>;
    };
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining([
        "/api/v1/uploads",
        "/api/v1/uploads/{id}",
        "/api/v1/resources/{id}/versions",
        "/api/v1/jobs/{id}",
        "/api/v1/jobs/{id}/report.csv",
      ]),
    );
  });
});
