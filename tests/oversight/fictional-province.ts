import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parse } from "yaml";

/** The province of the generated folder. */
export const PROVINCE = "province-fiction";

/** City `n` (from 1) of the fictional province; region codes begin with 99, which no real division does. */
export function fictionalCity(n: number, counties: number) {
  const own = `99${String(n).padStart(2, "0")}00`;
  const regions = [
    own,
    ...Array.from({ length: counties }, (_, k) => `${own.slice(0, 4)}${String(k + 1).padStart(2, "0")}`),
  ];
  return { id: `fiction-${n}`, regions };
}

/**
 * Writes a folder of tenants, as `TENANTS_PATH` takes it: a province of `cities` cities, each with the law of Fushun.
 * JSON is YAML, so the files need no writer of their own.
 * @returns the folder; the caller removes it
 */
export function writeFictionalProvince(cities: number, counties: number): string {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-fiction-"));
  const model = parse(fs.readFileSync("tenants/fushun/city.yaml", "utf8")) as Record<string, unknown>;
  write(root, "provinces.yaml", {
    provinces: [{ tenant: PROVINCE, code: "990000", names: { zh: "虚构省", en: "Fiction" } }],
  });
  for (let n = 1; n <= cities; n++) {
    const { id, regions } = fictionalCity(n, counties);
    const folder = path.join(root, id);
    fs.cpSync("tenants/fushun/policy", path.join(folder, "policy"), { recursive: true });
    write(folder, "city.yaml", {
      ...model,
      id,
      names: { zh: `虚构${n}市`, en: `Fiction ${n}` },
      short: { zh: `虚${n}`, en: `F${n}` },
      region_code: regions[0],
      province: PROVINCE,
      regions: regions.map((code, k) => ({
        code,
        names: {
          zh: k === 0 ? `虚构${n}市` : `虚构${n}市第${k}区`,
          en: k === 0 ? `Fiction ${n}` : `District ${n}.${k}`,
        },
        kind: k === 0 ? "city" : "district",
      })),
    });
    write(folder, "departments.yaml", {
      departments: [
        { code: "gov", names: { zh: "人民政府", en: "Government" }, kind: "government", region: regions[0] },
        ...regions.map((region) => ({
          code: `data-${region}`,
          names: { zh: `数据局${region}`, en: `Data bureau ${region}` },
          kind: "authority",
          region,
        })),
      ],
    });
  }
  return root;
}

function write(folder: string, name: string, content: unknown): void {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, name), JSON.stringify(content));
}
