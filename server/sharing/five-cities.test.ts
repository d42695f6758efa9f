import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { resubmitRequestInput, withdrawRequestInput } from "@/server/cases/case.schema";
import { readCase } from "@/server/cases/read-case";
import { resubmitRequest } from "@/server/cases/resubmit-request";
import { withdrawRequest } from "@/server/cases/withdraw-request";
import { listDedicatedDepartment } from "@/server/catalogue/list-dedicated-department";
import { openDispute } from "@/server/disputes/open-dispute";
import { startRequest } from "@/server/sharing/start-request";
import { submitRequest } from "@/server/sharing/submit-request";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { act, application, consent, endOf, refusal } from "@/tests/harness/requests";

const database = testDatabase();
async function grantOf(grantId: string | null) {
  const { rows } = await database.admin.query("select * from app.data_grant where id = $1", [grantId]);
  return rows[0];
}

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-03-02T10:00:00+08:00"); // a Monday without holidays near
});

describe("抚顺", () => {
  let asks: Official;
  let gives: Official;
  let authority: Official;
  beforeAll(async () => {
    asks = await official(database, "fushun", "civil-affairs", "department_head");
    gives = await official(database, "fushun", "social-security", "department_head");
    authority = await official(database, "fushun", "big-data", "authority_officer");
  });

  // covers: FS-21-2a FS-21-2b FS-21-3a
  it("gives the provider five working days from receipt, and a grant with its consent", async () => {
    const entryId = await entryOf(gives);
    const start = await asks.asks(startRequest, { entryId });
    expect(start).toMatchObject({ manner: "review", obstacle: null, waitingOn: ["provider"] });
    expect(start.expected?.dueAt).toEqual(endOf("2026-03-09"));
    const receipt = await asks.does(submitRequest, application(entryId));
    expect(receipt).toMatchObject({
      waitingOn: ["provider"],
      dueAt: endOf("2026-03-09"),
      article: "21",
      basis: "law",
      grantId: null,
    });
    expect(receipt.number).toMatch(/^2026-\d{5}$/);
    const moved = await act(gives, receipt.caseId, "approve", consent);
    expect(moved).toMatchObject({ outcome: "granted", stage: null });
    const grant = await grantOf(moved.grantId);
    expect(grant).toMatchObject({
      columns: ["full_name", "insured_year"],
      masks: { full_name: "name", insured_year: "none" },
      storage_allowed: false,
      approved_by: gives.personId,
    });
    expect(grant.valid_from).toEqual(new Date("2026-03-10T00:00:00+08:00"));
    expect(grant.valid_until).toEqual(new Date("2027-01-01T00:00:00+08:00"));
    expect(await asks.asks(readCase, { caseId: receipt.caseId })).toMatchObject({
      grantId: moved.grantId,
      decidedOnTime: true,
      acts: [],
    });
  });

  // covers: FS-21-3b FS-21-4
  it("takes no refusal without a law, regulation or rule, and opens the dispute to either side after one", async () => {
    const entryId = await entryOf(gives);
    const { caseId } = await asks.does(submitRequest, application(entryId));
    await expect(act(gives, caseId, "refuse", { reason: "不便提供" })).rejects.toMatchObject({
      code: "CONTENT_MISSING",
    });
    const internal = { reason: "不便提供", legalBasis: [{ kind: "internal-rule" as const, citation: "内部规定" }] };
    await expect(act(gives, caseId, "refuse", internal)).rejects.toMatchObject({ code: "BASIS_NOT_ACCEPTED" });
    expect(await act(gives, caseId, "refuse", refusal)).toMatchObject({ outcome: "refused", grantId: null });
    const page = await gives.asks(readCase, { caseId });
    expect(page.disputeOffer?.procedure).toBe("sharing.dispute");
    const dispute = await gives.does(openDispute, {
      idempotencyKey: randomUUID(),
      caseId,
      fields: { reason: "请主管部门协调" },
    });
    expect(dispute.waitingOn, "809 art. 28: they negotiate first").toEqual(["requester", "provider"]);
    await expect(
      asks.does(openDispute, { idempotencyKey: randomUUID(), caseId, fields: { reason: "也请协调" } }),
    ).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await act(asks, dispute.caseId, "fail", { reason: "协商不成" })).toMatchObject({ waitingOn: ["authority"] });
    const settled = await act(authority, dispute.caseId, "settle-share", { ...consent, reason: "履职必需" });
    expect(settled.outcome).toBe("settled");
    expect(await grantOf(settled.grantId)).toMatchObject({
      consumer_department_id: asks.departmentId,
      approved_by: authority.personId,
    });
  });

  // covers: FS-21-1
  it("lets unconditional data be taken at once, with the purpose declared", async () => {
    const entryId = await entryOf(gives, { sharingClass: "unconditional" });
    expect((await asks.asks(startRequest, { entryId })).manner).toBe("direct");
    const receipt = await asks.does(
      submitRequest,
      application(entryId, { fields: { purpose: "核验" }, dataItems: [] }),
    );
    expect(receipt).toMatchObject({ waitingOn: [], dueAt: null });
    expect((await grantOf(receipt.grantId)).columns).toEqual(["full_name", "citizen_id", "insured_year"]);
  });

  it("takes no condition on a masked item where nobody looks at it before the rows leave", async () => {
    const entryId = await entryOf(gives, { sharingClass: "unconditional" });
    const asked = (column: string, value: string | number) =>
      application(entryId, { fields: { purpose: "核验" }, rowFilter: [{ column, op: "lte", value }] });
    await expect(asks.does(submitRequest, asked("citizen_id", "210402199001010015"))).rejects.toMatchObject({
      code: "INVALID",
      details: { fields: [{ path: "rowFilter.0.column", problem: "masked-column", params: { column: "citizen_id" } }] },
    });
    const { grantId } = await asks.does(submitRequest, asked("insured_year", 2020));
    expect((await grantOf(grantId)).row_filter).toEqual([{ column: "insured_year", op: "lte", value: 2020 }]);
  });

  it("sends a dispute across levels to the city's authority", async () => {
    const county = await official(database, "fushun", "xinfu-housing", "department_head");
    const countyAuthority = await official(database, "fushun", "xinfu-data", "authority_officer");
    const entryId = await entryOf(county);
    const { caseId } = await asks.does(submitRequest, application(entryId));
    await act(county, caseId, "refuse", refusal);
    const dispute = await asks.does(openDispute, {
      idempotencyKey: randomUUID(),
      caseId,
      fields: { reason: "履职必需" },
    });
    await act(county, dispute.caseId, "fail", { reason: "协商不成" });
    expect((await asks.asks(readCase, { caseId: dispute.caseId })).waitingOn[0]?.name.zh).toBe("抚顺市大数据管理局");
    await expect(act(countyAuthority, dispute.caseId, "settle-refusal", { reason: "维持" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await act(authority, dispute.caseId, "settle-refusal", { reason: "维持" })).toMatchObject({
      outcome: "settled",
      grantId: null,
    });
  });
});

describe("朔州", () => {
  let asks: Official;
  let gives: Official;
  let platform: Official;
  let delegate: Official;
  beforeAll(async () => {
    asks = await official(database, "shuozhou", "civil-affairs", "department_head");
    gives = await official(database, "shuozhou", "social-security", "department_head");
    platform = await official(database, "shuozhou", "info", "authority_officer");
    delegate = await official(database, "shuozhou", "delegate", "delegate_reviewer");
  });

  // covers: SZ-15-1.2a SZ-15-1.2b SZ-15-1.2c
  it("reviews conformity in two working days, then the provider answers in five", async () => {
    const entryId = await entryOf(gives);
    const receipt = await asks.does(submitRequest, application(entryId));
    expect(receipt).toMatchObject({ waitingOn: ["authority"], dueAt: endOf("2026-03-04"), basis: "reading" });
    await expect(act(gives, receipt.caseId, "approve", consent)).rejects.toThrow();
    const passed = await act(platform, receipt.caseId, "pass");
    expect(passed).toMatchObject({ waitingOn: ["provider"], dueAt: endOf("2026-03-09") });
    expect(await act(gives, receipt.caseId, "approve", consent)).toMatchObject({ outcome: "granted" });
    const page = await asks.asks(readCase, { caseId: receipt.caseId });
    expect(page.stages.map(({ id, state }) => [id, state])).toEqual([
      ["sign-off", "skipped"],
      ["conformity", "done"],
      ["answer", "done"],
      ["delivery", "skipped"],
    ]);
  });

  it("returns what does not conform and starts a new period with the resubmission", async () => {
    const entryId = await entryOf(gives);
    const { caseId } = await asks.does(submitRequest, application(entryId));
    expect(await act(platform, caseId, "return", { missingItems: ["应用场景说明"] })).toMatchObject({
      stage: "completion",
      dueAt: null,
    });
    const page = await asks.asks(readCase, { caseId });
    expect(page).toMatchObject({ missingItems: ["应用场景说明"], decidedAt: null });
    expect(page.acts.map(({ act: id }) => id)).toEqual(["resubmit", "withdraw"]);
    const again = resubmitRequestInput.parse({
      idempotencyKey: randomUUID(),
      caseId,
      version: page.version,
      fields: { scenario: "窗口核验" },
    });
    expect(await asks.does(resubmitRequest, again)).toMatchObject({
      waitingOn: ["authority"],
      dueAt: endOf("2026-03-04"),
    });
    expect(
      (await asks.asks(readCase, { caseId })).application.values.find(({ field }) => field.id === "scenario")?.value,
    ).toBe("窗口核验");
  });

  // covers: SZ-16-1.1
  it("lets the delegate answer in the provider's name", async () => {
    const entryId = await entryOf(gives, { delegateDepartmentId: delegate.departmentId });
    const { caseId } = await asks.does(submitRequest, application(entryId));
    expect((await act(platform, caseId, "pass")).waitingOn).toEqual(["provider", "delegate"]);
    const moved = await act(delegate, caseId, "approve", consent);
    expect(await grantOf(moved.grantId)).toMatchObject({
      approved_by: delegate.personId,
      provider_department_id: gives.departmentId,
    });
    const { acts, events } = await gives.asks(readCase, { caseId });
    expect(events.at(-1)).toMatchObject({ act: "approve", actedAs: "delegate" });
    expect(acts).toEqual([]); // the provider has answered by it
  });

  // covers: SZ-16-1.3b
  it("needs no review for a department on the 专用 list, and reviews the others", async () => {
    const entryId = await entryOf(gives, { dedicated: true });
    const listing = { idempotencyKey: randomUUID(), entryId, departmentId: asks.departmentId, listed: true };
    await gives.does(listDedicatedDepartment, listing);
    expect((await asks.asks(startRequest, { entryId })).manner).toBe("dedicated");
    const receipt = await asks.does(submitRequest, application(entryId));
    expect(receipt.grantId).not.toBeNull();
    const page = await asks.asks(readCase, { caseId: receipt.caseId });
    expect(page.stages.find(({ id }) => id === "conformity")).toMatchObject({
      state: "skipped",
      note: { en: expect.stringContaining("dedicated") },
    });
    const other = await official(database, "shuozhou", "health", "data_officer");
    expect((await other.does(submitRequest, application(entryId))).grantId).toBeNull();
  });

  // covers: SZ-15-1.1a SZ-15-1.1b
  it("reviews unconditional data too, and passing grants", async () => {
    const entryId = await entryOf(gives, { sharingClass: "unconditional" });
    const fields = { purpose: "核验", scenario: "窗口" };
    const { caseId, dueAt } = await asks.does(submitRequest, application(entryId, { fields }));
    // 朔州's own two working days end on the 4th; 809 art. 21 wants the answer in one.
    expect(dueAt).toEqual(endOf("2026-03-03"));
    const { due } = await asks.asks(readCase, { caseId });
    expect(due?.source).toMatchObject({ article: "21", instrument: { zh: "国务院令第809号" } });
    expect(due?.beside).toMatchObject({ article: "15(一)", lastDay: "2026-03-04" });
    expect((await act(platform, caseId, "pass")).grantId).not.toBeNull();
  });

  // covers: SZ-15-1.2e SZ-15-1.3a SZ-15-1.3b SZ-16-1.2
  it("has the two sides negotiate before the authority coordinates", async () => {
    const entryId = await entryOf(gives);
    const { caseId } = await asks.does(submitRequest, application(entryId));
    await act(platform, caseId, "pass");
    await act(gives, caseId, "refuse", refusal);
    expect((await gives.asks(readCase, { caseId })).disputeOffer).toBeNull(); // 15(三): the consumer's to open
    const open = { idempotencyKey: randomUUID(), caseId, fields: { duty: "待遇核发必需" } };
    await expect(gives.does(openDispute, open)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const dispute = await asks.does(openDispute, open);
    expect(dispute.waitingOn).toEqual(["requester", "provider"]);
    expect((await act(asks, dispute.caseId, "fail", { reason: "未能一致" })).waitingOn).toEqual(["authority"]);
    expect(
      (await act(platform, dispute.caseId, "settle-share", { ...consent, reason: "确需" })).grantId,
    ).not.toBeNull();
    const titles = (await asks.asks(readCase, { caseId: dispute.caseId })).events.map(({ title }) => title.zh);
    expect(titles).toEqual(["提出争议", "协商未果", "协调共享"]);
  });
});

describe("合肥经开区", () => {
  // covers: HF-14-2b HF-14-2c HF-14-2d
  it("counts ten natural days from acceptance, whose last day rolls off the weekend", async () => {
    const asks = await official(database, "hefei-etdz", "social", "department_head");
    const gives = await official(database, "hefei-etdz", "hr", "department_head");
    const entryId = await entryOf(gives);
    const { caseId, waitingOn } = await asks.does(submitRequest, application(entryId));
    expect(waitingOn).toEqual(["provider"]);
    expect((await asks.asks(readCase, { caseId })).stage?.id).toBe("acceptance");
    await database.setClock("2026-03-04T09:00:00+08:00");
    const accepted = await act(gives, caseId, "accept");
    expect(accepted.dueAt).toEqual(endOf("2026-03-16")); // the 14th is a Saturday
    const page = await asks.asks(readCase, { caseId });
    expect(page.due?.explanation.rolledFrom).toBe("2026-03-14");
    expect(page.events.map(({ at }) => at)).toEqual([
      new Date("2026-03-02T10:00:00+08:00"), // received
      new Date("2026-03-04T09:00:00+08:00"), // accepted
    ]);
    await expect(act(gives, caseId, "approve", { scope: "姓名" })).rejects.toMatchObject({ code: "CONTENT_MISSING" });
    expect(await act(gives, caseId, "approve", consent)).toMatchObject({ outcome: "granted" });
    await database.setClock("2026-03-02T10:00:00+08:00");
  });
});

describe("乐山", () => {
  let asks: Official;
  let gives: Official;
  let authority: Official;
  let government: Official;
  beforeAll(async () => {
    asks = await official(database, "leshan", "transport", "department_head");
    gives = await official(database, "leshan", "medical-insurance", "department_head");
    authority = await official(database, "leshan", "digital-economy", "authority_officer");
    government = await official(database, "leshan", "gov", "government_officer");
  });

  // covers: LS-17-1c LS-17-1d LS-17-1e
  it("waits for both reviewers within one common period, and grants the narrower of their terms", async () => {
    const entryId = await entryOf(gives);
    const receipt = await asks.does(submitRequest, application(entryId));
    expect(receipt).toMatchObject({ waitingOn: ["authority", "provider"], dueAt: endOf("2026-03-16") });
    const first = await act(authority, receipt.caseId, "approve", { ...consent, grant: { columns: ["insured_year"] } });
    expect(first).toMatchObject({ outcome: null, waitingOn: ["provider"], dueAt: endOf("2026-03-16") });
    await expect(act(authority, receipt.caseId, "approve", consent)).rejects.toMatchObject({ code: "ALREADY_ACTED" });
    const second = await act(gives, receipt.caseId, "approve", { ...consent, grant: { validUntil: "2026-06-30" } });
    expect(await grantOf(second.grantId)).toMatchObject({
      columns: ["insured_year"],
      valid_until: new Date("2026-07-01T00:00:00+08:00"),
    });
  });

  it.each(["the wider first", "the wider last"])(
    "lets no reviewer alone widen what the other consented to (%s)",
    async (order) => {
      const entryId = await entryOf(gives);
      const asked = {
        dataItems: ["full_name", "citizen_id"],
        rowFilter: [{ column: "insured_year", op: "gte", value: 2020 }],
      };
      const { caseId } = await asks.does(submitRequest, application(entryId, asked));
      const masks = { full_name: "none" as const, citizen_id: "none" as const };
      const grant = { masks, rowFilter: [], validFrom: "2026-03-03", validUntil: "2030-12-31" };
      const [first, second] = order === "the wider first" ? [authority, gives] : [gives, authority];
      await act(first, caseId, "approve", first === authority ? { ...consent, grant } : consent);
      const { grantId } = await act(second, caseId, "approve", second === authority ? { ...consent, grant } : consent);
      expect(await grantOf(grantId)).toMatchObject({
        masks: { full_name: "name", citizen_id: "citizen-id" },
        row_filter: asked.rowFilter,
        valid_from: new Date("2026-03-10T00:00:00+08:00"),
        valid_until: new Date("2027-01-01T00:00:00+08:00"),
      });
    },
  );

  // covers: LS-17-1f
  it("takes no refusal without its reason from either reviewer, and shows who of them refused", async () => {
    for (const [refuses, side] of [
      [authority, "authority"],
      [gives, "provider"],
    ] as const) {
      const { caseId } = await asks.does(submitRequest, application(await entryOf(gives)));
      await expect(act(refuses, caseId, "refuse", {})).rejects.toMatchObject({ code: "CONTENT_MISSING" });
      await act(refuses, caseId, "refuse", { reason: "超出范围" });
      const { events, opinions } = await asks.asks(readCase, { caseId });
      expect(events.at(-1)).toMatchObject({
        act: "refuse",
        actedAs: side === "provider" ? "provider-head" : side,
        content: { reason: "超出范围" },
      });
      expect(opinions).toMatchObject([{ kind: side, act: "refuse" }]);
    }
  });

  // covers: LS-18-2
  it.each(["provider last", "authority last"])(
    "opens the dispute by itself when the reviewers differ (%s)",
    async (order) => {
      const entryId = await entryOf(gives);
      const { caseId } = await asks.does(submitRequest, application(entryId));
      const [first, second] = order === "provider last" ? [authority, gives] : [gives, authority];
      await act(first, caseId, "approve", consent);
      const differed = await act(second, caseId, "refuse", { reason: "超出范围" });
      expect(differed).toMatchObject({ outcome: "disputed", grantId: null, disputeId: expect.any(String) });
      const dispute = await asks.asks(readCase, { caseId: differed.disputeId ?? "" });
      expect(dispute).toMatchObject({
        parent: { id: caseId },
        waitingOn: [{ kind: "requester" }, { kind: "provider" }],
      });
      expect(dispute.events[0]).toMatchObject({ type: "filed", actedAs: "requester" });
      await act(gives, dispute.id, "fail", { reason: "协商不成" });
      const other = await official(database, "leshan", "digital-economy", "authority_officer");
      await act(other, dispute.id, "fail", { reason: "协调不成" });
      const decided = await act(government, dispute.id, "decide-share", { ...consent, reason: "决定共享" });
      expect((await grantOf(decided.grantId)).approved_by).toBe(government.personId);
    },
  );
});

describe("重庆", () => {
  // covers: CQ-19-2b CQ-19-2c CQ-34-1.5
  it("answers in ten working days and allows storing only with the provider's consent", async () => {
    const asks = await official(database, "chongqing", "health", "department_head");
    const gives = await official(database, "chongqing", "public-security", "department_head");
    const entryId = await entryOf(gives);
    const ask = async () => asks.does(submitRequest, application(entryId, { storage: true }));
    const silent = await ask();
    expect(silent.dueAt).toEqual(endOf("2026-03-16"));
    expect(await asks.asks(readCase, { caseId: silent.caseId })).toMatchObject({ storageRule: { article: "34(五)" } });
    expect((await grantOf((await act(gives, silent.caseId, "approve", consent)).grantId)).storage_allowed).toBe(false);
    const agreed = await act(gives, (await ask()).caseId, "approve", { ...consent, storageConsent: true });
    expect((await grantOf(agreed.grantId)).storage_allowed).toBe(true);
  });

  it("says which limits a grant has where nobody sets any, to whoever decides", async () => {
    const asks = await official(database, "chongqing", "health", "department_head");
    const gives = await official(database, "chongqing", "public-security", "department_head");
    const { caseId } = await asks.does(submitRequest, application(await entryOf(gives)));
    expect((await asks.asks(readCase, { caseId })).platformLimits).toBeNull();
    const { platformLimits } = await gives.asks(readCase, { caseId });
    const grant = await grantOf((await act(gives, caseId, "approve", consent)).grantId);
    expect(platformLimits).toEqual({
      requestsPerMinute: grant.requests_per_minute,
      rowsPerDay: Number(grant.rows_per_day),
    });
  });

  it("lets the requester withdraw, which ends without a decision", async () => {
    const asks = await official(database, "chongqing", "health", "department_head");
    const gives = await official(database, "chongqing", "public-security", "department_head");
    const { caseId } = await asks.does(submitRequest, application(await entryOf(gives)));
    const back = withdrawRequestInput.parse({ idempotencyKey: randomUUID(), caseId, version: 1 });
    await expect(gives.does(withdrawRequest, back)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await asks.does(withdrawRequest, back)).toMatchObject({ outcome: "withdrawn" });
    expect(await asks.asks(readCase, { caseId })).toMatchObject({ decidedAt: null, decidedOnTime: null });
  });
});
