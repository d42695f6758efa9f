import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fileProcedureInput } from "@/server/cases/case.schema";
import { fileProcedure } from "@/server/cases/file-procedure";
import { readCase } from "@/server/cases/read-case";
import { listEntriesInput, listOpenEntriesInput } from "@/server/catalogue/catalogue.schema";
import { listEntries, listOpenEntries } from "@/server/catalogue/list-entries";
import { describeCity } from "@/server/cities/describe-city";
import { inPublicContext } from "@/server/db/context";
import { departmentIdOf } from "@/server/db/sync-tenants";
import { readPage } from "@/server/delivery/gate.repository";
import { listGrantsInput } from "@/server/delivery/grant.schema";
import { listGrants } from "@/server/delivery/list-grants";
import { listUse } from "@/server/delivery/list-use";
import { getBook } from "@/server/law";
import { mountHostedTable } from "@/server/mounting/mount-hosted-table";
import { readDesk } from "@/server/oversight/read-desk";
import { startRequest } from "@/server/sharing/start-request";
import { submitRequest } from "@/server/sharing/submit-request";
import { entryOf, loadCities, type Official, official, outsider } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { act, application, consent } from "@/tests/harness/requests";
import { CITIES } from "@/tests/law/cases";

const database = testDatabase();
const TODAY = "2026-03-02T10:00:00+08:00";

beforeAll(() => loadCities(database));
beforeEach(() => database.setClock(TODAY));

const key = () => ({ idempotencyKey: randomUUID() });
const deskOf = (who: Official) => who.asks((scope) => readDesk(scope), undefined);

/** A county's government as a city's file would name it; the five files name Leshan's counties only. */
async function countyGovernment(city: string, region: string): Promise<string> {
  await database.admin.query(
    `insert into app.department (tenant_id, id, code, region_id, kind, name_zh, name_en)
     values ($1, $2, $3, $4, 'government', '县级人民政府', 'County government')`,
    [city, departmentIdOf(city, `gov-${region}`), `gov-${region}`, region],
  );
  return `gov-${region}`;
}

/** A request that nobody answers, in the city or in one of its counties. */
async function unanswered(asks: Official, gives: Official): Promise<string> {
  const { caseId } = await asks.does(submitRequest, application(await entryOf(gives)));
  return caseId;
}

const overdue = async (who: Official) =>
  (await deskOf(who)).queues.find(({ id }) => id === "overdue")?.rows.map(({ id }) => id) ?? [];

describe("a government of each level", () => {
  // covers: FS-5-1a, CQ-4-1a
  it.each([
    ["fushun", "210402", "xinfu-housing", "transport"],
    ["chongqing", "500101", "wanzhou-civil", "market"],
  ] as const)(
    "%s: sees what is late and disputed at its own level and those below, and reads no other",
    async (city, region, countyOffice, cityOffice) => {
      const article = city === "fushun" ? "5" : "4";
      expect(getBook(city).on("2026-03-02").value("org.leader")).toMatchObject({
        article,
        value: { zh: expect.stringContaining("政府") },
      });
      const asks = await official(database, city, city === "fushun" ? "civil-affairs" : "health", "department_head");
      const cityGovernment = await official(database, city, "gov", "government_officer");
      const county = await official(database, city, await countyGovernment(city, region), "government_officer");
      const inCounty = await unanswered(asks, await official(database, city, countyOffice, "data_officer"));
      const inCity = await unanswered(asks, await official(database, city, cityOffice, "data_officer"));
      await database.setClock("2026-05-20T10:00:00+08:00");
      expect(await overdue(cityGovernment)).toEqual(expect.arrayContaining([inCounty, inCity]));
      expect(await overdue(county)).toEqual([inCounty]);
      expect(await deskOf(county)).toMatchObject({ as: "government", totals: { overdue: 1 } });
      expect((await county.asks(readCase, { caseId: inCounty })).acts).toEqual([]);
      await expect(county.asks(readCase, { caseId: inCity })).rejects.toMatchObject({ code: "NOT_FOUND" });
    },
  );
});

