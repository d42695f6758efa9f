/** `npm run -s heliu -- …`: a running platform from the command line, through the same use cases as its pages. */

import { COMMANDS, type Given, UsageError } from "@/server/api/cli/commands";
import { platformAt, refusalIn } from "@/server/api/cli/platform";

const HELP = `npm run -s heliu -- <command> [--option value …]

${Object.entries(COMMANDS)
  .map(([name, { says, needs, takes = [] }]) => {
    const options = [...needs.map((each) => `--${each} …`), ...takes.map((each) => `[--${each} …]`)].join(" ");
    return `  ${name.padEnd(18)} ${says}${options ? `\n${" ".repeat(21)}${options}` : ""}`;
  })
  .join("\n")}

  HELIU_URL    where the platform answers (http://localhost:3000)
  HELIU_TOKEN  a session's token, as sign-in prints it; everything is done in that person's name
  --key        idempotency key (a UUID) of an act, so that repeating a broken call does it once

  Answers are JSON on standard output, refusals JSON on standard error.
  Exit code: 0 done, 1 refused or not sound, 2 a wrong call.`;

try {
  const [name, given] = readCall(process.argv.slice(2));
  if (name === "help") console.log(HELP);
  else await run(name, given);
} catch (error) {
  const refusal = refusalIn(error);
  if (!refusal && !(error instanceof UsageError)) throw error;
  console.error(JSON.stringify(refusal ?? { code: "USAGE", message: (error as Error).message }));
  process.exitCode = refusal ? 1 : 2;
}

async function run(name: string, given: Given): Promise<void> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UsageError(`"${name}" is no command; "help" lists them`);
  const known = [...command.needs, ...(command.takes ?? [])];
  for (const option of Object.keys(given))
    if (!known.includes(option)) throw new UsageError(`${name} knows no --${option}`);
  for (const option of command.needs) if (given[option] === undefined) throw new UsageError(`--${option} is missing`);
  const url = (process.env.HELIU_URL ?? "http://localhost:3000").replace(/\/+$/, "");
  const answer = await command.run(platformAt(url, process.env.HELIU_TOKEN), given);
  console.log(JSON.stringify(answer ?? null, null, 2));
  if (answer && typeof answer === "object" && "sound" in answer && !answer.sound) process.exitCode = 1;
}

/** Words up to the first option are the command; a flag without a value is `true`. */
function readCall(words: string[]): [string, Given] {
  const first = words.findIndex((word) => word.startsWith("--"));
  const name = (first < 0 ? words : words.slice(0, first)).join(" ");
  const given: Record<string, string> = {};
  const rest = first < 0 ? [] : words.slice(first);
  while (rest.length > 0) {
    const [option = "", inline] = (rest.shift() ?? "").split(/=(.*)/s);
    if (!option.startsWith("--")) throw new UsageError(`"${option}" stands where an option is expected`);
    const value = inline ?? (rest[0] === undefined || rest[0].startsWith("--") ? "true" : (rest.shift() ?? ""));
    given[option.slice(2)] = value;
  }
  if (!name && "help" in given) return ["help", {}];
  return [name || "help", given];
}
