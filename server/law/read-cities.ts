import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { type ReadersAtWork, type Staff, startReaders } from "./city-readers";
import { type Above, bookOf, type CityResult, type CityTexts, knownCity, openCity, readCity } from "./load-city";

/** From so many cities on that must be read anew, other cores help: starting a reader costs as much as reading some of them. */
const WORTH_HELP = 40;
/** More would wait for this thread, which makes the books. */
const MOST_READERS = 4;

/** How the work is shared out. */
export interface Sharing extends Staff {
  /** From how many cities that must be read anew on there are readers. */
  from: number;
}

const SHARING: Sharing = { readers: Math.min(availableParallelism() - 1, MOST_READERS), from: WORTH_HELP };

/** A city that has to be read and proved; opened already where its key was needed. */
interface Waiting {
  folder: string;
  texts: CityTexts | null;
}

/**
 * Every city of the folders, in their order: its book, or every problem found in its files. Where many have to be read
 * anew, every core reads some of them; what is found is the same.
 */
export function readCities(folders: string[], above: Above, sharing: Sharing = SHARING): Map<string, CityResult> {
  const results = new Map<string, CityResult | null>(folders.map((folder) => [folder, null]));
  const waiting: Waiting[] = [];
  let readers: ReadersAtWork | null = null;
  for (const folder of folders) {
    const texts = above.kept && openCity(folder, above.kept.digest);
    const known = texts && knownCity(texts, above);
    if (known) results.set(folder, known);
    else waiting.push({ folder, texts });
    // They get ready while the others are still being looked up.
    if (waiting.length === sharing.from && sharing.readers > 0) readers = startReaders(sharing, above);
  }
  if (readers) readTogether(waiting, above, readers, results);
  else for (const city of waiting) results.set(city.folder, readHere(city, above));
  return results as Map<string, CityResult>;
}

/** Every thread takes the next city that nobody has taken, this one too. */
function readTogether(
  waiting: Waiting[],
  above: Above,
  readers: ReadersAtWork,
  results: Map<string, CityResult | null>,
): void {
  const next = readers.share(waiting.map(({ folder }) => folder));
  const take = () => {
    for (const { folder, reading } of readers.read()) results.set(folder, resultOf(folder, reading, above));
  };
  for (let city = waiting[next()]; city; city = waiting[next()]) {
    results.set(city.folder, readHere(city, above));
    take();
  }
  while (waiting.some(({ folder }) => !results.get(folder)) && readers.waitForMore()) take();
  readers.stop();
  // A reader may have come to grief over what it had taken.
  for (const city of waiting) if (!results.get(city.folder)) results.set(city.folder, readHere(city, above));
}

function readHere({ folder, texts }: Waiting, above: Above): CityResult {
  const opened = texts ?? openCity(folder, null);
  const read = readCity(opened, above);
  if ("problems" in read) return read;
  const { key } = opened;
  above.kept?.law.keep(basename(folder), key, JSON.stringify(read.content));
  return { book: read.book, key };
}

/** What another thread read, as this one's own reading would have it. */
function resultOf(folder: string, reading: Reading, above: Above): CityResult {
  if ("problems" in reading) return reading;
  const { key, text } = reading;
  above.kept?.law.keep(basename(folder), key, text);
  return { book: bookOf(JSON.parse(text), above), key };
}

/** A city as another thread read it: its content as JSON, or what is wrong. */
export type Reading = { key: string; text: string } | Extract<CityResult, { problems: unknown }>;
