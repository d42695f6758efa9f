import type { Scope } from "@/server/db/context";
import { saveRegistration } from "@/server/opening/opening.repository";

/** Enters the applicant of a decided opening application into the register that everybody may read (乐山 26). */
export async function enterRegister(
  { actor, now, tx }: Scope,
  registration: { caseId: string; entryId: string; purpose: string },
): Promise<void> {
  await saveRegistration(tx, actor.tenantId, { ...registration, at: now });
}
