import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { z } from "zod";
import { calendarFileSchema, cityFileSchema, departmentsFileSchema } from "@/server/law/schema/city.schema";
import { nationalPolicyFileSchema, policyFileSchema, readPolicyFile } from "@/server/law/schema/policy.schema";
import { quickCheck } from "@/server/law/schema/quick-check";
import { registersFileSchema } from "@/server/law/schema/registers.schema";

interface LawFile {
  name: string;
  schema: z.ZodType;
  /** Parsed anew at each call, so that it may be changed. */
  content(): unknown;
}

/** The schema of a file by the folder in which it stands, or by its name. */
const SCHEMAS: Record<string, z.ZodType> = {
  "city.yaml": cityFileSchema,
  "departments.yaml": departmentsFileSchema,
  "calendar.yaml": calendarFileSchema,
  policy: policyFileSchema,
  registers: registersFileSchema,
};

const files: LawFile[] = readdirSync("tenants", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".yaml"))
  .flatMap((name) => {
    const schema = name.startsWith("national/policy")
      ? nationalPolicyFileSchema
      : (SCHEMAS[basename(name)] ?? SCHEMAS[name.split("/").at(-2) ?? ""]);
    const text = readFileSync(join("tenants", name), "utf8");
    return schema ? [{ name, schema, content: () => parse(text, { merge: true }) as unknown }] : [];
  });

/** The schema's own word as JSON text, so that the order of fields counts; null where anything is wrong. */
function judged({ schema }: LawFile, content: unknown): string | null {
  const result = schema.safeParse(content);
  return result.success ? JSON.stringify(result.data) : null;
}

function quickly({ schema }: LawFile, content: unknown): string | null {
  const found = quickCheck(schema)(content);
  return found === null ? null : JSON.stringify(found);
}

/** Every place of a content: what holds it, and under which key. */
function places(content: unknown): { holder: Record<string, unknown>; key: string }[] {
  if (typeof content !== "object" || content === null) return [];
  const holder = content as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...places(holder[key])]);
}

const CHANGES: Record<string, (holder: Record<string, unknown>, key: string) => void> = {
  removed: (holder, key) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  },
  misspelt: (holder, key) => {
    holder[`${key}x`] = holder[key];
    if (!Array.isArray(holder)) delete holder[key];
  },
  "given as a list": (holder, key) => {
    holder[key] = [holder[key]];
  },
  emptied: (holder, key) => {
    holder[key] = "";
  },
  nulled: (holder, key) => {
    holder[key] = null;
  },
  "made a number": (holder, key) => {
    holder[key] = 1;
  },
  "made a fraction": (holder, key) => {
    holder[key] = -0.5;
  },
  "made a block": (holder, key) => {
    holder[key] = { zh: "文", en: "Text" };
  },
  "turned about": (holder, key) => {
    const { [key]: value, ...more } = holder;
    if (!Array.isArray(holder)) for (const name of Object.keys(holder)) delete holder[name];
    if (!Array.isArray(holder)) Object.assign(holder, { [key]: value }, more);
  },
};

describe("a quick check answers what the schema makes of a content", () => {
  it("of every file of the law", { timeout: 60_000 }, () => {
    expect(files.length).toBeGreaterThan(100);
    for (const file of files) {
      const whole = judged(file, file.content());
      expect(whole, file.name).not.toBeNull();
      expect(quickly(file, file.content()), file.name).toBe(whole);
    }
  });

  it("of files in which one thing was changed, and null where that is wrong", { timeout: 120_000 }, () => {
    const seen = { sound: 0, wrong: 0 };
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.constantFrom(...Object.keys(CHANGES)), fc.nat(), (file, how, nth) => {
        const content = file.content();
        const all = places(content);
        const { holder, key } = all[nth % all.length] as (typeof all)[number];
        CHANGES[how]?.(holder, key);
        const whole = judged(file, content);
        seen[whole === null ? "wrong" : "sound"]++;
        expect(quickly(file, content)).toBe(whole);
        if (file.schema === policyFileSchema) expect(readPolicyFile(content) === null).toBe(whole === null);
      }),
      { numRuns: 1500, seed: 20251125 },
    );
    expect(seen.sound).toBeGreaterThan(100);
    expect(seen.wrong).toBeGreaterThan(500);
  });
});
