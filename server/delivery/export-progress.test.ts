import { randomUUID } from "node:crypto";
import http from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rootRouter } from "@/server/api/root";
import { createCallerFactory, requestContext } from "@/server/api/trpc";
import { createServer } from "@/server/main";
import { type City, type Office, PURPOSE, plantCity, plantEntry, plantGrant } from "@/tests/delivery/city";
import { COMPANY_ITEMS, companies } from "@/tests/delivery/companies";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const server = createServer();
const caller = createCallerFactory(rootRouter);
const as = ({ token }: Pick<Office, "token">) => caller(requestContext(token));
// More than the sockets between the two ends hold.
const ROWS = 120_000;
let port: number;
let city: City;
let grant: string;

beforeAll(async () => {
  port = await server.listen(0, "127.0.0.1");
  city = await plantCity(database.admin, "fushun");
  const entry = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(ROWS));
  grant = await plantGrant(database.admin, city, entry, { columns: COMPANY_ITEMS.map(({ name }) => name) });
}, 120_000);
afterAll(() => server.close());

/** Starts an export as the page does, and takes nothing of it yet. */
async function started(ticket: string, format = "csv") {
  const query = new URLSearchParams({ purpose: PURPOSE, ticket });
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const path = `/download/grants/${grant}.${format}?${query}`;
    http
      .get({ port, host: "127.0.0.1", path, headers: { cookie: `heliu=${city.consumer.token}` } }, resolve)
      .on("error", reject);
  });
  expect(response.statusCode).toBe(200);
  return response;
}
/** The bytes of the rest; rejects where the file breaks off. */
const take = (response: http.IncomingMessage) =>
  new Promise<number>((resolve, reject) => {
    let bytes = 0;
    response.on("data", (part: Buffer) => {
      bytes += part.length;
    });
    response.on("error", reject);
    response.on("end", () => (response.complete ? resolve(bytes) : reject(new Error("cut"))));
  });
const look = (ticket: string, eyes = city.consumer) => as(eyes).grants.exportProgress({ ticket });
const cancel = (ticket: string, eyes = city.consumer) =>
  as(eyes).grants.cancelExport({ ticket, idempotencyKey: randomUUID() });
async function until(ticket: string, state: string) {
  for (let turn = 0; turn < 100; turn++) {
    const progress = await look(ticket);
    if (progress?.state === state) return progress;
    await pause(50);
  }
  throw new Error(`never ${state}`);
}
const outcomes = async (id: string | null) =>
  (await database.admin.query("select from app.access_outcome where access_id = $1", [id])).rowCount;

describe("an export from the page", { timeout: 60_000 }, () => {
  it.each(["csv", "xlsx"])(
    "as %s shows rows and bytes while it runs, and that it is whole at the end",
    async (format) => {
      const ticket = randomUUID();
      expect(await look(ticket)).toBeNull();
      const response = await started(ticket, format);
      await pause(300);
      const running = await look(ticket);
      expect(running).toMatchObject({
        state: "running",
        accessRecordId: response.headers["heliu-access-record"],
      });
      expect(running?.rows).toBeLessThan(ROWS);
      expect(running?.bytes).toBeGreaterThan(0);
      const bytes = await take(response);
      expect(await until(ticket, "done")).toMatchObject({ rows: ROWS, bytes });
      expect(await outcomes(running?.accessRecordId ?? null)).toBe(1);
    },
  );

  it("is shown to nobody else, and ended by nobody else", async () => {
    const ticket = randomUUID();
    const response = await started(ticket);
    expect(await look(ticket, city.provider)).toBeNull();
    expect(await cancel(ticket, city.provider)).toEqual({ stopped: false });
    expect(await look(ticket)).toMatchObject({ state: "running" });
    await take(response);
    expect(await until(ticket, "done")).toMatchObject({ rows: ROWS });
  });

  it("breaks off when it is cancelled, without the figures of a whole file, while another runs through", async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    const [ended, whole] = [await started(one), await started(other)];
    expect(await cancel(one)).toEqual({ stopped: true });
    await expect(take(ended)).rejects.toThrow();
    const left = await until(one, "cancelled");
    expect(left.rows).toBeLessThan(ROWS);
    expect(await outcomes(left.accessRecordId)).toBe(0);
    expect(await cancel(one)).toEqual({ stopped: false });
    await take(whole);
    expect(await outcomes((await until(other, "done")).accessRecordId)).toBe(1);
  });

  it("says that it was cut when its grant is suspended, and when the browser gives it up", async () => {
    const [gone, stopped] = [randomUUID(), randomUUID()];
    (await started(gone)).destroy();
    expect((await until(gone, "cut")).rows).toBeLessThan(ROWS);
    const response = await started(stopped);
    await database.admin.query("update app.data_grant set suspended_at = now() where id = $1", [grant]);
    await expect(take(response)).rejects.toThrow();
    expect((await until(stopped, "cut")).rows).toBeLessThan(ROWS);
    await database.admin.query("update app.data_grant set suspended_at = null where id = $1", [grant]);
    const again = randomUUID();
    await take(await started(again));
    expect(await until(again, "done")).toMatchObject({ rows: ROWS });
  });
});
