import { randomUUID } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import type { Scope } from "@/server/db/context";
import { isRefusedByDatabase } from "@/server/db/errors";
import { submitRequest } from "@/server/sharing/submit-request";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { act, application, consent, refusal } from "@/tests/harness/requests";

const database = testDatabase();
let asks: Official;
let gives: Official;
let authority: Official;
let entryId: string;

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-03-02T10:00:00+08:00");
  asks = await official(database, "leshan", "transport", "department_head");
  gives = await official(database, "leshan", "medical-insurance", "department_head");
  authority = await official(database, "leshan", "digital-economy", "authority_officer");
  entryId = await entryOf(gives);
});

/** SQL as the application login in the provider's own context: what a hole in the code could send. */
const forge =
  (parentId: string, requesterId: string) =>
  async ({ tx }: Scope) => {
    const id = randomUUID();
    await tx.$executeRaw`
    insert into app."case" (tenant_id, id, number, procedure, book_date, parent_id, entry_id, region_id, requester_department_id,
      requester_person_id, provider_department_id, application, stage, filed_at, stage_since, version)
    select tenant_id, ${id}::uuid, ${id}, 'sharing.dispute', book_date, id, entry_id, region_id, ${requesterId}::uuid,
      requester_person_id, provider_department_id, application, 'coordination', filed_at, filed_at, 1
    from app."case" where tenant_id = 'leshan' and id = ${parentId}::uuid`;
    await tx.$executeRaw`
    insert into app.case_event (tenant_id, case_id, seq, type, acted_as, person_id, department_id, content)
    select tenant_id, id, 1, 'filed', 'requester', requester_person_id, requester_department_id, '{"automatic": true}'
    from app."case" where tenant_id = 'leshan' and id = ${id}::uuid`;
  };

it("lets nobody file in the requester's name unless the reviewers really differed", async () => {
  const refused = await asks.does(submitRequest, application(entryId));
  await act(authority, refused.caseId, "refuse", refusal);
  await act(gives, refused.caseId, "refuse", refusal);
  const forged = gives.does(forge(refused.caseId, asks.departmentId), undefined);
  await expect(forged).rejects.toSatisfy(isRefusedByDatabase);

  const disputed = await asks.does(submitRequest, application(entryId));
  await act(authority, disputed.caseId, "approve", consent);
  await act(gives, disputed.caseId, "refuse", refusal); // the real thing goes through: five-cities.test.ts
  const again = gives.does(forge(disputed.caseId, asks.departmentId), undefined);
  await expect(again).rejects.toThrow(/one_dispute_a_refusal|23505|Unique/);
});

it("lets nobody bring another department into the dispute", async () => {
  const other = await official(database, "leshan", "water", "data_officer");
  const refused = await asks.does(submitRequest, application(entryId));
  await act(authority, refused.caseId, "refuse", refusal);
  await act(gives, refused.caseId, "refuse", refusal);
  await expect(gives.does(forge(refused.caseId, other.departmentId), undefined)).rejects.toThrow(
    /dispute_between_the_same_parties|23503|Foreign key/i,
  );
  const { rows } = await database.admin.query('select from app."case" where requester_department_id = $1', [
    other.departmentId,
  ]);
  expect(rows).toEqual([]);
});
