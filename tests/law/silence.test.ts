import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { readTenants } from "@/server/law";
import { silencesIn } from "@/server/law/silence";
import { viewOf } from "./cases";

const folder = mkdtempSync(join(tmpdir(), "tenants-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** 抚顺, whose answer counts as given when it does not come in time. */
function silentCity() {
  for (const part of ["national", "provinces.yaml", "fushun"])
    cpSync(join("tenants", part), join(folder, part), { recursive: true });
  const file = join(folder, "fushun/policy/sharing-conditional.yaml");
  const document = parseDocument(readFileSync(file, "utf8"));
  const expiry = { to: { end: "granted" }, causes: { zh: "视为同意", en: "Deemed" }, cites: "21", basis: "law" };
  document.setIn(["procedures", "sharing.conditional", 0, "stages", 0, "on_expiry"], document.createNode(expiry));
  writeFileSync(file, String(document));
  const book = readTenants([folder]).books.get("fushun");
  if (!book) throw new Error("fushun is missing");
  return book;
}

describe("where silence decides", () => {
  const book = silentCity();
  const silences = book.silences();
  const on = (date: string) => silences.filter(({ from, until }) => from <= date && (until === null || date < until));

  it("is known for every date on which the text says so, once", () => {
    expect(on("2023-02-28")).toEqual([]);
    for (const date of ["2023-03-01", "2025-07-31", "2025-08-01", "2030-01-01"])
      expect(on(date).map(({ procedure, stage }) => `${procedure} ${stage}`)).toEqual(["sharing.conditional answer"]);
  });

  it("leads to what the procedure of that date leads to: past the delivery of Order 809 since it is in force", () => {
    const granted = { granted: { outcome: "granted", grants: true, reaches: false } };
    expect(on("2025-07-31")).toMatchObject([{ enters: [], ends: granted }]);
    expect(on("2025-08-01")).toMatchObject([{ enters: ["delivery"], ends: granted }]);
    const answer = book
      .on("2025-08-01")
      .procedure("sharing.conditional")
      .stages.find(({ id }) => id === "answer");
    expect(answer?.expiry).toMatchObject({ to: { stage: "delivery" }, marks: ["consented"] });
  });

  it("is nowhere in a procedure that says nothing of it", () => {
    expect(silencesIn(viewOf("fushun").procedure("sharing.conditional"))).toEqual([]);
  });

  it("never does what an end, or an act that leads to it, does beyond the case", () => {
    const change = structuredClone(viewOf("fushun").procedure("catalogue.change"));
    const review = change.stages.find(({ id }) => id === "review");
    if (!review) throw new Error("no review");
    const causes = { zh: "视为通过", en: "Deemed passed" };
    review.expiry = { to: { end: "published" }, marks: [], causes, article: "9", basis: "law" };
    expect(silencesIn(change)).toMatchObject([{ stage: "review", ends: { published: { reaches: true } } }]);
    for (const act of Object.values(review.acts)) act.outreach = [];
    expect(silencesIn(change)).toMatchObject([{ stage: "review", ends: { published: { reaches: false } } }]);
  });
});
