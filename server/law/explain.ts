import type { CivilDate, DayInfo, Deadline, DurationUnit, LegalValue, StartEvent, Text } from "./types";

type Source = Pick<LegalValue<unknown>, "article" | "basis" | "reason" | "instrument">;

/** Why a day is the last day, as data for a screen and as sentences. */
export interface Explanation {
  dayZero: CivilDate;
  lastDay: CivilDate;
  dueAt: Date;
  counted: DayInfo[];
  /** Rest days passed over, joined into runs with the holiday's name where there is one. */
  skipped: RestRun[];
  /** Make-up working days among the counted. */
  madeUp: DayInfo[];
  rolledFrom?: CivilDate;
  rolledOver: RestRun[];
  provisional: boolean;
  unpublishedYears: number[];
  /** The sentences in reading order. */
  lines: Text[];
}

export interface RestRun {
  from: CivilDate;
  to: CivilDate;
  days: number;
  name: Text | null;
}

const UNITS: Record<DurationUnit, Text> = {
  "working-days": { zh: "个工作日", en: "working days" },
  "natural-days": { zh: "个自然日", en: "natural days" },
  hours: { zh: "小时", en: "hours" },
  months: { zh: "个月", en: "months" },
  years: { zh: "年", en: "years" },
};

const STARTS: Record<StartEvent, Text> = {
  submitted: { zh: "提交", en: "submission" },
  received: { zh: "收到", en: "receipt" },
  accepted: { zh: "受理", en: "acceptance" },
  forwarded: { zh: "转交", en: "forwarding" },
  refused: { zh: "不予共享", en: "refusal" },
  disputed: { zh: "提出争议", en: "the dispute" },
  escalated: { zh: "提交上一级处理", en: "escalation" },
  signed: { zh: "本部门负责人同意", en: "sign-off by the department's own head" },
  consented: { zh: "作出同意答复", en: "consent" },
  agreed: { zh: "同意", en: "agreement" },
  reported: { zh: "举报或报告", en: "the report" },
  proposed: { zh: "提出", en: "the proposal" },
  assessed: { zh: "评估完成", en: "the end of the assessment" },
  reviewed: { zh: "审查完成", en: "the end of the review" },
  approved: { zh: "批准", en: "approval" },
  updated: { zh: "更新完成", en: "the update" },
  announced: { zh: "发布通知", en: "the announcement" },
  notified: { zh: "通知整改", en: "the notice to rectify" },
  ordered: { zh: "责令改正", en: "the order to rectify" },
  suspended: { zh: "中止", en: "the suspension" },
  handled: { zh: "处理完毕", en: "the handling" },
  "law-changed": { zh: "法律法规修订或职能变化", en: "the change of law or function" },
  "catalogue-changed": { zh: "目录建立或更新", en: "the building or updating of the catalogue" },
  "successor-usable": { zh: "新资源可用并已通知", en: "the successor being usable and announced" },
  published: { zh: "发布", en: "publication" },
  "year-ended": { zh: "报告年度终了", en: "the end of the year reported on" },
};

/** The words of a starting event. */
export function startText(start: StartEvent): Text {
  return STARTS[start];
}

/**
 * Explains a deadline. `source` adds the article and whether it is law, a reading or a default.
 */
export function explain(deadline: Deadline, source?: Source, start?: StartEvent): Explanation {
  const skipped = restRuns(deadline.skipped);
  const rolledOver = restRuns(deadline.rolledOver);
  const madeUp = deadline.counted.filter((day) => day.kind === "make-up-workday");
  const lines = [
    ...(deadline.fixed
      ? [fixedLine(deadline)]
      : [startLine(deadline, start ?? deadline.duration.starts), countLine(deadline)]),
    ...(skipped.length > 0
      ? [{ zh: `跳过休息日：${runs(skipped, "zh")}。`, en: `Rest days skipped: ${runs(skipped, "en")}.` }]
      : []),
    ...(madeUp.length > 0 && deadline.duration.unit === "working-days" ? [madeUpLine(madeUp)] : []),
    ...localLines([...deadline.counted, ...deadline.skipped, ...deadline.rolledOver]),
    ...(deadline.rolledFrom ? [rollLine(deadline.rolledFrom, rolledOver, deadline.lastDay)] : []),
    ...(source ? [sourceLine(source)] : []),
    ...(deadline.provisional ? [provisionalLine(deadline.unpublishedYears)] : []),
  ];
  const { dayZero, lastDay, dueAt, counted, provisional, unpublishedYears } = deadline;
  const rolledFrom = deadline.rolledFrom ? { rolledFrom: deadline.rolledFrom } : {};
  return {
    dayZero,
    lastDay,
    dueAt,
    counted,
    skipped,
    madeUp,
    ...rolledFrom,
    rolledOver,
    provisional,
    unpublishedYears,
    lines,
  };
}

/** The words of a unit of time, in the plural. */
export function unitText(unit: DurationUnit): Text {
  return UNITS[unit];
}

