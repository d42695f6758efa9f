import { chmodSync, mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { PLAYWRIGHT_FILES } from "./tests/e2e/files";
import { findBrowser } from "./tests/harness/browser";

// This file is read again by every worker: what it decides once is handed on in the environment.
process.env.HELIU_E2E_PORT ??= String(await freePort());
process.env.HELIU_E2E_DATA ??= dataFolder();
const baseURL = `http://localhost:${process.env.HELIU_E2E_PORT}`;
const { executablePath, args, env } = await findBrowser();

export default defineConfig({
  testDir: PLAYWRIGHT_FILES.folder,
  testMatch: PLAYWRIGHT_FILES.match,
  outputDir: "test-results",
  // One demonstration database serves all stories; those of one file run in order.
  fullyParallel: false,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  reporter: process.env.HELIU_E2E_REPORT
    ? [["list"], ["json", { outputFile: process.env.HELIU_E2E_REPORT }]]
    : [["list"]],
  globalTeardown: "./tests/harness/e2e-teardown.ts",
  use: {
    baseURL,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    // Recording costs every story a third of its time: ask for it where one has failed.
    trace: process.env.HELIU_E2E_TRACE ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    launchOptions: { executablePath, args, env },
  },
  projects: [{ name: "chromium", use: { browserName: "chromium", viewport: { width: 1280, height: 800 } } }],
  webServer: {
    command: "node --import tsx server/start.ts",
    url: `${baseURL}/health`,
    timeout: 240_000,
    reuseExistingServer: false,
    stdout: process.env.HELIU_E2E_VERBOSE ? "pipe" : "ignore",
    stderr: "pipe",
    gracefulShutdown: { signal: "SIGTERM", timeout: 20_000 },
    env: {
      PORT: process.env.HELIU_E2E_PORT,
      HELIU_DATA_DIR: process.env.HELIU_E2E_DATA,
      HELIU_MODE: "demonstration",
      HELIU_UPSTREAMS: "http://127.0.0.0/8",
    },
  },
});

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "heliu-e2e-"));
  // As root, PostgreSQL runs as another user, who must be able to pass.
  chmodSync(folder, 0o711);
  return folder;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
