import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashPassword } from "@/server/identity/password";
import { codeAt, newTotpSecret } from "@/server/identity/totp";
import { createServer } from "@/server/main";
import { mountHostedTable } from "@/server/mounting/mount-hosted-table";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { consent } from "@/tests/harness/requests";

const database = testDatabase();
const server = createServer();
let origin: string;

beforeAll(async () => {
  origin = `http://127.0.0.1:${await server.listen(0, "127.0.0.1")}`;
  await loadCities(database);
  await database.setClock("2026-03-02T10:00:00+08:00");
});
afterAll(() => server.close());

interface Answer {
  status: number;
  body: ReturnType<typeof JSON.parse>;
}

async function ask(
  method: string,
  path: string,
  token: string | null,
  body?: unknown,
  key: string = randomUUID(),
): Promise<Answer> {
  const response = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(method === "POST" ? { "content-type": "application/json", "idempotency-key": key } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : null };
}

const fields = {
  purpose: "核验待遇资格",
  scenario: "社保待遇认证",
  duty: "《社会保险法》第八条",
  scope: "本市参保人员",
};
const application = (entryId: string) => ({
  entryId,
  fields,
  dataItems: ["full_name", "insured_year"],
  from: "2026-03-02",
  until: "2026-12-31",
});

async function step(who: Official, caseId: string, act: string, content: object = {}): Promise<Answer> {
  const { body } = await ask("GET", `/requests/${caseId}`, who.token);
  expect(body.acts.map((offer: { act: string }) => offer.act)).toContain(act);
  return ask("POST", `/requests/${caseId}/acts`, who.token, { version: body.version, act, content });
}

const STORIES: [
  city: string,
  asks: string,
  gives: string,
  acts: [who: [string, "data_officer" | "authority_officer"] | null, act: string, content?: object][],
][] = [
  ["fushun", "civil-affairs", "social-security", [[null, "approve", consent]]],
  [
    "shuozhou",
    "civil-affairs",
    "social-security",
    [
      [["info", "authority_officer"], "pass"],
      [null, "approve", consent],
    ],
  ],
  [
    "hefei-etdz",
    "social",
    "hr",
    [
      [null, "accept"],
      [null, "approve", consent],
    ],
  ],
  [
    "leshan",
    "transport",
    "medical-insurance",
    [
      [["digital-economy", "authority_officer"], "approve", consent],
      [null, "approve", consent],
    ],
  ],
  ["chongqing", "health", "public-security", [[null, "approve", consent]]],
];

describe("the main job over REST", () => {
  // covers: FS-20-1, FS-21-2a, FS-21-3a, HF-14-2d, LS-17-1e, CQ-19-2b
  it.each(STORIES)("runs in %s from application to governed rows", async (city, asksAt, givesAt, acts) => {
    const asks = await official(database, city, asksAt, "department_head");
    const gives = await official(database, city, givesAt, "department_head");
    const entryId = await entryOf(gives);
    await mountHostedTable(gives.token, entryId, [
      ["王小明", "210402199003071234", 2019],
      ["李四", "210402198512120011", 2021],
    ]);

    const listed = await ask("GET", "/catalogue?pageSize=100&text=参保", asks.token);
    expect(listed.body.rows.map(({ id }: { id: string }) => id)).toContain(entryId);
    const entry = await ask("GET", `/catalogue/${entryId}`, asks.token);
    expect(entry.body.application.obstacle).toBeNull();

    const key = randomUUID();
    const filed = await ask("POST", "/requests", asks.token, application(entryId), key);
    expect(filed.status, JSON.stringify(filed.body)).toBe(201);
    expect(filed.body).toMatchObject({ grantId: null, dueAt: expect.any(String), article: expect.any(String) });
    const { caseId } = filed.body;
    expect((await ask("POST", "/requests", asks.token, application(entryId), key)).body.caseId).toBe(caseId);

    let last: Answer | undefined;
    for (const [who, act, content] of acts) {
      last = await step(who ? await official(database, city, who[0], who[1]) : gives, caseId, act, content);
      expect(last.status, JSON.stringify(last.body)).toBe(200);
    }
    const grantId = last?.body.grantId;
    expect(grantId).toEqual(expect.any(String));
    const stale = await ask("POST", `/requests/${caseId}/acts`, gives.token, {
      version: 1,
      act: "approve",
      content: consent,
    });
    expect([409, 422]).toContain(stale.status);

    const made = await ask("POST", `/grants/${grantId}/keys`, asks.token, { label: "大厅" });
    expect(made.status).toBe(201);
    const rows = await ask("GET", `/resources/${entryId}/rows`, made.body.token);
    expect(rows.body.rows).toEqual([
      { full_name: "王**", insured_year: 2019 },
      { full_name: "李**", insured_year: 2021 },
    ]);
    expect((await ask("GET", `/resources/${entryId}/rows?columns=citizen_id`, made.body.token)).status).toBe(400);

    const { body: grant } = await ask("GET", `/grants/${grantId}`, gives.token);
    const stopped = await ask("POST", `/grants/${grantId}/acts`, gives.token, {
      act: "suspend",
      version: grant.version,
      reason: "核查",
    });
    expect(stopped.body).toMatchObject({ state: "suspended" });
    expect((await ask("GET", `/resources/${entryId}/rows`, made.body.token)).status).toBe(403);
  });
});

