import { recordAct } from "@/server/audit/record-act";
import { listQuality } from "@/server/catalogue/list-quality";
import type { FreshnessStanding, ListQualityInput, QualityRow, Share } from "@/server/catalogue/quality.schema";
import { inContext } from "@/server/db/context";
import type { FileExport } from "@/server/delivery/file-export";
import { BOM, csvLine } from "@/server/shared/csv-line";

const BATCH = 1_000;
const STANDING: Record<FreshnessStanding, string> = {
  late: "超期未更新",
  current: "在更新周期内",
  "no-rhythm": "不定期更新",
  live: "接口实时提供",
  nothing: "尚未挂接",
};
const SHARES = ["completeness", "required", "validity", "consistency"] as const;
const TITLES = { completeness: "完整性", required: "必填项完整性", validity: "规范性", consistency: "一致性" } as const;
const HEADER = [
  "目录编码",
  "目录条目",
  "单位",
  "地区",
  "更新情况",
  "应更新日期",
  "超期天数",
  "行数",
  "计算行数",
  "抽样",
  ...SHARES.flatMap((key) => [`${TITLES[key]}：符合数`, `${TITLES[key]}：检查数`]),
];

/**
 * The quality of all entries that an office sees, narrowed and in the order of its page, as CSV; that it was taken leaves
 * its audit row first.
 * @throws DomainError UNAUTHENTICATED, FORBIDDEN
 */
export async function exportQuality(
  token: string,
  asked: Omit<ListQualityInput, "page" | "pageSize">,
): Promise<FileExport> {
  return inContext(token, { readOnly: false }, async (scope) => {
    const rows: QualityRow[] = [];
    for (let page = 1, total = 1; rows.length < total && page <= 1_000; page++) {
      const found = await listQuality(scope, { ...asked, page, pageSize: BATCH });
      if (found.rows.length === 0) break;
      rows.push(...found.rows);
      total = found.total;
    }
    await recordAct(scope, {
      act: "quality.export",
      subjectKind: "catalogue",
      subjectId: null,
      detail: { rows: rows.length },
    });
    return {
      name: { zh: "数据质量", en: "Data quality" },
      format: "csv",
      accessRecordId: null,
      progress: null,
      pieces: once(BOM + [HEADER, ...rows.map(lineOf)].map(csvLine).join("")),
    };
  });
}

function lineOf({ code, name, department, region, freshness, measures }: QualityRow): string[] {
  const figures = (share: Share | undefined) => (share ? [String(share.good), String(share.of)] : ["", ""]);
  return [
    code,
    name.zh,
    department.name.zh,
    region.zh,
    STANDING[freshness.standing],
    freshness.renewBy ?? "",
    freshness.standing === "late" ? String(freshness.daysLate) : "",
    measures ? String(measures.rowsTotal) : "",
    measures ? String(measures.rowsMeasured) : "",
    measures?.sampled ? "是" : "",
    ...SHARES.flatMap((key) => figures(measures?.[key])),
  ];
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
