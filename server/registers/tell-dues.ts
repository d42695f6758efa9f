import type pg from "pg";
import { withConnection } from "@/server/db/context";
import { type CivilDate, listBooks, type PolicyBook, type Register } from "@/server/law";
import { type KeptByDepartment, listKeptByDepartment, saveDueNotice } from "./due.repository";
import { holdsOffice } from "./rules/offices";

/**
 * Tells every department which of the registers that it keeps lacks a record or is due again, and the authority of its
 * level what is overdue in a register that it reads. Each day and register once, whoever runs it and however often.
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
  let told = 0;
  for (const register of book.on(day).registers()) {
    for (const { departmentId, kind } of departments) {
      if (!holdsOffice(register.keptBy, book, { id: departmentId, kind })) continue;
      const kept = rows.find((row) => row.departmentId === departmentId && row.register === register.id);
      for (const due of duesOf(register, kept, day))
        told += await saveDueNotice(client, {
          tenantId: book.city.id,
          departmentId,
          register: register.id,
          ...due,
        });
    }
  }
  return told;
}

/** What there is to tell of a department's register: on its day that it is due, from the day after that it is overdue. */
function duesOf(
  { from, mandatory, review }: Register,
  kept: KeptByDepartment | undefined,
  today: CivilDate,
): { kind: string; day: CivilDate }[] {
  if (!kept?.records) {
    const since = kept?.emptiedOn && kept.emptiedOn > from ? kept.emptiedOn : from;
    return mandatory ? [{ kind: "register-missing", day: since }] : [];
  }
  if (!review) return [];
  // Of runs that follow one another the last decides; anything else is due by itself.
  const days = review.counts === "newest" ? kept.dueDays.filter((day) => day === kept.lastDue) : kept.dueDays;
  return days.flatMap((day) => [
    { kind: "register-due", day },
    ...(day < today ? [{ kind: "register-overdue", day }] : []),
  ]);
}
