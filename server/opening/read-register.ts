import type { PublicActor } from "@/server/db/actor";
import type { Scope } from "@/server/db/context";
import { listRegistrations } from "@/server/opening/opening.repository";
import type { ReadRegisterInput, RegisterPage } from "@/server/opening/opening.schema";

/** The register of approved applicants, for everybody to read (乐山 26). */
export async function readRegister(
  { actor, tx }: Scope<PublicActor>,
  { page, pageSize }: ReadRegisterInput,
): Promise<RegisterPage> {
  return listRegistrations(tx, actor.tenantId, { number: page, size: pageSize });
}
