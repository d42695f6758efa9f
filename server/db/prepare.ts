import type { Login } from "@/server/db/connections";
import { loginUrls, prepareLogins } from "@/server/db/logins";
import { migrate } from "@/server/db/migrate";

/**
 * Makes a database ready for the application: migrations, then the logins' passwords and the grants on the database.
 * Returns the URL of every login and the names of the migrations applied now.
 */
export async function prepareDatabase(
  adminUrl: string,
  secret: Buffer,
): Promise<{ urls: Record<Login, string>; applied: string[] }> {
  const applied = await migrate(adminUrl);
  await prepareLogins(adminUrl, secret);
  return { urls: loginUrls(adminUrl, secret), applied };
}
