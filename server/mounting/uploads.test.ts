import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createServer } from "@/server/main";
import { sweepUploads } from "@/server/mounting/uploads";
import { type City, type Office, plantCity } from "@/tests/delivery/city";
import { testDatabase } from "@/tests/harness/database";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-uploads-"));
process.env.HELIU_FILES_DIR = folder;
const database = testDatabase();
const server = createServer();
let origin: string;
let port: number;
let city: City;
let elsewhere: City;

beforeAll(async () => {
  port = await server.listen(0, "127.0.0.1");
  origin = `http://127.0.0.1:${port}`;
  city = await plantCity(database.admin, "fushun");
  elsewhere = await plantCity(database.admin, "leshan");
});
afterAll(async () => {
  await server.close();
  fs.rmSync(folder, { recursive: true });
});

const base64 = (text: string) => Buffer.from(text).toString("base64");
const TUS = { "Tus-Resumable": "1.0.0" };
const as = (office: Office) => ({ ...TUS, Authorization: `Bearer ${office.token}` });

async function announce(office: Office, size: number, { kind = "csv", name = "数据.csv", ...headers } = {}) {
  return fetch(`${origin}/api/v1/uploads`, {
    method: "POST",
    headers: {
      ...as(office),
      "Upload-Length": String(size),
      "Upload-Metadata": `kind ${base64(kind)},filename ${base64(name)}`,
      ...headers,
    },
  });
}
async function begin(office: Office, size: number): Promise<string> {
  const answer = await announce(office, size);
  expect(answer.status).toBe(201);
  return answer.headers.get("location") as string;
}
const send = (office: Office, location: string, offset: number, bytes: Buffer) =>
  fetch(`${origin}${location}`, {
    method: "PATCH",
    headers: { ...as(office), "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" },
    body: new Uint8Array(bytes),
  });
const offsetOf = async (office: Office, location: string) =>
  Number((await fetch(`${origin}${location}`, { method: "HEAD", headers: as(office) })).headers.get("upload-offset"));
const read = async (office: Office, location: string) =>
  (await fetch(`${origin}${location}`, { headers: as(office) })).json() as Promise<Record<string, unknown>>;
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const idOf = (location: string) => location.split("/").at(-1) as string;

/** Begins a piece and breaks the connection after some bytes. */
function breakOff(office: Office, location: string, bytes: Buffer, declared: number): Promise<void> {
  return new Promise((resolve) => {
    const request = http.request({
      port,
      host: "127.0.0.1",
      path: location,
      method: "PATCH",
      headers: {
        ...as(office),
        "Upload-Offset": "0",
        "Content-Type": "application/offset+octet-stream",
        "Content-Length": String(declared),
      },
    });
    request.on("error", () => resolve());
    request.write(bytes, () => setTimeout(() => request.destroy(), 200));
  });
}

