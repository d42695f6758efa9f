import { describe, expect, it } from "vitest";
import { PARAMETERS } from "@/server/law/parameters";
import { answersTo, type Row, workingDays } from "./answers";
import { viewOf } from "./cases";

// Every value is also listed by article on the policy workbench; what a screen or a procedure does with it is shown by their tests.
const STEPS: Row[] = [
  ["sharing.cross_level", { "hefei-etdz": [true, "11"], leshan: [true, "14"] }],
  [
    "sharing.unconditional.procedure",
    {
      fushun: ["direct", "21"],
      shuozhou: ["application", "15(一)"],
      "hefei-etdz": ["direct", "14"],
      leshan: ["direct", "17"],
      chongqing: ["direct", "19"],
    },
  ],
  ["sharing.unconditional.conformity_review.within", { shuozhou: [workingDays(2, "submitted"), "15(一)", "reading"] }],
  [
    "sharing.conditional.receiver",
    {
      fushun: ["provider", "21"],
      shuozhou: ["platform", "15(二)"],
      "hefei-etdz": ["provider-via-platform", "14"],
      leshan: ["authority", "17", "reading"],
      chongqing: ["provider-via-platform", "19"],
    },
  ],
  ["sharing.conditional.conformity_review.within", { shuozhou: [workingDays(2, "submitted"), "15(二)", "reading"] }],
  [
    "sharing.conditional.decider",
    {
      fushun: [{ by: ["provider"] }, "21"],
      shuozhou: [{ by: ["provider", "delegate"] }, "15(二)", "reading"],
      "hefei-etdz": [{ by: ["provider"] }, "14"],
      leshan: [{ by: ["authority", "provider"], jointly: true }, "17"],
      chongqing: [{ by: ["provider"] }, "19"],
    },
  ],
  ["sharing.conditional.approval.must_state", { "hefei-etdz": [["scope", "purpose"], "14"] }],
  [
    "sharing.conditional.approval.effect",
    {
      fushun: ["授予相应共享权限，通过共享平台获取", "21"],
      shuozhou: ["按照答复意见使用", "15(二)"],
      "hefei-etdz": ["通过共享平台提供所需数据", "14"],
      leshan: ["开通相应共享权限", "17"],
      chongqing: ["严格按照答复意见使用", "19"],
    },
  ],
  ["sharing.conditional.refusal.standard", { chongqing: [true, "19"] }],
  ["sharing.dedicated.approval", { shuozhou: ["none", "16(三)", "reading"] }],
  ["sharing.superior_data.single_application", { shuozhou: [true, "18"] }],
  ["sharing.superior_data.landing_base", { shuozhou: ["朔州市高频数据共享库", "18"] }],
  ["collection.vertical_systems", { fushun: [true, "10"] }],
  ["dispute.duty_required", { shuozhou: [true, "15(三)"], "hefei-etdz": [true, "14"] }],
];

const CORRECTIONS: Row[] = [
  ["correction.fast_mechanism", { leshan: [true, "18"], chongqing: [true, "20"] }],
  [
    "correction.sharing.channel",
    {
      fushun: ["provider", "10", "default"],
      shuozhou: ["provider", "17"],
      "hefei-etdz": ["provider-via-platform", "10"],
      leshan: ["provider", "18"],
      chongqing: ["provider-via-platform", "20"],
    },
  ],
  [
    "correction.sharing.scope",
    {
      fushun: [["data"], "10", "default"],
      shuozhou: [["data"], "17"],
      "hefei-etdz": [["data", "catalogue"], "10"],
      leshan: [["data"], "18"],
      chongqing: [["data"], "20"],
    },
  ],
  [
    "correction.sharing.within",
    {
      fushun: [workingDays(5), "10", "default"],
      shuozhou: [workingDays(5), "17"],
      "hefei-etdz": [workingDays(5), "10"],
      leshan: [workingDays(15), "18", "default"],
      chongqing: [workingDays(10), "20"],
    },
  ],
  [
    "correction.sharing.extension",
    { chongqing: [{ amount: 15, unit: "working-days", consent: "提供部门负责人" }, "20", "reading"] },
  ],
  ["correction.sharing.reply_required", { "hefei-etdz": [true, "10"], leshan: [true, "18"] }],
  ["correction.open.within", { leshan: [workingDays(15), "31", "reading"] }],
  [
    "correction.continuing_service",
    { fushun: [true, "10", "default"], shuozhou: [true, "17"], chongqing: [true, "20"] },
  ],
];

