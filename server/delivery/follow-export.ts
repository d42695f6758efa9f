import type { Scope } from "@/server/db/context";
import type { CancelExportInput, ExportProgress, FollowExportInput } from "@/server/delivery/grant.schema";
import { exportProgress, stopExport } from "@/server/delivery/running-exports";
import { authorise } from "@/server/identity/ability";

/**
 * How far an export is that the person started from the page: rows and bytes that have left, or how it ended.
 * @returns null for one that is another's, is over for long, or is written by another process
 */
export function followExport({ actor }: Scope, token: string, { ticket }: FollowExportInput): ExportProgress | null {
  authorise(actor, "read", "grant");
  return exportProgress({ ticket, token });
}

/**
 * Ends an export that the person started from the page. Its access record stays, without the figures of a whole file;
 * asking again changes nothing.
 * @returns whether one was running
 */
export function cancelExport({ actor }: Scope, token: string, { ticket }: CancelExportInput): { stopped: boolean } {
  authorise(actor, "read", "grant");
  return { stopped: stopExport({ ticket, token }) };
}
