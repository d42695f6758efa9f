import { randomBytes, randomInt, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { PASSWORD_FRAGMENTS } from "@/server/identity/password-blocklist";
import { PASSWORD_LONGEST, PASSWORD_SHORTEST } from "@/server/identity/password-limits";

/**
 * Passwords: how they are kept and which are good enough (SECURE.md; 等保 level 3).
 *
 * scrypt with N = 2^15, r = 8, p = 3: 32 MB and about 0.2 s a try on one core, the OWASP equivalent of N = 2^17, p = 1
 * with a quarter of its memory, because four tries may run at once.
 */
const COST = { ln: 15, r: 8, p: 3 };
/** Demonstration passwords are public; their hashes need not be slow, and the first start shall be quick. */
const DEMO_COST = { ln: 11, r: 8, p: 1 };
type Cost = typeof COST;

const HASH = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;
/** Compared with for logins that do not exist, so that they take as long as those that do. */
const DECOY = `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${"A".repeat(22)}$${"A".repeat(43)}`;

/** Hashes as `$scrypt$ln=15,r=8,p=3$salt$hash`, so that the cost can be raised later without losing anybody. */
export async function hashPassword(password: string, options: { demo?: boolean } = {}): Promise<string> {
  const cost = options.demo ? DEMO_COST : COST;
  const salt = randomBytes(16);
  const hash = await derive(password, salt, cost);
  return `$scrypt$ln=${cost.ln},r=${cost.r},p=${cost.p}$${unpadded(salt)}$${unpadded(hash)}`;
}

/**
 * Whether the password made the hash. Without a hash (unknown login) it works as long and answers false.
 * @throws BusyError when too many are being compared already
 */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const match = HASH.exec(hash ?? DECOY);
  if (!match) throw new Error("A stored password hash has an unknown form.");
  const [, ln, r, p, salt = "", expected = ""] = match;
  const found = await derive(password, Buffer.from(salt, "base64"), { ln: Number(ln), r: Number(r), p: Number(p) });
  return timingSafeEqual(found, Buffer.from(expected, "base64")) && hash !== undefined;
}

export type PasswordProblem = "too-short" | "too-long" | "too-plain" | "blocklisted" | "contains-login" | "used-before";

/**
 * What is wrong with a password that staff choose: 12 to 128 characters, three of the four classes, not made of the
 * usual words, not around the login. Empty when nothing is.
 */
export function findPasswordProblems(password: string, person: { login: string }): PasswordProblem[] {
  const plain = password.normalize("NFKC").toLowerCase();
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((each) => each.test(password)).length;
  const problems: PasswordProblem[] = [];
  if ([...password].length < PASSWORD_SHORTEST) problems.push("too-short");
  if ([...password].length > PASSWORD_LONGEST) problems.push("too-long");
  if (classes < 3) problems.push("too-plain");
  if (person.login.length >= 4 && plain.includes(person.login.toLowerCase())) problems.push("contains-login");
  if (meat(plain).length < 6) problems.push("blocklisted");
  return problems;
}

/** A random password that satisfies the rules, easy to read aloud: `Kq7w-…`, 80 bits. */
export function randomPassword(): string {
  const letters = "abcdefghijkmnpqrstuvwxyz23456789";
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join("");
  return `H${group()}-${group()}-${group()}-${group()}7`;
}

const AS_LETTERS: Record<string, string> = { "@": "a", "0": "o", $: "s", "3": "e" };
const AS_KEYS: Record<string, string> = { "!": "1", "@": "2", "#": "3", $: "4", "%": "5", "^": "6" };

/** What is left when usual words, runs and repetitions are taken out, with signs read as letters or as the keys they share. */
function meat(plain: string): string {
  const read = (table: Record<string, string>) => plain.replace(/[^a-z]/g, (sign) => table[sign] ?? sign);
  return [plain, read(AS_LETTERS), read(AS_KEYS)]
    .map((text) =>
      PASSWORD_FRAGMENTS.reduce((rest, fragment) => rest.replaceAll(fragment, ""), text).replace(/(.)\1{2,}/gu, "$1"),
    )
    .reduce((shorter, text) => (text.length < shorter.length ? text : shorter));
}

/** Too many passwords are being compared at this moment. */
export class BusyError extends Error {
  override readonly name = "BusyError";
}

const AT_ONCE = 2;
const WAITING = 40;
let running = 0;
const queue: (() => void)[] = [];

// Each comparison costs 32 MB and a thread: a flood of sign-ins waits or is sent away, and the rest of the server lives.
async function derive(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  while (running >= AT_ONCE) {
    if (queue.length >= WAITING) throw new BusyError("too many sign-ins");
    await new Promise<void>((resolve) => queue.push(resolve));
  }
  running += 1;
  try {
    return await scryptOnce(password, salt, cost);
  } finally {
    running -= 1;
    queue.shift()?.();
  }
}

function scryptOnce(password: string, salt: Buffer, { ln, r, p }: Cost): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, 32, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
