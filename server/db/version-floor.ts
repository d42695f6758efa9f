import { BootError } from "@/server/shared/boot-error";

/**
 * The oldest PostgreSQL that boot accepts, by major version (SECURE.md, 2026-11): the minor releases that came out
 * together with 15.20. Each fixes holes that a tenant could use against another.
 */
export const VERSION_FLOOR: Readonly<Record<number, number>> = { 15: 20, 16: 16, 17: 12, 18: 6 };

/**
 * The embedded server has a floor of its own: npm carries no newer build than this, and it is reachable through a
 * private socket only, by logins that this process alone holds.
 */
export const EMBEDDED_FLOOR: Readonly<Record<number, number>> = { 18: 4 };

/**
 * Refuses a server below its floor or of a major version that the migrations were not run on.
 * @param versionNumber PostgreSQL's `server_version_num`, for example 150020.
 * @throws BootError naming the version found and the one wanted.
 */
export function checkVersion(versionNumber: number, where: "embedded" | "external"): void {
  const floors = where === "embedded" ? EMBEDDED_FLOOR : VERSION_FLOOR;
  const major = Math.floor(versionNumber / 10_000);
  const minor = versionNumber % 10_000;
  const floor = floors[major];
  if (floor !== undefined && minor >= floor) return;
  const wanted = Object.entries(floors)
    .map(([version, least]) => `${version}.${least}`)
    .join(" / ");
  throw new BootError(
    `PostgreSQL ${major}.${minor} 低于安全下限；需要 ${wanted} 或同一大版本的更新小版本。`,
    `PostgreSQL ${major}.${minor} is below the safety floor; use ${wanted}, or a later minor release of one of these.`,
  );
}
