import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resubmitRequestInput } from "@/server/cases/case.schema";
import { lapsing } from "@/server/cases/lapse-cases";
import { readCase } from "@/server/cases/read-case";
import { resubmitRequest } from "@/server/cases/resubmit-request";
import { syncTenants } from "@/server/db/sync-tenants";
import {
  forgetTenants,
  getBook,
  loadTenants,
  type Reload,
  type RunningWatch,
  replaceTenants,
  tenantFolders,
  watchTenants,
} from "@/server/law";
import { CASE_ATTRIBUTES } from "@/server/law/case-attributes";
import { submitRequest } from "@/server/sharing/submit-request";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { administer } from "@/tests/harness/cluster";
import { testDatabase } from "@/tests/harness/database";
import { act, application, consent, endOf } from "@/tests/harness/requests";
import { onboardRiverton } from "@/tests/law/riverton";
import { edit, scratchFolder } from "@/tests/law/tenant-folder";

const database = testDatabase();
const { folder: root, remove } = scratchFolder("riverton");
let asks: Official;
let gives: Official;
let authority: Official;

beforeAll(async () => {
  onboardRiverton(root);
  process.env.TENANTS_PATH = root;
  forgetTenants();
  await loadCities(database);
  await database.setClock("2026-03-02T10:00:00+08:00");
  asks = await official(database, "riverton", "civil-affairs", "department_head");
  gives = await official(database, "riverton", "public-security", "department_head");
  authority = await official(database, "riverton", "data", "authority_officer");
});
afterAll(() => {
  delete process.env.TENANTS_PATH;
  forgetTenants();
  remove();
});

const FIELDS = { purpose: "核验待遇资格", duty: "《社会救助暂行办法》第三条" };

async function filed(urgency: "ordinary" | "urgent") {
  const fields = { ...FIELDS, urgency };
  return asks.does(submitRequest, application(await entryOf(gives), { fields }));
}

async function grantsOf(caseId: string) {
  const { rows } = await database.admin.query("select * from app.data_grant where case_id = $1", [caseId]);
  return rows;
}

describe("a city that is onboarded through TENANTS_PATH", () => {
  it("has its province, its region and its departments in the database", async () => {
    const { rows } = await database.admin.query(
      `select t.name_zh, t.province, p.name_zh as province_name,
         (select count(*)::int from app.department d where d.tenant_id = t.id) as departments
       from app.tenant t join app.tenant p on p.id = t.province where t.id = 'riverton'`,
    );
    expect(rows).toEqual([
      { name_zh: "河口市", province: "province-yunling", province_name: "云岭省", departments: 4 },
    ]);
  });

  it("takes a request through its three reviews to a grant, each with its own days", async () => {
    const receipt = await filed("ordinary");
    expect(receipt).toMatchObject({ waitingOn: ["authority"], dueAt: endOf("2026-03-04"), article: "8", basis: "law" });
    expect(await act(authority, receipt.caseId, "pass")).toMatchObject({
      stage: "provider",
      waitingOn: ["provider"],
      dueAt: endOf("2026-03-09"),
    });
    expect(await act(gives, receipt.caseId, "agree", consent)).toMatchObject({
      stage: "security",
      waitingOn: ["authority"],
      dueAt: endOf("2026-03-05"),
    });
    expect(await act(authority, receipt.caseId, "approve")).toMatchObject({ outcome: "granted" });
    expect(await grantsOf(receipt.caseId)).toMatchObject([
      { columns: ["full_name", "insured_year"], consumer_department_id: asks.departmentId },
    ]);
  });

  it("counts its urgent lane in hours, and pauses while the application is completed", async () => {
    const { caseId, dueAt } = await filed("urgent");
    expect(dueAt).toEqual(new Date("2026-03-02T14:00:00+08:00"));
    await act(authority, caseId, "pass");
    await database.setClock("2026-03-02T16:00:00+08:00");
    expect(await act(gives, caseId, "return", { missingItems: ["履职依据的条款"] })).toMatchObject({ dueAt: null });
    await database.setClock("2026-03-06T09:00:00+08:00");
    const { version } = await asks.asks(readCase, { caseId });
    const input = { idempotencyKey: crypto.randomUUID(), caseId, version, fields: { ...FIELDS, urgency: "urgent" } };
    // Six of the twenty-four hours had passed.
    expect(await asks.does(resubmitRequest, resubmitRequestInput.parse(input))).toMatchObject({
      dueAt: new Date("2026-03-07T03:00:00+08:00"),
    });
    await database.setClock("2026-03-02T10:00:00+08:00");
  });

  it("grants by the silence of its last review, one second after the last second and not before", async () => {
    const { caseId } = await filed("ordinary");
    await act(authority, caseId, "pass");
    await act(gives, caseId, "agree", consent);
    await database.setClock("2026-03-05T23:59:59.999+08:00");
    expect(await lapsing()()).toBe(0);
    expect(await grantsOf(caseId)).toEqual([]);
    await database.setClock("2026-03-06T00:00:00+08:00");
    expect(await lapsing()()).toBe(1);
    expect(await grantsOf(caseId)).toMatchObject([{ approved_by: null, consumer_department_id: asks.departmentId }]);
    await database.setClock("2026-03-02T10:00:00+08:00");
  });

  it("files no fact that conditions of a procedure could not name", async () => {
    const { rows } = await database.admin.query<{ name: string }>(
      `select distinct jsonb_object_keys(attributes) as name from app."case"`,
    );
    expect(rows.length).toBeGreaterThan(2);
    for (const { name } of rows) expect(Object.keys(CASE_ATTRIBUTES)).toContain(name);
  });
});

