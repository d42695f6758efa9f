import { beforeAll, describe, expect, it } from "vitest";
import { keepParticulars } from "@/server/catalogue/keep-particulars";
import { particularsInput } from "@/server/catalogue/particulars.schema";
import { readEntry } from "@/server/catalogue/read-entry";
import { readPage } from "@/server/delivery/gate.repository";
import { listGrantsInput } from "@/server/delivery/grant.schema";
import { listGrants } from "@/server/delivery/list-grants";
import { readRetrieval, verifyRetrieval } from "@/server/delivery/read-retrieval";
import type { RetrievalRecord } from "@/server/delivery/retrieval.schema";
import { mountHostedTable } from "@/server/mounting/mount-hosted-table";
import { submitRequest } from "@/server/sharing/submit-request";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { act, application, consent } from "@/tests/harness/requests";

const database = testDatabase();
type City = "fushun" | "shuozhou" | "hefei-etdz" | "leshan" | "chongqing";
/** Who asks, who gives, who reviews and by which acts the city comes to a grant. */
const WAYS: Record<
  City,
  { asks: string; gives: string; authority: string; acts: ["authority" | "provider", string][] }
> = {
  fushun: { asks: "civil-affairs", gives: "housing", authority: "big-data", acts: [["provider", "approve"]] },
  shuozhou: {
    asks: "civil-affairs",
    gives: "market",
    authority: "info",
    acts: [
      ["authority", "pass"],
      ["provider", "approve"],
    ],
  },
  "hefei-etdz": {
    asks: "hr",
    gives: "market",
    authority: "data",
    acts: [
      ["provider", "accept"],
      ["provider", "approve"],
    ],
  },
  leshan: {
    asks: "water",
    gives: "market",
    authority: "digital-economy",
    acts: [
      ["authority", "approve"],
      ["provider", "approve"],
    ],
  },
  chongqing: { asks: "health", gives: "market", authority: "ndrc", acts: [["provider", "approve"]] },
};

beforeAll(async () => {
  await loadCities(database);
});

type Kind = "documents" | "licences" | "contracts" | null;
type Excluded = { electronicExcludedBy?: string };

/** An entry of a kind is shared, and its consumer takes a page of it: the record that this leaves, for all who may see it. */
async function taken(city: City, document: Kind, more: Excluded = {}) {
  await database.setClock("2026-03-02T10:00:00+08:00");
  const way = WAYS[city];
  const asks = await official(database, city, way.asks, "department_head");
  const gives = await official(database, city, way.gives, "data_officer", "department_head");
  const authority = await official(database, city, way.authority, "authority_officer");
  const entryId = await entryOf(gives);
  const described = (await gives.asks(readEntry, { entryId })).particulars?.value;
  await gives.does(keepParticulars, {
    idempotencyKey: crypto.randomUUID(),
    entryId,
    after: 1,
    particulars: particularsInput.parse({ ...described, document, ...more }),
  });
  await mountHostedTable(gives.token, entryId, [["甲", "110101199001010010", 2020]]);
  const { caseId } = await asks.does(submitRequest, application(entryId));
  for (const [side, id] of way.acts)
    await act(side === "authority" ? authority : gives, caseId, id, id === "approve" ? consent : {});
  await database.setClock("2026-03-12T10:00:00+08:00");
  const { rows } = await asks.asks(listGrants, listGrantsInput.parse({ pageSize: 100 }));
  const grantId = rows.find(({ entry }) => entry.id === entryId)?.id ?? "";
  const answer = await readPage({ by: "session", token: asks.token, grantId }, "preview", "screen", {
    columns: null,
    filter: [],
    after: null,
    limit: 10,
    purpose: consent.purpose,
  });
  const recordId = answer.accessRecordId ?? "";
  return { asks, gives, authority, entryId, recordId, read: (by: Official) => by.asks(readRetrieval, { recordId }) };
}

