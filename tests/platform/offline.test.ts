import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { contentSecurityPolicy } from "@/server/http/security-headers";

/** The code that runs, without tests and what is generated. */
const files = ["app", "server"].flatMap((folder) =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    // The command line runs at an operator's and asks the platform that its caller names.
    .filter((path) => /\.(tsx?|css)$/.test(path) && !/\.test\.|generated|server\/api\/cli\//.test(path)),
);

// covers: HF-6-2c
it("needs no other network than the one it is reached by: pages load and code fetches from its own origin alone", () => {
  const sources = contentSecurityPolicy("n", { secure: false })
    .split("; ")
    .flatMap((directive) => directive.split(" ").slice(1));
  expect(sources).toContain("'self'");
  expect(sources.filter((source) => !/^('.*'|data:|blob:)$/.test(source))).toEqual([]);
  expect(files.length).toBeGreaterThan(200);
  const asked = files.flatMap((path) => [...readFileSync(path, "utf8").matchAll(/\bfetch\(\s*["'`]([^"'`]*)/g)]);
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.map(([, address]) => address).filter((address) => !address?.startsWith("/"))).toEqual([]);
  for (const path of files.filter((name) => name.endsWith(".css")))
    expect(readFileSync(path, "utf8"), path).not.toMatch(/url\(["']?https?:|@import ["']https?:/);
});
