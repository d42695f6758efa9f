import type { z } from "zod";
import type { Scope } from "@/server/db/context";
import { findPasswordProblems, hashPassword, type PasswordProblem, verifyPassword } from "@/server/identity/password";
import { type Attempt, beginSignIn, failSignIn, replacePassword } from "@/server/identity/sign-in.repository";
import type { changePasswordSchema } from "@/server/identity/sign-in.schema";
import { SignInRefused } from "@/server/identity/sign-in-refused";
import { DomainError, invalid } from "@/server/shared/errors";

/**
 * Changes one's own password against the present one; tries count towards the lock-out as sign-ins do. Every session
 * ends, this one too: the page goes to sign-in.
 * @throws DomainError INVALID naming `current` (wrong) or `next` (weak), LIMIT when locked, STALE when changed elsewhere
 */
export async function changePassword(scope: Scope, input: z.infer<typeof changePasswordSchema>): Promise<void> {
  const { tenantId, login } = scope.actor;
  const attempt = await beginSignIn(tenantId, login);
  if (attempt.locked) throw new DomainError("LIMIT", { reason: "locked" });
  if (!(await verifyPassword(input.current, attempt.passwordHash))) {
    await failSignIn(tenantId, login, "password");
    throw invalid({ path: "current", problem: "wrong" });
  }
  try {
    await replaceOwnPassword(attempt, { tenantId, login }, input.next);
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error;
    if (error.code !== "weak-password") throw new DomainError("STALE");
    throw invalid(...error.problems.map((problem) => ({ path: "next", problem })));
  }
}

/**
 * Replaces the password of a person whose present one was just proved.
 * @throws SignInRefused weak-password with what is wrong; wrong when it was changed in the meantime
 */
export async function replaceOwnPassword(
  attempt: Attempt,
  person: { tenantId: string; login: string },
  next: string,
): Promise<void> {
  if (!attempt.personId || !attempt.passwordHash) throw new SignInRefused("wrong");
  const problems: PasswordProblem[] = findPasswordProblems(next, person);
  if (problems.length === 0 && (await wasUsedBefore(next, attempt))) problems.push("used-before");
  if (problems.length > 0) throw new SignInRefused("weak-password", problems);
  const hash = await hashPassword(next);
  if (!(await replacePassword(person.tenantId, attempt.personId, attempt.passwordHash, hash))) {
    throw new SignInRefused("wrong");
  }
}

async function wasUsedBefore(next: string, { passwordHash, formerHashes = [] }: Attempt): Promise<boolean> {
  for (const hash of [passwordHash, ...formerHashes]) {
    if (hash !== undefined && (await verifyPassword(next, hash))) return true;
  }
  return false;
}
