import { describe, expect, it } from "vitest";
import { type CaseState, fold } from "@/server/cases/rules";
import { explain, loadTenants } from "@/server/law";
import { type CaseDriver, CITIES, person, viewOf } from "./cases";
import { codeOf, does, opened, outreachOf, workedRows } from "./forms";

interface Proposal {
  at?: string;
  said?: Record<string, string | undefined>;
  inUse?: boolean;
  written?: boolean;
}

function proposed(city: string, { at = "2026-03-02T09:00:00+08:00", said, inUse = false, written }: Proposal = {}) {
  return opened(city, "catalogue.retirement", { at, said, attributes: { inUse }, written });
}

/** To the announcement; in Leshan the authority records the filing first. */
function announced(driven: CaseDriver, usableOn?: string): CaseDriver {
  if (driven.state?.stage === "record") does(driven, "authority", "record");
  return does(driven, "provider", "announce", { "usable-on": usableOn });
}

const earliest = (state: CaseState | null) => state?.clock?.notBefore?.toISOString();

describe.each(CITIES)("a retirement in %s", (city) => {
  const notice = () => announced(proposed(city), "2026-03-02");

  it("is announced to the consumers, waits 20 natural days, and then takes the resource off", () => {
    const driven = notice();
    expect(driven.procedure.about).toBe("own-entry");
    expect(outreachOf(driven)).toEqual(["announce-retirement"]);
    expect(driven.state).toMatchObject({ stage: "transition", waitingOn: ["provider"] });
    // 22 March is a Sunday: a minimum does not roll.
    expect(driven.state?.clock?.deadline?.lastDay).toBe("2026-03-22");
    driven.at("2026-03-23T00:00:00+08:00").acts("provider", "take-offline");
    expect(driven.state?.end).toBe("offline");
    expect(outreachOf(driven)).toEqual(["retire-entry"]);
    expect(fold(driven.procedure, driven.events, loadTenants().calendar)).toEqual(driven.state);
  });

  // covers: SZ-19-1c
  it("is refused one second before the transition has run out, with the instant from which it is allowed", () => {
    const early = notice().at("2026-03-22T23:59:59+08:00");
    expect(codeOf(() => early.acts("provider", "take-offline"))).toMatchObject({
      code: "TOO_EARLY",
      notBefore: new Date("2026-03-23T00:00:00+08:00"),
    });
    expect(early.at("2026-03-23T00:00:00+08:00").acts("provider", "take-offline").state?.end).toBe("offline");
  });

  it("cannot pass over the announcement, and nobody else may take the resource off", () => {
    const ready = () => notice().at("2026-04-01T09:00:00+08:00");
    expect(codeOf(() => proposed(city).acts("provider", "take-offline")).code).toBe("ACT_NOT_ALLOWED");
    for (const kind of ["authority", "government", "provider-head"])
      expect(codeOf(() => ready().acts(kind, "take-offline")).code, kind).toBe("WRONG_ACTOR");
    expect(codeOf(() => ready().acts("provider", "take-offline")).code).toBe("ALLOWED");
  });

  it("may be taken back until then, even while the transition runs, and the consumers learn that it stays", () => {
    const driven = notice().later(1).withdraws(person("provider"));
    expect(driven.state?.end).toBe("kept");
    expect(outreachOf(driven)).toEqual(["keep-entry"]);
    expect(codeOf(() => notice().withdraws(person("authority"))).code).toBe("WRONG_ACTOR");
  });

  it("counts from the later of the successor being usable and the announcement", () => {
    const usable = (day: string) => earliest(announced(proposed(city), day).state);
    expect(usable("2026-01-05")).toBe(new Date("2026-03-23T00:00:00+08:00").toISOString());
    expect(usable("2026-03-02")).toBe(new Date("2026-03-23T00:00:00+08:00").toISOString());
    expect(usable("2026-03-10")).toBe(new Date("2026-03-31T00:00:00+08:00").toISOString());
  });

  it("says why it goes", () => {
    expect(codeOf(() => proposed(city, { said: { reason: undefined } })).missing).toEqual(["reason"]);
    expect(
      codeOf(() => opened(city, "catalogue.retirement", { at: "2026-03-02T09:00:00+08:00", by: person("authority") }))
        .code,
    ).toBe("WRONG_ACTOR");
  });

  it("does not touch the holiday calendar: the last day is certain even in a year that is not published", () => {
    const driven = announced(proposed(city, { at: "2026-12-20T09:00:00+08:00" }), "2026-12-20");
    expect(driven.state?.clock?.deadline).toMatchObject({ lastDay: "2027-01-09", provisional: false });
  });

  it("is preceded, since Order 809, by consulting the departments that use it", () => {
    const driven = proposed(city, { inUse: true });
    expect(driven.state).toMatchObject({ stage: "consultation", waitingOn: ["provider"] });
    expect(codeOf(() => driven.acts("provider", "consulted"))).toMatchObject({
      missing: ["consultation"],
      article: "27",
    });
    expect(codeOf(() => does(driven, "authority", "consulted")).code).toBe("WRONG_ACTOR");
    const next = does(driven, "provider", "consulted").state?.stage;
    expect(next).toBe(proposed(city, { inUse: false }).state?.stage);
    expect(proposed(city, { inUse: true, written: true }).state?.stage).toBe(next);
  });
});

