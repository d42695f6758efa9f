import { describe, expect, it } from "vitest";
import { type ActDraft, kindsOf, missingContent, toContent } from "@/app/workspace/cases/[id]/act-content";
import { actContentInput, type CaseAct } from "@/server/cases/case.schema";

const text = { zh: "同意", en: "Agree" };
const cited = { article: "21", basis: "law" as const };

function act(changes: Partial<CaseAct>): CaseAct {
  return {
    ...cited,
    event: "acted",
    act: "approve",
    title: text,
    as: "provider",
    requires: [],
    offers: [],
    fields: [],
    notBefore: null,
    proposes: null,
    atMost: null,
    daysIn: null,
    acceptedBasis: [],
    effect: "none",
    causes: text,
    ...changes,
  };
}

const draft: ActDraft = {
  reason: " 超出职责 ",
  sources: [
    { kind: "law", citation: "数据安全法第三十八条" },
    { kind: "rule", citation: " " },
  ],
  scope: "本区企业",
  purpose: "核验资格",
  missing: "用途说明\n\n  职责依据 ",
  storage: false,
  days: "",
  fields: {},
  columns: ["code", "name"],
  masks: { name: "name", phone: "phone" },
  conditions: [{ column: "code", op: "prefix", value: "91" }],
  from: "2026-12-01",
  until: "2027-11-30",
  requestsPerMinute: null,
  rowsPerDay: null,
  purposeDemanded: false,
};

describe("what an act says", () => {
  it("names every required thing that is missing, at its field", () => {
    const refuse = act({
      requires: [
        { ...cited, item: "reason" },
        { ...cited, item: "legal-basis" },
      ],
    });
    const empty = { ...draft, reason: " ", sources: [] };
    expect(missingContent(empty, refuse)?.fields.map(({ path }) => path)).toEqual([
      "content.reason",
      "content.legalBasis",
    ]);
    expect(missingContent(draft, refuse)).toBeNull();
  });

  it("says only what the act asks for or offers", () => {
    const refuse = act({ requires: [{ ...cited, item: "reason" }], offers: [{ ...cited, item: "legal-basis" }] });
    expect(toContent(draft, refuse, [])).toEqual({
      reason: "超出职责",
      legalBasis: [{ kind: "law", citation: "数据安全法第三十八条" }],
    });
    const sendBack = act({ requires: [{ ...cited, item: "missing-items" }] });
    expect(toContent(draft, sendBack, [])).toEqual({ missingItems: ["用途说明", "职责依据"] });
  });

  it("carries the terms of a grant in the form that the server takes", () => {
    const approve = act({ effect: "grant", offers: [{ ...cited, item: "storage-consent" }] });
    const content = toContent(draft, approve, []);
    expect(actContentInput.parse(content)).toEqual(content);
    expect(content.storageConsent).toBe(false);
    expect(content.grant?.masks).toEqual({ name: "name" });
    // What nobody limits is left to the platform; what is limited goes along.
    for (const limit of ["requestsPerMinute", "rowsPerDay", "purposeDemanded"])
      expect(content.grant).not.toHaveProperty(limit);
    const limited = { requestsPerMinute: 60, rowsPerDay: 5_000, purposeDemanded: true };
    const own = { name: "keep:2,3" as const };
    const strict = toContent({ ...draft, ...limited, masks: own }, approve, []);
    expect(actContentInput.parse(strict)).toEqual(strict);
    expect(strict.grant).toMatchObject({ ...limited, masks: own });
  });

  it("refuses a grant that ends before it begins or shares nothing", () => {
    const approve = act({ effect: "grant" });
    const wrong = { ...draft, columns: [], until: "2026-11-30" };
    expect(missingContent(wrong, approve)?.fields.map(({ problem }) => problem)).toEqual(["no-columns", "before-from"]);
  });

  it("offers only the kinds of source that the law accepts", () => {
    expect(kindsOf(act({ acceptedBasis: ["law", "rule"] }))).toEqual(["law", "rule"]);
    expect(kindsOf(act({})).length).toBeGreaterThan(5);
  });
});
