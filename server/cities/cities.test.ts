import { describe, expect, it } from "vitest";
import { describeCity } from "@/server/cities/describe-city";
import { findPlace } from "@/server/cities/find-place";
import { listCities } from "@/server/cities/list-cities";
import type { PublicActor } from "@/server/db/actor";
import type { Scope } from "@/server/db/context";

describe("the list of cities", () => {
  it("names the five cities and says which text is in force, a draft or doubtful", () => {
    const status = Object.fromEntries(listCities().map(({ id, instrument }) => [id, instrument.status]));
    expect(status).toEqual({
      chongqing: "in-force",
      fushun: "in-force",
      "hefei-etdz": "unknown",
      leshan: "draft",
      shuozhou: "in-force",
    });
  });
});

describe("the register of applicants", () => {
  const registerOf = (tenantId: string) =>
    describeCity({ actor: { tenantId }, now: new Date("2026-03-02T09:00:00+08:00") } as Scope<PublicActor>)
      .openingRegister;

  it("is 乐山's by its article 26, and nobody's whose text asks for none", () => {
    expect(registerOf("leshan")).toEqual({ article: "26", basis: "law" });
    for (const city of ["fushun", "shuozhou", "hefei-etdz", "chongqing"]) expect(registerOf(city), city).toBeNull();
  });
});

it("leads to public registers only in a city whose law opens any", () => {
  const opens = (tenantId: string) =>
    describeCity({ actor: { tenantId }, now: new Date("2026-03-02T09:00:00+08:00") } as Scope<PublicActor>)
      .publicRegisters;
  expect(["fushun", "shuozhou", "hefei-etdz", "leshan", "chongqing"].filter(opens)).toEqual([
    "shuozhou",
    "hefei-etdz",
    "leshan",
    "chongqing",
  ]);
});

describe("the place where people sign in", () => {
  it("is a city, a province or the platform", () => {
    expect(findPlace({ tenant: "leshan" })).toMatchObject({ kind: "city", name: { zh: "乐山市" } });
    expect(findPlace({ tenant: "province-anhui" })).toMatchObject({ kind: "province", name: { en: "Anhui" } });
    expect(findPlace({ tenant: "platform" }).kind).toBe("platform");
  });

  it("is not found under any other id", () => {
    expect(() => findPlace({ tenant: "atlantis" })).toThrow("NOT_FOUND");
  });
});
