import { spawnSync } from "node:child_process";

/** `npm run bench`: every bench, each in a process of its own; `npm run bench -- law` only those named. */
const BENCHES = ["rows", "export", "depth", "scale", "ingest", "law", "search"] as const;
/** Too long and too large for every run: only when it is named. */
const BY_NAME = ["large"] as const;
const ALL: readonly string[] = [...BENCHES, ...BY_NAME];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !ALL.includes(name));
if (unknown.length > 0) {
  console.error(`No such bench: ${unknown.join(", ")}. There are: ${ALL.join(", ")}.`);
  process.exit(1);
}
for (const name of wanted.length > 0 ? ALL.filter((each) => wanted.includes(each)) : BENCHES) {
  console.log(`\n── ${name}`);
  const { status } = spawnSync(process.execPath, ["--import", "tsx", `tests/bench/${name}.ts`], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
