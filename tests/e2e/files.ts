/** Which files Playwright takes: read by its configuration, and by whoever asks whether a test really runs. */
export const PLAYWRIGHT_FILES = { folder: "tests/e2e", match: "**/*.test.ts" };
