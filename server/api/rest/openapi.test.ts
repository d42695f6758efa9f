import { createConfig, lintFromString } from "@redocly/openapi-core";
import { expect, it } from "vitest";
import { restApp } from "@/server/api/rest/app";

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required?: boolean }[];
  security?: unknown[];
  responses: Record<string, { content?: Record<string, unknown> }>;
}
const described = async () => (await restApp.request("/api/v1/openapi.json")).text();
const operations = async () => {
  const { paths } = JSON.parse(await described()) as { paths: Record<string, Record<string, Operation>> };
  return Object.entries(paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, operation]) => ({ path, verb, ...operation })),
  );
};

it("describes itself without a finding of the recommended rules", async () => {
  const config = await createConfig({ extends: ["recommended"] });
  const findings = async (source: string) =>
    (await lintFromString({ source, absoluteRef: "openapi.json", config })).map(
      ({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ""}`,
    );
  expect(await findings(await described())).toEqual([]);
  // The linter does look: the same text without a summary is found.
  expect(await findings((await described()).replace('"summary":"Make a key', '"x-summary":"Make a key'))).not.toEqual(
    [],
  );
});

it("asks an idempotency key of every act that is not the same when it is repeated", async () => {
  const without = (await operations())
    .filter(({ verb }) => verb === "post" || verb === "patch")
    .filter(({ parameters = [] }) => !parameters.some(({ name, required }) => name === "Idempotency-Key" && required))
    .map(({ operationId }) => operationId);
  for (const { operationId, parameters = [], responses } of await operations()) {
    if (parameters.some(({ name }) => name === "Idempotency-Key"))
      expect(Object.keys(responses), operationId).toContain("409");
  }
  // Signing in twice opens two sessions: an answer that is kept for a repetition would be a token that is kept.
  // An upload says from which byte on it sends, so a repeated piece is refused; one that is announced twice waits unused and
  // is cleared away.
  expect(without).toEqual(["signIn", "createUpload", "sendUpload"]);
});

it("says of every operation which problem documents it answers with", async () => {
  for (const { operationId, responses } of await operations()) {
    const problems = Object.entries(responses).filter(([status]) => Number(status) >= 400);
    expect(problems.length, operationId).toBeGreaterThan(0);
    for (const [status, { content }] of problems) {
      expect(Object.keys(content ?? {}), `${operationId} ${status}`).toEqual(["application/problem+json"]);
    }
  }
});
