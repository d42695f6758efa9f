import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rootRouter } from "@/server/api/root";
import { createCallerFactory, requestContext } from "@/server/api/trpc";
import { createServer } from "@/server/main";
import { type City, PURPOSE, plantCity, plantEntry, plantGrant, plantKey } from "@/tests/delivery/city";
import { COMPANY_ITEMS, companies } from "@/tests/delivery/companies";
import { testDatabase } from "@/tests/harness/database";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-stalled-"));
process.env.HELIU_FILES_DIR = folder;
process.env.HELIU_STALLED_AFTER = "2";
const database = testDatabase();
const server = createServer();
let port: number;
let city: City;
/** More than the buffers of both ends of a connection hold. */
const SIZE = 60_000_000;

beforeAll(async () => {
  port = await server.listen(0, "127.0.0.1");
  city = await plantCity(database.admin, "fushun");
});
afterAll(async () => {
  await server.close();
  fs.rmSync(folder, { recursive: true });
});

/** The request line and headers of a system that takes a file of `SIZE` bytes. */
async function askForFile(): Promise<string> {
  const entry = await plantEntry(database.admin, city, [{ name: "sheet", type: "text" }], null);
  const id = randomUUID();
  const content = Buffer.alloc(SIZE, 7);
  fs.writeFileSync(path.join(folder, id), content);
  await database.admin.query(
    `insert into app.upload (tenant_id, id, department_id, person_id, kind, file_name, size, completed_at, expires_at, sha256)
     values ($1, $2, $3, $4, 'file', 'f.zip', $5, now(), now() + interval '7 days', $6)`,
    [
      city.id,
      id,
      city.provider.departmentId,
      city.provider.personId,
      SIZE,
      createHash("sha256").update(content).digest("hex"),
    ],
  );
  const as = createCallerFactory(rootRouter)(requestContext(city.provider.token));
  await as.mounts.change({
    idempotencyKey: randomUUID(),
    entryId: entry,
    seq: 0,
    to: { kind: "file", uploadId: id },
  });
  const key = await plantKey(
    database.admin,
    city,
    await plantGrant(database.admin, city, entry, { columns: ["sheet"] }),
  );
  return `GET /api/v1/resources/${entry}/file HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${key}\r\n\r\n`;
}

/** The same for a person who exports 150,000 rows, about 20 MB. */
async function askForExport(): Promise<string> {
  const entry = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(150_000));
  const grant = await plantGrant(database.admin, city, entry, { columns: COMPANY_ITEMS.map(({ name }) => name) });
  return `GET /download/grants/${grant}.csv?purpose=${encodeURIComponent(PURPOSE)} HTTP/1.1\r\nHost: localhost\r\nCookie: heliu=${city.consumer.token}\r\n\r\n`;
}

/** A receiver that asks, and reads only what `take` is told to. */
function receiver(request: string) {
  const socket = net.connect({ port, host: "127.0.0.1" }, () => socket.write(request));
  socket.pause();
  let bytes = 0;
  let last = "";
  socket.on("data", (piece) => {
    bytes += piece.length;
    last = (last + piece.toString("latin1")).slice(-200);
    socket.pause();
  });
  socket.on("error", () => undefined);
  return { socket, bytes: () => bytes, last: () => last, take: () => socket.resume() };
}

type Receiver = ReturnType<typeof receiver>;

async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await pause(50);
}

describe("a receiver", () => {
  it.each([
    ["a mounted file", askForFile, ({ bytes }: Receiver) => bytes() > SIZE],
    ["an export", askForExport, ({ last }: Receiver) => last().includes("Heliu-Sha256")],
  ])(
    "of %s that takes nothing for too long loses its connection, and one that pauses does not",
    async (_, ask, whole) => {
      const request = await ask();
      for (const [ms, gets] of [
        [500, true],
        [5_000, false],
      ] as const) {
        const at = receiver(request);
        await pause(ms);
        const drip = setInterval(at.take, 1);
        const closed = once(at.socket, "close");
        await Promise.race([closed, until(() => whole(at))]);
        clearInterval(drip);
        expect(whole(at), `after ${ms} ms`).toBe(gets);
        at.socket.destroy();
      }
    },
    60_000,
  );

  it("that is slow but goes on takes all of it", async () => {
    const { socket, bytes, take } = receiver(await askForFile());
    const drip = setInterval(take, 3);
    const began = performance.now();
    await until(() => bytes() > SIZE);
    clearInterval(drip);
    expect(performance.now() - began, "longer than a stall may last").toBeGreaterThan(2_500);
    socket.destroy();
  }, 60_000);
});