describe("bad input over REST", () => {
  it("is a sentence and a field, and nothing is written", async () => {
    const asks = await official(database, "fushun", "civil-affairs", "department_head");
    const gives = await official(database, "fushun", "social-security", "department_head");
    const entryId = await entryOf(gives);
    const count = async () => (await ask("GET", "/requests?mine=true", asks.token)).body.total;
    const before = await count();
    const bad: [object, string][] = [
      [{ ...application(entryId), fields: { ...fields, purpose: "" } }, "purpose"],
      [{ ...application(entryId), from: "2020-01-01" }, "from"],
      [{ ...application(entryId), dataItems: ["nothing"] }, "dataItems"],
      [{ ...application(entryId), until: "tomorrow" }, "until"],
      [{ ...application(entryId), extra: true }, ""],
    ];
    for (const [body, path] of bad) {
      const answer = await ask("POST", "/requests", asks.token, body);
      expect(answer.status, JSON.stringify(answer.body)).toBe(400);
      expect(answer.body.detail).toMatch(/[\u4e00-\u9fff]/);
      expect(JSON.stringify(answer.body.fields)).toContain(path);
    }
    const keyless = await fetch(`${origin}/api/v1/requests`, {
      method: "POST",
      headers: { authorization: `Bearer ${asks.token}`, "content-type": "application/json" },
      body: JSON.stringify(application(entryId)),
    });
    expect(keyless.status).toBe(400);
    expect(await count()).toBe(before);
    expect((await ask("POST", "/requests", asks.token, application(randomUUID()))).status).toBe(404);
    expect((await ask("POST", "/requests", null, application(entryId))).status).toBe(401);
  });
});

describe("signing in from a program", () => {
  it("takes password and code, and refuses what is wrong in one sentence for all", async () => {
    const person = await official(database, "fushun", "civil-affairs", "data_officer");
    const secret = newTotpSecret();
    const { rows } = await database.admin.query("select login from app.person where id = $1", [person.personId]);
    await database.admin.query(
      `insert into ctx.credential (tenant_id, person_id, password_hash, password_set_at, totp_secret) values ('fushun', $1, $2, clock_timestamp(), $3)`,
      [person.personId, await hashPassword("Kestrel-over-9-hills", { demo: true }), secret],
    );
    const right = { tenantId: "fushun", login: rows[0].login, password: "Kestrel-over-9-hills" };
    const wrong = [
      { ...right, password: "wrong-password-1" },
      { ...right, login: "nobody-here" },
      { ...right, code: "000000" },
      right,
    ];
    for (const body of wrong) {
      const answer = await ask("POST", "/sessions", null, body);
      expect(answer.status).toBe(401);
      expect(answer.body.detail).toBe("登录名、密码或动态验证码不正确。");
    }
    const { body, status } = await ask("POST", "/sessions", null, {
      ...right,
      code: codeAt(secret, Date.now() / 1000),
    });
    expect(status, JSON.stringify(body)).toBe(201);
    expect((await ask("GET", "/requests", body.token)).status).toBe(200);
    expect((await ask("DELETE", "/sessions/current", body.token)).status).toBe(204);
    expect((await ask("GET", "/requests", body.token)).status).toBe(401);
  }, 60_000);
});