const DELISTING: Row[] = [
  ["delisting.trigger", { shuozhou: [["superseded-by-update"], "19"], leshan: [["supply-stopped"], "15"] }],
  ["delisting.new_before_old", { shuozhou: [true, "19"] }],
  [
    "delisting.notify_consumers",
    {
      fushun: [true, "10", "default"],
      shuozhou: [true, "19"],
      "hefei-etdz": [true, "10", "default"],
      leshan: [true, "15", "default"],
      chongqing: [true, "21", "default"],
    },
  ],
  [
    "delisting.justification",
    {
      fushun: [true, "10", "default"],
      shuozhou: [true, "19", "default"],
      "hefei-etdz": [true, "10", "default"],
      leshan: [true, "15"],
      chongqing: [true, "21", "default"],
    },
  ],
  ["delisting.prior_filing", { leshan: [true, "15"] }],
  [
    "delisting.authority_informed",
    {
      fushun: [true, "10", "default"],
      shuozhou: [true, "19", "default"],
      "hefei-etdz": [true, "10", "default"],
      leshan: [true, "15", "reading"],
      chongqing: [true, "21", "default"],
    },
  ],
];

const USE: Row[] = [
  [
    "consumer.purpose_limitation",
    {
      fushun: [["stated-use", "own-duties"], "20"],
      shuozhou: [["provider-answer", "own-duties"], "15(二)", "reading"],
      "hefei-etdz": [["stated-scope", "stated-use", "own-duties"], "22"],
      leshan: [["own-duties"], "19"],
      chongqing: [["own-duties", "provider-answer"], "34(四)", "reading"],
    },
  ],
  [
    "consumer.other_purpose",
    {
      fushun: ["prohibited", "20"],
      shuozhou: ["only-if-authorised", "27"],
      "hefei-etdz": ["prohibited", "22"],
      leshan: ["prohibited", "19"],
      chongqing: ["prohibited", "34(四)"],
    },
  ],
  [
    "consumer.disguised_forms",
    {
      fushun: [["third-party", "other-purpose"], "20"],
      "hefei-etdz": [["third-party", "other-purpose"], "22"],
      leshan: [["third-party"], "19"],
      chongqing: [["third-party", "other-purpose"], "34(四)"],
    },
  ],
  ["consumer.public_release", { "hefei-etdz": ["with-provider-consent", "22"] }],
  [
    "consumer.personal_information",
    {
      fushun: ["按照法律、法规、规章的保密性规定使用", "20"],
      shuozhou: ["研究、分析、挖掘和创新应用中保护个人隐私", "26"],
      "hefei-etdz": ["可识别特定自然人的，未经本人同意不得公开或者向他人提供", "22"],
      leshan: ["敏感信息依法脱敏后共享", "14"],
      chongqing: ["保护个人隐私", "7"],
    },
  ],
  [
    "consumer.liability",
    {
      shuozhou: ["对滥用、非授权使用、未经许可的扩散和泄露负责", "27"],
      "hefei-etdz": ["谁经手、谁使用、谁管理，谁负责", "22"],
    },
  ],
  [
    "provider.liability",
    {
      shuozhou: ["不对数据在其他部门使用中的安全问题负责", "27"],
      leshan: ["依规开放并尽到义务的，对难以预见或者避免的损失不承担责任", "42"],
    },
  ],
];