/** `10 个工作日` / `10 working days`. */
export function durationText({ amount, unit }: { amount: number; unit: DurationUnit }): Text {
  const en = amount === 1 ? UNITS[unit].en.replace(/s$/, "") : UNITS[unit].en;
  return { zh: `${amount}${UNITS[unit].zh}`, en: `${amount} ${en}` };
}

function startLine({ dayZero, extends: prolonged }: Deadline, start?: StartEvent): Text {
  if (prolonged)
    return {
      zh: `自原期限最后一日（${prolonged}）次日起延长。`,
      en: `Prolonged from the day after the original last day (${prolonged}).`,
    };
  const event = start ? STARTS[start] : { zh: "起算事件", en: "the starting event" };
  return {
    zh: `${event.zh}之日 ${dayZero} 不计入。`,
    en: `${dayZero}, the day of ${event.en}, is day 0 and does not count.`,
  };
}

function countLine({ duration, lastDay }: Deadline): Text {
  const length = durationText(duration);
  if (duration.minimum)
    return {
      zh: `至少${length.zh}，至 ${lastDay} 届满，不顺延。`,
      en: `At least ${length.en}, run out with ${lastDay}; a minimum does not roll.`,
    };
  return {
    zh: `${length.zh}，截止 ${lastDay} 23:59:59（北京时间）。`,
    en: `${length.en}, ending ${lastDay} 23:59:59 Beijing time.`,
  };
}

function fixedLine({ lastDay }: Deadline): Text {
  return {
    zh: `固定日期，截止 ${lastDay} 23:59:59（北京时间），遇休息日不顺延。`,
    en: `A fixed day of the year, ending ${lastDay} 23:59:59 Beijing time; it does not roll off a rest day.`,
  };
}

function madeUpLine(madeUp: DayInfo[]): Text {
  const days = madeUp.map((day) => day.date).join(", ");
  return { zh: `调休上班日计入：${days.replaceAll(", ", "、")}。`, en: `Make-up working days counted: ${days}.` };
}

/** Days that the city ordered for itself, each with the notice that ordered it. */
function localLines(days: DayInfo[]): Text[] {
  const ordered = days.filter((day) => day.local).sort((a, b) => a.date.localeCompare(b.date));
  if (ordered.length === 0) return [];
  const told = (language: keyof Text) =>
    ordered.map(({ date, working, name, local }) => {
      const what = language === "zh" ? (working ? "上班" : "放假") : working ? "a day of work" : "a day off";
      const why = [name?.[language], local?.[language]].filter(Boolean);
      return language === "zh" ? `${date} ${what}（${why.join("，")}）` : `${date} ${what} (${why.join(", ")})`;
    });
  return [
    { zh: `本市另行安排：${told("zh").join("、")}。`, en: `Ordered by the city itself: ${told("en").join(", ")}.` },
  ];
}

function rollLine(from: CivilDate, over: RestRun[], to: CivilDate): Text {
  return {
    zh: `期限届满日 ${from} 为休息日（${runs(over, "zh")}），顺延至 ${to}。`,
    en: `The last day ${from} is a rest day (${runs(over, "en")}), so it rolls to ${to}.`,
  };
}

function sourceLine({ article, basis, reason, instrument }: Source): Text {
  const why = reason ? { zh: `：${reason.zh}`, en: `: ${reason.en}` } : { zh: "", en: "" };
  const kinds = {
    law: { zh: "条文规定", en: "as the text says" },
    reading: { zh: "对条文的理解", en: "our reading" },
    default: { zh: "条文未规定，系统默认", en: "the text is silent, our default" },
  };
  return {
    zh: `依据${instrument?.zh ?? ""}第${article}条（${kinds[basis].zh}）${why.zh}`,
    en: `${instrument ? `${instrument.en}, article` : "Article"} ${article} (${kinds[basis].en})${why.en}`,
  };
}

function provisionalLine(years: number[]): Text {
  return {
    zh: `${years.join("、")}年放假安排尚未公布，暂按普通周计算，公布后重新计算。`,
    en: `The holiday schedule of ${years.join(", ")} is not published; counted on the plain week for now and recomputed once it is.`,
  };
}

/** Joins neighbouring rest days of the same holiday (or plain weekend) into runs. */
function restRuns(days: DayInfo[]): RestRun[] {
  const found: RestRun[] = [];
  for (const day of days) {
    const last = found.at(-1);
    const name = day.name ?? null;
    const follows = last && Date.parse(day.date) - Date.parse(last.to) === 86_400_000 && last.name?.zh === name?.zh;
    if (last && follows) {
      last.to = day.date;
      last.days += 1;
    } else found.push({ from: day.date, to: day.date, days: 1, name });
  }
  return found;
}

function runs(rest: RestRun[], language: "zh" | "en"): string {
  const weekend = { zh: "周末", en: "weekend" };
  const shown = rest.map(({ from, to, name }) => {
    const span = from === to ? from : `${from} – ${to}`;
    return language === "zh" ? `${span} ${name?.zh ?? weekend.zh}` : `${span} ${name?.en ?? weekend.en}`;
  });
  return shown.join(language === "zh" ? "、" : ", ");
}
