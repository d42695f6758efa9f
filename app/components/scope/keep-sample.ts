/** What the mask keep:first,last leaves of a value, as the reading door writes it (gate.masked). */
export function keepSample(value: string, { first, last }: { first: number; last: number }): string {
  const signs = [...value];
  if (signs.length <= first + last) return "***";
  return `${signs.slice(0, first).join("")}***${last === 0 ? "" : signs.slice(-last).join("")}`;
}