describe("the leading group", () => {
  // covers: SZ-4-1, HF-5-1, LS-5-1
  it.each([
    ["shuozhou", "gov", "civil-affairs", "market", "市数字政府建设领导小组"],
    ["hefei-etdz", "committee", "hr", "market", "区数据资源工作领导小组"],
    ["leshan", "gov", "water", "market", "市推进数字经济发展领导小组"],
  ] as const)(
    "%s: sees the whole city and what escalates in it, and moves nothing",
    async (city, office, asking, giving, name) => {
      const { leadingGroup } = getBook(city).city.bodies;
      expect(leadingGroup).toMatchObject({ zh: name });
      const member = await official(database, city, office, "leading_group");
      const asks = await official(database, city, asking, "department_head");
      const caseId = await unanswered(asks, await official(database, city, giving, "data_officer"));
      await database.setClock("2026-05-20T10:00:00+08:00");
      expect(await overdue(member)).toContain(caseId);
      const desk = await deskOf(member);
      expect(desk.queues.map(({ id }) => id)).toEqual(["mine", "disputes", "overdue", "returned"]);
      expect(
        desk.departments.find(({ department }) => department.id === departmentIdOf(city, giving))?.overdue,
      ).toBeGreaterThan(0);
      const page = await member.asks(readCase, { caseId });
      expect([page.sides, page.acts]).toEqual([[], []]);
      for (const id of ["approve", "accept", "pass"])
        await expect(act(member, caseId, id, consent)).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(member.does(submitRequest, application(await entryOf(asks)))).rejects.toBeDefined();
      const plain = await official(database, city, office, "data_officer");
      await expect(deskOf(plain)).rejects.toMatchObject({ code: "FORBIDDEN" });
    },
  );
});

describe("乐山", () => {
  let authority: Official;
  let gives: Official;
  let citizen: Official;
  beforeAll(async () => {
    authority = await official(database, "leshan", "digital-economy", "authority_officer");
    gives = await official(database, "leshan", "transport", "data_officer");
    citizen = await outsider(database, "leshan");
  });

  const applies = async () => {
    const entryId = await entryOf(gives, { openingClass: "conditional", openingBasis: "需评估安全能力" });
    await database.admin.query("update app.catalogue_entry set published_at = '2026-03-01' where id = $1", [entryId]);
    const words = ["purpose", "scenario", "security-measures", "capability", "credit"].map((id) => [id, "说明"]);
    const fields = { ...Object.fromEntries(words), reuse: "public-benefit" };
    return citizen.does(
      fileProcedure,
      fileProcedureInput.parse({ ...key(), procedure: "opening.application", entryId, fields }),
    );
  };

  // covers: LS-5-2c
  it("shows the authority on one desk what is asked of both platforms, sharing and opening", async () => {
    const asks = await official(database, "leshan", "water", "department_head");
    const shared = await unanswered(asks, gives);
    const { caseId: opened } = await applies();
    const { queues, departments } = await deskOf(authority);
    const mine = queues.find(({ id }) => id === "mine")?.rows ?? [];
    const procedures = new Map(mine.map(({ id, procedure }) => [id, procedure]));
    expect([procedures.get(shared), procedures.get(opened)]).toEqual(["sharing.conditional", "opening.application"]);
    expect(departments.find(({ department }) => department.id === gives.departmentId)?.open).toBeGreaterThanOrEqual(2);
  });

  // covers: LS-2-3
  it("offers the three fields of use of article 2 in a request, and keeps the one chosen", async () => {
    const asks = await official(database, "leshan", "water", "department_head");
    const entryId = await entryOf(gives);
    const field = (await asks.asks(startRequest, { entryId })).fields.find(({ id }) => id === "scenario-group");
    expect(field).toMatchObject({ article: "2", basis: "law" });
    expect(field?.options.map(({ title }) => title.zh)).toEqual(["政务服务", "政府监管", "社会治理"]);
    const fields = { ...application(entryId).fields, "scenario-group": "supervision" };
    const { caseId } = await asks.does(submitRequest, application(entryId, { fields }));
    const { values } = (await authority.asks(readCase, { caseId })).application;
    expect(values.find(({ field: { id } }) => id === "scenario-group")?.value).toBe("supervision");
  });

  // covers: LS-2-4
  it("keeps what the public asks for apart from sharing, with the kind of reuse", async () => {
    const { caseId } = await applies();
    const { values } = (await authority.asks(readCase, { caseId })).application;
    const reuse = values.find(({ field: { id } }) => id === "reuse");
    expect(reuse?.field.options.map(({ title }) => title.zh)).toEqual(["增值性开发", "公益性开发"]);
    expect(reuse?.value).toBe("public-benefit");
    // Entries of the sharing plane stay unseen from outside.
    const withheld = await entryOf(gives, { nameZh: "仅供共享" });
    const seen = await citizen.asks(listOpenEntries, listOpenEntriesInput.parse({ text: "仅供共享" }));
    expect(seen.rows.map(({ id }) => id)).not.toContain(withheld);
    await expect(citizen.does(submitRequest, application(withheld))).rejects.toBeDefined();
  });
});

