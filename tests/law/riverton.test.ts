import { describe, expect, it } from "vitest";
import { CaseRuleError, expiresAt } from "@/server/cases/rules";
import { endOfDay, readTenants } from "@/server/law";
import { proveProcedure } from "@/server/law/prove-procedure";
import { APPLICATION, at, CaseDriver, viewOf } from "./cases";
import { onboardRiverton } from "./riverton";
import { scratch } from "./tenant-folder";

const tenants = readTenants(onboardRiverton(scratch("riverton")));
const book = tenants.books.get("riverton");
if (!book) throw new Error("riverton is not loaded");
const written = book.asWritten().on("2026-03-02").procedure("sharing.conditional");

/** A request of an ordinary or an urgent lane, under the city's own text. */
function filed(urgency: "ordinary" | "urgent", start: string, procedure = written): CaseDriver {
  const attributes = { filedByHead: true, resourceMounted: false };
  return new CaseDriver(procedure, at(start)).files(attributes, { ...APPLICATION, urgency });
}
const dueAt = (driven: CaseDriver) => driven.state?.clock?.deadline?.dueAt;
/** Moves the driver to an instant. */
function until(driven: CaseDriver, instant: string): CaseDriver {
  return driven.at(at(instant));
}
function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof CaseRuleError) return error.code;
    throw error;
  }
  return "ALLOWED";
}

describe("a city that is only YAML", () => {
  it("stands beside the five, with its province, and every procedure of it is proved", () => {
    expect(tenants.books.size).toBe(6);
    expect(book.city.province.names.zh).toBe("云岭省");
    for (const procedure of book.on("2026-03-02").procedures()) expect(proveProcedure(procedure)).toEqual([]);
  });

  it("runs three reviews one after another, each within its own days", () => {
    const driven = filed("ordinary", "2026-03-02T10:00:00+08:00");
    expect(driven.state).toMatchObject({ stage: "conformity", waitingOn: ["authority"] });
    expect(dueAt(driven)).toEqual(endOfDay("2026-03-04"));
    until(driven, "2026-03-03T09:00:00+08:00").acts("authority", "pass");
    expect(driven.state).toMatchObject({ stage: "provider", waitingOn: ["provider"] });
    expect(dueAt(driven)).toEqual(endOfDay("2026-03-10"));
    until(driven, "2026-03-10T17:00:00+08:00").acts("provider", "agree");
    expect(driven.state).toMatchObject({ stage: "security", waitingOn: ["authority"] });
    expect(dueAt(driven)).toEqual(endOfDay("2026-03-13"));
    driven.acts("authority", "approve");
    expect(driven.state?.end).toBe("granted");
    expect(driven.effects).toContain("grant");
  });

  it("counts the urgent lane in hours to the second, over night and weekend", () => {
    const driven = filed("urgent", "2026-03-06T16:30:15+08:00"); // a Friday
    expect(dueAt(driven)).toEqual(at("2026-03-06T20:30:15+08:00"));
    until(driven, "2026-03-06T18:00:00+08:00").acts("authority", "pass");
    expect(dueAt(driven)).toEqual(at("2026-03-07T18:00:00+08:00"));
    until(driven, "2026-03-07T17:59:59+08:00").acts("provider", "agree");
    expect(dueAt(driven)).toEqual(at("2026-03-08T01:59:59+08:00"));
    expect(driven.state?.clock).toMatchObject({ key: "local.review.security.urgent", within: { article: "10" } });
  });

  it.each([
    ["ordinary", "review.provider", "2026-03-10T23:59:59+08:00"],
    ["urgent", "review.provider.urgent", "2026-03-04T09:00:00+08:00"],
  ] as const)("takes the %s lane from a field of the application", (lane, key, due) => {
    const driven = until(filed(lane, "2026-03-03T08:00:00+08:00"), "2026-03-03T09:00:00+08:00").acts(
      "authority",
      "pass",
    );
    expect(driven.state?.clock?.key).toBe(`local.${key}`);
    expect(dueAt(driven)).toEqual(at(due));
  });

  it("takes no application without the lane, nor with one that the list does not have", () => {
    const file = (urgency?: string) =>
      codeOf(() => new CaseDriver(written).files({}, { ...APPLICATION, ...(urgency && { urgency }) }));
    expect(file()).toBe("CONTENT_MISSING");
    expect(file("at once")).toBe("CONTENT_MISSING");
    expect(file("urgent")).toBe("ALLOWED");
  });
});

