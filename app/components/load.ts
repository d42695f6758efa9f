import "server-only";
import { notFound, redirect } from "next/navigation";
import { problemOf } from "@/app/components/problem";
import { getCaller } from "@/server/api/caller";

export type Api = Awaited<ReturnType<typeof getCaller>>;

/** Where somebody without a live session is sent; the page there says that the sign-in has ended. */
export const SIGN_IN_AGAIN = "/?ended=1";

/**
 * Asks the router for a page. Without a session the reader is led to sign in; what is missing, foreign, forbidden or
 * asked for with a broken address is the same "not found"; anything else reaches the error page.
 */
export async function load<T>(ask: (api: Api) => Promise<T>): Promise<T> {
  try {
    return await ask(await getCaller());
  } catch (error) {
    const { code } = problemOf(error);
    if (code === "UNAUTHENTICATED") redirect(SIGN_IN_AGAIN);
    if (code === "NOT_FOUND" || code === "FORBIDDEN" || code === "INVALID") notFound();
    throw error;
  }
}
