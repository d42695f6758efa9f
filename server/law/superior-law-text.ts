import { describeValue } from "./describe-value";
import type { SuperiorLawReport, SuperiorRow } from "./superior-law-report";
import { type Citation, isStipulated, type Text } from "./types";

type Language = keyof Text;

const HEADS = {
  looser: { zh: "宽于国家规定", en: "looser than the national rule" },
  earlier: { zh: "以先届满之日为准", en: "the earlier day binds" },
  filled: { zh: "由国家规定补充", en: "filled by the national rule" },
} as const satisfies Partial<Record<SuperiorRow["relation"], Text>>;

/**
 * The superior-law report in lines for a terminal: what is looser, what must be counted both ways and what is filled one by
 * one, numbers for the rest, then what the superior law does to each procedure.
 */
export function superiorLawLines(report: SuperiorLawReport, language: Language): string[] {
  const { national, counts, rows, additions, mode } = report;
  if (!national) {
    return [language === "zh" ? "  上位法：该日尚无适用的国家规定" : "  superior law: none in force on this date"];
  }
  const rest = `${counts.stricter}/${counts.same}/${counts.unlike}`;
  const head =
    language === "zh"
      ? `  上位法 ${national.short.zh}（${mode === "as-written" ? "按本市规定文义适用" : "从严适用"}）：宽于 ${counts.looser}，先届满 ${counts.earlier}，补充 ${counts.filled}；严于/一致/表述不同 ${rest}`
      : `  superior law ${national.short.en} (${mode}): ${counts.looser} looser, ${counts.earlier} by the earlier day, ${counts.filled} filled; stricter/same/other words ${rest}`;
  const listed = Object.entries(HEADS).flatMap(([relation, title]) => {
    const found = rows.filter((row) => row.relation === relation);
    return found.length === 0
      ? []
      : [`    ${title[language]}`, ...found.map((row) => `      ${rowLine(row, language)}`)];
  });
  const steps = additions.map(
    ({ procedure, stage, text, source }) =>
      `      ${procedure}${stage ? ` · ${stage.title[language]}` : ""}: ${text[language]} ${article(source, language)}`,
  );
  const stepsHead = language === "zh" ? "    各程序中的国家规定" : "    what it does to the procedures";
  return [head, ...listed, ...(steps.length > 0 ? [stepsHead, ...steps] : [])];
}

function rowLine(row: SuperiorRow, language: Language): string {
  const told = (value: unknown) => describeValue(row.key, value)[language];
  const own = `${told(row.own.value)} ${article(row.own, language)}`;
  const national = `${told(row.national.value)} ${article(row.national, language)}`;
  const name = `${row.title[language]} ${row.key}`;
  if (row.relation === "filled") {
    return `${name}: ${isStipulated(row.own) ? `${own} ← ` : ""}${national}`;
  }
  const since = language === "zh" ? `自${row.since}起` : `since ${row.since}`;
  return `${name}: ${own} | ${national}${language === "zh" ? "；" : "; "}${row.note[language]}${language === "zh" ? "，" : ", "}${since}`;
}

/** `第15条（二）` / `art. 15(二)`, with what it rests on where that is not the text itself. */
function article({ article: cites, basis }: Citation, language: Language): string {
  const kinds = {
    law: { zh: "", en: "" },
    reading: { zh: "，理解", en: ", reading" },
    default: { zh: "，默认", en: ", default" },
  };
  const name = language === "zh" ? cites.replace(/^(\d+)(.*)$/, "第$1条$2") : `art. ${cites}`;
  return `〔${name}${kinds[basis][language]}〕`;
}
