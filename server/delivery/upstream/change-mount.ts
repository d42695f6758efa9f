import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import type { Scope } from "@/server/db/context";
import { hasSqlState } from "@/server/db/errors";
import { saveFileMount } from "@/server/delivery/file.repository";
import { readTarget } from "@/server/delivery/upstream/allowlist";
import { foundMount } from "@/server/delivery/upstream/found-mount";
import { sealCredential } from "@/server/delivery/upstream/seal-credential";
import { findSealed, listItems, type NewMount, saveMount } from "@/server/delivery/upstream/upstream.repository";
import type { ChangeMountInput, UpstreamSettings } from "@/server/delivery/upstream/upstream.schema";
import { isSameOrigin } from "@/server/delivery/upstream/upstream-request";
import { authorise } from "@/server/identity/ability";
import { keepUpload } from "@/server/mounting/uploads";
import { DomainError, invalid, notFound } from "@/server/shared/errors";

/**
 * Mounts an entry of the person's own department in another way. Grants stay as they are: their next reading goes to the new
 * mount, and what it does not offer is told.
 * @returns the mount's number and the data items that it does not offer
 * @throws DomainError NOT_FOUND for an entry that is missing or another department's; STALE when somebody mounted it since it
 *   was shown; INVALID for an address that the operator does not allow, a mapping of items that the entry has not, a missing
 *   credential, a table that there is not, or data of the intranet
 */
export async function changeMount(scope: Scope, input: ChangeMountInput): Promise<{ seq: number; missing: string[] }> {
  const { actor, tx } = scope;
  authorise(actor, "compile", "entry");
  const { entryId, to } = input;
  const repeated = await claimKey(scope, input.idempotencyKey, "mounts.change", { entryId });
  const before = await foundMount(tx, entryId);
  if (repeated) return { seq: before.seq, missing: before.missing ?? [] };
  if (to.kind === "file") return mountFile(scope, input.seq, entryId, to.uploadId);
  const mount: NewMount =
    to.kind === "table"
      ? { entryId, seq: input.seq, ...NO_UPSTREAM }
      : { entryId, seq: input.seq, ...(await upstreamOf(scope, entryId, to)) };
  const { status, seq } = await saveMount(tx, mount).catch(refusedByDatabase);
  if (status === "stale") throw new DomainError("STALE");
  if (status === "nothing-hosted") throw invalid({ path: "to.kind", problem: "nothing-hosted" });
  if (status === "changed") {
    const host = mount.address ? { host: new URL(mount.address).host } : {};
    const detail = { seq, kind: to.kind, missing: mount.missing, ...host };
    await recordAct(scope, { act: "mounts.change", subjectKind: "entry", subjectId: entryId, detail });
  }
  return { seq, missing: mount.missing };
}

/** Mounts a whole upload of the department as it is; from now on its bytes are kept. */
async function mountFile(
  scope: Scope,
  before: number,
  entryId: string,
  uploadId: string,
): Promise<{ seq: number; missing: string[] }> {
  const { fileName, size, sha256 } = await keepUpload(scope, { uploadId });
  const { status, seq } = await saveFileMount(scope.tx, { entryId, seq: before, uploadId }).catch(refusedByDatabase);
  if (status === "stale") throw new DomainError("STALE");
  if (status === "no-upload") throw invalid({ path: "to.uploadId", problem: "wrong" });
  await recordAct(scope, {
    act: "mounts.change",
    subjectKind: "entry",
    subjectId: entryId,
    detail: { seq, kind: "file", fileName, size, sha256 },
  });
  return { seq, missing: [] };
}

function refusedByDatabase(error: unknown): never {
  if (hasSqlState(error, "HL003")) throw invalid({ path: "entryId", problem: "intranet-only" });
  throw hasSqlState(error, "P0002") ? notFound() : error;
}

const NO_UPSTREAM = {
  kind: "table",
  address: null,
  credentialKind: "none",
  credentialName: "",
  credential: null,
  mapping: null,
  missing: [],
} as const satisfies Omit<NewMount, "entryId" | "seq" | "missing"> & { missing: never[] };

async function upstreamOf(
  { actor, tx }: Scope,
  entryId: string,
  { address, credential, mapping }: UpstreamSettings,
): Promise<Omit<NewMount, "entryId" | "seq">> {
  if (!readTarget(address)) throw invalid({ path: "to.address", problem: "address-not-allowed" });
  const items = (await listItems(tx, actor.tenantId, entryId)).map(({ name }) => name);
  const unknown = Object.keys(mapping.columns).filter((name) => !items.includes(name));
  if (unknown.length > 0) {
    throw invalid(...unknown.map((name) => ({ path: `to.mapping.columns.${name}`, problem: "unknown-item" })));
  }
  if (Object.keys(mapping.columns).length === 0) throw invalid({ path: "to.mapping.columns", problem: "no-columns" });
  if (mapping.paging !== "none" && !mapping.after) throw invalid({ path: "to.mapping.after", problem: "required" });
  if (mapping.paging === "cursor" && !mapping.next) throw invalid({ path: "to.mapping.next", problem: "required" });
  return {
    kind: "upstream",
    address,
    credentialKind: credential.kind,
    credentialName: credential.kind === "header" ? credential.name : "",
    credential: await sealedOf(tx, { tenantId: actor.tenantId, entryId }, address, credential),
    mapping,
    missing: items.filter((name) => !(name in mapping.columns)),
  };
}

/** The credential that was given, sealed; the one that is kept where none was given and one of this kind is there. */
async function sealedOf(
  tx: Scope["tx"],
  owner: { tenantId: string; entryId: string },
  address: string,
  credential: UpstreamSettings["credential"],
): Promise<NewMount["credential"]> {
  if (credential.kind === "none") return null;
  if (credential.secret !== undefined) return sealCredential(credential.secret, owner);
  const before = await foundMount(tx, owner.entryId);
  const same = before.credentialKind === credential.kind && isSameOrigin(before.address, address);
  const kept = same ? await findSealed(tx, owner.entryId) : null;
  if (!kept) throw invalid({ path: "to.credential.secret", problem: "required" });
  return Uint8Array.from(kept);
}
