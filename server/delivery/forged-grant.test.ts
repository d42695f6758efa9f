import { randomUUID } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import type { Scope } from "@/server/db/context";
import { isRefusedByDatabase } from "@/server/db/errors";
import { submitRequest } from "@/server/sharing/submit-request";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { application } from "@/tests/harness/requests";

const database = testDatabase();
let asks: Official;
let grantId: string;

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-03-02T10:00:00+08:00");
  asks = await official(database, "fushun", "transport", "department_head");
  const gives = await official(database, "fushun", "social-security", "department_head");
  const entryId = await entryOf(gives, { sharingClass: "unconditional" });
  const fields = { purpose: "核验" };
  const receipt = await asks.does(submitRequest, application(entryId, { fields, dataItems: [] }));
  grantId = receipt.grantId ?? "";
});

/** SQL in the consumer's own context: a second case like the one that took the data, with a grant of one's own making. */
const forge =
  (masks: object, filter: object[]) =>
  async ({ tx }: Scope) => {
    const id = randomUUID();
    await tx.$executeRaw`
      insert into app."case" (tenant_id, id, number, procedure, book_date, entry_id, region_id, requester_department_id,
        requester_person_id, provider_department_id, application, outcome, filed_at, stage_since, version)
      select c.tenant_id, ${id}::uuid, ${id}, c.procedure, c.book_date, c.entry_id, c.region_id, c.requester_department_id,
        c.requester_person_id, c.provider_department_id, c.application, 'granted', c.filed_at, c.filed_at, 1
      from app."case" c join app.data_grant g on g.tenant_id = c.tenant_id and g.case_id = c.id where g.id = ${grantId}::uuid`;
    return tx.$executeRaw`
      insert into app.data_grant (tenant_id, case_id, entry_id, region_id, consumer_department_id, provider_department_id,
        approved_by, columns, masks, row_filter, purpose, valid_from, valid_until)
      select tenant_id, ${id}::uuid, entry_id, region_id, consumer_department_id, provider_department_id, approved_by, columns,
        ${JSON.stringify(masks)}::jsonb, ${JSON.stringify(filter)}::jsonb, purpose, valid_from, valid_until
      from app.data_grant where id = ${grantId}::uuid`;
  };

it("lets a department take data directly with the items' own masks, and with SQL no other way", async () => {
  expect(await asks.does(forge({}, []), undefined)).toBe(1);
  expect(
    await asks.does(
      forge({ citizen_id: "citizen-id" }, [{ column: "insured_year", op: "eq", value: 2020 }]),
      undefined,
    ),
  ).toBe(1);
  await expect(asks.does(forge({ citizen_id: "none" }, []), undefined)).rejects.toSatisfy(isRefusedByDatabase);
  const oracle = [{ column: "citizen_id", op: "lte", value: "210402199001010015" }];
  await expect(asks.does(forge({}, oracle), undefined)).rejects.toSatisfy(isRefusedByDatabase);
});
