import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { PolicyFileError, type PolicyProblem, readTenants } from "@/server/law";

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that is gone after the test. */
export function scratch(name: string): string {
  const { folder } = scratchFolder(name);
  made.push(folder);
  return folder;
}

/** An empty folder that stays until it is removed, for a whole file of tests. */
export function scratchFolder(name: string): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A copy of the tenants with only these cities in it. */
export function tenantsOf(...cities: string[]): string {
  const root = scratch("tenants");
  for (const part of ["national", "provinces.yaml", ...cities])
    cpSync(join("tenants", part), join(root, part), { recursive: true });
  return root;
}

/** Rewrites one file; a change that changes nothing is a mistake of the test. */
export function edit(root: string, file: string, change: (text: string) => string): void {
  const path = join(root, file);
  const before = readFileSync(path, "utf8");
  const after = change(before);
  if (after === before) throw new Error(`nothing to change in ${file}`);
  writeFileSync(path, after);
}

/** Replaces one text by another. */
export function put(root: string, file: string, old: string, now: string): void {
  edit(root, file, (text) => text.replace(old, now));
}

/** Everything that is wrong in a folder of tenants; empty when it loads. */
export function problemsOf(root: string): PolicyProblem[] {
  try {
    readTenants([root]);
  } catch (error) {
    if (error instanceof PolicyFileError) return error.problems;
    throw error;
  }
  return [];
}

/** The line (from 1) of the first line that contains a text. */
export function lineOf(root: string, file: string, text: string): number {
  const lines = readFileSync(join(root, file), "utf8").split("\n");
  return lines.findIndex((line) => line.includes(text)) + 1;
}
