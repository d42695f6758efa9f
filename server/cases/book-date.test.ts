import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { isSeq, parseDocument } from "yaml";
import { readCase } from "@/server/cases/read-case";
import { forgetTenants } from "@/server/law";
import { submitRequest } from "@/server/sharing/submit-request";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { act, application, consent, endOf } from "@/tests/harness/requests";

const database = testDatabase();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-tenants-"));
let asks: Official;
let gives: Official;

/** 抚顺 under another name, whose answer shortens to two working days on 5 March 2026. */
function writeCity(): void {
  const city = path.join(folder, "reform");
  fs.cpSync("tenants/fushun", city, { recursive: true });
  const profile = path.join(city, "city.yaml");
  fs.writeFileSync(profile, fs.readFileSync(profile, "utf8").replace("id: fushun", "id: reform"));
  const sharing = path.join(city, "policy", "sharing.yaml");
  const document = parseDocument(fs.readFileSync(sharing, "utf8"));
  const entries = document.getIn(["parameters", "sharing.answer.within"]);
  if (!isSeq(entries)) throw new Error("no entries");
  const value = { amount: 2, unit: "working-days", starts: "received" };
  entries.add(document.createNode({ from: "2026-03-05", cites: "21", basis: "law", value }));
  fs.writeFileSync(sharing, String(document));
}

beforeAll(async () => {
  writeCity();
  process.env.TENANTS_PATH = folder;
  forgetTenants();
  await loadCities(database);
  asks = await official(database, "reform", "civil-affairs", "department_head");
  gives = await official(database, "reform", "social-security", "department_head");
});
afterAll(() => {
  delete process.env.TENANTS_PATH;
  forgetTenants();
  fs.rmSync(folder, { recursive: true, force: true });
});

it("keeps the rule in force on the filing date after the city shortens it", async () => {
  const entryId = await entryOf(gives);
  await database.setClock("2026-03-04T10:00:00+08:00");
  const old = await asks.does(submitRequest, application(entryId));
  expect(old.dueAt).toEqual(endOf("2026-03-11"));
  await database.setClock("2026-03-05T10:00:00+08:00");
  const young = await asks.does(submitRequest, application(entryId));
  expect(young.dueAt).toEqual(endOf("2026-03-09"));
  await database.setClock("2026-03-10T10:00:00+08:00");
  expect((await gives.asks(readCase, { caseId: old.caseId })).due).toMatchObject({
    dueAt: endOf("2026-03-11"),
    overdue: false,
  });
  expect((await gives.asks(readCase, { caseId: young.caseId })).due).toMatchObject({ overdue: true, tone: "red" });
  await act(gives, old.caseId, "return", { missingItems: ["用途说明"] });
  expect((await gives.asks(readCase, { caseId: old.caseId })).bookDate).toBe("2026-03-04");
  await act(gives, young.caseId, "approve", consent);
  expect((await asks.asks(readCase, { caseId: young.caseId })).decidedOnTime).toBe(false);
});
