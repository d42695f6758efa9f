import { cpSync } from "node:fs";
import { join } from "node:path";
import { tenantFolders } from "@/server/law";
import { makeCity } from "@/server/law/make-city";
import { edit } from "./tenant-folder";

/** The province of the fictional city, which no list of the project knows. */
const PROVINCE = [
  ["province", "province-yunling"],
  ["province-name", "云岭省"],
  ["province-name-en", "Yunling"],
  ["province-code", "990000"],
];

/**
 * Onboards the fictional city 河口市 into a folder outside the project, as a clerk would: the scaffold, then the files
 * of `tests/law/fixtures/riverton` in the place of the scaffold's. No TypeScript knows anything of it.
 * @param root an empty folder
 * @returns the folders that npm start reads with TENANTS_PATH set to it
 */
export function onboardRiverton(root: string): string[] {
  const city = [
    ["id", "riverton"],
    ["name", "河口市"],
    ["name-en", "Riverton"],
    ["region-code", "990100"],
    ["from", "2026-01-01"],
    ["into", root],
  ];
  makeCity([...city, ...PROVINCE].flatMap(([name, value]) => [`--${name}`, value ?? ""]));
  edit(root, "riverton/city.yaml", (text) => text.replace(/^ {2}citation:/m, "  articles: 20\n  citation:"));
  cpSync("tests/law/fixtures/riverton", join(root, "riverton"), { recursive: true });
  return tenantFolders({ ...process.env, TENANTS_PATH: root });
}
