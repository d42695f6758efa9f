/** NUL, which PostgreSQL keeps in no text, and half a surrogate pair, which is no character. */
const UNSTORABLE = /[\0\p{Cs}]/u;

/** Whether the database can keep a text as it is. */
export function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text);
}

/**
 * The path of the first text or key in an input that the database cannot keep; null when there is none. Walks without
 * recursion and meets each object once: an input may be deep, or point back at itself.
 */
export function findUnstorable(input: unknown): string | null {
  const seen = new WeakSet<object>();
  const open: { value: unknown; path: string }[] = [{ value: input, path: "" }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, path } = next;
    if (typeof value === "string" && !isStorable(value)) return path;
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    for (const [key, inner] of Object.entries(value)) {
      if (!isStorable(key)) return path;
      open.push({ value: inner, path: path ? `${path}.${key}` : key });
    }
  }
  return null;
}