describe("a change of its files while the server runs", () => {
  const reports: Reload[] = [];
  let watching: RunningWatch;
  beforeAll(async () => {
    watching = watchTenants({
      folders: tenantFolders(),
      current: loadTenants,
      takeUp: async (tenants) => {
        await administer(database.adminUrl, (admin) => syncTenants(admin, tenants.books.values(), tenants.provinces));
        replaceTenants(tenants);
      },
      report: (reload) => reports.push(reload),
      now: () => new Date("2026-03-02T10:00:00+08:00"),
      everyMs: 3_600_000,
    });
    await watching.look();
  });
  afterAll(() => watching.stop());

  it("brings a new department and a new name into the database and the books", async () => {
    edit(
      root,
      "riverton/departments.yaml",
      (text) =>
        `${text.replace("河口公安局", "河口市公安局")}  - { code: health, names: { zh: 河口市卫生健康委, en: Health Commission }, kind: department, region: "990100" }\n`,
    );
    await watching.look();
    expect(reports.at(-1)).toMatchObject({ type: "taken-up", cities: expect.arrayContaining(["riverton"]) });
    expect(getBook("riverton").departments.map(({ code }) => code)).toContain("health");
    const { rows } = await database.admin.query(
      "select code, name_zh from app.department where tenant_id = 'riverton' and code in ('health', 'public-security') order by code",
    );
    expect(rows).toEqual([
      { code: "health", name_zh: "河口市卫生健康委" },
      { code: "public-security", name_zh: "河口市公安局" },
    ]);
  });

  it("gives a new request the new period and leaves an open one its old", async () => {
    const open = await filed("ordinary");
    edit(root, "riverton/policy/review-periods.yaml", (text) =>
      text.replace(
        /( {2}review\.conformity\.urgent:)/,
        '      - { from: 2026-03-03, cites: "8", basis: law, value: { amount: 1, unit: working-days, starts: received } }\n$1',
      ),
    );
    await watching.look();
    expect(reports.at(-1)).toMatchObject({ type: "taken-up", added: [] });
    await database.setClock("2026-03-03T10:00:00+08:00");
    expect(await filed("ordinary")).toMatchObject({ dueAt: endOf("2026-03-04") });
    expect((await asks.asks(readCase, { caseId: open.caseId })).due?.dueAt).toEqual(endOf("2026-03-04"));
    expect(await act(authority, open.caseId, "pass")).toMatchObject({ stage: "provider" });
    await database.setClock("2026-03-02T10:00:00+08:00");
  });

  it("refuses a changed entry that open cases rest on, and everything stays as it was", async () => {
    edit(root, "riverton/policy/review-periods.yaml", (text) =>
      text.replace("amount: 24, unit: hours", "amount: 12, unit: hours"),
    );
    await watching.look();
    expect(reports.at(-1)).toMatchObject({
      type: "refused",
      problems: [
        {
          field: "local.review.provider.urgent.entries",
          sentence: expect.stringMatching(/since 2026-01-01 was changed/),
        },
      ],
    });
    expect(getBook("riverton").on("2026-03-02").own("local.review.provider.urgent").value).toMatchObject({
      amount: 24,
    });
  });
});
