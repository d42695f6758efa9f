import { fork } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { load } from "js-yaml";
import { type Actor, advance, type CaseEvent, type CaseState } from "@/server/cases/rules";
import { keptLaw, readTenants, type Tenants } from "@/server/law";

/**
 * `npm run bench -- law`: how long the law of 300 cities takes to read, and how many events a second the engine folds.
 * Each reading is the first of a process of its own, as at a start. The yardsticks run beside it on the same data: the
 * bare YAML parser, and a structured copy of a case's state. Exits with 1 beyond a limit.
 */
const CITIES = 300;
const FIVE = ["fushun", "shuozhou", "hefei-etdz", "leshan", "chongqing"] as const;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
/** Seconds for a start that finds what was read at an earlier one. */
const LOAD_LIMIT = 2;
/** What a first reading is to take; it depends on the machine, so that it is told and not judged. */
const COLD_AIM = 2;
/** A first reading, as a multiple of parsing the same files on one core and nothing else. */
const COLD_LIMIT = 4;
const EVENTS_LIMIT = 20_000;

type Measure = "parse" | "cold" | "kept";

/** One reading in this process, in seconds. */
function measured(what: Measure, root: string, kept: string): number {
  const files = what === "parse" ? yamlFiles(root) : [];
  const began = performance.now();
  if (what === "parse") for (const file of files) load(readFileSync(file, "utf8"));
  else {
    const law = keptLaw(kept);
    readTenants([root], what === "kept" ? { kept: law } : {});
  }
  return (performance.now() - began) / 1000;
}

function yamlFiles(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => join(root, name));
}

async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "heliu-bench-law-"));
  try {
    await loading(folder);
    folding();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function loading(folder: string): Promise<void> {
  const cities = join(folder, "cities");
  const keeping = join(folder, "kept");
  const bytes = plant(cities);
  const law = keptLaw(keeping);
  const all = readTenants([cities], { kept: law });
  law.flush();
  const times: Record<Measure, number[]> = { parse: [], cold: [], kept: [] };
  for (let round = 0; round < ROUNDS; round++)
    for (const what of ["parse", "cold", "kept"] as const) times[what].push(await inOwnProcess(what, cities, keeping));
  const [parse, cold, warm] = [median(times.parse), median(times.cold), median(times.kept)];
  const reload = again(cities, keeping, all);
  const cores = availableParallelism();
  console.log(
    `${all.books.size} cities, ${(bytes / 1e6).toFixed(0)} MB of YAML, ${cores} core(s), median of ${ROUNDS} processes:`,
  );
  console.log(`  yardstick: parsing the files alone   ${parse.toFixed(2)} s`);
  console.log(
    `  first reading, everything proved     ${cold.toFixed(2)} s   ${(cold / parse).toFixed(1)} × (limit ${COLD_LIMIT} ×; aim ${COLD_AIM} s, least ${Math.min(...times.cold).toFixed(2)} s)`,
  );
  console.log(
    `  later start, nothing changed         ${warm.toFixed(2)} s   ${(warm / parse).toFixed(1)} × (limit ${LOAD_LIMIT} s)`,
  );
  console.log(`  one city changed while running       ${reload.toFixed(2)} s`);
  if (warm > LOAD_LIMIT || cold / parse > COLD_LIMIT) process.exitCode = 1;
}

/** 300 city folders: the five real ones again and again under other ids. */
function plant(cities: string): number {
  mkdirSync(cities);
  for (const part of ["national", "provinces.yaml"])
    cpSync(join("tenants", part), join(cities, part), { recursive: true });
  for (let index = 0; index < CITIES; index++) {
    const id = `city-${index}`;
    cpSync(join("tenants", FIVE[index % FIVE.length] as string), join(cities, id), { recursive: true });
    const path = join(cities, id, "city.yaml");
    writeFileSync(path, readFileSync(path, "utf8").replace(/^id: .*$/m, `id: ${id}`));
  }
  const names = readdirSync(cities, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".yaml"));
  return names.reduce((sum, name) => sum + readFileSync(join(cities, name)).length, 0);
}

/** What a change of one file costs the server that runs. */
function again(cities: string, keeping: string, before: Tenants): number {
  const path = join(cities, "city-7", "policy", "sharing.yaml");
  writeFileSync(path, `${readFileSync(path, "utf8")}\n# changed\n`);
  const began = performance.now();
  readTenants([cities], { kept: keptLaw(keeping), before });
  return (performance.now() - began) / 1000;
}

