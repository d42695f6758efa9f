/** `npm run tenant:new`: makes the folder of a new city, complete and sound, to be filled in from its text. */

import { makeCity, Refusal } from "./make-city";
import { PolicyFileError } from "./policy-file-error";

try {
  console.log(makeCity(process.argv.slice(2)));
} catch (error) {
  if (error instanceof Refusal) console.error(`${error.said.zh}\n${error.said.en}`);
  else if (error instanceof PolicyFileError) console.error(error.message);
  else throw error;
  process.exitCode = 1;
}
