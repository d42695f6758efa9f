import { z } from "zod";
import type { Register, Text } from "@/server/law";

const register = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9-]*$/);
const fields = z.record(z.string().max(60), z.string().max(2_000));
const reason = z.string().trim().min(1).max(2_000);

export const RECORD_STATES = ["current", "due", "marked", "withdrawn"] as const;
export type RecordState = (typeof RECORD_STATES)[number];
export const RECORD_SORTS = ["changed", "due", "department"] as const;

export const readRegisterInput = z.strictObject({
  register,
  state: z.enum(RECORD_STATES).default("current"),
  departmentId: z.uuid().optional(),
  /** Searched in what the records say. */
  text: z.string().trim().max(100).optional(),
  sort: z.enum(RECORD_SORTS).default("changed"),
  direction: z.enum(["asc", "desc"]).default("desc"),
  page: z.int().min(1).max(10_000).default(1),
  pageSize: z.int().min(1).max(100).default(20),
});
export type ReadRegisterInput = z.output<typeof readRegisterInput>;

export const readRecordInput = z.strictObject({ recordId: z.uuid() });
export type ReadRecordInput = z.output<typeof readRecordInput>;

export const addRecordInput = z.strictObject({
  idempotencyKey: z.uuid(),
  register,
  fields,
  /** Of a register of incidents: every live grant that the department gave is suspended with it. */
  suspendGrants: z.boolean().default(false),
});
export type AddRecordInput = z.output<typeof addRecordInput>;

/** `renew`: a newer version takes its place. `correct`: what stood there was wrong, and why. */
export const changeRecordInput = z
  .strictObject({
    idempotencyKey: z.uuid(),
    act: z.enum(["renew", "correct"]),
    recordId: z.uuid(),
    version: z.int().min(1),
    fields,
    reason: z.string().trim().max(2_000).default(""),
  })
  .refine(({ act, reason: given }) => act === "renew" || given !== "", { path: ["reason"], error: "required" });
export type ChangeRecordInput = z.output<typeof changeRecordInput>;

export const withdrawRecordInput = z.strictObject({
  idempotencyKey: z.uuid(),
  recordId: z.uuid(),
  version: z.int().min(1),
  reason,
});
export type WithdrawRecordInput = z.output<typeof withdrawRecordInput>;

export const replyToRecordInput = z.strictObject({
  idempotencyKey: z.uuid(),
  recordId: z.uuid(),
  reply: register,
  words: z.string().trim().max(2_000).default(""),
});
export type ReplyToRecordInput = z.output<typeof replyToRecordInput>;

export const suspendByRecordInput = z.strictObject({ idempotencyKey: z.uuid(), recordId: z.uuid() });
export type SuspendByRecordInput = z.output<typeof suspendByRecordInput>;

export const readOverviewInput = z.strictObject({});

/** The city is part of every public input: `publicQuery` reads it. */
export const readPublicRegisterInput = z.object({
  register: register.optional(),
  page: z.int().min(1).max(10_000).default(1),
  pageSize: z.int().min(1).max(100).default(20),
});
export type ReadPublicRegisterInput = z.output<typeof readPublicRegisterInput>;

export interface Office {
  id: string;
  name: Text;
}

/**
 * How a register stands for the reader's department.
 * - missing  it must have a record and has none
 * - due      something in it is due again
 * - kept     it is in order
 * - empty    it keeps it, need not have a record, and has none
 * - read     it only reads it
 */
export type RegisterStanding = "missing" | "due" | "kept" | "empty" | "read";

/** A register in a list, as its law describes it. */
export interface RegisterRow {
  register: Pick<Register, "id" | "title" | "description" | "subject" | "article" | "basis" | "mandatory"> & {
    reason?: Text;
  };
  standing: RegisterStanding;
  /** Records that the reader sees, and those of the reader's own department. */
  records: number;
  own: number;
  /** Own records with something to be looked at. */
  marked: number;
  /** Records that wait for a reply of the reader's department. */
  awaited: number;
}

export interface RegisterList {
  rows: RegisterRow[];
  /** What the reader's department has to do: registers missing or due, and records that wait for its reply. */
  todo: number;
  mayOversee: boolean;
}

/** What a check found in a record: its sentence, and what it is about where there is something to name. */
export interface Mark {
  id: string;
  says: Text;
  /** Lines that are missing, or what repeats. */
  about: string[];
}

export interface RecordRow {
  id: string;
  department: Office;
  version: number;
  fields: Record<string, string>;
  marks: Mark[];
  /** Civil day on which it is due again. */
  dueOn: string | null;
  due: boolean;
  recordedAt: Date;
  changedAt: Date;
  withdrawnAt: Date | null;
}

export interface RegisterPage {
  register: Register;
  keeps: boolean;
  /** Every department of the city, for fields and offices that name one. */
  departments: (Office & { code: string })[];
  rows: RecordRow[];
  total: number;
  standing: RegisterStanding;
}

export interface RecordVersion {
  version: number;
  act: "recorded" | "corrected" | "renewed" | "withdrawn";
  fields: Record<string, string>;
  reason: string;
  at: Date;
  person: string | null;
  department: Text;
}

export interface RecordReply {
  id: string;
  reply: string;
  title: Text;
  version: number;
  words: string;
  at: Date;
  person: string | null;
  department: Text;
}

export interface RecordView {
  register: Register;
  record: RecordRow;
  history: RecordVersion[];
  replies: RecordReply[];
  /** Who still owes which reply to the version that stands. */
  outstanding: { reply: string; title: Text; departments: Office[] }[];
  departments: Office[];
  may: { change: boolean; suspend: boolean; replies: string[] };
}

export interface RecordSaved {
  recordId: string;
  version: number;
  /** Grants that were suspended with it. */
  suspended: number;
}

/** One department and one register that is not in order. */
export interface Lack {
  department: Office;
  region: Text;
  register: Pick<Register, "id" | "title" | "article" | "basis">;
  standing: "missing" | "due";
  /** The last day that was due, where one was. */
  dueOn: string | null;
}

export interface RegisterOverview {
  lacks: Lack[];
  /** Departments and mandatory registers that are in order, against all. */
  inOrder: number;
  asked: number;
  departments: number;
}

export interface PublicRegister {
  registers: Pick<Register, "id" | "title" | "description" | "article" | "basis">[];
  shown: {
    register: Pick<Register, "id" | "title" | "description" | "fields" | "article" | "basis">;
    rows: { id: string; department: Text; fields: Record<string, string>; changedAt: Date }[];
    total: number;
  } | null;
}
