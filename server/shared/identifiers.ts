/**
 * Chinese public identifiers and their check characters: citizen id (GB 11643-1999), unified social credit code
 * (GB 32100-2015) with the organisation code inside it (GB 11714-1997), and mobile numbers.
 */

const CITIZEN_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CITIZEN_CHECKS = "10X98765432";

/** The eighteenth character of a citizen id (ISO 7064 MOD 11-2). @param body the first 17 digits */
export function citizenIdCheck(body: string): string {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += (CITIZEN_WEIGHTS[i] ?? 0) * (body.charCodeAt(i) - 48);
  return CITIZEN_CHECKS.charAt(sum % 11);
}

/** Whether an 18-character citizen id has an existing birth date and the right check character. */
export function isCitizenId(text: string): boolean {
  if (!/^\d{17}[\dXx]$/.test(text)) return false;
  const date = `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== date) return false;
  return citizenIdCheck(text) === text.charAt(17).toUpperCase();
}

/** Digits and capital letters without I, O, S, V and Z. */
export const CREDIT_CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/** The last character of a unified social credit code (modulus 31). @param body the first 17 characters */
export function creditCodeCheck(body: string): string {
  let weight = 1;
  let sum = 0;
  for (let i = 0; i < 17; i++) {
    sum += CREDIT_CODE_CHARACTERS.indexOf(body.charAt(i)) * weight;
    weight = (weight * 3) % 31;
  }
  return CREDIT_CODE_CHARACTERS.charAt((31 - (sum % 31)) % 31);
}

/** Whether an 18-character unified social credit code has its form and the right check character. */
export function isCreditCode(text: string): boolean {
  const code = text.toUpperCase();
  return /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(code) && creditCodeCheck(code) === code.charAt(17);
}

const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

/** The ninth character of an organisation code (modulus 11). @param body eight digits or capital letters */
export function organisationCodeCheck(body: string): string {
  let sum = 0;
  for (let i = 0; i < 8; i++) {
    const code = body.charCodeAt(i);
    sum += (code < 58 ? code - 48 : code - 55) * (ORGANISATION_WEIGHTS[i] ?? 0);
  }
  const check = 11 - (sum % 11);
  return check === 10 ? "X" : check === 11 ? "0" : String(check);
}

/** Whether it has the form of a mainland mobile number. */
export function isMobileNumber(text: string): boolean {
  return /^1[3-9]\d{9}$/.test(text);
}
