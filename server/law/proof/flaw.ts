import type { Text } from "../types";

/** Where in an edition something stands: field names, and `#id` for the one of a list with that id. */
export type Place = readonly string[];

/** One thing wrong with a procedure. */
export interface Flaw {
  place: Place;
  sentence: Text;
}