const EFFECT: Row[] = [
  [
    "effect.equal_documents",
    {
      fushun: [{ via: "sharing-platform", kinds: ["documents", "licences", "contracts"], equals: "paper" }, "22"],
      shuozhou: [
        { via: "sharing-platform", kinds: ["documents", "licences", "contracts"], equals: "paper-original" },
        "16(四)",
        "reading",
      ],
      leshan: [{ via: "sharing-platform", kinds: ["documents", "licences", "contracts"], equals: "paper" }, "20"],
      chongqing: [{ via: "opening-platform", kinds: ["all"], equals: "paper-original" }, "23", "reading"],
    },
  ],
  [
    "effect.usable_as_basis_for",
    {
      fushun: [{ uses: ["administration", "public-service"] }, "22"],
      "hefei-etdz": [
        { uses: ["administration", "public-service", "law-enforcement"], exception: "electronic-excluded" },
        "15",
      ],
      leshan: [{ uses: ["administration", "public-service", "law-enforcement"] }, "20"],
    },
  ],
  [
    "effect.no_repeat_request",
    {
      fushun: [{ exception: "law-or-regulation" }, "22"],
      shuozhou: [{ exception: "law-or-administrative-regulation" }, "16(四)", "reading"],
      "hefei-etdz": [{ exception: "electronic-excluded" }, "15", "reading"],
      leshan: [{ exception: "electronic-excluded" }, "20"],
      chongqing: [{ exception: "none" }, "34(六)"],
    },
  ],
  ["effect.use_shared_first", { fushun: [true, "22"] }],
  ["effect.esigned_documents", { leshan: [{ exception: "electronic-excluded" }, "20"] }],
];

describe("the steps of sharing, as each city answers", () => {
  it.each(STEPS)("%s", (key, answers) => {
    expect(answersTo(key)).toEqual(answers);
  });

  it("give each class its own conformity review, and the procedures count by it", () => {
    const clockOf = (id: string) =>
      viewOf("shuozhou")
        .procedure(id)
        .stages.find((stage) => stage.id === "conformity")?.clock;
    expect(clockOf("sharing.unconditional")).toMatchObject({
      key: "sharing.unconditional.conformity_review.within",
      within: { article: "15(一)" },
    });
    expect(clockOf("sharing.conditional")).toMatchObject({
      key: "sharing.conditional.conformity_review.within",
      within: { article: "15(二)" },
    });
    expect(
      viewOf("fushun")
        .procedure("sharing.conditional")
        .stages.map((stage) => stage.id),
    ).not.toContain("conformity");
  });
});

describe("corrections, as each city answers", () => {
  it.each(CORRECTIONS)("%s", (key, answers) => {
    expect(answersTo(key)).toEqual(answers);
  });
});

describe("delisting, as each city answers", () => {
  it.each(DELISTING)("%s", (key, answers) => {
    expect(answersTo(key)).toEqual(answers);
  });
});

describe("the use of shared data, as each city answers", () => {
  it.each(USE)("%s", (key, answers) => {
    expect(answersTo(key)).toEqual(answers);
  });
});

describe("the effect of shared data, as each city answers", () => {
  it.each(EFFECT)("%s", (key, answers) => {
    expect(answersTo(key)).toEqual(answers);
  });
});

describe("a direction of strictness", () => {
  it("is told for sharing, where a national rule may stand above, and never for opening", () => {
    expect(PARAMETERS["correction.sharing.within"].stricter).toBe("shorter");
    expect(PARAMETERS["sharing.refusal.basis"].stricter).toBe("fewer");
    expect(PARAMETERS["sharing.refusal.must_contain"].stricter).toBe("more");
    expect(PARAMETERS["delisting.notify_consumers"].stricter).toBe("yes");
    const opening = Object.entries(PARAMETERS).filter(([key]) => /^(opening|authorised_operation|public)\./.test(key));
    expect(opening.length).toBeGreaterThan(40);
    expect(opening.filter(([, question]) => "stricter" in question)).toEqual([]);
  });
});
