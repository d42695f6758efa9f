import { createHash } from "node:crypto";
import { underCheck } from "@/server/catalogue/under-check";
import type { SessionActor } from "@/server/db/actor";
import type { Scope } from "@/server/db/context";
import { findAcceptance, findGrant, findUsed, type StoredGrant } from "@/server/delivery/grant.repository";
import type { GrantColumn, GrantDetail, GrantState } from "@/server/delivery/grant.schema";
import { listKeys } from "@/server/delivery/key.repository";
import { grantState } from "@/server/delivery/rules/grant-state";
import { scopeInWords } from "@/server/delivery/rules/scope-in-words";
import { termsOfUse } from "@/server/delivery/rules/terms-of-use";
import { partiesOf, sidesOfGrant } from "@/server/delivery/sides-of-grant";
import { countUse } from "@/server/delivery/use.repository";
import { authorise, may } from "@/server/identity/ability";
import { addDays, getBook, shanghaiDate, startOfDay } from "@/server/law";
import { notFound } from "@/server/shared/errors";

/** Days that "lately used" looks back. */
const LATELY = 30;

/**
 * One grant with its scope in words, acts, keys (for the consumer) and how often it was used.
 * @throws DomainError NOT_FOUND when it is missing or not for these eyes
 */
export async function readGrant({ actor, now, tx }: Scope, grantId: string): Promise<GrantDetail> {
  authorise(actor, "read", "grant");
  const grant = await findGrant(tx, actor.tenantId, grantId);
  if (!grant) throw notFound();
  const parties = partiesOf(actor, grant);
  const state = grantState(grant, now);
  const columns = columnsOf(grant);
  const accepted = await findAcceptance(tx, actor.tenantId, grantId);
  const { tenantId: _, items, masks: __, regionId: ___, mounted, elsewhere, acts, checking, ...rest } = grant;
  const { requestsPerMinute, rowsPerDay, purposeDemanded, ...terms } = rest;
  return {
    ...terms,
    terms: termsOfUse(getBook(actor.tenantId).on(grant.grantedAt)),
    accepted,
    columns,
    columnCount: columns.length,
    underCheck: underCheck(checking, getBook(actor.tenantId).on(now)),
    sides: sidesOfGrant(actor, grant),
    state,
    scopeInWords: scopeInWords({ ...grant, columns, labels: new Map(items.map(({ name, label }) => [name, label])) }),
    mounted: mounted && { ...mounted, mountedAt: new Date(mounted.mountedAt) },
    elsewhere: elsewhere && { ...elsewhere, at: new Date(elsewhere.at) },
    acts: acts.map((act) => ({ ...act, at: new Date(act.at) })),
    keys: may(actor, "manage", "key", parties) ? await listKeys(tx, actor.tenantId, grantId, now) : null,
    use: may(actor, "read", "access", parties)
      ? await countUse(tx, actor.tenantId, grantId, startOfDay(addDays(shanghaiDate(now), -LATELY)))
      : null,
    may: { ...actsOn(actor, grant, state), accept: accepted === null && may(actor, "manage", "key", parties) },
    purposeCode: purposeCodeOf(grant.purpose),
    limits: { requestsPerMinute, rowsPerDay, purposeDemanded, used: await findUsed(tx, grantId) },
    apiPath: `/api/v1/resources/${grant.entry.id}/rows`,
  };
}

/** The same word as the reading door knows the purpose by (gate.purpose_code): short enough for a header, and no words to encode. */
function purposeCodeOf(purpose: string): string {
  return `p-${createHash("sha256").update(purpose).digest("hex").slice(0, 12)}`;
}

/** The granted columns in the entry's order; a hidden one is not shown, so it is not listed. */
function columnsOf({ items, columns, masks }: StoredGrant): GrantColumn[] {
  return items
    .filter(({ name }) => columns.includes(name))
    .map((item) => ({ ...item, mask: masks[item.name] ?? item.mask }))
    .filter(({ mask }) => mask !== "hidden")
    .map((item) => ({ ...item, filterable: item.mask === "none" }));
}

function actsOn(actor: SessionActor, grant: StoredGrant, state: GrantState): Omit<GrantDetail["may"], "accept"> {
  const parties = partiesOf(actor, grant);
  const consumer = actor.departmentId === grant.consumer.id && may(actor, "read", "grant", parties);
  const stops = may(actor, "stop", "grant", parties);
  const running = state === "live" || state === "not-begun";
  return {
    read: consumer && state === "live" && (grant.mounted !== null || grant.elsewhere?.kind === "upstream"),
    takeFile: consumer && state === "live" && grant.elsewhere?.kind === "file",
    manageKeys: may(actor, "manage", "key", parties) && running,
    suspend: stops && running,
    narrow: stops && running,
    resume: stops && state === "suspended",
    revoke: stops && state !== "revoked" && state !== "expired",
  };
}
