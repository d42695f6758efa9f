import { isRefusedByDatabase } from "@/server/db/errors";
import { replaceOwnPassword } from "@/server/identity/change-password";
import { verifyPassword } from "@/server/identity/password";
import { newToken } from "@/server/identity/session";
import { type Attempt, beginSignIn, failSignIn, openSession } from "@/server/identity/sign-in.repository";
import type { SignInInput } from "@/server/identity/sign-in.schema";
import { SignInRefused } from "@/server/identity/sign-in-refused";
import { stepOfCode } from "@/server/identity/totp";

/** An open session: the token goes into the cookie and is kept nowhere. */
export interface OpenSession {
  token: string;
  expiresAt: Date;
}

/**
 * Signs a person in by password and, for staff, a one-time code. Every attempt is counted before it is looked at; after
 * too many the login is locked for a while, whether it exists or not.
 *
 * A password that an administrator set, or that is too old, must be replaced by `newPassword` in the same request.
 * @throws SignInRefused wrong · locked · change-password · weak-password; BusyError; DatabaseDownError
 */
export async function signIn(input: SignInInput): Promise<OpenSession> {
  const attempt = await beginSignIn(input.tenantId, input.login);
  if (attempt.locked) throw new SignInRefused("locked");
  const right = await verifyPassword(input.password, attempt.passwordHash);
  if (!right || !attempt.personId) return refuse(input, "password");
  const factor = secondFactor(attempt, input.code);
  if (!factor) return refuse(input, "code");
  if (attempt.mustChange) {
    if (input.newPassword === undefined) throw new SignInRefused("change-password");
    await replaceOwnPassword(attempt, input, input.newPassword);
  }
  return open(input, attempt.personId, factor);
}

interface Factor {
  factor: "password" | "totp";
  totpStep: number | null;
}

/** Null when a code is due and missing or wrong. The database decides again who may come without one. */
function secondFactor(attempt: Attempt, code: string | undefined): Factor | null {
  if (!attempt.totpSecret || (code === undefined && attempt.demo)) return { factor: "password", totpStep: null };
  const step = code === undefined ? null : stepOfCode(attempt.totpSecret, code, attempt.now);
  return step === null ? null : { factor: "totp", totpStep: step };
}

async function open(input: SignInInput, personId: string, factor: Factor): Promise<OpenSession> {
  const { token, hash } = newToken();
  try {
    const session = await openSession({ tenantId: input.tenantId, personId, tokenHash: hash, ...factor });
    return session ? { token, ...session } : await refuse(input, "replayed-code");
  } catch (error) {
    if (isRefusedByDatabase(error)) return refuse(input, "code"); // staff without a second factor
    throw error;
  }
}

async function refuse(input: SignInInput, reason: "password" | "code" | "replayed-code"): Promise<never> {
  await failSignIn(input.tenantId, input.login, reason);
  throw new SignInRefused("wrong");
}