describe("uploading", () => {
  it("takes a file piece by piece and knows its SHA-256 when it is whole", async () => {
    const bytes = randomBytes(300_000);
    const location = await begin(city.provider, bytes.length);
    expect((await send(city.provider, location, 0, bytes.subarray(0, 100_000))).status).toBe(204);
    expect(await read(city.provider, location)).toMatchObject({ size: bytes.length, completedAt: null, sha256: null });
    expect((await send(city.provider, location, 100_000, bytes.subarray(100_000))).status).toBe(204);
    expect(await read(city.provider, location)).toMatchObject({
      fileName: "数据.csv",
      kind: "csv",
      sha256: sha256(bytes),
    });
    expect(fs.readFileSync(path.join(folder, idOf(location))).equals(bytes)).toBe(true);
  });

  it("goes on where a broken connection left off, and not from elsewhere", async () => {
    const bytes = randomBytes(4_000_000);
    const location = await begin(city.provider, bytes.length);
    await breakOff(city.provider, location, bytes.subarray(0, 1_500_000), bytes.length);
    const offset = await offsetOf(city.provider, location);
    expect(offset).toBeGreaterThan(0);
    expect(offset).toBeLessThanOrEqual(1_500_000);
    expect((await send(city.provider, location, offset + 1, bytes.subarray(offset + 1))).status).toBe(409);
    expect((await send(city.provider, location, offset, bytes.subarray(offset))).status).toBe(204);
    expect(await read(city.provider, location)).toMatchObject({ sha256: sha256(bytes) });
  });

  it("takes no byte more than was announced", async () => {
    const location = await begin(city.provider, 10);
    expect((await send(city.provider, location, 0, randomBytes(11))).status).toBe(413);
    expect((await send(city.provider, location, 0, Buffer.from("0123456789"))).status).toBe(204);
    expect((await send(city.provider, location, 10, Buffer.from("x"))).status).toBe(413);
  });

  it("refuses what is empty, too large, of no kind or without a length, and keeps nothing of it", async () => {
    const before = fs.readdirSync(folder).length;
    const answers = [
      await announce(city.provider, 0),
      await announce(city.provider, 600 * 1024 ** 2, { kind: "xlsx" }),
      await announce(city.provider, 21 * 1024 ** 3),
      await announce(city.provider, 10, { kind: "exe" }),
      await announce(city.provider, 10, { name: "" }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 429, 413, 400, 400]);
    expect(await answers[0]?.json()).toMatchObject({ fields: [{ path: "size", problem: "empty-file" }] });
    const unknown = await fetch(`${origin}/api/v1/uploads`, {
      method: "POST",
      headers: {
        ...as(city.provider),
        "Upload-Defer-Length": "1",
        "Upload-Metadata": `kind ${base64("csv")},filename ${base64("a")}`,
      },
    });
    expect(unknown.status).toBe(400);
    expect(fs.readdirSync(folder)).toHaveLength(before);
  });

  it("is the department's alone: for everybody else it does not exist", async () => {
    const location = await begin(city.provider, 10);
    for (const office of [city.consumer, city.stranger, elsewhere.provider]) {
      expect((await fetch(`${origin}${location}`, { headers: as(office) })).status).toBe(404);
      expect((await fetch(`${origin}${location}`, { method: "HEAD", headers: as(office) })).status).toBe(404);
      expect((await send(office, location, 0, Buffer.from("0123456789"))).status).toBe(404);
      expect((await fetch(`${origin}${location}`, { method: "DELETE", headers: as(office) })).status).toBe(404);
    }
    expect((await fetch(`${origin}${location}`, { headers: as(city.authority) })).status).toBe(403);
    expect((await fetch(`${origin}${location}`, { headers: TUS })).status).toBe(401);
    expect((await announce(city.authority, 10)).status).toBe(403);
    expect((await send(city.provider, location, 0, Buffer.from("0123456789"))).status).toBe(204);
  });

  it("comes from our own pages with the cookie, and from no other site's", async () => {
    const headers = {
      ...TUS,
      cookie: `heliu=${city.provider.token}`,
      "Upload-Length": "5",
      "Upload-Metadata": `kind ${base64("csv")},filename ${base64("a.csv")}`,
    };
    const post = (extra: Record<string, string>) =>
      fetch(`${origin}/upload`, { method: "POST", headers: { ...headers, ...extra } });
    expect((await post({ "Sec-Fetch-Site": "cross-site" })).status).toBe(403);
    expect((await post({ Origin: "https://elsewhere.example" })).status).toBe(403);
    const mine = await post({ Origin: origin });
    expect(mine.status).toBe(201);
    expect(mine.headers.get("location")).toMatch(/^\/upload\/[0-9a-f-]{36}$/);
    expect(mine.headers.get("access-control-allow-origin")).toBeNull();
    // The cookie opens nothing under /api/v1.
    const api = await fetch(`${origin}/api/v1/uploads`, { method: "POST", headers: { ...headers, Origin: origin } });
    expect(api.status).toBe(401);
  });

  it("can be given up, and its bytes are gone", async () => {
    const location = await begin(city.provider, 10);
    await send(city.provider, location, 0, Buffer.from("01234"));
    expect((await fetch(`${origin}${location}`, { method: "DELETE", headers: as(city.provider) })).status).toBe(204);
    expect((await fetch(`${origin}${location}`, { headers: as(city.provider) })).status).toBe(404);
    expect(fs.existsSync(path.join(folder, idOf(location)))).toBe(false);
  });

  it("is cleared away after a day when it was not finished, and after a week when it was not used", async () => {
    const unfinished = await begin(city.provider, 10);
    const finished = await begin(city.provider, 10);
    await send(city.provider, finished, 0, Buffer.from("0123456789"));
    const there = (location: string) => fs.existsSync(path.join(folder, idOf(location)));
    await sweepUploads();
    expect([there(unfinished), there(finished)]).toEqual([true, true]);
    await database.setClock(new Date(Date.now() + 25 * 3_600_000));
    await sweepUploads();
    expect([there(unfinished), there(finished)]).toEqual([false, true]);
    expect((await send(city.provider, unfinished, 0, Buffer.from("0123456789"))).status).toBe(404);
    await database.setClock(new Date(Date.now() + 8 * 24 * 3_600_000));
    await sweepUploads();
    expect(there(finished)).toBe(false);
    await database.setClock(null);
  });
});
