import { describe, expect, it } from "vitest";
import { ProcedureUnknownError } from "@/server/law";
import { CITIES, person, viewOf } from "./cases";
import { codeOf, does, opened } from "./forms";

const AT = "2026-03-02T10:00:00+08:00";
const needed = (said: Record<string, string | undefined> = {}) =>
  opened("shuozhou", "sharing.superior", { at: AT, said });

describe("data of a superior level in Shuozhou", () => {
  it("is about no entry of the city, and no step of it has a limit in the text", () => {
    const { procedure } = needed();
    expect(procedure.about).toBe("none");
    expect(procedure.stages.map(({ clock }) => clock)).toEqual([null, null, null, null]);
  });

  it("is applied for by the authority, lands, is governed and served from the shared base", () => {
    const driven = needed();
    expect(driven.state).toMatchObject({ stage: "gathering", waitingOn: ["authority"] });
    does(driven, "authority", "apply");
    expect(driven.state?.stage).toBe("superior");
    does(driven, "authority", "land");
    expect(codeOf(() => driven.acts("authority", "serve"))).toMatchObject({ missing: ["base-entry"], article: "18" });
    does(driven, "authority", "serve", { "base-entry": "SZ-0001" });
    expect(driven.state).toMatchObject({ end: "served", values: { "base-entry": "SZ-0001" } });
    expect(driven.effects).not.toContain("grant");
  });

  // covers: SZ-18-1a
  it("is applied for once: a later need joins the application already made", () => {
    const first = does(needed(), "authority", "apply", { "application-number": "晋-2026-7" });
    const second = does(needed(), "authority", "join", { "application-number": "晋-2026-7" });
    expect(second.state?.stage).toBe("superior");
    expect(second.state?.values["application-number"]).toBe(first.state?.values["application-number"]);
    expect(codeOf(() => needed().acts("authority", "join"))).toMatchObject({ missing: ["application-number"] });
  });

  it("is applied for by no other side", () => {
    for (const kind of ["requester", "provider", "government"])
      expect(codeOf(() => does(needed(), kind, "apply")).code, kind).toBe("WRONG_ACTOR");
    expect(codeOf(() => opened("shuozhou", "sharing.superior", { at: AT, by: person("authority") })).code).toBe(
      "WRONG_ACTOR",
    );
  });

  it("states need and purpose; an unclear need comes back with a list", () => {
    expect(codeOf(() => needed({ duty: undefined, purpose: undefined }))).toMatchObject({
      missing: ["duty", "purpose"],
      article: "14(二)",
    });
    const driven = needed().acts("authority", "return");
    expect(driven.state).toMatchObject({ stage: "completion", waitingOn: ["requester"] });
    expect(codeOf(() => needed().acts("authority", "return", {}))).toMatchObject({ missing: ["missing-items"] });
    expect(driven.resubmits(needed().state?.application).state).toMatchObject({ stage: "gathering", round: 2 });
  });

  it("may be refused above, with reasons, or taken back", () => {
    const applied = () => does(needed(), "authority", "apply");
    expect(codeOf(() => applied().acts("authority", "refused-above", {}))).toMatchObject({ missing: ["reason"] });
    expect(applied().acts("authority", "refused-above").state?.end).toBe("not-obtained");
    expect(applied().withdraws().state?.end).toBe("withdrawn");
  });
});

it("no other city's text knows it", () => {
  for (const city of CITIES.filter((one) => one !== "shuozhou"))
    expect(() => viewOf(city).procedure("sharing.superior"), city).toThrow(ProcedureUnknownError);
});
