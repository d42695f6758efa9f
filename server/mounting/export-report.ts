import { inContext } from "@/server/db/context";
import type { FileExport } from "@/server/delivery/file-export";
import type { Text } from "@/server/law/types";
import { readEntryData, readIngest } from "@/server/mounting/read-ingest";
import { OPERATION } from "@/server/mounting/rules/match-headers";
import { REFUSAL_TEXT, RULE_TEXT } from "@/server/mounting/rules/report-text";
import { BOM, csvLine } from "@/server/shared/csv-line";

const HEADER: Record<keyof Text, string[]> = {
  zh: ["行", "列", "值", "问题"],
  en: ["Row", "Column", "Value", "Problem"],
};

/**
 * What is wrong with a file, as CSV for the department that sent it. The total stands in the last line when more was
 * found than is listed.
 * @throws DomainError UNAUTHENTICATED, NOT_FOUND
 */
export async function exportReport(token: string, jobId: string, language: keyof Text): Promise<FileExport> {
  const job = await inContext(token, { readOnly: true }, (scope) => readIngest(scope, { jobId }));
  const lines = [
    HEADER[language],
    ...job.problems.map(({ row, column, value, rule }) => [
      row === null ? "" : String(row),
      column ?? "",
      value ?? "",
      RULE_TEXT[rule][language],
    ]),
  ];
  if (job.refusal) lines.push(["", "", "", REFUSAL_TEXT[job.refusal][language]]);
  if (job.problemCount > job.problems.length) {
    lines.push([
      "",
      "",
      "",
      language === "zh"
        ? `共 ${job.problemCount} 处，列出前 ${job.problems.length} 处`
        : `${job.problemCount} in all, the first ${job.problems.length} listed`,
    ]);
  }
  return {
    name: { zh: "校验报告", en: "report" },
    format: "csv",
    accessRecordId: null,
    progress: null,
    pieces: once(BOM + lines.map(csvLine).join("")),
  };
}

/** An empty file with the columns that an entry's data have, under their Chinese labels. */
export async function exportTemplate(token: string, entryId: string, increment = false): Promise<FileExport> {
  const { name, items } = await inContext(token, { readOnly: true }, (scope) => readEntryData(scope, { entryId }));
  const labels = items.map(({ name: column, labelZh }, index) =>
    items.findIndex((item) => item.labelZh === labelZh) === index && labelZh ? labelZh : column,
  );
  const text = BOM + csvLine(increment ? [OPERATION, ...labels] : labels);
  return {
    name: { zh: `${name.zh}-模板`, en: `${name.en || name.zh}-template` },
    format: "csv",
    accessRecordId: null,
    progress: null,
    pieces: once(text),
  };
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
