import { closeSession } from "@/server/identity/sign-in.repository";

/** Ends the session: its token is nobody's for the very next statement. Doing it twice does no harm. */
export async function signOut(token: string | null): Promise<void> {
  if (token !== null) await closeSession(token);
}
