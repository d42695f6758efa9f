/** The thread that reads cities for another one: takes the next that nobody has taken, until none is left. */

import { workerData } from "node:worker_threads";
import { GIVEN, type ReaderStart, TAKEN } from "./city-readers";
import { openCity, readCity } from "./load-city";
import type { Reading } from "./read-cities";

const { port, counters, digest, ...above } = workerData as ReaderStart;

port.once("message", (folders: string[]) => {
  for (let place = Atomics.add(counters, TAKEN, 1); place < folders.length; place = Atomics.add(counters, TAKEN, 1)) {
    port.postMessage({ place, reading: readingOf(folders[place] as string) });
    Atomics.add(counters, GIVEN, 1);
    Atomics.notify(counters, GIVEN);
  }
  port.close();
});

function readingOf(folder: string): Reading {
  const texts = openCity(folder, digest);
  const read = readCity(texts, above);
  return "problems" in read ? read : { key: texts.key, text: JSON.stringify(read.content) };
}
