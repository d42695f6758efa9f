import { describe, expect, it } from "vitest";
import { findPlace } from "@/server/cities/find-place";
import { listCities } from "@/server/cities/list-cities";

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
