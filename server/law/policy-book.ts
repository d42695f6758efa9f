import { buildProcedure } from "./build-procedure";
import { buildRegister } from "./build-register";
import { shanghaiDate } from "./civil-date";
import { PARAMETER_KEYS, type ParameterKey, type ParameterValue } from "./parameters";
import { type AbsentEntry, isAbsent, type ProcedureEntry, type Supplement } from "./schema/procedure.schema";
import { isEnded, type RegisterEditions } from "./schema/registers.schema";
import { type Silence, silencesIn } from "./silence";
import { type EffectiveValue, silent, stricterOf } from "./superior-law";
import type {
  CityProfile,
  CivilDate,
  Department,
  Instrument,
  LegalValue,
  Procedure,
  ProcedureId,
  Register,
  Text,
} from "./types";

/** A city's law as it stands on one date. */
export interface PolicyView {
  city: CityProfile;
  date: CivilDate;
  /** How the city is run on this date: under the stricter of its own rule and the national one, or as its text is written. */
  mode: SuperiorMode;
  /** First day of that choice; null where the city never chose and the stricter rule binds by itself. */
  modeFrom: CivilDate | null;
  /** The national instrument, where it binds on this date. */
  national: { title: Text; short: Text } | null;
  /** The city's own value on this date; before its first entry it is `not-stipulated` from that entry's article. */
  value<K extends ParameterKey>(key: K): LegalValue<ParameterValue<K>>;
  /** The same by any key, `local.…` among them. */
  own<T>(key: string): LegalValue<T>;
  /** The national value that stands above this key on this date; null in an as-written city or where 809 is silent. */
  superior<T>(key: string): LegalValue<T> | null;
  /** What applies: the stricter of the two, and why. */
  effective<T>(key: string): EffectiveValue<T>;
  /** What the national regulation adds to this procedure on this date; null where nothing. */
  supplement(id: string): Supplement | null;
  /** The procedure on this date. Throws `ProcedureUnknownError` when the city had none then. */
  procedure(id: ProcedureId | string): Procedure;
  /** Every procedure in force on this date. */
  procedures(): Procedure[];
  /** Every register that the city's law asks for on this date, in the order of the files. */
  registers(): Register[];
  /** One of them; null where the city kept none then. */
  register(id: string): Register | null;
}

/** A city's law over time. It answers only for a date; a case keeps the date its law turns on. */
export interface PolicyBook {
  city: CityProfile;
  departments: Department[];
  /** @param date a civil date, or an instant (its Shanghai date is taken). */
  on(date: CivilDate | Date): PolicyView;
  /** The city's text alone, as if no superior law existed. */
  asWritten(): PolicyBook;
  /** The same book with the national regulation above it, whatever the city chose: what the superior-law report compares. */
  underNational(): PolicyBook;
  /** All dated entries of one value, oldest first. */
  history<K extends ParameterKey>(key: K): LegalValue<ParameterValue<K>>[];
  /** The city's own values beyond the registry, with their titles. */
  local: Record<string, LocalValue>;
  /** All editions of a procedure, oldest first. */
  editions(id: string): (ProcedureEntry | AbsentEntry)[];
  /** Every procedure that the city's files speak of, if only to say that there is none. */
  procedureIds: string[];
  /** All editions of the registers, oldest first, by id. */
  registerEditions: Readonly<Record<string, RegisterEditions>>;
  /** Dated choices of how the city stands under national law, oldest first. */
  modes: { from: CivilDate; mode: SuperiorMode }[];
  /** Every stage in which silence decides, at any date. */
  silences(): Silence[];
  /** Days on which anything in it changes, the superior law and the mode included, oldest first. */
  turns(): CivilDate[];
}

export type SuperiorMode = "stricter-of" | "as-written";

export interface LocalValue {
  title: Text;
  entries: LegalValue<unknown>[];
}

