import { cookies } from "next/headers";
import type { NextRequest } from "next/server";
import { isSecure, sessionCookie, tokenFromRequest } from "@/server/identity/session";
import { signOut } from "@/server/identity/sign-out";

/**
 * Ends the session, clears its cookie and leads to the first page. A plain form posts here, so that leaving needs no
 * script: a click before the page's scripts have run must not be lost. Only our own pages reach it (server/main.ts).
 */
export async function POST(request: NextRequest): Promise<Response> {
  await signOut(tokenFromRequest(request));
  const { name, options } = sessionCookie(isSecure(request.headers));
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
  return new Response(null, { status: 303, headers: { Location: "/", "Cache-Control": "no-store" } });
}
