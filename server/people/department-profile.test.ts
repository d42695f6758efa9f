import { createHash, randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { listEntriesInput } from "@/server/catalogue/catalogue.schema";
import { listEntries } from "@/server/catalogue/list-entries";
import { getBook } from "@/server/law";
import { readDesk } from "@/server/oversight/read-desk";
import { classifyDepartment, createDepartment } from "@/server/people/administer-departments";
import { fileProfile, readProfile, receiveProfile } from "@/server/people/department-profile";
import { listDepartments, listLegalKinds } from "@/server/people/list-departments";
import { listDepartmentsInput } from "@/server/people/people.schema";
import {
  CONTACT_ROLES,
  type ContactRole,
  DOCUMENT_ROLES,
  type DocumentRole,
  type ProfileInput,
  profileInput,
} from "@/server/people/profile.schema";
import { DomainError } from "@/server/shared/errors";
import { startRequest } from "@/server/sharing/start-request";
import { submitRequest } from "@/server/sharing/submit-request";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { record, rowOf as rowOfRegister } from "@/tests/harness/records";
import { act, application, consent } from "@/tests/harness/requests";

type City = "fushun" | "shuozhou" | "hefei-etdz" | "leshan" | "chongqing";
const database = testDatabase();
const OFFICE: Record<City, string> = {
  fushun: "housing",
  shuozhou: "market",
  "hefei-etdz": "market",
  leshan: "transport",
  chongqing: "health",
};
const CITIES = Object.keys(OFFICE) as City[];

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-03-02T10:00:00+08:00");
});

const key = () => ({ idempotencyKey: randomUUID() });

/** `path: problem` of a refusal; empty when it was done. */
async function problems(work: Promise<unknown>): Promise<string[]> {
  try {
    await work;
    return [];
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "INVALID") throw error;
    return (error.details.fields ?? []).map(({ path, problem }) => `${path}: ${problem}`);
  }
}

