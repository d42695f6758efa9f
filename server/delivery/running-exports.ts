import { createHash } from "node:crypto";
import type { ExportProgress } from "@/server/delivery/grant.schema";

/** Exports from the page that this process writes, and how they ended: what the page of who runs one shows beside it. */

/** How long the end of an export can be asked for, in milliseconds. */
const KEPT_MS = 10 * 60_000;
/** Exports that are remembered; those that ended first make room. */
const MOST_KEPT = 1_000;

interface Watched {
  owner: string;
  accessRecordId: string | null;
  rows: () => number | null;
  bytes: number;
  state: ExportProgress["state"];
  endedAt: number | null;
  stop: () => void;
}
const watched = new Map<string, Watched>();

/** Which export, and who runs it: the ticket is the page's own word for it, the token is the session's. */
export interface Watch {
  ticket: string;
  token: string;
}

/** What the sender of a file tells of it. */
export interface Watcher {
  sent: (bytes: number) => void;
  end: (state: "done" | "cut") => void;
}

/**
 * Begins to count an export. A ticket that another person uses is not taken over.
 * @param stop called when the person wants it no more
 */
export function watchExport(
  { ticket, token }: Watch,
  { accessRecordId, rows, stop }: Pick<Watched, "accessRecordId" | "rows" | "stop">,
): Watcher {
  forget();
  const owner = ownerOf(token);
  const one: Watched = { owner, accessRecordId, rows, stop, bytes: 0, state: "running", endedAt: null };
  if ((watched.get(ticket)?.owner ?? owner) === owner) watched.set(ticket, one);
  return {
    sent: (bytes) => {
      one.bytes += bytes;
    },
    end: (state) => {
      if (one.state === "running") one.state = state;
      one.endedAt = performance.now();
    },
  };
}

/** How far an export of the session's own is; null where this process knows of none. */
export function exportProgress({ ticket, token }: Watch): ExportProgress | null {
  const one = watched.get(ticket);
  if (one?.owner !== ownerOf(token)) return null;
  const { state, bytes, accessRecordId } = one;
  return { state, rows: one.rows(), bytes, accessRecordId };
}

/** Ends an export of the session's own; the file in the browser is then not whole. False where none runs. */
export function stopExport({ ticket, token }: Watch): boolean {
  const one = watched.get(ticket);
  if (one?.owner !== ownerOf(token) || one.state !== "running") return false;
  one.state = "cancelled";
  one.stop();
  return true;
}

function forget(): void {
  const now = performance.now();
  for (const [ticket, { endedAt }] of watched) {
    if (endedAt !== null && (now - endedAt > KEPT_MS || watched.size >= MOST_KEPT)) watched.delete(ticket);
  }
}

function ownerOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
