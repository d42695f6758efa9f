/** Address, filters, order and page of a list; the address bar is the only place where they are kept. */
export interface Listing {
  path: string;
  params: Readonly<Record<string, string | undefined>>;
}

export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** The named parameters of a page's address; repeated ones count once. */
export async function readParams<K extends string>(
  searchParams: SearchParams,
  names: readonly K[],
): Promise<Partial<Record<K, string>>> {
  const given = await searchParams;
  const found: Partial<Record<K, string>> = {};
  for (const name of names) {
    const value = given[name];
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined && first !== "") found[name] = first.slice(0, 200);
  }
  return found;
}

/** The value when it is one of the allowed ones; anything else in the address is ignored. */
export function oneOf<T extends string>(value: string | undefined, allowed: readonly T[]): T | undefined {
  return allowed.find((option) => option === value);
}

/** Page number from the address, 1 when it says nothing sensible. */
export function pageOf(value: string | undefined): number {
  const page = Number(value);
  return Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1;
}

/** The same list with some parameters changed; a change of filter or order goes back to page one. */
export function hrefOf(listing: Listing, changes: Readonly<Record<string, string | undefined>>): string {
  const merged: Record<string, string | undefined> = { ...listing.params, page: undefined, ...changes };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(merged)) if (value) query.set(name, value);
  const text = query.toString();
  return text ? `${listing.path}?${text}` : listing.path;
}
