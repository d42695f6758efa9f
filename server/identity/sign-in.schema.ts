import { z } from "zod";
import { PASSWORD_LONGEST } from "@/server/identity/password-limits";

const tenantId = z.string().regex(/^[a-z0-9-]{2,40}$/);
const login = z
  .string()
  .trim()
  .toLowerCase()
  .min(2)
  .max(64)
  .regex(/^[^\p{Cc}\s]+$/u);
const password = z.string().min(1).max(PASSWORD_LONGEST);

/** What the sign-in form sends. `code` is the six digits of the authenticator; `newPassword` only when asked for. */
export const signInSchema = z.strictObject({
  tenantId,
  login,
  password,
  code: z
    .string()
    .regex(/^\d{6}$/)
    .optional(),
  newPassword: password.optional(),
});
export type SignInInput = z.infer<typeof signInSchema>;

/** One click on a demonstration person. */
export const demoSignInSchema = z.strictObject({ tenantId, login });

export const changePasswordSchema = z.strictObject({ current: password, next: password });

/**
 * Why a sign-in did not happen. Wrong login, wrong password, wrong or used code, disabled person: all are `wrong`.
 * `change-password` comes only after everything was right.
 */
export const SIGN_IN_REFUSALS = [
  "wrong",
  "locked",
  "change-password",
  "weak-password",
  "busy",
  "database-down",
  "failed",
] as const;
export type SignInRefusal = (typeof SIGN_IN_REFUSALS)[number];