describe("what the portal says of its own reach", () => {
  const portal = (city: string) => inPublicContext(city, async (scope) => describeCity(scope));

  it("is where the text says so, and nothing elsewhere", async () => {
    const told = Object.fromEntries(
      await Promise.all(
        CITIES.map(async (city) => {
          const { disclosure, precedence, disclaimer } = (await portal(city)).scope;
          return [city, [disclosure?.article ?? null, precedence?.article ?? null, disclaimer?.article ?? null]];
        }),
      ),
    );
    expect(told).toEqual({
      fushun: [null, null, null],
      shuozhou: [null, "36", null],
      "hefei-etdz": [null, null, null],
      leshan: ["45", "41", "42"],
      chongqing: ["43", "42", null],
    });
  });
});

describe("朔州", () => {
  // covers: SZ-27-1d
  it("keeps the trail of the provider's doing apart from that of the consumer's use", async () => {
    const asks = await official(database, "shuozhou", "civil-affairs", "department_head");
    const gives = await official(database, "shuozhou", "market", "data_officer", "department_head");
    const authority = await official(database, "shuozhou", "info", "authority_officer");
    const entryId = await entryOf(gives);
    await mountHostedTable(gives.token, entryId, [["甲", "110101199001010010", 2020]]);
    const { caseId } = await asks.does(submitRequest, application(entryId));
    await act(authority, caseId, "pass");
    await act(gives, caseId, "approve", consent);
    await database.setClock("2026-03-12T10:00:00+08:00");
    const { rows: grants } = await asks.asks(listGrants, listGrantsInput.parse({ pageSize: 100 }));
    const grantId = grants.find(({ entry }) => entry.id === entryId)?.id ?? "";
    const asked = { columns: null, filter: [], after: null, limit: 5, purpose: consent.purpose };
    await readPage({ by: "session", token: asks.token, grantId }, "preview", "screen", asked);
    // What the consumer did with the data names the consumer's person; what the provider did names the provider's.
    const use = await gives.asks(listUse, { grantId, page: 1, pageSize: 10 });
    expect(use.rows.map(({ consumer, way }) => [consumer.id, way])).toEqual([[asks.departmentId, "preview"]]);
    const { rows: acts } = await database.admin.query<{ act: string; department_id: string }>(
      "select act, department_id from app.audit_record where tenant_id = 'shuozhou' and (subject_id = $1 or subject_id = $2)",
      [entryId, caseId],
    );
    const by = (department: string) =>
      acts.filter(({ department_id }) => department_id === department).map(({ act: did }) => did);
    expect(by(gives.departmentId)).toContain("entry.compiled");
    expect(by(asks.departmentId)).not.toContain("entry.compiled");
    expect(by(asks.departmentId).length).toBeGreaterThan(0);
    const { rows: reads } = await database.admin.query(
      "select person_id, provider_department_id from app.access_record where grant_id = $1",
      [grantId],
    );
    expect(reads).toEqual([{ person_id: asks.personId, provider_department_id: gives.departmentId }]);
  });
});

describe("抚顺", () => {
  // covers: FS-7-2a
  it("publishes the catalogue to all departments of city and counties, and exchanges what stands in it and nothing else", async () => {
    const gives = await official(database, "fushun", "transport", "data_officer", "department_head");
    const entryId = await entryOf(gives, { nameZh: "共享目录所载" });
    for (const office of ["housing", "xinfu-housing", "shuncheng-civil"]) {
      const reader = await official(database, "fushun", office, "department_head");
      const { rows } = await reader.asks(
        listEntries,
        listEntriesInput.parse({ text: "共享目录所载", catalogue: "sharing" }),
      );
      expect(rows.map(({ id, access }) => [id, access.kind])).toEqual([[entryId, "apply"]]);
    }
    const asks = await official(database, "fushun", "housing", "department_head");
    const { caseId } = await asks.does(submitRequest, application(entryId));
    await act(gives, caseId, "approve", consent);
    const { rows } = await asks.asks(listGrants, listGrantsInput.parse({ pageSize: 100 }));
    expect(rows.map(({ entry }) => entry.id)).toContain(entryId);
    await expect(asks.does(submitRequest, application(randomUUID()))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
