import type pg from "pg";
import { withConnection } from "@/server/db/context";
import { type CivilDate, listBooks, type PolicyBook, type Register } from "@/server/law";
import { type KeptByDepartment, listKeptByDepartment, saveDueNotice, saveMissingNotice } from "./due.repository";
import { holdsOffice } from "./rules/offices";

/**
 * Tells every department which of the registers that it keeps lack a record, all that lack it since the same day in one
 * notice, and which are due again; and the authority of its level what is overdue in a register that it reads. Each day and
 * register once, whoever runs it and however often.
 * A city is looked at once a day, and again when its law was read anew.
 * @returns one look, which answers how many notices it wrote
 */
export function registerDues(): () => Promise<number> {
  const seen = new Map<string, { book: PolicyBook; day: CivilDate }>();
  return () =>
    withConnection("heliu_worker", async (client) => {
      let told = 0;
      for (const book of listBooks()) {
        if (Object.keys(book.registerEditions).length === 0) continue;
        const day = await today(client);
        const last = seen.get(book.city.id);
        if (last?.book === book && last.day === day) continue;
        told += await tellCity(client, book, day);
        seen.set(book.city.id, { book, day });
      }
      return told;
    });
}

async function today(client: pg.ClientBase): Promise<CivilDate> {
  const { rows } = await client.query<{ day: CivilDate }>(
    "select (ctx.now() at time zone 'Asia/Shanghai')::date::text as day",
  );
  return rows[0]?.day ?? "";
}

async function tellCity(client: pg.ClientBase, book: PolicyBook, day: CivilDate): Promise<number> {
  const rows = await listKeptByDepartment(client, book.city.id);
  const departments = [...new Map(rows.map((row) => [row.departmentId, row])).values()];
  const registers = book.on(day).registers();
  const tenantId = book.city.id;
  let told = 0;
  for (const { departmentId, kind } of departments) {
    const missing = new Map<CivilDate, string[]>();
    for (const register of registers) {
      if (!holdsOffice(register.keptBy, book, { id: departmentId, kind })) continue;
      const kept = rows.find((row) => row.departmentId === departmentId && row.register === register.id);
      const since = missingSince(register, kept);
      if (since) missing.set(since, [...(missing.get(since) ?? []), register.id]);
      for (const due of duesOf(register, kept, day))
        told += await saveDueNotice(client, { tenantId, departmentId, register: register.id, ...due });
    }
    for (const [since, lacking] of missing)
      told += await saveMissingNotice(client, { tenantId, departmentId, registers: lacking, day: since });
  }
  return told;
}

/** Since when a register that must be kept has had no record; null where it has one. */
function missingSince({ from, mandatory }: Register, kept: KeptByDepartment | undefined): CivilDate | null {
  if (!mandatory || kept?.records) return null;
  return kept?.emptiedOn && kept.emptiedOn > from ? kept.emptiedOn : from;
}

/** What there is to tell of the records of a register: on its day that it is due, from the day after that it is overdue. */
function duesOf(
  { review }: Register,
  kept: KeptByDepartment | undefined,
  today: CivilDate,
): { kind: string; day: CivilDate }[] {
  if (!kept?.records || !review) return [];
  // Of runs that follow one another the last decides; anything else is due by itself.
  const days = review.counts === "newest" ? kept.dueDays.filter((day) => day === kept.lastDue) : kept.dueDays;
  return days.flatMap((day) => [
    { kind: "register-due", day },
    ...(day < today ? [{ kind: "register-overdue", day }] : []),
  ]);
}
