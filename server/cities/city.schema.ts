import { z } from "zod";
import type { Validity } from "@/server/law";
import type { Basis, Citation, CityLevel, CityWords, InstrumentDate, Text } from "@/server/law/types";

export const findPlaceInput = z.strictObject({ tenant: z.string().regex(/^[a-z0-9-]{2,40}$/) });
export type FindPlaceInput = z.output<typeof findPlaceInput>;

/** Whose text it is and whether it may be relied on; shown wherever the instrument is named. */
export interface InstrumentView {
  title: Text;
  kind: Text;
  status: "in-force" | "draft" | "unknown";
  /** First day in force, `YYYY-MM-DD`; null where the text does not say it and nobody entered it. */
  effective: string | null;
  /** Day from which its rules are applied here: the same, or one to work with. */
  appliedFrom: string;
  /** When it was adopted, approved, dated, promulgated or published, as far as its heading says. */
  dates: InstrumentDate[];
  validity: Validity;
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
  /** What its text says to the public about its own reach. */
  scope: ScopeNotices;
}

/** A rule in its own words with its article. */
export interface QuotedRule extends Citation {
  text: Text;
}

/** Where the text steps back: each null where it says nothing of the kind. */
export interface ScopeNotices {
  /** Disclosure of government information is asked for elsewhere, under its own regulation. */
  disclosure: { article: string; askAt: Text; regulation: Text | null } | null;
  /** How it stands to other rules. */
  precedence: QuotedRule | null;
  /** For what those who open data do not answer. */
  disclaimer: QuotedRule | null;
}

/** Where people sign in: a city, a province that oversees cities, or the platform itself. */
export interface Place {
  tenant: string;
  kind: "city" | "province" | "platform";
  name: Text;
  /** The text that a city is run under; null for a place that has none of its own. */
  instrument: InstrumentView | null;
}