/** What a record says in Chinese, in one line: what it equals, what it may support, and the articles. */
function saidBy({ effect }: RetrievalRecord): string {
  const { document, equals, uses, usesFrom, excludedBy } = effect;
  return [
    document?.zh ?? "数据",
    equals ? `等同${equals.text.zh}（${equals.article}）` : "无等同规定",
    usesFrom ? `可用于${uses.map(({ zh }) => zh).join("、")}（${usesFrom.article}）` : "无用途规定",
    ...(excludedBy ? [`不得作为依据：${excludedBy}`] : []),
  ].join("；");
}

describe("the record of a retrieval", () => {
  // covers: FS-22-1a, FS-22-1b, SZ-16-1.4a, HF-15-1b, LS-20-1
  it.each<[City, Kind, string]>([
    ["fushun", "licences", "证照类；等同纸质文书（22）；可用于行政管理、公共服务（22）"],
    ["fushun", "documents", "文书类；等同纸质文书（22）；可用于行政管理、公共服务（22）"],
    ["fushun", "contracts", "合同类；等同纸质文书（22）；可用于行政管理、公共服务（22）"],
    ["fushun", null, "数据；无等同规定；无用途规定"],
    ["shuozhou", "licences", "证照类；等同纸质文书原件（16(四)）；无用途规定"],
    ["hefei-etdz", null, "数据；无等同规定；可用于行政管理、公共服务、行政执法（15）"],
    ["leshan", "contracts", "合同类；等同纸质文书（20）；可用于行政管理、公共服务、行政执法（20）"],
    ["chongqing", "licences", "证照类；无等同规定；无用途规定"],
  ])("%s, %s: says what it may support, and is verified by its code", async (city, document, said) => {
    const { asks, gives, authority, recordId, read } = await taken(city, document);
    const record = await read(asks);
    expect(saidBy(record)).toBe(said);
    expect(record).toMatchObject({
      id: recordId,
      way: "preview",
      purpose: "核验待遇资格",
      consumer: { id: asks.departmentId },
    });
    for (const who of [asks, gives, authority]) {
      const { genuine, record: kept } = await who.asks(verifyRetrieval, { recordId, code: record.code });
      expect([genuine, kept.code]).toEqual([true, record.code]);
      expect((await who.asks(verifyRetrieval, { recordId, code: "00000-00000-00000-00000" })).genuine).toBe(false);
    }
    const stranger = await official(
      database,
      city,
      city === "leshan" ? "transport" : "public-security",
      "data_officer",
    );
    await expect(read(stranger)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  // covers: HF-15-1b, LS-20-1
  it.each<[City, Kind]>([
    ["hefei-etdz", null],
    ["leshan", "licences"],
  ])(
    "%s: data whose electronic form a law excludes is marked, and its record founds nothing",
    async (city, document) => {
      const law = "《不动产登记暂行条例》";
      const { asks, entryId, read } = await taken(city, document, { electronicExcludedBy: law });
      expect(saidBy(await read(asks))).toContain(`无等同规定；无用途规定；不得作为依据：${law}`);
      expect((await asks.asks(readEntry, { entryId })).particulars?.value.electronicExcludedBy).toBe(law);
    },
  );

  it("keeps the kind that the entry had when it was taken, and another code for another retrieval", async () => {
    const first = await taken("fushun", "licences");
    const described = (await first.gives.asks(readEntry, { entryId: first.entryId })).particulars;
    await database.setClock("2026-03-13T10:00:00+08:00");
    await first.gives.does(keepParticulars, {
      idempotencyKey: crypto.randomUUID(),
      entryId: first.entryId,
      after: described?.version ?? 0,
      particulars: particularsInput.parse({ ...described?.value, document: null }),
    });
    expect(saidBy(await first.read(first.asks))).toContain("证照类");
    const second = await taken("fushun", "licences");
    expect((await second.read(second.asks)).code).not.toBe((await first.read(first.asks)).code);
  });
});
