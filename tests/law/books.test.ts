import { describe, expect, it } from "vitest";
import { instrumentView } from "@/server/cities/list-cities";
import { scopeNotices } from "@/server/cities/scope-notices";
import {
  CityUnknownError,
  getBook,
  isStipulated,
  listBooks,
  listProvinces,
  loadTenants,
  PARAMETER_KEYS,
  ProcedureUnknownError,
  readTenants,
  validityOf,
} from "@/server/law";
import { proveProcedure } from "@/server/law/prove-procedure";
import { bookOf, CITIES, viewOf } from "./cases";
import { edit, tenantsOf } from "./tenant-folder";

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

  // covers: HF-0-1, HF-27-1a, LS-46-1a
  it.each(["hefei-etdz", "leshan"] as const)(
    "compute neither first nor last day of %s from a publication that nobody entered",
    (id) => {
      const { city } = bookOf(id);
      const { calendar } = loadTenants();
      expect([city.instrument.published, city.instrument.assumed]).toEqual([null, true]);
      expect(instrumentView(city, new Date())).toMatchObject({ effective: null, validity: { unknown: true } });
      // Long after the two years that the working day would give: still nothing is guessed.
      expect(validityOf(city, new Date("2035-01-01T00:00:00+08:00"), calendar)).toEqual({
        lastDay: null,
        lapsed: false,
        ending: false,
        unknown: true,
      });
      expect(bookOf("hefei-etdz").city).toMatchObject({ level: "zone", bodies: { authority: { zh: "区数据资源局" } } });
      expect(instrumentView(bookOf("fushun").city, new Date())).toMatchObject({
        effective: "2023-03-01",
        validity: { lastDay: null, unknown: false },
      });
    },
  );

  // covers: HF-27-1b, LS-46-1b
  it.each(["hefei-etdz", "leshan"] as const)(
    "count two years for %s from the publication once it is entered, warn before the last day and show that it lapsed",
    (id) => {
      const root = tenantsOf(id);
      edit(root, `${id}/city.yaml`, (text) =>
        text.replace(
          "\n  articles:",
          "\n  published: { on: 2024-03-01, source: { zh: 公报, en: Gazette } }\n  articles:",
        ),
      );
      const { books, calendar } = readTenants([root]);
      const book = books.get(id);
      if (!book) throw new Error(`${id} was not read`);
      expect(book.city.instrument).toMatchObject({ effective: { value: "2024-03-01", basis: "law" }, assumed: false });
      const on = (day: string) => validityOf(book.city, new Date(`${day}T12:00:00+08:00`), calendar);
      expect(on("2025-11-01")).toMatchObject({ lastDay: "2026-02-28", ending: false, lapsed: false });
      expect(on("2025-12-15")).toMatchObject({ ending: true, lapsed: false });
      expect(on("2026-02-28")).toMatchObject({ ending: true, lapsed: false });
      expect(on("2026-03-01")).toMatchObject({ ending: false, lapsed: true });
      // Lapsed is shown; nothing stops silently (A27).
      expect(book.on("2027-06-01").procedure("sharing.conditional").id).toBe("sharing.conditional");
    },
  );

  // covers: SZ-36-1
  it("apply in Shuozhou from the day of publication, and say that it prevails", () => {
    const { city, on } = bookOf("shuozhou");
    expect(instrumentView(city, new Date())).toMatchObject({ effective: "2022-05-21", basis: "law" });
    expect(isStipulated(on("2022-05-20").value("sharing.answer.within"))).toBe(false);
    expect(isStipulated(on("2022-05-21").value("sharing.answer.within"))).toBe(true);
    // What the portal shows below every page.
    expect(scopeNotices(on("2022-05-21")).precedence).toMatchObject({
      article: "36",
      text: { zh: expect.stringContaining("以本办法为准") },
    });
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
