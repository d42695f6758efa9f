import type { Scope } from "@/server/db/context";
import type { Register } from "@/server/law";
import { DomainError, invalid } from "@/server/shared/errors";
import type { OwnRegisters } from "./own-registers";
import { findRepetitions, listOffices, type RecordHead } from "./registers.repository";
import { judgeRecord, type Words } from "./rules/judge-record";

/**
 * What is written down of a form: judged by the law of the register, and held against what is there already.
 * @param except the record that is being changed
 * @throws DomainError INVALID naming the fields; RULE where the law has it kept out
 */
export async function settleRecord(
  { tx }: Scope,
  { today }: OwnRegisters,
  register: Register,
  given: Words,
  except: string | null,
): Promise<RecordHead> {
  const known = new Set(register.fields.map(({ id }) => id));
  const strange = Object.keys(given).find((id) => !known.has(id));
  if (strange !== undefined) throw invalid({ path: `fields.${strange}`, problem: "wrong" });
  const { fields, wrong, refused, marks, dueOn, open } = judgeRecord(register, given, today);
  if (wrong.length > 0) throw invalid(...wrong.map(({ field, problem }) => ({ path: `fields.${field}`, problem })));
  if (refused) throw new DomainError("RULE", { rule: "REGISTER_REFUSED", article: refused.article });
  await checkDepartments(register, fields);
  await checkRepetition();
  const concernsId = register.concerns ? (fields[register.concerns] ?? null) : null;
  return { fields, concernsId, marks, dueOn, open };

  /** A field that names a department names one of this city. */
  async function checkDepartments({ fields: asked }: Register, words: Words): Promise<void> {
    const naming = asked.filter(({ id, kind }) => kind === "department" && words[id]);
    if (naming.length === 0) return;
    const offices = new Set((await listOffices(tx)).map(({ id }) => id));
    const wrongly = naming.filter(({ id }) => !offices.has(words[id] ?? ""));
    if (wrongly.length > 0) throw invalid(...wrongly.map(({ id }) => ({ path: `fields.${id}`, problem: "wrong" })));
  }

  /** What is there already may be repeated only with the reason that the law asks for. */
  async function checkRepetition(): Promise<void> {
    const { repeats } = register;
    const value = repeats && fields[repeats.field];
    if (!repeats || !value || fields[repeats.unless]) return;
    const where = await findRepetitions(tx, { register: register.id, field: repeats.field, value, except });
    if (where.length === 0) return;
    throw invalid({
      path: `fields.${repeats.unless}`,
      problem: "on-record",
      params: { where: where.map(({ zh }) => zh).join("、") },
    });
  }
}
