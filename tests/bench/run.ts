import { spawnSync } from "node:child_process";

/** `npm run bench`: every bench, each in a process of its own; `npm run bench -- law` only those named. */
const BENCHES = ["rows", "export", "depth", "scale", "ingest", "law", "search"] as const;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(BENCHES as readonly string[]).includes(name));
if (unknown.length > 0) {
  console.error(`No such bench: ${unknown.join(", ")}. There are: ${BENCHES.join(", ")}.`);
  process.exit(1);
}
for (const name of BENCHES) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n── ${name}`);
  const { status } = spawnSync(process.execPath, ["--import", "tsx", `tests/bench/${name}.ts`], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