describe("a clock that pauses for completion", () => {
  it("keeps the working days that were left", () => {
    const driven = filed("ordinary", "2026-03-02T10:00:00+08:00").acts("authority", "pass");
    expect(dueAt(driven)).toEqual(endOfDay("2026-03-09"));
    // Three of five days have passed before Thursday 5 March: 3, 4 and – not used up – 5.
    until(driven, "2026-03-05T11:00:00+08:00").acts("provider", "return");
    expect(driven.state).toMatchObject({ stage: "completion", clock: null, waitingOn: ["requester"] });
    until(driven, "2026-03-16T09:00:00+08:00").resubmits({ ...APPLICATION, urgency: "ordinary" });
    expect(driven.state).toMatchObject({ stage: "provider", paused: null });
    expect(dueAt(driven)).toEqual(endOfDay("2026-03-19"));
    expect(driven.effects).toEqual(["stage-entered"]);
  });

  it("keeps the hours that were left, to the second", () => {
    const driven = filed("urgent", "2026-03-02T10:00:00+08:00").acts("authority", "pass");
    until(driven, "2026-03-02T16:20:30+08:00").acts("provider", "return");
    until(driven, "2026-03-05T08:00:00+08:00").resubmits({ ...APPLICATION, urgency: "urgent" });
    // 24 hours less 6 h 20 min 30 s.
    expect(dueAt(driven)).toEqual(at("2026-03-06T01:39:30+08:00"));
  });

  it("does not pause in the stages from which nothing is returned", () => {
    const driven = filed("ordinary", "2026-03-02T10:00:00+08:00");
    expect(driven.offers("authority")).toEqual(["pass", "reject"]);
    expect(codeOf(() => driven.acts("authority", "return"))).toBe("ACT_NOT_ALLOWED");
  });
});

describe("silence at the last review", () => {
  const silent = (lane: "ordinary" | "urgent") =>
    filed(lane, "2026-03-02T10:00:00+08:00").acts("authority", "pass").acts("provider", "agree");

  it.each([
    ["ordinary", "2026-03-05T23:59:59+08:00"],
    ["urgent", "2026-03-02T18:00:00+08:00"],
  ] as const)("grants in the %s lane one second after the last second, and not before", (lane, last) => {
    const driven = silent(lane);
    expect(dueAt(driven)).toEqual(at(last));
    const oneLater = new Date(at(last).getTime() + 1000);
    expect(driven.state && expiresAt(written, driven.state)).toEqual(oneLater);
    expect(codeOf(() => driven.at(new Date(oneLater.getTime() - 1)).expires())).toBe("NOT_EXPIRED");
    expect(driven.state?.end).toBeNull();
    driven.at(oneLater).expires();
    expect(driven.state).toMatchObject({ end: "granted", stage: null, clock: null });
    expect(driven.effects).toEqual(["ended", "grant"]);
  });

  it("decides nothing in the stages where the text does not say so", () => {
    const driven = filed("ordinary", "2026-03-02T10:00:00+08:00");
    expect(driven.state && expiresAt(written, driven.state)).toBeNull();
    expect(codeOf(() => until(driven, "2026-04-30T00:00:00+08:00").expires())).toBe("NOT_EXPIRED");
    expect(driven.acts("authority", "pass").state?.stage).toBe("provider");
  });

  it("no longer decides once the authority has spoken", () => {
    const driven = until(silent("ordinary"), "2026-03-05T10:00:00+08:00").acts("authority", "object");
    expect(driven.state?.end).toBe("refused");
    expect(codeOf(() => until(driven, "2026-04-30T00:00:00+08:00").expires())).toBe("ENDED");
  });

  it("under the stricter of two laws is consent like any other: the provider delivers next", () => {
    const stricter = book.on("2026-03-02").procedure("sharing.conditional");
    const driven = filed("ordinary", "2026-03-02T10:00:00+08:00", stricter);
    driven.acts("authority", "pass").acts("provider", "agree");
    until(driven, "2026-03-06T00:00:00+08:00").expires();
    expect(driven.state).toMatchObject({ stage: "delivery", waitingOn: ["provider"], end: null });
    expect(driven.state?.milestones.consented).toEqual(at("2026-03-06T00:00:00+08:00"));
    expect(dueAt(driven)).toEqual(endOfDay("2026-04-03"));
  });
});

it("a shorter national limit makes an answer late, but deems nothing: the city's own period does", () => {
  const capped = structuredClone(written);
  const security = capped.stages.find(({ id }) => id === "security");
  if (!security?.clock) throw new Error("no clock");
  security.clock.cap = {
    start: "agreed",
    key: "sharing.answer.within",
    within: { value: { amount: 1, unit: "working-days" }, from: "2025-08-01", article: "21", basis: "law" },
  };
  const driven = filed("ordinary", "2026-03-02T10:00:00+08:00", capped)
    .acts("authority", "pass")
    .acts("provider", "agree");
  expect(driven.state?.clock).toMatchObject({ bound: "cap", deadline: { lastDay: "2026-03-03" } });
  expect(codeOf(() => until(driven, "2026-03-04T00:00:00+08:00").expires())).toBe("NOT_EXPIRED");
  expect(until(driven, "2026-03-06T00:00:00+08:00").expires().state?.end).toBe("granted");
});

it("nothing of it has reached the five cities", () => {
  expect(() => viewOf("riverton")).toThrow(/no book of riverton/);
});
