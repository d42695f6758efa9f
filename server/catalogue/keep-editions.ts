import { randomUUID } from "node:crypto";
import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import { authoriseForCity } from "@/server/catalogue/keep-standards";
import {
  assembleEntries,
  crossCheck,
  findEdition,
  listCampaignRows,
  listEditionRows,
  saveCampaign,
  saveEdition,
} from "@/server/catalogue/upkeep.repository";
import type { CallCampaignInput, Campaign, Edition, PublishEditionInput } from "@/server/catalogue/upkeep.schema";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { shanghaiDate } from "@/server/law";
import { DomainError, invalid, notFound } from "@/server/shared/errors";

/**
 * Assembles the departments' catalogues into the city's, checks them against each other and publishes the result as the
 * next dated edition.
 * @throws DomainError FORBIDDEN, STALE when an edition came between
 */
export async function publishEdition(scope: Scope, input: PublishEditionInput): Promise<{ number: number }> {
  authoriseForCity(scope);
  const { actor, tx } = scope;
  const number = input.after + 1;
  const before = await claimKey(scope, input.idempotencyKey, "catalogue.edition", { number });
  if (before) return before;
  const entries = await assembleEntries(tx, actor.tenantId);
  const findings = await crossCheck(tx, actor.tenantId);
  if (!(await saveEdition(tx, actor, number, entries, findings))) throw new DomainError("STALE");
  await recordAct(scope, {
    act: "catalogue.edition",
    subjectKind: "edition",
    subjectId: String(number),
    detail: { entries: entries.length, findings: findings.length },
  });
  return { number };
}

/** Numbers and days of the city's editions, newest first. */
export async function listEditions({ actor, tx }: Scope, _: undefined): Promise<Pick<Edition, "number" | "at">[]> {
  authorise(actor, "read", "entry");
  return listEditionRows(tx, actor.tenantId);
}

/** One edition, as it was published. @throws DomainError NOT_FOUND */
export async function readEdition({ actor, tx }: Scope, { number }: { number: number }): Promise<Edition> {
  authorise(actor, "read", "entry");
  const edition = await findEdition(tx, actor.tenantId, number);
  if (!edition) throw notFound();
  return edition;
}

/**
 * Calls all departments to compile or renew their catalogues by a day, with the template that they follow.
 * @throws DomainError FORBIDDEN, INVALID for a day that is past
 */
export async function callCampaign(scope: Scope, input: CallCampaignInput): Promise<{ campaignId: string }> {
  authoriseForCity(scope);
  if (input.dueOn < shanghaiDate(scope.now)) throw invalid({ path: "dueOn", problem: "past" });
  const campaignId = randomUUID();
  const before = await claimKey(scope, input.idempotencyKey, "catalogue.campaign", { campaignId });
  if (before) return before;
  await saveCampaign(scope.tx, scope.actor, campaignId, input);
  await recordAct(scope, { act: "catalogue.campaign", subjectKind: "campaign", subjectId: campaignId });
  return { campaignId };
}

/** The campaigns with each department's progress, newest first. */
export async function listCampaigns({ actor, tx }: Scope, _: undefined): Promise<Campaign[]> {
  authorise(actor, "read", "entry");
  return listCampaignRows(tx, actor.tenantId);
}