function inOwnProcess(what: Measure, ...folders: string[]): Promise<number> {
  const child = fork(new URL(import.meta.url), [what, ...folders], { execArgv: ["--import", "tsx"] });
  return new Promise((resolve, reject) => {
    child.once("message", (seconds) => resolve(Number(seconds)));
    child.once("exit", (code) => code !== 0 && reject(new Error(`${what} ended with ${code}`)));
  });
}

/** Whole conditional requests of the five cities, event by event. */
function folding(): void {
  const { books, calendar } = readTenants();
  const stories = FIVE.map((city) => {
    const procedure = books.get(city)?.on("2026-03-02").procedure("sharing.conditional");
    if (!procedure) throw new Error(`no procedure of ${city}`);
    return {
      procedure,
      events: story(
        procedure.stages.map(({ id }) => id),
        city,
      ),
    };
  });
  const run = (seconds: number) => {
    let events = 0;
    const began = performance.now();
    while (performance.now() - began < seconds * 1000) {
      for (const { procedure, events: told } of stories) {
        let state: CaseState | null = null;
        for (const event of told) state = advance(procedure, state, event, calendar).state;
        if (state?.end !== "granted") throw new Error(`${procedure.city}: ${state?.stage ?? state?.end}`);
        events += told.length;
      }
    }
    return events / ((performance.now() - began) / 1000);
  };
  const first = stories[0];
  const state = first?.events[0] && advance(first.procedure, null, first.events[0], calendar).state;
  const copying = (seconds: number) => {
    let copies = 0;
    const began = performance.now();
    while (performance.now() - began < seconds * 1000) {
      for (let n = 0; n < 100; n++) structuredClone(state);
      copies += 100;
    }
    return copies / ((performance.now() - began) / 1000);
  };
  run(1);
  copying(1);
  const pairs = Array.from({ length: ROUNDS }, () => ({ events: run(1), copies: copying(1) }));
  const events = median(pairs.map((pair) => pair.events));
  const ratio = median(pairs.map((pair) => pair.events / pair.copies));
  console.log("the engine, on whole conditional requests of the five cities:");
  console.log(
    `  yardstick: structured copies of a state   ${rounded(median(pairs.map(({ copies }) => copies)))} a second`,
  );
  console.log(
    `  advance   ${rounded(events)} events a second (limit ${rounded(EVENTS_LIMIT)})   ${ratio.toFixed(1)} × the copies`,
  );
  if (events < EVENTS_LIMIT) process.exitCode = 1;
}

const APPLICATION = {
  purpose: "核对低保申请人户籍",
  scenario: "低保审批窗口",
  duty: "社会救助暂行办法",
  scope: "本市户籍人口",
  "data-items": ["name", "id_number"],
};
const CONTENT = { scope: "姓名、证件号", purpose: "低保审批", reason: "履职需要", extensionDays: 1 };

/** The way of a request to its grant: filed by the head, passed, accepted, agreed to by all, the provider's head for the provider. */
function story(stages: string[], city: string): CaseEvent[] {
  const by = (kind: Actor["kind"]): Actor => ({ kind, department: kind, person: kind });
  let minutes = 0;
  const at = () => new Date(Date.parse("2026-03-02T01:00:00Z") + minutes++ * 60_000);
  const acts = (kind: Actor["kind"], act: string): CaseEvent => ({
    type: "acted",
    at: at(),
    by: by(kind),
    act,
    content: CONTENT,
  });
  const filed: CaseEvent = {
    type: "filed",
    at: at(),
    by: by("requester"),
    application: APPLICATION,
    attributes: { filedByHead: true, resourceMounted: true },
  };
  return [
    filed,
    ...(stages.includes("conformity") ? [acts("authority", "pass")] : []),
    ...(stages.includes("acceptance") ? [acts("provider", "accept")] : []),
    acts("provider-head", "approve"),
    ...(city === "leshan" ? [acts("authority", "approve")] : []),
  ];
}

function median(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function rounded(number: number): string {
  return Math.round(number).toLocaleString("en");
}

// Last, because what it calls uses the constants above.
const [measure, root = "", kept = ""] = process.argv.slice(2);
if (measure) process.send?.(measured(measure as Measure, root, kept));
else await bench();
