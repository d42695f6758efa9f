import { holds } from "@/server/law/condition";
import type { PolicyBook } from "@/server/law/policy-book";
import type { RegisterReply } from "@/server/law/types";
import { holdsOffice, type OfficeHolder } from "./offices";

/** Of a record, what decides who may say what to it. */
export interface RepliedRecord {
  departmentId: string;
  regionId: string;
  /** The department that it is about; null where it is about none. */
  concernsId: string | null;
  fields: Readonly<Record<string, string>>;
}

/** Whether a department may say this to a record: the law names it, and the record is of the kind meant. */
export function mayReply(
  { by, when }: RegisterReply,
  record: RepliedRecord,
  office: OfficeHolder,
  book: PolicyBook,
): boolean {
  const named = (by.includes("concerned") && record.concernsId === office.id) || holdsOffice(by, book, office);
  return named && (when === null || holds(when, record.fields));
}

/** Whether it is waited for: of the authorities only that of the keeper's level, and nobody owes a word to their own record. */
export function owesReply(
  reply: RegisterReply,
  record: RepliedRecord,
  office: OfficeHolder & { regionId: string | null },
  book: PolicyBook,
): boolean {
  const level = !reply.by.includes("authority") || office.regionId === record.regionId;
  return reply.awaited && level && office.id !== record.departmentId && mayReply(reply, record, office, book);
}
