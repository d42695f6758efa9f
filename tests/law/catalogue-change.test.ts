import { describe, expect, it } from "vitest";
import { stageOf } from "@/server/cases/rules";
import { CITIES, FULL, person, viewOf } from "./cases";
import { codeOf, does, opened, outreachOf, workedRows } from "./forms";

const changed = (city: string, day = "2026-09-16", written = false, said: Record<string, string | undefined> = {}) =>
  opened(city, "catalogue.change", { at: `${day}T15:00:00+08:00`, written, said: { "changed-on": day, ...said } });

const AFTER: Record<string, string> = { shuozhou: "province", chongqing: "report" };

describe.each(CITIES)("a catalogue change in %s", (city) => {
  // covers: FS-9-1a
  it("is compiled by the department, reviewed by the authority and then published", () => {
    const driven = changed(city);
    expect(driven.procedure.about).toBe("own-entry");
    expect(driven.state).toMatchObject({ stage: "update", waitingOn: ["provider"] });
    does(driven, "provider", "submit");
    expect(driven.state).toMatchObject({ stage: "review", waitingOn: ["authority"] });
    does(driven, "authority", "publish");
    expect(outreachOf(driven)).toEqual(["publish-entry"]);
    expect(driven.state?.stage).toBe(AFTER[city] ?? null);
    if (!AFTER[city]) expect(driven.state?.end).toBe("published");
  });

  it("is published by nobody but the authority", () => {
    const submitted = () => does(changed(city), "provider", "submit");
    for (const kind of ["provider", "provider-head", "government"])
      expect(codeOf(() => submitted().acts(kind, "publish")).code, kind).toBe("WRONG_ACTOR");
    const same = { ...person("authority"), person: "li" };
    expect(codeOf(() => submitted().acts("authority", "publish", FULL, same)).code).toBe("TWO_SIDES");
    expect(codeOf(() => does(changed(city), "authority", "submit")).code).toBe("WRONG_ACTOR");
    expect(
      codeOf(() => opened(city, "catalogue.change", { at: "2026-03-02T10:00:00+08:00", by: person("requester") })).code,
    ).toBe("WRONG_ACTOR");
  });

  it("goes back with reasons, and the revision has no period of its own", () => {
    const driven = does(changed(city), "provider", "submit");
    expect(codeOf(() => driven.acts("authority", "return", {}))).toMatchObject({ missing: ["reason"] });
    driven.acts("authority", "return");
    expect(driven.state).toMatchObject({ stage: "revision", waitingOn: ["provider"], clock: null });
    does(driven.later(3), "provider", "submit");
    expect(driven.state?.clock).toMatchObject({ stage: "review", deadline: { dayZero: "2026-09-19" } });
  });

  it("that no change of law or function calls for has no last day", () => {
    const driven = changed(city, "2026-09-16", false, { event: "other" });
    expect(driven.state).toMatchObject({ stage: "revision", clock: null });
    expect(does(driven, "provider", "submit").state?.stage).toBe("review");
    for (const event of ["law-changed", "function-changed"])
      expect(changed(city, "2026-09-16", false, { event }).state?.clock?.start).toBe("law-changed");
  });

  it("asks for the day and the kind of change", () => {
    for (const day of [undefined, "2026-02-30", "昨天"])
      expect(codeOf(() => changed(city, "2026-09-16", false, { "changed-on": day })).missing).toEqual(["changed-on"]);
    expect(codeOf(() => changed(city, "2026-09-16", false, { event: "weather" })).missing).toEqual(["event"]);
  });

  it("may be taken back until it is published, not afterwards", () => {
    expect(changed(city).withdraws(person("provider")).state?.end).toBe("withdrawn");
    const submitted = () => does(changed(city), "provider", "submit");
    expect(submitted().withdraws(person("provider")).state?.end).toBe("withdrawn");
    const published = does(submitted(), "authority", "publish");
    expect(codeOf(() => published.withdraws(person("provider"))).code).toBe(
      AFTER[city] ? "WITHDRAWAL_NOT_ALLOWED" : "ENDED",
    );
    expect(published.offers("provider")).not.toContain("withdraw");
  });
});

