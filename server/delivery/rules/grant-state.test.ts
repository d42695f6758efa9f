import { describe, expect, it } from "vitest";
import { grantState } from "./grant-state";

const from = new Date("2026-01-01T00:00:00+08:00");
const until = new Date("2027-01-01T00:00:00+08:00");
const grant = { suspendedAt: null, revokedAt: null, validFrom: from, validUntil: until, retiredAt: null };

describe("the state of a grant", () => {
  it("is live from its first instant and no longer at its end", () => {
    expect(grantState(grant, new Date(from.getTime() - 1))).toBe("not-begun");
    expect(grantState(grant, from)).toBe("live");
    expect(grantState(grant, new Date(until.getTime() - 1))).toBe("live");
    expect(grantState(grant, until)).toBe("expired");
  });

  it("says that it was revoked or suspended whatever the day", () => {
    expect(grantState({ ...grant, suspendedAt: from }, until)).toBe("suspended");
    expect(grantState({ ...grant, suspendedAt: from, revokedAt: from }, from)).toBe("revoked");
  });

  it("ends with the entry that it is on, from the instant at which that went off", () => {
    const off = { ...grant, retiredAt: new Date(from.getTime() + 1) };
    expect(grantState(off, from)).toBe("live");
    expect(grantState(off, off.retiredAt)).toBe("retired");
    expect(grantState({ ...off, suspendedAt: from }, off.retiredAt)).toBe("retired");
    expect(grantState({ ...off, revokedAt: from }, off.retiredAt)).toBe("revoked");
  });
});
