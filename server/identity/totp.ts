import { Secret, TOTP } from "otpauth";

/** RFC 6238 with the settings every authenticator app knows. */
const SETTINGS = { algorithm: "SHA1", digits: 6, period: 30 } as const;
/** Steps of 30 s by which a phone's clock may be off, each way. */
const WINDOW = 1;

/** A new secret, base32 (160 bits). */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** `otpauth://totp/…`, shown once as a QR code or text when a person is enrolled. */
export function enrolmentUri(secret: string, login: string, city: string): string {
  return new TOTP({ ...SETTINGS, issuer: "Heliu 合流", label: `${city}:${login}`, secret }).toString();
}

/**
 * The time step that a code belongs to, or null when it belongs to none near `at`. The database refuses a step that is
 * not later than the last one used, so a code works once.
 * @param at seconds since 1970, by the database's clock
 */
export function stepOfCode(secret: string, code: string, at: number): number | null {
  const totp = new TOTP({ ...SETTINGS, secret });
  const timestamp = at * 1000;
  const delta = totp.validate({ token: code, timestamp, window: WINDOW });
  return delta === null ? null : Math.floor(at / SETTINGS.period) + delta;
}

/** The code of this moment: what the phone shows. For tests and for the demonstration's list of accounts. */
export function codeAt(secret: string, at: number): string {
  return new TOTP({ ...SETTINGS, secret }).generate({ timestamp: at * 1000 });
}
