import type pg from "pg";
import type { CivilDate } from "@/server/law";

/** What a department has in a register, as the worker is told it: numbers and days, no record. */
export interface KeptByDepartment {
  departmentId: string;
  kind: string;
  /** Null for a department that has nothing in any register. */
  register: string | null;
  /** Records that are not withdrawn. */
  records: number;
  /** Days up to today on which one of them is due again. */
  dueDays: CivilDate[];
  /** The latest day on which one is due again. */
  lastDue: CivilDate | null;
  /** The day on which a record was last withdrawn. */
  emptiedOn: CivilDate | null;
}

/** Every department of a city with what it has in every register. */
export async function listKeptByDepartment(client: pg.ClientBase, tenantId: string): Promise<KeptByDepartment[]> {
  const { rows } = await client.query<KeptByDepartment>(
    `select department_id as "departmentId", kind, register, records, due_days as "dueDays", last_due as "lastDue",
       emptied_on as "emptiedOn" from gate.kept_registers($1)`,
    [tenantId],
  );
  return rows;
}

/** Tells a department in one notice which registers have had no record since a day, once; answers 1 where it was told now. */
export async function saveMissingNotice(
  client: pg.ClientBase,
  missing: { tenantId: string; departmentId: string; registers: readonly string[]; day: CivilDate },
): Promise<number> {
  const { tenantId, departmentId, registers, day } = missing;
  const { rows } = await client.query<{ told: number }>("select gate.tell_missing_registers($1, $2, $3, $4) as told", [
    tenantId,
    departmentId,
    registers,
    day,
  ]);
  return rows[0]?.told ?? 0;
}

/** Tells whom it concerns that a register is due or overdue, once; answers how many departments were told now. */
export async function saveDueNotice(
  client: pg.ClientBase,
  due: { tenantId: string; departmentId: string; register: string; kind: string; day: CivilDate },
): Promise<number> {
  const { tenantId, departmentId, register, kind, day } = due;
  const { rows } = await client.query<{ told: number }>("select gate.tell_register($1, $2, $3, $4, $5) as told", [
    tenantId,
    departmentId,
    register,
    kind,
    day,
  ]);
  return rows[0]?.told ?? 0;
}