// covers: SZ-7-1b, HF-10-2, LS-7-1b, CQ-9-2
describe("the last day of an update", () => {
  it.each([
    // Sunday 20 September is a make-up working day, 25–27 September and 1–7 October are holidays.
    ["fushun", "2026-09-16", "2026-09-30", "cap", "2026-10-13"],
    ["shuozhou", "2026-09-16", "2026-09-30", "cap", "2026-10-13"],
    ["hefei-etdz", "2026-09-16", "2026-09-30", "own", "2026-09-30"],
    ["leshan", "2026-09-16", "2026-09-30", "cap", "2026-10-13"],
    ["chongqing", "2026-09-16", "2026-09-30", "cap", "2026-10-13"],
    // Over New Year's Day: Sunday 4 January is a make-up working day.
    ["leshan", "2025-12-15", "2025-12-29", "cap", "2026-01-06"],
  ])("in %s, changed %s, is %s (%s); as written %s", (city, day, last, bound, written) => {
    expect(changed(city, day).state?.clock).toMatchObject({ bound, target: false, deadline: { lastDay: last } });
    expect(changed(city, day, true).state?.clock).toMatchObject({
      cap: null,
      target: city === "fushun",
      deadline: { lastDay: written },
    });
  });

  it("counts from the day of the change, however late it is registered", () => {
    const late = opened("shuozhou", "catalogue.change", {
      at: "2026-09-28T09:00:00+08:00",
      said: { "changed-on": "2026-09-16" },
    });
    expect(late.state?.clock?.deadline).toMatchObject({ dayZero: "2026-09-16", lastDay: "2026-09-30" });
  });

  it("is provisional where it runs into a year without a calendar", () => {
    for (const city of CITIES) {
      expect(changed(city, "2026-12-21").state?.clock?.deadline?.provisional, city).toBe(true);
      expect(changed(city, "2026-09-16").state?.clock?.deadline?.provisional, city).toBe(false);
    }
  });

  it.each(workedRows("catalogue change").map((row) => [row.case_id, row] as const))(
    "%s: the engine's own clock agrees",
    (_id, row) => {
      const driven = changed(row.city, row.start.slice(0, 10), true);
      expect(driven.state?.clock?.deadline?.dueAt).toEqual(new Date(row.expected_due));
    },
  );
});

describe("what Order 809 adds", () => {
  it.each(CITIES)("an extension of 5 working days in %s, asked of the authority, once", (city) => {
    const driven = changed(city);
    expect(codeOf(() => driven.acts("authority", "extend")).code).toBe("ACT_NOT_ALLOWED");
    driven.acts("provider", "ask-extension", { reason: "系统改造", extensionDays: 5 });
    expect(driven.state?.waitingOn).toEqual(["provider", "authority"]);
    expect(driven.procedure.stages[0]?.extension).toMatchObject({
      article: "17",
      instrument: { en: expect.any(String) },
    });
    expect(codeOf(() => driven.acts("provider", "extend")).code).toBe("WRONG_ACTOR");
    driven.acts("authority", "extend", { reason: "同意", extensionDays: 5 });
    expect(driven.state?.clock?.deadline?.lastDay).toBe("2026-10-13");
    expect(driven.last?.effects[0]).toMatchObject({ type: "extended", tells: ["provider"] });
    expect(codeOf(() => driven.acts("provider", "ask-extension", { reason: "再次延长", extensionDays: 1 })).code).toBe(
      "EXTENSION_USED_UP",
    );
    expect(
      codeOf(() => changed(city).acts("provider", "ask-extension", { reason: "改造", extensionDays: 6 })),
    ).toMatchObject({ code: "EXTENSION_TOO_LONG", atMost: 5 });
    expect(codeOf(() => changed(city, undefined, true).acts("provider", "ask-extension")).code).toBe("ACT_NOT_ALLOWED");
  });

  it.each(CITIES)("a review within 2 working days in %s, where the text has no time for it", (city) => {
    expect(does(changed(city), "provider", "submit").state?.clock).toMatchObject({
      stage: "review",
      bound: "cap",
      deadline: { lastDay: "2026-09-18" },
      cap: { within: { article: "17" } },
    });
    expect(does(changed(city, undefined, true), "provider", "submit").state?.clock?.deadline).toBeNull();
  });

  it("the review itself: law in Fushun, elsewhere a default that names the order", () => {
    const review = (city: string) =>
      viewOf(city)
        .procedure("catalogue.change")
        .stages.find(({ id }) => id === "review");
    expect(review("fushun")).toMatchObject({ basis: "law", article: "9", seat: { value: "city" } });
    for (const city of CITIES.filter((one) => one !== "fushun"))
      expect(review(city), city).toMatchObject({
        basis: "default",
        reason: { en: expect.stringContaining("809") },
        seat: { value: "provider-region" },
      });
  });
});

