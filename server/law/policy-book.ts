import { buildProcedure } from "./build-procedure";
import { shanghaiDate } from "./civil-date";
import { PARAMETER_KEYS, type ParameterKey, type ParameterValue } from "./parameters";
import type { ProcedureEntry } from "./schema/procedure.schema";
import type { CityProfile, CivilDate, Department, LegalValue, Procedure, ProcedureId } from "./types";

/** A city's law as it stands on one date. */
export interface PolicyView {
  city: CityProfile;
  date: CivilDate;
  /** The value on this date; before its first entry it is `not-stipulated` from that entry's article. */
  value<K extends ParameterKey>(key: K): LegalValue<ParameterValue<K>>;
  /** The procedure on this date. Throws `ProcedureUnknownError` when the city had none then. */
  procedure(id: ProcedureId | string): Procedure;
  /** Every procedure in force on this date. */
  procedures(): Procedure[];
}

/** A city's law over time. It answers only for a date; a case keeps the date its law turns on. */
export interface PolicyBook {
  city: CityProfile;
  departments: Department[];
  /** @param date a civil date, or an instant (its Shanghai date is taken). */
  on(date: CivilDate | Date): PolicyView;
  /** All dated entries of one value, oldest first. */
  history<K extends ParameterKey>(key: K): LegalValue<ParameterValue<K>>[];
}

/** The city's law knows no such procedure on that date. */
export class ProcedureUnknownError extends Error {
  override readonly name = "ProcedureUnknownError";
  constructor(
    readonly city: string,
    readonly procedure: string,
    readonly date: CivilDate,
  ) {
    super(`${city} has no procedure ${procedure} on ${date}`);
  }
}

export type ValueHistories = Record<ParameterKey, LegalValue<unknown>[]>;
export type ProcedureEntries = Record<string, ProcedureEntry[]>;

/** Binds a city's dated values and procedures into its book. */
export function policyBook(
  city: CityProfile,
  departments: Department[],
  values: ValueHistories,
  procedures: ProcedureEntries,
): PolicyBook {
  const views = new Map<CivilDate, PolicyView>();
  const history = <K extends ParameterKey>(key: K) => values[key] as LegalValue<ParameterValue<K>>[];
  return {
    city,
    departments,
    history,
    on(when) {
      const date = typeof when === "string" ? when : shanghaiDate(when);
      const seen = views.get(date);
      if (seen) return seen;
      const view = viewOn(date);
      views.set(date, view);
      return view;
    },
  };

  function viewOn(date: CivilDate): PolicyView {
    const built = new Map<string, Procedure>();
    const view: PolicyView = {
      city,
      date,
      value: (key) => entryOn(history(key), date),
      procedure(id) {
        const seen = built.get(id);
        if (seen) return seen;
        const entry = procedures[id]?.findLast((candidate) => candidate.from <= date);
        if (!entry) throw new ProcedureUnknownError(city.id, id, date);
        const procedure = buildProcedure(id, entry, view);
        built.set(id, procedure);
        return procedure;
      },
      procedures: () =>
        Object.entries(procedures)
          .filter(([, entries]) => entries.some((entry) => entry.from <= date))
          .map(([id]) => view.procedure(id)),
    };
    return view;
  }
}

function entryOn<T>(entries: LegalValue<T>[], date: CivilDate): LegalValue<T> {
  const current = entries.findLast((entry) => entry.from <= date);
  if (current) return current;
  const first = entries[0];
  if (!first) throw new RangeError(`policy book: a value without entries (${PARAMETER_KEYS.length} keys expected)`);
  return { ...first, value: "not-stipulated", until: first.from };
}
