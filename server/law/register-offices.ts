import type { PolicyBook } from "./policy-book";
import { isEnded, type RegisterEntry } from "./schema/registers.schema";
import type { CivilDate, Department, Reader, Replier } from "./types";

/** Who keeps and who reads a register over a time, as row-level security needs to know it. */
export interface RegisterRule {
  register: string;
  valid_from: CivilDate;
  valid_until: CivilDate | null;
  /** Kinds of department. */
  kept_by: string[];
  /** Codes of departments that are named one by one. */
  keepers: string[];
  read_by: string[];
  readers: string[];
}

/** Every edition of a city's registers as a rule; from the day on which a register was repealed there is none. */
export function registerRules(book: PolicyBook): RegisterRule[] {
  return Object.entries(book.registerEditions).flatMap(([register, editions]) =>
    editions.flatMap((edition, index) => {
      if (isEnded(edition)) return [];
      const until = editions[index + 1]?.from;
      const keepers = registerOffices(edition.kept_by, book);
      return {
        register,
        valid_from: edition.from,
        valid_until: until ?? null,
        kept_by: keepers.kinds,
        keepers: keepers.codes,
        read_by: edition.read_by.filter((reader) => typeof reader === "string"),
        readers: namedIn(edition),
      };
    }),
  );
}

/** The offices of a list: kinds of department, and the codes of those that are named or stand alone. */
export function registerOffices(
  offices: readonly Replier[],
  { city, departments }: Pick<PolicyBook, "city" | "departments">,
): { kinds: Department["kind"][]; codes: string[] } {
  const kinds = offices.flatMap((office): Department["kind"][] => {
    if (office === "department") return ["department", "authority"];
    if (office === "authority" || office === "government") return [office];
    return [];
  });
  const codes = offices.flatMap((office) => {
    if (typeof office !== "string") return [office.department];
    if (office !== "city-authority") return [];
    return departments
      .filter(({ kind, region }) => kind === "authority" && region === city.regionCode)
      .map(({ code }) => code);
  });
  return { kinds: [...new Set(kinds)], codes: [...new Set(codes)] };
}

function namedIn({ read_by }: RegisterEntry): string[] {
  return (read_by as Reader[]).flatMap((reader) => (typeof reader === "string" ? [] : [reader.department]));
}
