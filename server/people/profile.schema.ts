import { z } from "zod";
import type { NamedDepartment } from "@/server/catalogue/catalogue.schema";
import { CONTACT_ROLES, type ContactRole, DOCUMENT_ROLES, type DocumentRole } from "@/server/law/register-types";
import type { Citation, Text } from "@/server/law/types";

export { CONTACT_ROLES, type ContactRole, DOCUMENT_ROLES, type DocumentRole };

const contact = z.strictObject({
  role: z.enum(CONTACT_ROLES),
  /** A person's name or a body's. */
  name: z.string().trim().min(1).max(120),
  phone: z.string().trim().max(40).default(""),
});
const document = z.strictObject({
  role: z.enum(DOCUMENT_ROLES),
  title: z.string().trim().min(1).max(200),
  issuedOn: z.iso.date(),
  /** The document itself. */
  body: z.string().trim().min(1).max(50_000),
});

/** What a department states of itself. */
export const profileInput = z.strictObject({
  /** Its head, first responsible where the city's text says so. */
  head: z.string().trim().max(80).default(""),
  contacts: z.array(contact).max(30).default([]),
  documents: z.array(document).max(30).default([]),
});
export type ProfileInput = z.output<typeof profileInput>;

export const fileProfileInput = z.strictObject({
  idempotencyKey: z.uuid(),
  /** The version that its author looked at; 0 where there was none. */
  after: z.int().min(0),
  profile: profileInput,
});
export type FileProfileInput = z.output<typeof fileProfileInput>;

export const receiveProfileInput = z.strictObject({
  idempotencyKey: z.uuid(),
  departmentId: z.uuid(),
  version: z.int().min(1),
});
export type ReceiveProfileInput = z.output<typeof receiveProfileInput>;

export const readProfileInput = z.strictObject({
  /** Left out, the reader's own. */
  departmentId: z.uuid().optional(),
  /** Left out, the last. */
  version: z.int().min(1).optional(),
});
export type ReadProfileInput = z.output<typeof readProfileInput>;

/** One demand of the city's text on the profile. */
export interface ProfileDemand {
  /** `head`, or the role of a contact or document. */
  asks: "head" | ContactRole | DocumentRole;
  title: Text;
  /** Encouraged only. */
  optional: boolean;
  source: Citation;
}

/** A demand that a register of the city keeps. */
export interface KeptDemand extends ProfileDemand {
  register: { id: string; title: Text };
}

export interface ProfileView {
  department: NamedDepartment;
  /** What the city's text asks, today, and no register keeps. */
  demands: ProfileDemand[];
  /** What it asks and a register keeps. */
  kept: KeptDemand[];
  /** What of it is missing in the version shown. */
  missing: ProfileDemand["asks"][];
  version: number;
  filed: { at: Date; person: string } | null;
  profile: ProfileInput;
  /** Article under which the authority is to receive it; null where the text asks for no filing. */
  filing: Citation | null;
  received: { at: Date; authority: Text } | null;
  /** All versions, newest first. */
  versions: { version: number; at: Date }[];
}
