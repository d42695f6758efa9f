import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { numbersOf, PARAMETERS, PolicyFileError, PROCEDURE_IDS, readReadings } from "@/server/law";
import { bookOf, CITIES } from "./cases";

const readings = readReadings();
const numbers = (letter: string, count: number) => Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);

interface Reason {
  city: string;
  zh: string;
  en: string;
}

/** Every sentence of a city's files that begins with a number: reasons of values and steps, notes of the instrument. */
const reasons: Reason[] = CITIES.flatMap((city) => {
  const folder = join("tenants", city, "policy");
  const files = [join("tenants", city, "city.yaml"), ...readdirSync(folder).map((name) => join(folder, name))];
  return files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/\{ zh: "?([AD]\d.*?)"?, en: "?([^}]*?)"? \}/g)].map(
      ([, zh = "", en = ""]) => ({
        city,
        zh,
        en,
      }),
    ),
  );
});

describe("the readings and defaults", () => {
  it("are A1 to A30 and D1 to D13, each once and in order", () => {
    expect(readings.map(({ id }) => id)).toEqual([...numbers("A", 30), ...numbers("D", 13)]);
  });

  it("arise at articles of cities that are there, or everywhere", () => {
    for (const { id, at } of readings)
      if (at !== "all") for (const city of Object.keys(at)) expect(bookOf(city).city.id, id).toBe(city);
    expect(readings.find(({ id }) => id === "A1")?.at).toEqual({ "hefei-etdz": ["14", "18"] });
    expect(readings.find(({ id }) => id === "A28")?.at).toBe("all");
  });

  it("tell the reading that was not taken, where there is one", () => {
    const other = (id: string) => readings.find((reading) => reading.id === id)?.other?.zh;
    expect(other("A1")).toBe("按工作日计算");
    expect(other("A6")).toContain("总长15个工作日");
    expect(other("A25")).toBeUndefined();
    for (const { id, adopted, other: second } of readings) expect(second?.zh, id).not.toBe(adopted.zh);
  });

  it("touch only values that the registry knows", () => {
    for (const { id, parameters } of readings)
      for (const key of parameters) expect(Object.keys(PARAMETERS), id).toContain(key);
  });

  it("touch only procedures that the engine runs", () => {
    for (const { id, procedures } of readings)
      for (const procedure of procedures) expect(PROCEDURE_IDS, id).toContain(procedure);
  });

  it("are what the reasons in the books name, in both languages", () => {
    const known = new Set(readings.map(({ id }) => id));
    expect(reasons.length).toBeGreaterThan(60);
    for (const { city, zh, en } of reasons) {
      expect(numbersOf(zh).length, `${city}: ${zh}`).toBeGreaterThan(0);
      expect(
        numbersOf(zh).filter((number) => !known.has(number)),
        `${city}: ${zh}`,
      ).toEqual([]);
      expect(numbersOf(en), `${city}: ${en}`).toEqual(numbersOf(zh));
    }
  });

  it("are named only by cities in whose text they arise", () => {
    for (const { city, zh } of reasons)
      for (const number of numbersOf(zh)) {
        const at = readings.find(({ id }) => id === number)?.at;
        expect(at === "all" || (at && city in at), `${city} names ${number}`).toBe(true);
      }
  });

  it("are each named by a value or step, bear on a procedure, or say what else they bear on", () => {
    const named = new Set(reasons.flatMap(({ zh }) => numbersOf(zh)));
    const idle = readings.filter(
      ({ id, procedures, note }) => !named.has(id) && procedures.length === 0 && note === undefined,
    );
    expect(idle.map(({ id }) => id)).toEqual([]);
  });

  it("touch values that are marked as a reading or default in a city where they arise", () => {
    for (const { id, at, parameters } of readings) {
      if (at === "all" || !reasons.some(({ zh }) => numbersOf(zh).includes(id))) continue;
      for (const key of parameters) {
        const told = Object.keys(at).map((city) =>
          bookOf(city)
            .history(key as keyof typeof PARAMETERS)
            .at(-1),
        );
        expect(
          told.some((legal) => legal && (legal.basis !== "law" || numbersOf(legal.reason?.zh ?? "").includes(id))),
          `${id} ${key}`,
        ).toBe(true);
      }
    }
  });
});

describe("a number at the head of a reason", () => {
  it.each([
    ["A1：自然日", ["A1"]],
    ["A1、A2：自然日", ["A1", "A2"]],
    ["D8, D9: the text", ["D8", "D9"]],
    ["条文未列，见A1", []],
    ["A1没有冒号", []],
  ])("%s", (reason, found) => expect(numbersOf(reason)).toEqual(found));
});

it("a file that gives a number twice is refused by line and field", () => {
  const folder = mkdtempSync(join(tmpdir(), "readings-"));
  try {
    const text = readFileSync("tenants/readings.yaml", "utf8");
    writeFileSync(join(folder, "readings.yaml"), text.replace("id: A2\n", "id: A1\n"));
    expect(() => readReadings(folder)).toThrow(PolicyFileError);
    expect(() => readReadings(folder)).toThrow(/readings\.1\.id.*"A1" is used twice/);
    writeFileSync(join(folder, "readings.yaml"), text);
    expect(readReadings(folder)).toHaveLength(43);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
