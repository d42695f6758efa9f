import { describe, expect, it } from "vitest";
import type { KeyActor, PublicActor, Role, SessionActor } from "@/server/db/actor";
import { authorise, type CaseParties, may, sidesOf } from "./ability";
import { ADMINISTRATOR_ROLES, ASSIGNABLE_ROLES, permissionKey, ROLE_RULES, rulesOf } from "./roles";

function actor(roles: Role[], facts: Partial<SessionActor> = {}): SessionActor {
  return {
    kind: "session",
    tenantId: "riverton",
    tenantKind: "city",
    departmentId: "mine",
    departmentKind: "department",
    departmentName: { zh: "本部门", en: "Mine" },
    regionId: "R00",
    regionIds: ["R00", "R01"],
    personId: "me",
    personName: "我",
    login: "me",
    roles,
    province: "upland",
    factor: "totp",
    demo: false,
    ...facts,
  };
}

const parties: CaseParties = {
  tenantId: "riverton",
  regionId: "R01",
  sentAt: "2026-03-02T02:00:00.000Z",
  filedAs: "requester",
  requesterDepartmentId: "asker",
  requesterPersonId: "somebody",
  providerDepartmentId: "holder",
  delegateDepartmentId: null,
};

describe("what a role may do", () => {
  it("ends at the city, the department and the region", () => {
    const officer = actor(["data_officer"]);
    expect(may(officer, "compile", "entry", { tenantId: "riverton", departmentId: "mine" })).toBe(true);
    expect(may(officer, "compile", "entry", { tenantId: "riverton", departmentId: "other" })).toBe(false);
    expect(may(officer, "compile", "entry", { tenantId: "hilltown", departmentId: "mine" })).toBe(false);
    const authority = actor(["authority_officer"]);
    expect(may(authority, "review", "case", { ...parties })).toBe(true);
    expect(may(authority, "review", "case", { ...parties, regionId: "R09" })).toBe(false);
  });

  it("shows a person outside government their own cases, and the entries that are open now", () => {
    const person = actor(["public_user"], { departmentId: null });
    const own = {
      ...parties,
      filedAs: "applicant",
      requesterDepartmentId: null,
      requesterPersonId: "me",
      stage: "answer",
    };
    expect(may(person, "read", "case", own)).toBe(true);
    expect(may(person, "act", "case", own)).toBe(true);
    expect(may(person, "act", "case", { ...own, stage: null })).toBe(false);
    expect(may(person, "read", "case", { ...own, requesterPersonId: "another" })).toBe(false);
    expect(may(person, "read", "case", { ...own, filedAs: "requester" })).toBe(false);
    const entry = {
      tenantId: "riverton",
      openingClass: "conditional",
      publishedAt: new Date(),
      openingSuspendedAt: null,
      retiredAt: null,
    };
    expect(may(person, "read", "entry", entry)).toBe(true);
    for (const change of [
      { openingClass: "withheld" },
      { publishedAt: null },
      { openingSuspendedAt: new Date() },
      { retiredAt: new Date() },
      { tenantId: "hilltown" },
    ])
      expect(may(person, "read", "entry", { ...entry, ...change }), JSON.stringify(change)).toBe(false);
  });

  it("is refused with one word", () => {
    expect(() => authorise(actor(["auditor"]), "manage", "person")).toThrow(
      expect.objectContaining({ code: "FORBIDDEN" }),
    );
    expect(() => authorise(actor(["system_admin"]), "manage", "person")).not.toThrow();
  });

  it("is nothing for a key, a visitor, an operator, or somebody without department where one is needed", () => {
    const key: KeyActor = {
      kind: "key",
      tenantId: "riverton",
      departmentId: "mine",
      keyId: "k",
      grantId: "g",
      roles: ["key"],
    };
    const visitor: PublicActor = { kind: "public", tenantId: "riverton", roles: ["anonymous"] };
    const homeless = actor(["data_officer"], { departmentId: null, regionIds: [] });
    for (const each of [key, visitor, actor(["platform_operator"]), homeless]) {
      expect(may(each, "file", "case")).toBe(false);
      expect(may(each, "read", "grant")).toBe(false);
    }
  });

  it("never includes reading data by office: there is no such subject", () => {
    const subjects = new Set(Object.values(ROLE_RULES).flatMap((rules) => rules.map(({ subject }) => subject)));
    expect([...subjects].sort()).toEqual(
      [
        "access",
        "audit",
        "calendar",
        "case",
        "department",
        "entry",
        "grant",
        "key",
        "person",
        "policy",
        "register",
        "role",
        "rollup",
      ].sort(),
    );
  });

  it("lets only the operator import a holiday schedule, and only the platform's", () => {
    const operator = actor(["platform_operator"], { tenantId: "platform" });
    expect(may(operator, "manage", "calendar", { tenantId: "platform" })).toBe(true);
    expect(may(operator, "manage", "calendar", { tenantId: "riverton" })).toBe(false);
    for (const role of ["authority_officer", "system_admin", "security_officer", "province_overseer"] as const)
      expect(may(actor([role]), "manage", "calendar"), role).toBe(false);
  });

  it("keeps the three administrators' thirds apart", () => {
    const thirds = ADMINISTRATOR_ROLES.map((role) =>
      rulesOf([role])
        .filter(({ verb }) => verb === "manage")
        .map(permissionKey),
    );
    expect(thirds).toEqual([["person:manage:tenant", "department:manage:tenant"], ["role:manage:tenant"], []]);
    expect(ASSIGNABLE_ROLES).not.toContain("province_overseer");
    expect(ASSIGNABLE_ROLES).not.toContain("platform_operator");
  });

  it("does not let the security officer touch their own roles", () => {
    const officer = actor(["security_officer"]);
    expect(may(officer, "manage", "role", { tenantId: "riverton", personId: "other" })).toBe(true);
    expect(may(officer, "manage", "role", { tenantId: "riverton", personId: "me" })).toBe(false);
  });
});

