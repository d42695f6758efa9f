import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { addRecord } from "./add-record";
import { listRegisters } from "./list-registers";
import { readRecord } from "./read-record";
import { readRegister } from "./read-register";
import { addRecordInput, readRegisterInput } from "./registers.schema";

const database = testDatabase();
let market: Official;

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-11-25T10:00:00+08:00");
  market = await official(database, "fushun", "market", "data_officer");
});

const add = (who: Official, register: string, fields: Record<string, string>) =>
  who.does(addRecord, addRecordInput.parse({ idempotencyKey: randomUUID(), register, fields }));

describe("x", () => {
  it("works", async () => {
    const before = await market.asks(listRegisters, undefined);
    expect(before.rows.find(({ register }) => register.id === "emergency-plan")?.standing).toBe("missing");
    const { recordId } = await add(market, "emergency-plan", {
      name: "预案", version: "1", "adopted-on": "2026-01-01", content: "见附件", "next-review": "2027-01-01",
    });
    expect((await market.asks(readRecord, { recordId })).record.dueOn).toBe("2027-01-01");
    expect((await market.asks(readRegister, readRegisterInput.parse({ register: "emergency-plan" }))).total).toBe(1);
  });
});
