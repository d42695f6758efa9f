/** Where a page ended: the version of the data and the number of its last row. */
export interface RowCursor {
  version: number;
  after: string;
}

/** Writes a cursor as one opaque word. Row numbers are bigint in the database and travel as text. */
export function writeCursor({ version, after }: RowCursor): string {
  return Buffer.from(`${version}.${after}`).toString("base64url");
}

/** Reads a cursor that we wrote; null for anything else. */
export function readCursor(text: string): RowCursor | null {
  const match = /^([1-9]\d{0,8})\.([1-9]\d{0,17})$/.exec(Buffer.from(text, "base64url").toString("latin1"));
  const [, version, after] = match ?? [];
  return version && after ? { version: Number(version), after } : null;
}