describe("Shuozhou", () => {
  it("files a published update with the provincial platform, without a limit", () => {
    const driven = does(does(changed("shuozhou"), "provider", "submit"), "authority", "publish");
    expect(driven.state).toMatchObject({ stage: "province", waitingOn: ["authority"], clock: null });
    expect(codeOf(() => does(driven, "provider", "file")).code).toBe("WRONG_ACTOR");
    expect(codeOf(() => does(driven, "authority", "file", { "filed-on": undefined })).missing).toEqual(["filed-on"]);
    expect(does(driven, "authority", "file").state).toMatchObject({
      end: "filed",
      values: { "filed-on": "2026-03-02" },
    });
  });
});

describe("Chongqing", () => {
  const published = (at: string) =>
    does(
      does(
        opened("chongqing", "catalogue.change", { at, said: { "changed-on": at.slice(0, 10) } }),
        "provider",
        "submit",
      ),
      "authority",
      "publish",
    );

  // covers: CQ-10-2
  it.each(workedRows("upward report").map((row) => [row.case_id, row] as const))(
    "%s: the department reports upward within 10 working days of the update",
    (_id, row) => {
      const driven = published(row.start);
      expect(driven.state).toMatchObject({
        stage: "report",
        waitingOn: ["provider"],
        clock: { start: "catalogue-changed" },
      });
      expect(driven.state?.clock?.deadline?.dueAt).toEqual(new Date(row.expected_due));
      expect(codeOf(() => does(driven, "authority", "report")).code).toBe("WRONG_ACTOR");
      expect(does(driven, "provider", "report").state?.end).toBe("reported");
    },
  );
});

