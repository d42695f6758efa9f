import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));

// One real PostgreSQL for the whole run; a test file that wants a database asks tests/harness/database.ts for its own.
export default defineConfig({
  resolve: { alias: { "@": root.replace(/\/$/, "") } },
  test: {
    include: ["server/**/*.test.ts", "tests/**/*.test.ts", "app/**/*.test.{ts,tsx}", "tenants/**/*.test.ts"],
    exclude: ["**/node_modules/**", "tests/e2e/**", "tests/bench/**", ".next/**", ".data*/**"],
    globalSetup: ["tests/harness/global-setup.ts"],
    env: { HELIU_MODE: "test", TZ: "UTC", HELIU_LOG: "error" },
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 120_000,
  },
});