/** The national regulation: values where it speaks, and what it adds to the cities' procedures. */
export interface NationalBook {
  instrument: Pick<Instrument, "title" | "kind" | "citation" | "effective">;
  short: Text;
  values: Partial<ValueHistories>;
  supplements: Record<string, Supplement[]>;
  /** Procedures of its own, which run in a city whose text has none of that kind. */
  procedures: Record<string, ProcedureEntry[]>;
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
export type ProcedureEntries = Record<string, (ProcedureEntry | AbsentEntry)[]>;

/** What a book is bound from. */
export interface BookParts {
  city: CityProfile;
  departments: Department[];
  values: ValueHistories;
  local: Record<string, LocalValue>;
  procedures: ProcedureEntries;
  registers: Record<string, RegisterEditions>;
  national: NationalBook | null;
  /** Dated choices of the mode, oldest first; stricter-of where there is none. */
  modes: { from: CivilDate; mode: SuperiorMode }[];
}

/** Binds a city's dated values and procedures, and the national ones above them, into its book. */
export function policyBook(parts: BookParts): PolicyBook {
  const { city, departments, values, local, procedures, registers, national, modes } = parts;
  const views = new Map<CivilDate, PolicyView>();
  const history = <K extends ParameterKey>(key: K) => values[key] as LegalValue<ParameterValue<K>>[];
  let written: PolicyBook | null = null;
  let under: PolicyBook | null = null;
  const book: PolicyBook = {
    city,
    departments,
    history,
    local,
    editions: (id) => procedures[id] ?? [],
    procedureIds: Object.keys(procedures),
    registerEditions: registers,
    modes,
    silences() {
      const ids = Object.keys(procedures).filter((id) => speaksOfSilence(procedures[id] ?? []));
      const dates = ids.length > 0 ? book.turns() : [];
      return dates.flatMap((from, index) =>
        book
          .on(from)
          .procedures()
          .filter(({ id }) => ids.includes(id))
          .flatMap(silencesIn)
          .map((silence) => ({ ...silence, from, until: dates[index + 1] ?? null })),
      );
    },
    turns: () => turnsOf(parts),
    asWritten() {
      written ??= policyBook({ ...parts, modes: [{ from: "0001-01-01", mode: "as-written" }] });
      return written;
    },
    underNational() {
      under ??= policyBook({ ...parts, modes: [] });
      return under;
    },
    on(when) {
      const date = typeof when === "string" ? when : shanghaiDate(when);
      const seen = views.get(date);
      if (seen) return seen;
      const view = viewOn(date);
      views.set(date, view);
      return view;
    },
  };
  return book;

  function viewOn(date: CivilDate): PolicyView {
    const built = new Map<string, Procedure>();
    const chosen = modes.findLast(({ from }) => from <= date);
    const mode = chosen?.mode ?? "stricter-of";
    const binding =
      mode === "stricter-of" && national && String(national.instrument.effective.value) <= date ? national : null;
    const own = <T>(key: string): LegalValue<T> => {
      const entries = (values as Record<string, LegalValue<unknown>[]>)[key] ?? local[key]?.entries;
      if (!entries) throw new RangeError(`policy book: ${city.id} has no value ${key} (${PARAMETER_KEYS.length} keys)`);
      return entryOn(entries as LegalValue<T>[], date);
    };
    const superior = <T>(key: string): LegalValue<T> | null => {
      const entries = binding?.values[key as ParameterKey];
      const found = entries?.findLast((entry) => entry.from <= date);
      return found ? ({ ...found, instrument: binding?.short } as LegalValue<T>) : null;
    };
    const entryOf = (id: string): { entry: ProcedureEntry; law?: Text } | null => {
      const own = procedures[id]?.findLast((candidate) => candidate.from <= date);
      if (own && !isAbsent(own)) return { entry: own };
      const national = binding?.procedures[id]?.findLast((candidate) => candidate.from <= date);
      return binding && national ? { entry: national, law: binding.short } : null;
    };
    const view: PolicyView = {
      city,
      date,
      mode,
      modeFrom: chosen?.from ?? null,
      national: binding ? { title: binding.instrument.title, short: binding.short } : null,
      value: (key) => own(key),
      own,
      superior,
      effective: <T>(key: string) => stricterOf<T>(key, own<T>(key), superior<T>(key)),
      supplement: (id) => binding?.supplements[id]?.findLast((entry) => entry.from <= date) ?? null,
      procedure(id) {
        const seen = built.get(id);
        if (seen) return seen;
        const found = entryOf(id);
        if (!found) throw new ProcedureUnknownError(city.id, id, date);
        const procedure = buildProcedure(id, found.entry, view, found.law);
        built.set(id, procedure);
        return procedure;
      },
      procedures: () =>
        [...new Set([...Object.keys(procedures), ...Object.keys(binding?.procedures ?? {})])]
          .filter((id) => entryOf(id))
          .map((id) => view.procedure(id)),
      registers: () => Object.keys(registers).flatMap((id) => view.register(id) ?? []),
      register(id) {
        const entry = Object.hasOwn(registers, id) ? registers[id]?.findLast(({ from }) => from <= date) : undefined;
        return entry && !isEnded(entry) ? buildRegister(id, entry, view) : null;
      },
    };
    return view;
  }
}

function speaksOfSilence(editions: (ProcedureEntry | AbsentEntry)[]): boolean {
  return editions.some((entry) => !isAbsent(entry) && entry.stages.some(({ on_expiry }) => on_expiry !== undefined));
}

/** The days on which a procedure may become another, oldest first. */
function turnsOf({ values, local, procedures, national, modes }: BookParts): CivilDate[] {
  const dated = [
    ...Object.values(values),
    ...Object.values(local).map(({ entries }) => entries),
    ...Object.values(procedures),
    ...Object.values(national?.values ?? {}),
    ...Object.values(national?.supplements ?? {}),
    ...Object.values(national?.procedures ?? {}),
    modes,
  ].flatMap((entries) => entries.map(({ from }) => from));
  return [...new Set([...dated, ...(national ? [String(national.instrument.effective.value)] : [])])].sort();
}

function entryOn<T>(entries: LegalValue<T>[], date: CivilDate): LegalValue<T> {
  const current = entries.findLast((entry) => entry.from <= date);
  if (current) return current;
  const first = entries[0];
  return first ? { ...first, value: "not-stipulated", until: first.from } : silent(date);
}
