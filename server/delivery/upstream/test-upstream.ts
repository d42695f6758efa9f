import type { Scope } from "@/server/db/context";
import { askUpstream } from "@/server/delivery/upstream/ask-upstream";
import { foundMount } from "@/server/delivery/upstream/found-mount";
import { unsealCredential } from "@/server/delivery/upstream/seal-credential";
import { findSealed } from "@/server/delivery/upstream/upstream.repository";
import type { TestUpstreamInput, UpstreamSample } from "@/server/delivery/upstream/upstream.schema";
import { UpstreamRefused } from "@/server/delivery/upstream/upstream-refused";
import { headersOf, isSameOrigin } from "@/server/delivery/upstream/upstream-request";
import { authorise } from "@/server/identity/ability";
import { DomainError, invalid } from "@/server/shared/errors";

/** Rows whose members are looked at for their names. */
const SAMPLE = 20;
const MOST_NAMES = 200;
/** Test calls that this process makes at once. */
const AT_ONCE = 3;
let testing = 0;

/**
 * Asks the interface that the provider is about to mount, once, and says what it found: names of columns and a number of
 * rows, no value. Changes nothing.
 * @throws DomainError NOT_FOUND for an entry that is missing or another department's; LIMIT; INVALID without a credential
 */
export async function testUpstream({ actor, tx }: Scope, input: TestUpstreamInput): Promise<UpstreamSample> {
  authorise(actor, "compile", "entry");
  const mount = await foundMount(tx, input.entryId);
  const { credential } = input;
  const kept = mount.credentialKind === credential.kind ? await findSealed(tx, input.entryId) : null;
  const asKept = credential.kind !== "none" && credential.secret === undefined;
  if (asKept && !(kept && isSameOrigin(mount.address, input.address))) {
    throw invalid({ path: "credential.secret", problem: "required" });
  }
  if (testing >= AT_ONCE) throw new DomainError("LIMIT");
  testing++;
  try {
    const owner = { tenantId: actor.tenantId, entryId: input.entryId };
    const secret =
      credential.kind === "none" ? "" : (credential.secret ?? unsealCredential(kept ?? new Uint8Array(), owner));
    const name = credential.kind === "header" ? credential.name : "";
    const { text, took } = await askUpstream(input.address, headersOf({ kind: credential.kind, name, secret }));
    return { why: null, status: 200, ms: took.ms ?? 0, ...sampleOf(text, input.rows) };
  } catch (error) {
    if (!(error instanceof UpstreamRefused)) throw error;
    return { why: error.why, status: error.took.status ?? null, rows: 0, columns: [], ms: error.took.ms ?? 0 };
  } finally {
    testing--;
  }
}

function sampleOf(text: string, path: string): { rows: number; columns: string[] } {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    throw new UpstreamRefused("not-json");
  }
  for (const step of path === "" ? [] : path.split(".")) {
    found = typeof found === "object" && found !== null ? (found as Record<string, unknown>)[step] : undefined;
  }
  const isRow = (row: unknown) => typeof row === "object" && row !== null && !Array.isArray(row);
  if (!Array.isArray(found) || !found.every(isRow)) throw new UpstreamRefused("not-rows");
  const names = new Set(found.slice(0, SAMPLE).flatMap((row) => Object.keys(row as object)));
  return { rows: found.length, columns: [...names].slice(0, MOST_NAMES).map((name) => name.slice(0, 100)) };
}
