import type { SignInRefusal } from "@/server/identity/sign-in.schema";

/**
 * How a page signs somebody in (client components only; nothing of the server is imported).
 *
 *     const result = await signInWithPassword({ tenantId: "fushun", login, password, code });
 *     if (result.ok) router.replace("/workspace"); else show(t(`signIn.${result.refusal}`));
 *
 * Refusals: `wrong` (login, password or code: one sentence for all), `locked` (try again in a quarter of an hour),
 * `change-password` (ask for a new password and send the form again with `newPassword` and the same code),
 * `weak-password` (see `problems`), `busy`, `database-down`, `failed`.
 */
export interface SignInResult {
  ok: boolean;
  refusal?: SignInRefusal;
  /** too-short · too-long · too-plain · blocklisted · contains-login · used-before */
  problems?: string[];
}

/** Password sign-in; staff send the six digits as `code`. */
export function signInWithPassword(form: {
  tenantId: string;
  login: string;
  password: string;
  code?: string;
  newPassword?: string;
}): Promise<SignInResult> {
  return post("callback/password", form);
}

/** One click on a demonstration person; refused in production. */
export function signInAsDemoPerson(form: { tenantId: string; login: string }): Promise<SignInResult> {
  return post("callback/demo", form);
}

async function post(path: string, form: Record<string, string | undefined>): Promise<SignInResult> {
  try {
    const { csrfToken } = (await (await fetch("/api/auth/csrf", { cache: "no-store" })).json()) as {
      csrfToken: string;
    };
    const fields = Object.entries({ ...form, csrfToken, json: "true" }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "",
    );
    const response = await fetch(`/api/auth/${path}`, { method: "POST", body: new URLSearchParams(fields) });
    const { url } = (await response.json()) as { url?: string };
    if (response.ok && !url?.endsWith("csrf=true")) return { ok: true };
    const [refusal = "failed", ...problems] = (
      new URL(url ?? "", location.origin).searchParams.get("error") ?? ""
    ).split(" ");
    return { ok: false, refusal: (refusal || "failed") as SignInRefusal, problems };
  } catch {
    return { ok: false, refusal: "failed" };
  }
}
