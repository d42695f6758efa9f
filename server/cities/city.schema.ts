import { z } from "zod";
import type { Basis, CityLevel, CityWords, Text } from "@/server/law/types";

export const findPlaceInput = z.strictObject({ tenant: z.string().regex(/^[a-z0-9-]{2,40}$/) });
export type FindPlaceInput = z.output<typeof findPlaceInput>;

/** Whose text it is and whether it may be relied on; shown wherever the instrument is named. */
export interface InstrumentView {
  title: Text;
  kind: Text;
  status: "in-force" | "draft" | "unknown";
  /** First day of application, `YYYY-MM-DD`; a working date of ours when `basis` is `default`. */
  effective: string;
  basis: Basis;
  citation: Text;
  notes: Text[];
}

/** A city as the first page names it. */
export interface CityCard {
  id: string;
  name: Text;
  short: Text;
  level: CityLevel;
  province: { tenant: string; name: Text };
  instrument: InstrumentView;
}

/** A city as its own portal speaks: its words, its authority, and the article its opening rests on. */
export interface CityView extends CityCard {
  words: CityWords;
  authority: Text;
  openingClasses: { article: string; basis: Basis };
  /** The article that publishes who was given data on application; null where the city's text asks for no register. */
  openingRegister: { article: string; basis: Basis } | null;
  /** Whether the city's law has anything kept on record for everybody to read. */
  publicRegisters: boolean;
}

/** Where people sign in: a city, a province that oversees cities, or the platform itself. */
export interface Place {
  tenant: string;
  kind: "city" | "province" | "platform";
  name: Text;
}