describe("Shuozhou", () => {
  // covers: SZ-19-1b
  it("needs the successor and the day on which it became usable where an update replaces the old resource", () => {
    const driven = proposed("shuozhou", { said: { ground: "replaced" } });
    expect(driven.state?.stage).toBe("successor");
    expect(
      codeOf(() => does(driven, "provider", "announce", { successor: undefined, "usable-on": undefined })),
    ).toMatchObject({ missing: ["successor", "usable-on"], article: "19" });
    expect(does(driven, "provider", "announce").state?.stage).toBe("transition");
  });

  it("ends a resource without successor by the same steps (D6)", () => {
    const driven = proposed("shuozhou", { said: { ground: "ended" } });
    expect(driven.state?.stage).toBe("announcement");
    expect(driven.effects).toEqual(["stage-skipped", "stage-skipped", "stage-entered"]);
    expect(earliest(driven.acts("provider", "announce", {}).state)).toBe(
      new Date("2026-03-23T00:00:00+08:00").toISOString(),
    );
  });

  it.each(workedRows("delisting").map((row) => [row.case_id, row] as const))(
    "%s: the engine's own clock agrees",
    (_id, row) => {
      const driven = announced(
        proposed(row.city, { at: row.start, written: true, said: { ground: "replaced" } }),
        row.start.slice(0, 10),
      );
      expect(driven.state?.clock).toMatchObject({ target: false, within: { basis: "reading" } });
      expect(driven.state?.clock?.deadline?.dueAt).toEqual(new Date(row.expected_due));
    },
  );
});

describe("Leshan", () => {
  // covers: LS-15-3b
  it("files with the authority before anything else; without the record nothing goes offline", () => {
    const driven = proposed("leshan");
    expect(driven.state).toMatchObject({ stage: "record", waitingOn: ["authority"] });
    expect(codeOf(() => does(driven, "provider", "announce")).code).toBe("ACT_NOT_ALLOWED");
    expect(codeOf(() => does(driven, "provider", "record")).code).toBe("WRONG_ACTOR");
    expect(does(driven, "authority", "record").state?.stage).toBe("announcement");
  });

  // covers: LS-15-3a
  it("explains its reasons, more fully where the authority asks", () => {
    expect(codeOf(() => proposed("leshan", { said: { reason: undefined } }))).toMatchObject({
      missing: ["reason"],
      article: "15",
    });
    const driven = proposed("leshan").acts("authority", "ask-reasons");
    expect(driven.state).toMatchObject({ stage: "explanation", waitingOn: ["provider"] });
    expect(codeOf(() => driven.acts("provider", "explain", {}))).toMatchObject({ missing: ["reason"] });
    expect(driven.acts("provider", "explain").state?.stage).toBe("record");
  });
});

it("the transition is law in Shuozhou and our default elsewhere", () => {
  for (const city of CITIES) {
    const transition = viewOf(city)
      .procedure("catalogue.retirement")
      .stages.find(({ id }) => id === "transition");
    expect(transition?.basis, city).toBe(city === "shuozhou" ? "law" : "default");
    expect(transition?.clock?.target, city).toBe(city !== "shuozhou");
  }
});

it("the explanation of a minimum says that it does not roll", () => {
  const clock = announced(proposed("shuozhou", { said: { ground: "replaced" } }), "2026-03-02").state?.clock;
  if (!clock?.deadline) throw new Error("no transition runs");
  expect(
    explain(clock.deadline, clock.within, clock.start)
      .lines.map(({ en }) => en)
      .join(" "),
  ).toMatch(/At least 20 natural days, run out with 2026-03-22; a minimum does not roll/);
});
