import type { Scope } from "@/server/db/context";
import { hashPassword, randomPassword } from "@/server/identity/password";
import { enrolmentUri, newTotpSecret } from "@/server/identity/totp";
import { getBook } from "@/server/law";
import { setCredential } from "@/server/people/people.repository";
import type { InitialCredential } from "@/server/people/people.schema";

/** A random password that must be replaced at the next sign-in and, when asked, a new authenticator secret. */
export async function giveCredential(
  { actor, tx }: Scope,
  person: { id: string; login: string },
  { authenticator }: { authenticator: boolean },
): Promise<InitialCredential> {
  const password = randomPassword();
  const secret = authenticator ? newTotpSecret() : null;
  await setCredential(tx, person.id, await hashPassword(password), secret);
  return {
    personId: person.id,
    login: person.login,
    initialPassword: password,
    enrolmentUri: secret && enrolmentUri(secret, person.login, getBook(actor.tenantId).city.short.zh),
  };
}
