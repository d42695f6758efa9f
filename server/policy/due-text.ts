import {
  type DayInfo,
  type LegalValue,
  type Procedure,
  type SuperiorMode,
  startText,
  type Text,
  unitText,
} from "@/server/law";
import type { CountedLimit, StepDue } from "./rules/simulate-step";

export type Language = keyof Text;

/** What was asked: whose law, of which day, in which mode. */
export interface DueQuestion {
  city: string;
  /** The day whose law counts it. */
  lawOf: string;
  mode: SuperiorMode;
  procedure: Procedure;
}

/** The holiday schedules that an answer counts with. */
export interface DueCalendar {
  /** Years of the tenant files. */
  files: number[];
  /** Years imported on a deployment that no file publishes, each in the version in use. */
  imported: { year: number; version: number }[];
  importedRead: boolean;
  /** Why none were read: there is no database, or it does not answer; null when they were. */
  why: "no-database" | "unreachable" | null;
}

/** Which schedules were used, in a line. */
export function calendarLine({ files, imported, importedRead, why }: DueCalendar, language: Language): string {
  const years = imported.map(({ year, version }) =>
    language === "zh" ? `${year}年（第${version}版）` : `${year} (version ${version})`,
  );
  if (language === "zh") {
    const unread = why === "unreachable" ? "数据库无法连接" : "没有可用的数据库";
    const beside = importedRead ? `导入 ${years.join("、") || "无"}` : `${unread}，未读取管理员导入的年份`;
    return `节假日安排: 文件 ${files.join("、")}年；${beside}`;
  }
  const unread = why === "unreachable" ? "the database does not answer" : "there is no database";
  const beside = importedRead ? `imported: ${years.join(", ") || "none"}` : `${unread}, imported years were not read`;
  return `holiday schedules: files ${files.join(", ")}; ${beside}`;
}

/** The answer as stable JSON: instants in Beijing time, days as civil dates, what stands nowhere as null. */
export function dueJson({ city, lawOf, mode, procedure }: DueQuestion, found: StepDue): Record<string, unknown> {
  const { step, event, at, due, binds, own, national, extension } = found;
  return {
    city,
    mode,
    lawOf,
    procedure: procedure.id,
    step: step.id,
    actors: step.actors,
    event,
    at: beijing(at),
    due: due && {
      at: beijing(due.dueAt),
      lastDay: due.lastDay,
      provisional: due.provisional,
      unpublishedYears: due.unpublishedYears,
      target: due.target,
      notBefore: due.notBefore && beijing(due.notBefore),
    },
    binds,
    own: own && limitJson(own),
    national: national && limitJson(national),
    extension: extension && {
      amount: extension.amount,
      unit: extension.unit,
      by: extension.by,
      ...sourceJson(extension),
      movesNational: extension.movesNational,
    },
  };
}

function limitJson(limit: CountedLimit): Record<string, unknown> {
  const { deadline, key, within, event, startedAt, startAssumed, lines } = limit;
  return {
    key,
    ...sourceJson(limit),
    within,
    event,
    startedAt: beijing(startedAt),
    startAssumed,
    lastDay: deadline.lastDay,
    at: beijing(deadline.dueAt),
    extendedFrom: deadline.extends ?? null,
    counted: deadline.counted.map(({ date }) => date),
    skipped: deadline.skipped.map(dayJson),
    rolledFrom: deadline.rolledFrom ?? null,
    rolledOver: deadline.rolledOver.map(dayJson),
    provisional: deadline.provisional,
    lines,
  };
}

function sourceJson({
  article,
  basis,
  reason,
  instrument,
}: Pick<LegalValue<unknown>, "article" | "basis" | "reason" | "instrument">) {
  return { article, basis, reason: reason ?? null, instrument: instrument ?? null };
}

function dayJson({ date, kind, name }: DayInfo) {
  return { date, kind, name: name ?? null };
}

/** `2026-10-12T23:59:59+08:00`. */
export function beijing(at: Date): string {
  return `${new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}

/** The answer in lines for a terminal: the day, what binds, then each limit with every day that counted or was passed over. */
export function dueLines({ procedure, mode }: DueQuestion, found: StepDue, language: Language): string[] {
  const { step, event, at, due, own, national, binds, extension } = found;
  const zh = language === "zh";
  const head = `${procedure.title[language]} · ${step.title[language]}${zh ? "：" : ": "}`;
  const start = zh ? `${startText(event).zh} ${beijing(at)}` : `${startText(event).en} ${beijing(at)}`;
  const lines = [head + start];
  if (due) {
    const marks = [
      ...(due.provisional ? [zh ? "暂定" : "provisional"] : []),
      ...(due.target ? [zh ? "目标期限" : "a target, not the law's"] : []),
    ];
    const day = beijing(due.dueAt).replace("T", " ").slice(0, 19);
    lines.push(
      `${zh ? "期限" : "due"} ${day}${marks.length > 0 ? (zh ? `（${marks.join("，")}）` : ` (${marks.join(", ")})`) : ""}`,
    );
    if (due.notBefore)
      lines.push(`${zh ? "最早可办" : "not before"} ${beijing(due.notBefore).replace("T", " ").slice(0, 19)}`);
  } else lines.push(zh ? "未规定期限" : "no limit");
  if (extension) {
    const length = `${extension.amount} ${unitText(extension.unit)[language]}`;
    lines.push(
      zh ? `已延长 ${length}（第${extension.article}条）` : `extended by ${length} (article ${extension.article})`,
    );
  }
  if (own) lines.push(...limitLines(zh ? "本市规定" : "the city's own", own, language));
  if (national) {
    lines.push(...limitLines(zh ? "国家规定" : "the national one", national, language));
    lines.push(
      zh
        ? `先届满、据以办理的是${binds === "national" ? "国家规定" : "本市规定"}`
        : `what binds is ${binds === "national" ? "the national limit" : "the city's own"}`,
    );
  } else if (mode === "as-written") lines.push(zh ? "只看本市文本" : "by the city's text alone");
  return lines;
}

function limitLines(title: string, limit: CountedLimit, language: Language): string[] {
  const { deadline, lines, startAssumed, event } = limit;
  const assumed =
    language === "zh"
      ? `未给出${startText(event).zh}之日，按所给事件起算`
      : `${startText(event).en} was not given: counted from the event that was`;
  const counted = deadline.counted.map(({ date }) => date.slice(5)).join(" ");
  return [
    `${title}${language === "zh" ? "：" : ": "}${deadline.lastDay}`,
    ...lines.map((line) => `  ${line[language]}`),
    ...(counted ? [`  ${language === "zh" ? "计入" : "counted"}: ${counted}`] : []),
    ...(startAssumed ? [`  ${assumed}`] : []),
  ];
}
