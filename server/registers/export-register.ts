import { recordAct } from "@/server/audit/record-act";
import { inContext } from "@/server/db/context";
import type { FileExport } from "@/server/delivery/file-export";
import type { ApplicationField } from "@/server/law";
import { BOM, csvLine } from "@/server/shared/csv-line";
import { readRegister } from "./read-register";
import type { RecordRow, RegisterPage } from "./registers.schema";

const BATCH = 100;

/**
 * The current records of a register as the reader sees them, as CSV; that it was taken leaves its audit row first.
 * @throws DomainError UNAUTHENTICATED, FORBIDDEN, NOT_FOUND
 */
export async function exportRegister(token: string, register: string): Promise<FileExport> {
  return inContext(token, { readOnly: false }, async (scope) => {
    const ask = (page: number) =>
      readRegister(scope, { register, state: "current", sort: "department", direction: "asc", page, pageSize: BATCH });
    const first = await ask(1);
    const rows = [...first.rows];
    for (let page = 2; rows.length < first.total && page <= 1_000; page++) rows.push(...(await ask(page)).rows);
    await recordAct(scope, {
      act: "registers.export",
      subjectKind: "register",
      subjectId: register,
      detail: { rows: rows.length },
    });
    return {
      name: first.register.title,
      format: "csv",
      accessRecordId: null,
      progress: null,
      pieces: once(tableOf(first, rows)),
    };
  });
}

function tableOf({ register, departments }: RegisterPage, rows: RecordRow[]): string {
  const words = (field: ApplicationField, value = "") => {
    if (field.kind === "department") return departments.find(({ id }) => id === value)?.name.zh ?? value;
    if (field.kind === "flag") return value === "true" ? "是" : "";
    return field.options.find((option) => option.value === value)?.title.zh ?? value;
  };
  const lines = [
    ["部门", ...register.fields.map(({ title }) => title.zh), "版本", "下次到期", "提示", "登记时间", "更新时间"],
    ...rows.map((row) => [
      row.department.name.zh,
      ...register.fields.map((field) => words(field, row.fields[field.id])),
      String(row.version),
      row.dueOn ?? "",
      row.marks.map(({ says, about }) => `${says.zh}${about.join("、")}`).join("；"),
      row.recordedAt.toISOString(),
      row.changedAt.toISOString(),
    ]),
  ];
  return BOM + lines.map(csvLine).join("");
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
