import { cruise, type ICruiseResult } from "dependency-cruiser";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";
import { expect, it } from "vitest";
import config from "../.dependency-cruiser.mjs";

/** What the tree must contain at the least, so that a tool that sees nothing can't say that all is well. */
const LEAST_MODULES = 40;

it("lets data take only one way through the house", { timeout: 120_000 }, async () => {
  const { forbidden, options } = config;
  const { output } = await cruise(
    ["app", "server", "prisma", "tenants"],
    { ...options, ruleSet: { forbidden }, validate: true, outputType: "json" },
    undefined,
    { tsConfig: extractTSConfig("tsconfig.json") },
  );
  const result: ICruiseResult = typeof output === "string" ? JSON.parse(output) : output;
  const violations = result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
  expect(violations).toEqual([]);
  expect(result.summary.totalCruised).toBeGreaterThan(LEAST_MODULES);
  const own = result.modules.filter((module) => /^(app|server)\//.test(module.source));
  expect(own.length).toBeGreaterThan(LEAST_MODULES);
  expect(own.some((module) => module.dependencies.length > 0)).toBe(true);
});
