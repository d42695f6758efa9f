/** Cookie on https: bound to this host and path by the browser itself (`__Host-`). */
export const SECURE_COOKIE = "__Host-heliu";
/** Cookie on plain http, which exists only outside production. */
export const PLAIN_COOKIE = "heliu";
