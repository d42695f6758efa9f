import { describe, expect, it } from "vitest";
import {
  CityUnknownError,
  getBook,
  isStipulated,
  listBooks,
  listProvinces,
  loadTenants,
  PARAMETER_KEYS,
  ProcedureUnknownError,
  validityOf,
} from "@/server/law";
import { proveProcedure } from "@/server/law/prove-procedure";
import { bookOf, CITIES, viewOf } from "./cases";

describe("the books of the five cities", () => {
  it("are all there, with their provinces", () => {
    expect(listBooks().map(({ city }) => city.id)).toEqual([...CITIES].sort());
    expect(listProvinces()).toHaveLength(5);
    expect(() => getBook("atlantis")).toThrow(CityUnknownError);
  });

  it.each(CITIES)("%s answers every question, if only with not-stipulated", (city) => {
    for (const key of PARAMETER_KEYS) {
      const legal = viewOf(city).value(key);
      expect(legal.article, key).not.toBe("");
      if (legal.basis !== "law") expect(legal.reason?.zh, key).toBeTruthy();
    }
  });

  it.each(CITIES)("%s: every procedure reaches an end", (city) => {
    for (const procedure of viewOf(city).procedures()) expect(proveProcedure(procedure), procedure.id).toEqual([]);
  });

  it("have at least 36 departments, an authority for every region and a government for every city", () => {
    expect(listBooks().flatMap(({ departments }) => departments).length).toBeGreaterThanOrEqual(36);
    for (const { city, departments } of listBooks()) {
      const authorities = departments.filter(({ kind }) => kind === "authority").map(({ region }) => region);
      expect(authorities.sort()).toEqual(city.regions.map(({ code }) => code).sort());
      expect(departments.some(({ kind, region }) => kind === "government" && region === city.regionCode)).toBe(true);
      if (city.level !== "zone") expect(city.regions.length).toBeGreaterThanOrEqual(4);
    }
  });

  // covers: FS-13-1, FS-14-1, FS-15-1, FS-16-1, FS-17-1, FS-18-1
  it("name in Fushun the departments of articles 12 to 19", () => {
    const articles = bookOf("fushun").departments.flatMap(({ domains }) => domains.map(({ article }) => article));
    for (const article of ["12", "13", "14", "15", "16", "17", "18", "19"]) expect(articles).toContain(article);
  });

  // covers: LS-0-1, CQ-44-1
  it("say what is a draft, what is unknown and since when the rest is in force", () => {
    const told = listBooks().map(({ city: { id, instrument } }) => [id, instrument.status, instrument.effective.basis]);
    expect(told).toEqual([
      ["chongqing", "in-force", "law"],
      ["fushun", "in-force", "law"],
      ["hefei-etdz", "unknown", "default"],
      ["leshan", "draft", "default"],
      ["shuozhou", "in-force", "law"],
    ]);
    expect(bookOf("fushun").city.instrument.effective.value).toBe("2023-03-01");
    expect(bookOf("shuozhou").city.instrument.effective.value).toBe("2022-05-21");
    expect(bookOf("chongqing").city.instrument.effective.value).toBe("2018-05-05");
  });

  it("show when a validity has lapsed and do not stop", () => {
    const { city } = bookOf("hefei-etdz");
    const { calendar } = loadTenants();
    expect(validityOf(city, new Date("2026-12-31T12:00:00+08:00"), calendar)).toEqual({
      lastDay: "2026-12-31",
      lapsed: false,
    });
    expect(validityOf(city, new Date("2027-01-01T00:00:00+08:00"), calendar).lapsed).toBe(true);
    expect(bookOf("hefei-etdz").on("2027-06-01").procedure("sharing.conditional").id).toBe("sharing.conditional");
    expect(validityOf(bookOf("fushun").city, new Date(), calendar)).toEqual({ lastDay: null, lapsed: false });
  });

  // covers: FS-31-1
  it("know no procedure before the law began", () => {
    expect(() => bookOf("fushun").on("2023-02-28").procedure("sharing.conditional")).toThrow(ProcedureUnknownError);
    expect(bookOf("fushun").on("2023-03-01").procedure("sharing.conditional").on).toBe("2023-03-01");
    expect(isStipulated(bookOf("fushun").on("2023-02-28").value("sharing.answer.within"))).toBe(false);
  });

  it("hold what only one city says", () => {
    expect(viewOf("shuozhou").value("sharing.dedicated.enabled").value).toBe(true);
    expect(viewOf("shuozhou").value("sharing.delegated_reviewer.allowed").value).toBe(true);
    expect(viewOf("shuozhou").value("sharing.basis.not_acceptable").value).toEqual(["internal-rule"]);
    expect(viewOf("chongqing").value("sharing.storage")).toMatchObject({
      value: "with-provider-consent",
      article: "34(五)",
      basis: "law",
    });
    expect(viewOf("leshan").value("access_log.fields")).toMatchObject({ article: "33", basis: "law" });
    expect(viewOf("fushun").value("sharing.storage").value).toBe("not-stipulated");
  });
});
