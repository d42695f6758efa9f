import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { isCivilDate, shanghaiDate } from "./civil-date";
import { readTenants, tenantFolders } from "./load-tenants";
import { type NewCity, newCityFiles, schemaPath } from "./new-city";
import type { CityLevel, Province, Text } from "./types";

const LEVELS: readonly CityLevel[] = ["prefecture", "municipality", "zone"];
/** Folders of tenants/ that are no cities, and the operator's own tenant. */
const TAKEN = ["national", "schema", "platform"];

const OPTIONS = {
  id: { type: "string" },
  name: { type: "string" },
  "name-en": { type: "string" },
  short: { type: "string" },
  "region-code": { type: "string" },
  level: { type: "string" },
  province: { type: "string" },
  "province-name": { type: "string" },
  "province-name-en": { type: "string" },
  "province-code": { type: "string" },
  from: { type: "string" },
  into: { type: "string" },
} as const;

const USAGE = `npm run tenant:new -- --id riverton --name 河口市 --name-en Riverton --region-code 990100 --province province-liaoning
  [--into FOLDER] [--from 2026-01-01] [--level ${LEVELS.join("|")}] [--short 河口]
  [--province-name 云岭省 --province-name-en Yunling --province-code 990000]`;

/** Something that the caller has to put right. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(readonly said: Text) {
    super(said.en);
  }
}

function refuse(zh: string, en: string): never {
  throw new Refusal({ zh, en });
}

/**
 * Makes the folder of a new city, complete and sound, to be filled in from its text.
 * @param args as on the command line
 * @returns what was made and what comes next
 * @throws Refusal before anything is written, when something has to be put right
 */
export function makeCity(args: string[]): string {
  const values = optionsOf(args);
  const missing = (["id", "name", "name-en", "region-code", "province"] as const).filter((name) => !values[name]);
  if (missing.length > 0) {
    const names = missing.map((name) => `--${name}`).join("、");
    refuse(`缺少 ${names}。用法：\n${USAGE}`, `Missing: ${names}.`);
  }
  const root = resolve(values.into ?? "tenants");
  const folders = [...new Set([...tenantFolders(), root])].filter((folder) => existsSync(folder));
  const known = readTenants(folders);
  const city = checked(values, [...known.books.keys()]);
  const folder = join(root, city.id);
  if (existsSync(folder))
    refuse(
      `文件夹 ${shown(folder)} 已经存在，不予覆盖。`,
      `The folder ${shown(folder)} exists already; nothing is overwritten.`,
    );
  const provinces = provinceFile(values, known.provinces, root);
  const files = newCityFiles(city, schemaPath(folder, process.cwd()));
  if (provinces) write(join(root, "provinces.yaml"), provinces);
  for (const [name, text] of files) write(join(folder, name), text);
  // What was just written is read as it will be at the next start.
  readTenants([...new Set([...folders, root])]);
  return report(city, folder, root, files.size);
}

function optionsOf(args: string[]): Values {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    const { message } = error as Error;
    return refuse(`参数有误。用法：\n${USAGE}`, message);
  }
}

type Values = Partial<Record<keyof typeof OPTIONS, string>>;

function checked(values: Values, loaded: string[]): NewCity {
  const { id = "", name = "", level = "prefecture", from = shanghaiDate(new Date()) } = values;
  const nameEn = values["name-en"] ?? "";
  const regionCode = values["region-code"] ?? "";
  if (!/^[a-z][a-z0-9-]*$/.test(id))
    refuse(
      `--id “${id}”应当以小写字母开头，只用小写字母、数字和连字符。`,
      `--id "${id}" must be lower-case words joined by hyphens.`,
    );
  if (TAKEN.includes(id) || id.startsWith("province-"))
    refuse(`--id “${id}”为系统保留，请换一个。`, `--id "${id}" is kept for the system; choose another.`);
  if (loaded.includes(id))
    refuse(`已有城市“${id}”，请换一个 --id。`, `There is a city "${id}" already; choose another --id.`);
  if (!/^\d{6}$/.test(regionCode))
    refuse(
      `--region-code “${regionCode}”应当是六位行政区划代码。`,
      `--region-code "${regionCode}" must be a six-digit administrative code.`,
    );
  if (!isLevel(level))
    refuse(`--level 应当是 ${LEVELS.join("、")} 之一。`, `--level must be one of ${LEVELS.join(", ")}.`);
  if (!isCivilDate(from))
    refuse(
      `--from “${from}”应当是一个存在的日期，写作 YYYY-MM-DD。`,
      `--from "${from}" must be an existing day written YYYY-MM-DD.`,
    );
  const short = { zh: values.short ?? name.replace(/(市|地区|开发区)$/, ""), en: nameEn };
  return { id, names: { zh: name, en: nameEn }, short, regionCode, level, province: values.province ?? "", from };
}

function isLevel(text: string): text is CityLevel {
  return (LEVELS as readonly string[]).includes(text);
}

/** The text of a new provinces.yaml where the province is not known yet; null where it is. */
function provinceFile(values: Values, provinces: Province[], root: string): string | null {
  const { province = "", "province-name": zh, "province-name-en": en, "province-code": code = "" } = values;
  if (provinces.some(({ tenant }) => tenant === province)) return null;
  const all = provinces.map(({ tenant }) => tenant).join("、");
  if (!/^province-[a-z]+$/.test(province) || !zh || !en || !/^\d{6}$/.test(code))
    refuse(
      `没有省份“${province}”。已有：${all}。新的省份写作 province- 加小写字母，并加 --province-name、--province-name-en、--province-code（六位代码）。`,
      `There is no province "${province}". Known: ${all}. For a new one, named province- and lower-case letters, add --province-name, --province-name-en and --province-code (six digits).`,
    );
  const line = `  - { tenant: ${province}, code: "${code}", names: { zh: ${JSON.stringify(zh)}, en: ${JSON.stringify(en)} } }`;
  if (existsSync(join(root, "provinces.yaml")))
    refuse(
      `${shown(join(root, "provinces.yaml"))} 已经存在，不予改动；请在其中加一行：\n${line}`,
      `${shown(join(root, "provinces.yaml"))} exists already and is left alone; add the line to it.`,
    );
  const schema = schemaPath(root, process.cwd())("provinces.yaml", "provinces.schema.json");
  return `# yaml-language-server: $schema=${schema}\nprovinces:\n${line}\n`;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  // `wx` refuses a file that is there, whatever was found a moment ago.
  writeFileSync(path, text, { flag: "wx" });
}

function shown(path: string): string {
  return relative(process.cwd(), path) || ".";
}

function report({ id }: NewCity, folder: string, root: string, files: number): string {
  const outside = !tenantFolders().includes(root);
  const path = outside ? `TENANTS_PATH=${root} ` : "";
  return [
    `已建立 ${shown(folder)}（${files} 个文件），检查通过。Made ${shown(folder)}: ${files} files, sound.`,
    `下一步：依据本市文本逐项填写，见 docs/onboarding-a-city.md。Next: fill it in from the text of ${id}; docs/onboarding-a-city.md walks you through it.`,
    `  ${path}npm run policy:check`,
    `  ${path}npm start`,
  ].join("\n");
}
