import { BootError } from "@/server/shared/boot-error";

/**
 * How this process runs. `production` refuses demonstration accounts, a movable clock and a missing secret;
 * `demonstration` (the default of `npm start`) has them; `test` is set by the test harness.
 */
export type Mode = "production" | "demonstration" | "test";

const MODES: readonly string[] = ["production", "demonstration", "test"];

/**
 * The mode of this process: `HELIU_MODE`, else production when `NODE_ENV=production`, else demonstration.
 *
 * `NODE_ENV` alone says nothing once the server runs: `server/start.ts` sets it to `production` in every mode, because
 * React and Next choose their build by it, and fixes `HELIU_MODE` first. Ask this function, never `NODE_ENV`.
 *
 * @throws BootError when `HELIU_MODE` holds another word, so that a typing error never turns production off.
 */
export function mode(): Mode {
  const wanted = process.env.HELIU_MODE;
  if (wanted === undefined || wanted === "") {
    return process.env.NODE_ENV === "production" ? "production" : "demonstration";
  }
  if (!MODES.includes(wanted)) {
    throw new BootError(
      `HELIU_MODE=${wanted} 不是有效的运行方式；请用 production、demonstration 或 test。`,
      `HELIU_MODE=${wanted} is not a mode; use production, demonstration or test.`,
    );
  }
  return wanted as Mode;
}

/** True where demonstration accounts, one-click sign-in and a movable clock must not exist. */
export function isProduction(): boolean {
  return mode() === "production";
}
