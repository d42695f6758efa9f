import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "@/server/identity/auth-options";
import { isSecure, tokenFromRequest } from "@/server/identity/session";
import { signOut } from "@/server/identity/sign-out";

interface Context {
  params: Promise<{ nextauth: string[] }>;
}

/** Everything of next-auth that we use; its other pages and endpoints do not exist here. */
const OFFERED = new Set(["GET csrf", "POST callback/password", "POST callback/demo"]);

async function handle(request: NextRequest, context: Context): Promise<Response> {
  const { nextauth } = await context.params;
  if (!OFFERED.has(`${request.method} ${nextauth.join("/")}`)) return new Response(null, { status: 404 });
  if (request.method === "POST" && !isFromThisSite(request)) return new Response(null, { status: 403 });
  const former = tokenFromRequest(request);
  const options = authOptions(isSecure(request.headers));
  const response: Response = await NextAuth(request, context, options);
  const isSignedIn = nextauth[0] === "callback" && setsCookie(response, options.cookies?.sessionToken?.name ?? "");
  if (isSignedIn) await signOut(former); // a session is replaced, never kept beside
  response.headers.set("Cache-Control", "no-store");
  return response;
}

function setsCookie(response: Response, name: string): boolean {
  return response.headers.getSetCookie().some((cookie) => cookie.startsWith(`${name}=`));
}

/** server/main.ts asked already; asked again so that this door is safe wherever it is mounted. */
function isFromThisSite(request: NextRequest): boolean {
  const site = request.headers.get("sec-fetch-site");
  return site === null || site === "same-origin" || site === "none";
}

export { handle as GET, handle as POST };
