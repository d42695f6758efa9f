import type { PolicyBook } from "@/server/law/policy-book";
import { registerOffices } from "@/server/law/register-offices";
import type { Replier } from "@/server/law/types";
import { departmentIdOf } from "@/server/shared/department-id";

/** Of a department, what decides which offices it holds. */
export interface OfficeHolder {
  id: string;
  kind: string;
}

/** Whether a department is among the offices that a register names. */
export function holdsOffice(offices: readonly Replier[], book: PolicyBook, { id, kind }: OfficeHolder): boolean {
  const { kinds, codes } = registerOffices(offices, book);
  return (kinds as string[]).includes(kind) || codes.some((code) => departmentIdOf(book.city.id, code) === id);
}