describe("as whom one acts in a case", () => {
  it("is what one's department and office are in it", () => {
    expect(sidesOf(actor(["data_officer"]), { ...parties, requesterDepartmentId: "mine" })).toEqual(["requester"]);
    expect(sidesOf(actor(["department_head"]), { ...parties, providerDepartmentId: "mine" })).toEqual([
      "provider",
      "provider-head",
    ]);
    expect(sidesOf(actor(["delegate_reviewer"]), { ...parties, delegateDepartmentId: "mine" })).toEqual(["delegate"]);
    expect(sidesOf(actor(["authority_officer"]), parties)).toEqual(["authority"]);
    expect(sidesOf(actor(["government_officer"]), parties)).toEqual(["government"]);
    expect(sidesOf(actor(["data_officer"]), parties)).toEqual([]);
  });

  it("is nobody before an application was sent, except in the department whose head has yet to sign", () => {
    const unsigned = { ...parties, sentAt: null };
    const signs = { ...unsigned, requesterDepartmentId: "mine" };
    expect(sidesOf(actor(["department_head"]), signs)).toEqual(["requester", "requester-head"]);
    expect(may(actor(["data_officer"]), "read", "case", signs)).toBe(true);
    for (const [role, place] of [
      ["department_head", { providerDepartmentId: "mine" }],
      ["delegate_reviewer", { delegateDepartmentId: "mine" }],
      ["authority_officer", {}],
      ["government_officer", {}],
    ] as const) {
      expect(sidesOf(actor([role]), { ...unsigned, ...place }), role).toEqual([]);
      expect(may(actor([role]), "read", "case", { ...unsigned, ...place }), role).toBe(false);
      expect(may(actor([role]), "read", "case", { ...parties, ...place }), role).toBe(true);
    }
  });

  it("is never the judge in one's own affair", () => {
    const authority = actor(["authority_officer", "data_officer"]);
    expect(sidesOf(authority, { ...parties, requesterDepartmentId: "mine" })).toEqual(["requester"]);
    expect(sidesOf(authority, { ...parties, providerDepartmentId: "mine" })).toEqual(["provider"]);
    const government = actor(["government_officer"]);
    expect(sidesOf(government, { ...parties, requesterDepartmentId: "mine" })).toEqual([]);
  });

  it("lets an office go on in what it filed in its own name, and nobody else's head sign", () => {
    const authority = actor(["authority_officer"]);
    expect(sidesOf(authority, { ...parties, filedAs: "authority", requesterDepartmentId: "mine" })).toEqual([
      "authority",
    ]);
    expect(sidesOf(actor(["department_head"]), { ...parties, requesterDepartmentId: "mine" })).toEqual([
      "requester",
      "requester-head",
    ]);
    expect(sidesOf(actor(["data_officer"]), { ...parties, requesterDepartmentId: "mine" })).toEqual(["requester"]);
  });

  it("gives a department's own affair one side, and never the office over it", () => {
    const own = {
      ...parties,
      filedAs: "provider" as const,
      requesterDepartmentId: "mine",
      providerDepartmentId: "mine",
    };
    expect(sidesOf(actor(["data_officer"]), own)).toEqual(["provider"]);
    expect(sidesOf(actor(["authority_officer", "data_officer"]), own)).toEqual(["provider"]);
    // What its office files about itself is the office's affair, not the department's too.
    const report = { ...own, filedAs: "authority" as const };
    expect(sidesOf(actor(["authority_officer", "data_officer"]), report)).toEqual(["authority"]);
    expect(sidesOf(actor(["data_officer"]), { ...own, filedAs: "requester" as const })).toEqual(["requester"]);
  });

  it("leaves no word to an official who had applied as a person, except in other people's cases", () => {
    const official = actor(["data_officer", "public_user"]);
    const applied = { ...parties, filedAs: "applicant" as const, requesterDepartmentId: null, requesterPersonId: "me" };
    expect(sidesOf(official, { ...applied, providerDepartmentId: "mine" })).toEqual([]);
    expect(sidesOf(official, { ...applied, providerDepartmentId: "mine", requesterPersonId: "another" })).toEqual([
      "provider",
    ]);
    expect(may(official, "read", "case", { ...applied })).toBe(true);
    expect(may(actor(["public_user"]), "file", "case")).toBe(false);
    expect(may({ ...actor(["public_user"]), departmentId: null }, "file", "case")).toBe(true);
  });

  it("lets a person outside government act in their own case and in no other", () => {
    const person = { ...actor(["public_user"]), departmentId: null };
    const own = { ...parties, filedAs: "applicant" as const, requesterDepartmentId: null, requesterPersonId: "me" };
    expect(sidesOf(person, own)).toEqual(["applicant"]);
    expect(sidesOf(person, { ...own, requesterPersonId: "another" })).toEqual([]);
    expect(sidesOf(person, parties)).toEqual([]);
  });
});