describe("kinds of department", () => {
  /** City, the kinds of its text in order, and the article. */
  const KINDS: [City, string[], string][] = [
    ["fushun", ["government-departments", "authorised-institutions", "authorised-social-organisations"], "3"],
    ["shuozhou", ["government-departments", "party-bodies", "authorised-organisations"], "3"],
    ["hefei-etdz", ["government-departments", "city-departments"], "2"],
    [
      "leshan",
      [
        "governments",
        "government-departments",
        "dispatched-agencies",
        "townships",
        "authorised-institutions",
        "authorised-social-organisations",
      ],
      "2",
    ],
    ["chongqing", ["government-departments", "authorised-institutions", "authorised-social-organisations"], "2"],
  ];
  const enter = (admin: Official, legalKind: string, empoweredBy = "") => {
    const regionId = getBook(admin.tenant).city.regionCode;
    const code = `d-${randomUUID().slice(0, 8)}`;
    return admin.does(createDepartment, {
      ...key(),
      code,
      name: { zh: "新设单位", en: "New office" },
      regionId,
      legalKind,
      empoweredBy,
    });
  };
  const adminOf = (city: City) => official(database, city, OFFICE[city], "system_admin");
  const rowOf = async (admin: Official, id: string) =>
    (await admin.asks(listDepartments, listDepartmentsInput.parse({ pageSize: 100 }))).rows.find(
      (row) => row.id === id,
    );

  // covers: FS-3-2, SZ-3-2, LS-2-1, CQ-2-3
  it.each(KINDS)(
    "%s offers those of its text, and an authorised one names the law that empowers it",
    async (city, kinds, article) => {
      const admin = await adminOf(city);
      const offered = (await admin.asks(listLegalKinds, undefined)).filter(({ byReference }) => !byReference);
      expect(offered.map(({ id }) => id)).toEqual(kinds);
      for (const { id, needsLaw, article: from, title } of offered) {
        expect([from, title.zh.length > 1, needsLaw]).toEqual([article, true, id.startsWith("authorised-")]);
        if (needsLaw) expect(await problems(enter(admin, id))).toEqual(["empoweredBy: required"]);
        const { departmentId } = await enter(admin, id, needsLaw ? "《中华人民共和国社会保险法》第八条" : "");
        expect(await rowOf(admin, departmentId)).toMatchObject({
          legalKind: { id },
          empoweredBy: needsLaw ? "《中华人民共和国社会保险法》第八条" : "",
        });
      }
      expect(await problems(enter(admin, city === "shuozhou" ? "townships" : "party-bodies"))).toEqual([
        "legalKind: unknown",
      ]);
    },
  );

  // covers: LS-44-1, CQ-43-1
  it.each<[City, string, string[]]>([
    ["leshan", "44", ["water", "power", "heat", "gas", "telecom", "civil-aviation", "rail", "road-passenger"]],
    [
      "chongqing",
      "43",
      [
        "central-units",
        "water",
        "power",
        "gas",
        "telecom",
        "civil-aviation",
        "rail",
        "road-passenger",
        "public-resource-trading",
      ],
    ],
  ])("%s enters participants by reference (article %s), marked as such", async (city, article, kinds) => {
    const admin = await adminOf(city);
    const offered = (await admin.asks(listLegalKinds, undefined)).filter(({ byReference }) => byReference);
    expect(offered.map(({ id }) => id)).toEqual(kinds);
    for (const id of kinds) {
      const { departmentId } = await enter(admin, id);
      expect(await rowOf(admin, departmentId)).toMatchObject({ legalKind: { id, byReference: true, article } });
    }
    const fushun = await adminOf("fushun");
    expect(await problems(enter(fushun, "water"))).toEqual(["legalKind: unknown"]);
  });

  it("is said of an existing department by the system administrator, and by nobody else", async () => {
    const admin = await adminOf("shuozhou");
    const officer = await official(database, "shuozhou", "market", "data_officer");
    const said = { departmentId: officer.departmentId, legalKind: "party-bodies", empoweredBy: "" };
    await expect(officer.does(classifyDepartment, { ...key(), ...said })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await admin.does(classifyDepartment, { ...key(), ...said });
    expect(await rowOf(admin, officer.departmentId)).toMatchObject({ legalKind: { id: "party-bodies" } });
  });

  // covers: HF-2-2
  it("lets departments of Hefei city be counterparties of the zone, asking and giving", async () => {
    const admin = await adminOf("hefei-etdz");
    const { departmentId } = await enter(admin, "city-departments");
    expect(await rowOf(admin, departmentId)).toMatchObject({ legalKind: { id: "city-departments", article: "2" } });
    const cityOfficer = await official(database, "hefei-etdz", "market", "department_head");
    await database.admin.query("update app.person set department_id = $1 where id = $2", [
      departmentId,
      cityOfficer.personId,
    ]);
    // Whoever moves to another department signs in anew.
    await database.admin.query(
      `insert into ctx.session (token_hash, tenant_id, person_id, factor, opened_at, expires_at)
       values ($1, 'hefei-etdz', $2, 'totp', clock_timestamp(), clock_timestamp() + interval '10 years')`,
      [createHash("sha256").update(cityOfficer.token).digest(), cityOfficer.personId],
    );
    const zone = await official(database, "hefei-etdz", "social", "data_officer");
    const zoneEntry = await entryOf(zone);
    expect(await cityOfficer.asks(startRequest, { entryId: zoneEntry })).toMatchObject({ obstacle: null });
    const { caseId } = await cityOfficer.does(submitRequest, application(zoneEntry));
    await act(zone, caseId, "accept");
    await act(zone, caseId, "approve", consent);
    const cityEntry = await entryOf(cityOfficer, { nameZh: "合肥市级数据" });
    const seen = await zone.asks(listEntries, listEntriesInput.parse({ text: "合肥市级数据" }));
    expect(seen.rows.map(({ id, access }) => [id, access.kind])).toEqual([[cityEntry, "apply"]]);
  });
});

describe("the profile of a department", () => {
  const whole = (without: string[] = []): ProfileInput =>
    profileInput.parse({
      head: without.includes("head") ? "" : "李明",
      contacts: CONTACT_ROLES.filter((role) => !without.includes(role)).map((role) => ({ role, name: "王芳" })),
      documents: DOCUMENT_ROLES.filter((role) => !without.includes(role)).map((role) => ({
        role,
        title: "数据共享管理办法",
        issuedOn: "2026-01-05",
        body: "第一条 目标；第二条 责任；第三条 实施机构。",
      })),
    });

  type Asks = "head" | ContactRole | DocumentRole;
  /** What each city's text makes a department state in its profile, what a register keeps of it instead, and the articles. */
  const DEMANDS: [City, Asks[], [Asks, string][], string[]][] = [
    [
      "fushun",
      [],
      [
        ["security-officer", "security-officer"],
        ["chief-data-officer", "chief-data-officer"],
        ["security-rules", "security-rules"],
      ],
      ["28", "9"],
    ],
    [
      "shuozhou",
      ["head", "responsible-unit", "responsible-person"],
      [["detailed-rules", "implementation-rules"]],
      ["4", "30"],
    ],
    [
      "hefei-etdz",
      ["head"],
      [
        ["implementing-body", "work-plan"],
        ["work-plan", "work-plan"],
        ["management-rules", "management-rules"],
      ],
      ["24"],
    ],
    [
      "leshan",
      [],
      [
        ["implementing-body", "management-rules"],
        ["secrecy-reviewer", "secrecy-reviewer"],
        ["management-rules", "management-rules"],
      ],
      ["5"],
    ],
    [
      "chongqing",
      ["head"],
      [
        ["dedicated-body", "body-and-staff"],
        ["dedicated-staff", "body-and-staff"],
        ["internal-procedures", "internal-rules"],
        ["management-rules", "internal-rules"],
        ["accountability-rules", "internal-rules"],
      ],
      ["6"],
    ],
  ];

  // covers: FS-28-1b, SZ-30-2, HF-24-1a, LS-5-4a, CQ-6-2a, CQ-6-2b
  it.each(DEMANDS)(
    "%s: asks each thing of its text in one place, and cannot be without any of it",
    async (city, asks, elsewhere, articles) => {
      const officer = await official(database, city, OFFICE[city], "data_officer");
      const { demands, kept, version, missing } = await officer.asks(readProfile, {});
      expect(demands.map((demand) => demand.asks)).toEqual(asks);
      expect(kept.map((demand) => [demand.asks, demand.register.id])).toEqual(elsewhere);
      for (const { source } of [...demands, ...kept]) expect(articles).toContain(source.article);
      expect([version, missing]).toEqual([0, asks]);
      for (const one of asks)
        expect(await problems(officer.does(fileProfile, { ...key(), after: 0, profile: whole([one]) }))).toEqual([
          `${one}: required`,
        ]);
      for (const { optional, register } of kept) {
        const standing = (await rowOfRegister(officer, register.id))?.standing;
        if (standing === "kept") continue; // one register may keep several
        expect([optional, standing]).toEqual([optional, optional ? "empty" : "missing"]);
        await record(officer, register.id);
        expect((await rowOfRegister(officer, register.id))?.standing).toBe("kept");
      }
      const without = [...CONTACT_ROLES, ...DOCUMENT_ROLES].filter((role) => !(asks as string[]).includes(role));
      const profile = whole(without);
      expect(await officer.does(fileProfile, { ...key(), after: 0, profile })).toEqual({ version: 1 });
      expect(await officer.asks(readProfile, {})).toMatchObject({ version: 1, missing: [], profile: { head: "李明" } });
    },
  );

  // covers: FS-9-2b
  it("Fushun: may name a chief data officer, whom a register keeps, and lacks nothing without", async () => {
    const officer = await official(database, "fushun", "transport", "data_officer");
    const { kept } = await officer.asks(readProfile, {});
    expect(kept.find(({ asks }) => asks === "chief-data-officer")).toMatchObject({
      optional: true,
      source: { article: "9" },
      register: { id: "chief-data-officer", title: { zh: "首席数据官" } },
    });
    expect((await rowOfRegister(officer, "chief-data-officer"))?.standing).toBe("empty");
    await record(officer, "chief-data-officer", { person: "王数" });
    expect((await rowOfRegister(officer, "chief-data-officer"))?.standing).toBe("kept");
    const elsewhere = await official(database, "leshan", "water", "data_officer");
    const { demands, kept: others } = await elsewhere.asks(readProfile, {});
    expect([...demands, ...others].map(({ asks }) => asks)).not.toContain("chief-data-officer");
  });

  // covers: SZ-4-4b
  it("Shuozhou: unit and person are filed with the authority of the same level, which notes that it received them", async () => {
    const officer = await official(database, "shuozhou", "civil-affairs", "data_officer");
    const authority = await official(database, "shuozhou", "info", "authority_officer");
    const county = await official(database, "shuozhou", "shanyin-info", "authority_officer");
    const { departmentId } = officer;
    await officer.does(fileProfile, { ...key(), after: 0, profile: whole() });
    expect(await officer.asks(readProfile, {})).toMatchObject({ filing: { article: "4" }, received: null });
    const receipt = { departmentId, version: 1 };
    for (const other of [county, officer])
      await expect(other.does(receiveProfile, { ...key(), ...receipt })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await authority.does(receiveProfile, { ...key(), ...receipt });
    expect((await officer.asks(readProfile, {})).received).toMatchObject({ authority: { zh: "朔州市政务信息管理局" } });
    // A changed profile is filed, and received, anew.
    await officer.does(fileProfile, { ...key(), after: 1, profile: whole() });
    expect((await officer.asks(readProfile, {})).received).toBeNull();
    await expect(authority.does(receiveProfile, { ...key(), ...receipt })).rejects.toMatchObject({ code: "STALE" });
    await authority.does(receiveProfile, { ...key(), departmentId, version: 2 });
    const fushun = await official(database, "fushun", "market", "data_officer");
    expect((await fushun.asks(readProfile, {})).filing).toBeNull();
  });

  it("is filed version by version, and a department files its own only", async () => {
    const officer = await official(database, "shuozhou", "energy", "data_officer");
    const other = await official(database, "shuozhou", "health", "data_officer");
    const by = (head: string) => ({ ...whole(), head });
    await officer.does(fileProfile, { ...key(), after: 0, profile: by("李明") });
    await officer.does(fileProfile, { ...key(), after: 1, profile: by("王强") });
    await expect(officer.does(fileProfile, { ...key(), after: 1, profile: by("赵刚") })).rejects.toMatchObject({
      code: "STALE",
    });
    const { departmentId } = officer;
    expect((await other.asks(readProfile, { departmentId })).profile.head).toBe("王强");
    const former = await other.asks(readProfile, { departmentId, version: 1 });
    expect(former.profile.head).toBe("李明");
    expect(former.versions.map(({ version }) => version)).toEqual([2, 1]);
    expect((await other.asks(readProfile, {})).version).toBe(0);
  });

  // covers: HF-24-1b
  it("Hefei zone: the head, first responsible, stands beside what is overdue at the authority", async () => {
    const head = await official(database, "hefei-etdz", "ecology", "data_officer");
    const asks = await official(database, "hefei-etdz", "hr", "department_head");
    const authority = await official(database, "hefei-etdz", "data", "authority_officer");
    const { caseId } = await asks.does(submitRequest, application(await entryOf(head)));
    await act(head, caseId, "accept");
    await database.setClock("2026-05-20T10:00:00+08:00");
    const late = async () =>
      (await authority.asks((scope) => readDesk(scope), undefined)).queues.find(({ id }) => id === "overdue");
    expect((await late())?.rows.find(({ id }) => id === caseId)).toMatchObject({ providerHead: null });
    await head.does(fileProfile, { ...key(), after: 0, profile: { ...whole(), head: "赵建国" } });
    expect((await late())?.rows.find(({ id }) => id === caseId)).toMatchObject({
      overdue: true,
      providerHead: "赵建国",
    });
    const { departments } = await authority.asks((scope) => readDesk(scope), undefined);
    expect(departments.find(({ department }) => department.id === head.departmentId)).toMatchObject({ head: "赵建国" });
    await database.setClock("2026-03-02T10:00:00+08:00");
  });

  it("is read by colleagues of the city and by no other city", async () => {
    const officer = await official(database, "chongqing", "ecology", "data_officer");
    await officer.does(fileProfile, { ...key(), after: 0, profile: whole() });
    for (const city of CITIES) {
      const reader = await official(database, city, OFFICE[city], "data_officer");
      const read = reader.asks(readProfile, { departmentId: officer.departmentId });
      if (city === "chongqing") expect((await read).version).toBe(1);
      else await expect(read).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });
});
