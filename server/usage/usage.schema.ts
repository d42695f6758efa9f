import { z } from "zod";
import { civilDate } from "@/server/cases/case.schema";
import type { NamedDepartment } from "@/server/catalogue/catalogue.schema";
import type { Citation, Text } from "@/server/law/types";

const words = z.string().trim().min(1).max(2_000);

export const stateUseInput = z.strictObject({
  idempotencyKey: z.uuid(),
  grantId: z.uuid(),
  /** In which business, for whom. */
  scenario: words,
  /** How, in which system, by whom. */
  process: words,
  /** What came of it. */
  effect: words,
  /** Where copies are kept and how they are protected, or that there are none. */
  storage: words,
});
export type StateUseInput = z.output<typeof stateUseInput>;

export const certifyDestructionInput = z.strictObject({
  idempotencyKey: z.uuid(),
  grantId: z.uuid(),
  /** Civil day (Asia/Shanghai), today at the latest and not before the grant. */
  destroyedOn: civilDate,
  method: words,
  /** Who saw it: name and office. */
  witness: z.string().trim().min(1).max(200),
});
export type CertifyDestructionInput = z.output<typeof certifyDestructionInput>;

export const listStatementsInput = z.strictObject({ grantId: z.uuid() });
export const readCertificateInput = z.strictObject({ grantId: z.uuid(), statementId: z.uuid() });

interface Stated {
  id: string;
  seq: number;
  person: string;
  at: Date;
}

export interface UseStatement extends Stated {
  kind: "use";
  scenario: string;
  process: string;
  effect: string;
  storage: string;
}

export interface DestructionStatement extends Stated {
  kind: "destruction";
  destroyedOn: string;
  method: string;
  witness: string;
}

export type Statement = UseStatement | DestructionStatement;

/** What a grant's consumer has stated of its use, newest first, with what the law of the day asks. */
export interface UseRegister {
  statements: Statement[];
  /** Whether this person may add to it. */
  mayState: boolean;
  /** Stored copies whose grant has ended and of whose destruction nothing is stated yet. */
  toDestroy: boolean;
  /** What a record must tell; null where no law of the day asks. */
  asked: Citation | null;
  /** For how long records are kept at least; null where no law says. */
  kept: (Citation & { words: Text }) | null;
  /** That data no longer needed is destroyed or handled as the provider asks; null where no law says. */
  disposal: Citation | null;
}

/** A certificate of destruction (销毁证明), as it is printed. */
export interface Certificate {
  /** The case's number and the number within the grant. */
  number: string;
  entry: { id: string; code: string; name: Text };
  consumer: NamedDepartment;
  provider: NamedDepartment;
  purpose: string;
  columns: Text[];
  validFrom: Date;
  validUntil: Date;
  statement: DestructionStatement;
  disposal: Citation | null;
}
