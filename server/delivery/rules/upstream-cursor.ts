/** Where a page of data that stays with its provider ended: the mount, and the offset, page or cursor that comes next. */
export interface UpstreamCursor {
  seq: number;
  after: string;
}

/** Writes such a cursor as one opaque word, which no row cursor looks like. */
export function writeUpstreamCursor({ seq, after }: UpstreamCursor): string {
  return Buffer.from(`u${seq}.${after}`).toString("base64url");
}

/** Reads such a cursor; null for anything else. */
export function readUpstreamCursor(text: string): UpstreamCursor | null {
  const match = /^u([1-9]\d{0,8})\.([^\0]{1,256})$/s.exec(Buffer.from(text, "base64url").toString("utf8"));
  const [, seq, after] = match ?? [];
  return seq && after ? { seq: Number(seq), after } : null;
}
