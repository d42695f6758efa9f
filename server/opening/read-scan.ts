import { openCaseFile } from "@/server/cases/case-file";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { findScan } from "@/server/opening/opening.repository";
import type { ScanView } from "@/server/opening/opening.schema";

/**
 * What the scan at ingest met in the data whose opening is reviewed, version by version, and the files that it stopped:
 * beside the reviewer's questions whether secrets or persons are touched. Columns, kinds and counts; never a value.
 * @returns null for a case that reviews no opening, and where the reader may not see entries
 * @throws DomainError NOT_FOUND when the case is missing or not for these eyes
 */
export async function readScan(scope: Scope, { caseId }: { caseId: string }): Promise<ScanView | null> {
  authorise(scope.actor, "read", "case");
  const { stored, procedure } = await openCaseFile(scope, caseId);
  if (procedure.id !== "opening.review" || !stored.entry) return null;
  const found = await findScan(scope.tx, stored.entry.id);
  if (!found) return null;
  const itemOf = (name: string | null) => {
    const item = stored.items.find((one) => one.name === name);
    return { label: item?.label ?? { zh: name ?? "", en: name ?? "" }, mask: item?.mask ?? null };
  };
  return {
    mount: found.mount,
    versions: found.versions.map(({ at, scan, ...version }) => ({
      ...version,
      at: new Date(at),
      personal:
        scan &&
        Object.entries(scan).flatMap(([name, kinds]) =>
          Object.entries(kinds).map(([kind, count]) => ({ ...itemOf(name), kind, count })),
        ),
    })),
    stopped: found.stopped.map(({ at, refusal, found: where }) => ({
      at: new Date(at),
      refusal,
      found: where.map(({ column, rule }) => ({ label: itemOf(column).label, kind: rule.replace(/^personal-/, "") })),
    })),
  };
}
