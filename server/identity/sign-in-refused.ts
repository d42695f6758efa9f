import type { PasswordProblem } from "@/server/identity/password";
import type { SignInRefusal } from "@/server/identity/sign-in.schema";

/** A sign-in that did not happen, by a code that tells nobody whether the login exists. */
export class SignInRefused extends Error {
  override readonly name = "SignInRefused";
  constructor(
    readonly code: SignInRefusal,
    /** What is wrong with the new password, when `code` is weak-password. */
    readonly problems: PasswordProblem[] = [],
  ) {
    super(code);
  }
}
