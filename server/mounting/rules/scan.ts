import { isCitizenId, isCreditCode } from "@/server/shared/identifiers";

/** Kinds of personal identifiers that a scan knows by their form. */
export const PERSONAL = ["citizen-id", "phone", "bank-card"] as const;
export type Personal = (typeof PERSONAL)[number];

/** 密, which every marking has. */
export const SECRET_SIGN = Buffer.from("密");

const PLAIN = /^[\x20-\x7e]*$/;

const MARKING =
  /(绝|机|秘)\s*密\s*[★☆*＊]|[★☆]\s*(绝|机|秘)\s*密|密\s*级\s*[:：]?\s*(绝|机|秘)\s*密|^\s*(绝|机|秘)\s*密\s*(级|件|文件|\d+年|长期)?\s*$/;

/** Whether a text carries a marking of state secrets in one of the usual forms (绝密★10年, 密级：机密, a cell 秘密). */
export function isMarkedSecret(text: string): boolean {
  return MARKING.test(text);
}

/** Which identifiers of persons stand in a text; a long number that is no bank card counts as `long-number`. */
export function personalIn(text: string): (Personal | "long-number")[] {
  const found: (Personal | "long-number")[] = [];
  for (const [run] of (PLAIN.test(text) ? text : text.normalize("NFKC")).matchAll(/\d{11,}[Xx]?/g)) {
    if (run.length === 18 && isCitizenId(run) && !isCreditCode(run)) found.push("citizen-id");
    else if (/^(86)?1[3-9]\d{9}$/.test(run)) found.push("phone");
    else if (/^\d{16,19}$/.test(run)) found.push(/^62/.test(run) && luhn(run) ? "bank-card" : "long-number");
  }
  return found;
}

function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = digits.length - 1, double = false; i >= 0; i--, double = !double) {
    const digit = digits.charCodeAt(i) - 48;
    sum += double ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return sum % 10 === 0;
}
