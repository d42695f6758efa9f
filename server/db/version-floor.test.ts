import { expect, it } from "vitest";
import { checkVersion } from "./version-floor";

it.each([150_020, 150_021, 160_016, 170_012, 180_006])("accepts an external server of version %i", (version) => {
  expect(() => checkVersion(version, "external")).not.toThrow();
});

it.each([140_023, 150_019, 160_015, 170_011, 180_005, 190_000])(
  "refuses an external server of version %i and says which it needs",
  (version) => {
    expect(() => checkVersion(version, "external")).toThrow(/15\.20/);
  },
);

it("accepts the newest embedded server that npm carries, and none before it", () => {
  expect(() => checkVersion(180_004, "embedded")).not.toThrow();
  expect(() => checkVersion(180_003, "embedded")).toThrow(/18\.4/);
});
