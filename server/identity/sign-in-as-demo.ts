import { newToken } from "@/server/identity/session";
import type { OpenSession } from "@/server/identity/sign-in";
import { findDemoPeople, openSession } from "@/server/identity/sign-in.repository";
import { SignInRefused } from "@/server/identity/sign-in-refused";
import { isProduction } from "@/server/shared/mode";

/**
 * Signs in as a demonstration person with one click. Production has none of them, and refuses here all the same; the
 * database opens such a session for demonstration people only.
 * @throws SignInRefused wrong
 */
export async function signInAsDemo(input: { tenantId: string; login: string }): Promise<OpenSession> {
  if (isProduction()) throw new SignInRefused("wrong");
  const person = (await findDemoPeople()).find(
    (each) => each.tenantId === input.tenantId && each.login === input.login,
  );
  if (!person) throw new SignInRefused("wrong");
  const { token, hash } = newToken();
  const session = await openSession({
    tenantId: person.tenantId,
    personId: person.personId,
    tokenHash: hash,
    factor: "demo",
    totpStep: null,
  });
  if (!session) throw new SignInRefused("wrong");
  return { token, ...session };
}
