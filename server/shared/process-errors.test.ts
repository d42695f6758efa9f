import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";

/** Runs a script after surviveMistakes(), with nobody left to read what it writes. */
async function unheard(script: string): Promise<number | null> {
  const code = `
    import { surviveMistakes } from "./server/shared/process-errors.ts";
    surviveMistakes();
    process.once("message", async () => { ${script} });
    process.send("ready");`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  await once(child, "message");
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.send("go");
  const timer = setTimeout(() => child.kill("SIGKILL"), 8_000);
  const [ended] = (await once(child, "exit")) as [number | null];
  clearTimeout(timer);
  return ended;
}

it("does not report for ever to an output that nobody reads", async () => {
  expect(await unheard(`process.stderr.write("anybody?"); process.disconnect();`)).toBe(0);
});

it("goes on after a mistake that nobody caught", async () => {
  const script = `setTimeout(() => process.exit(7), 300); setImmediate(() => { throw new Error("a mistake"); });`;
  expect(await unheard(script)).toBe(7);
});