describe("the review before publication", () => {
  const CHECKS = ["check-complete", "check-conforming", "check-consistent", "check-lawful"];
  const NATIONAL = ["secrecy-review", "personal-information"];
  const asked = (city: string, stage: string, act: string, written = false) =>
    stageOf(changed(city, "2026-09-16", written).procedure, stage).acts[act]?.fields ?? [];
  const lacks = (city: string) => codeOf(() => changed(city).acts("provider", "submit"));

  // covers: CQ-30-2, SZ-26-1a, LS-33-3
  it("asks for the secrecy review by each city's own article, and by Order 809's where the text has none", () => {
    for (const [city, article, instrument] of [
      ["shuozhou", "26", undefined],
      ["leshan", "33", undefined],
      ["chongqing", "30", undefined],
      ["fushun", "13", expect.anything()],
      ["hefei-etdz", "13", expect.anything()],
    ] as const)
      for (const stage of ["update", "revision"]) {
        const fields = asked(city, stage, "submit");
        expect(
          fields.filter(({ id }) => id === "secrecy-review"),
          city,
        ).toHaveLength(1);
        const field = fields.find(({ id }) => id === "secrecy-review");
        expect(field, city).toMatchObject({ required: true, article });
        expect(field?.instrument, city).toEqual(instrument);
      }
    for (const city of CITIES) expect(lacks(city), city).toMatchObject({ code: "CONTENT_MISSING" });
    expect(lacks("chongqing").missing).toEqual(NATIONAL);
    expect(
      codeOf(() => does(changed("chongqing"), "provider", "submit", { "secrecy-review": undefined })),
    ).toMatchObject({ missing: ["secrecy-review"], article: "30" });
    expect(does(changed("chongqing"), "provider", "submit").state?.stage).toBe("review");
  });

  it("asks what the assessment of personal information found, and its measures where it found some needed", () => {
    for (const city of CITIES) {
      const measures = (said: Record<string, string | undefined>) =>
        codeOf(() => does(changed(city), "provider", "submit", said));
      expect(measures({ "personal-information": undefined }).missing, city).toEqual(["personal-information"]);
      expect(measures({ "personal-information": "perhaps" }).missing, city).toEqual(["personal-information"]);
      const needed = { "personal-information": "measures", "personal-information-measures": undefined };
      expect(measures(needed).missing, city).toEqual(["personal-information-measures"]);
      expect(measures({ ...needed, "personal-information-measures": "隐去身份证号" }).code, city).toBe("ALLOWED");
      expect(measures({ ...needed, "personal-information": "none" }).code, city).toBe("ALLOWED");
    }
  });

  // covers: SZ-11-1a, SZ-11-1b, SZ-11-1c
  it("of 朔州 asks for grading, the seven points of article 11 and whether an agreement is needed", () => {
    const own = [
      "grading",
      "review-attribute",
      "review-method",
      "review-scenario",
      "review-consumers",
      "review-region",
      "review-knowledge",
      "review-use",
      "security-agreement",
    ];
    expect(lacks("shuozhou").missing).toEqual([...own, "secrecy-review", "personal-information"]);
    for (const field of own)
      expect(
        codeOf(() => does(changed("shuozhou"), "provider", "submit", { [field]: undefined })),
        field,
      ).toMatchObject({
        missing: [field],
        article: "11",
      });
    expect(lacks("leshan").missing).toEqual(["secrecy-review", "secrecy-reviewer", "personal-information"]);
  });

  it("is not passed by the authority before it has made each of four checks", () => {
    for (const city of CITIES) {
      const submitted = () => does(changed(city), "provider", "submit");
      expect(codeOf(() => submitted().acts("authority", "publish")).missing, city).toEqual(CHECKS);
      for (const check of CHECKS)
        expect(codeOf(() => does(submitted(), "authority", "publish", { [check]: "not-met" })).missing).toEqual([
          check,
        ]);
      expect(does(submitted(), "authority", "publish").last?.state.stage ?? null, city).toBe(AFTER[city] ?? null);
      expect(asked(city, "review", "return")).toEqual([]);
    }
  });

  it("of a city that is run as written asks only what its own text asks", () => {
    for (const city of CITIES) expect(asked(city, "review", "publish", true), city).toEqual([]);
    expect(asked("fushun", "update", "submit", true)).toEqual([]);
    expect(asked("chongqing", "update", "submit", true).map(({ id }) => id)).toEqual(["secrecy-review"]);
  });
});

// covers: SZ-11-1c
it("朔州's provider consents only with the agreement that the review asks for", () => {
  const answered = (securityAgreement?: string) => {
    const driven = opened("shuozhou", "sharing.conditional", {
      at: "2026-03-02T10:00:00+08:00",
      attributes: { filedByHead: true, sharingClass: "conditional", ...(securityAgreement && { securityAgreement }) },
    });
    return does(driven, "authority", "pass");
  };
  const consent = (said: Record<string, string | undefined>, needed?: string) =>
    codeOf(() => does(answered(needed), "provider-head", "approve", said));
  expect(consent({ "agreement-signed": undefined }, "needed")).toMatchObject({
    code: "CONTENT_MISSING",
    missing: ["agreement-signed"],
    article: "11",
  });
  expect(consent({ "agreement-signed": "朔共协〔2026〕3号，2026年3月2日" }, "needed").code).toBe("ALLOWED");
  for (const needed of ["not-needed", undefined])
    expect(consent({ "agreement-signed": undefined }, needed).code).toBe("ALLOWED");
});

it("Hefei's form says which of its three catalogues is affected", () => {
  expect(codeOf(() => changed("hefei-etdz", "2026-09-16", false, { catalogues: undefined }))).toMatchObject({
    missing: ["catalogues"],
    article: "10",
  });
  expect(changed("hefei-etdz", "2026-09-16", false, { catalogues: "sharing" }).state?.stage).toBe("update");
});
