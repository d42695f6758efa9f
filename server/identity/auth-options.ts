import type { AuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { DatabaseDownError } from "@/server/db/errors";
import { BusyError } from "@/server/identity/password";
import { sessionCookie } from "@/server/identity/session";
import { signIn } from "@/server/identity/sign-in";
import { demoSignInSchema, type SignInRefusal, signInSchema } from "@/server/identity/sign-in.schema";
import { signInAsDemo } from "@/server/identity/sign-in-as-demo";
import { SignInRefused } from "@/server/identity/sign-in-refused";
import { describeError, log } from "@/server/shared/log";

// The cookie outlives the session row a little at most; the row decides.
const COOKIE_SECONDS = 12 * 3600;

declare module "next-auth/jwt" {
  interface JWT {
    sessionToken?: string;
  }
}

/**
 * next-auth as we use it: it checks the CSRF token, calls our use cases and sets the cookie. Its "JWT" is our opaque
 * session token and nothing else — encode and decode pass it through — so nothing that a cookie says is ever believed.
 * @param secure whether the browser reaches us over https
 */
export function authOptions(secure: boolean): AuthOptions {
  return {
    secret: process.env.NEXTAUTH_SECRET,
    session: { strategy: "jwt", maxAge: COOKIE_SECONDS },
    useSecureCookies: secure,
    cookies: { sessionToken: sessionCookie(secure) },
    providers: [
      Credentials({
        id: "password",
        credentials: {},
        authorize: (form) => answer(async () => signIn(signInSchema.parse(fieldsOf(form)))),
      }),
      Credentials({
        id: "demo",
        credentials: {},
        authorize: (form) => answer(async () => signInAsDemo(demoSignInSchema.parse(fieldsOf(form)))),
      }),
    ],
    jwt: {
      encode: async ({ token }) => token?.sessionToken ?? "",
      decode: async ({ token }) => (token ? { sessionToken: token } : null),
    },
    callbacks: {
      jwt: ({ token, user }) => ({ sessionToken: isSignedIn(user) ? user.sessionToken : token.sessionToken }),
      redirect: ({ baseUrl }) => baseUrl,
    },
    logger: {
      error: (code) => log.error("next-auth", { code }),
      warn: () => undefined,
      debug: () => undefined,
    },
  };
}

interface SignedIn {
  id: string;
  sessionToken: string;
}

function isSignedIn(user: object | undefined): user is SignedIn {
  return user !== undefined && "sessionToken" in user;
}

/** Runs a sign-in; whatever prevents it leaves as `code` or `code:problem,problem`, never as a sentence of ours or a driver's. */
async function answer(work: () => Promise<{ token: string }>): Promise<SignedIn> {
  try {
    const { token } = await work();
    return { id: "signed-in", sessionToken: token };
  } catch (error) {
    throw new Error(codeOf(error));
  }
}

function codeOf(error: unknown): string {
  if (error instanceof SignInRefused) return [error.code, ...error.problems].join(" ");
  const code: SignInRefusal =
    error instanceof BusyError
      ? "busy"
      : error instanceof DatabaseDownError
        ? "database-down"
        : error instanceof Error && error.name === "ZodError"
          ? "wrong" // a login of impossible form is as wrong as one that does not exist
          : "failed";
  if (code === "failed") log.error("sign-in failed", describeError(error));
  return code;
}

const FIELDS = ["tenantId", "login", "password", "code", "newPassword"] as const;

/** Our own fields of the form, without next-auth's and without empty ones. */
function fieldsOf(form: Record<string, string> | undefined): Record<string, string> {
  return Object.fromEntries(FIELDS.flatMap((name) => (form?.[name] ? [[name, form[name]]] : [])));
}
