import { rmSync } from "node:fs";

/** Removes the stories' data at the very end: Playwright stops the server, and with it the database, after this. */
export default function teardown(): void {
  const folder = process.env.HELIU_E2E_DATA;
  if (folder) process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
}
