import { useFormatter, useTranslations } from "next-intl";
import { Tag } from "@/app/components/tag";
import { WhyThisDay } from "@/app/components/why-this-day";
import type { DueTone } from "@/server/cases/case.schema";
import type { Explanation } from "@/server/law/explain";
import type { Citation } from "@/server/law/types";

/** How the days of a deadline were found; absent where only the date is known (lists). */
export interface DueWhy {
  explanation: Explanation;
  source: Citation;
}

export interface DueProps {
  /** Null when the procedure waits without a clock. */
  dueAt: Date | null;
  /** Judged by the server: red is past its day, amber is due today or on the next working day. */
  tone: DueTone;
  now: Date;
  provisional?: boolean;
  /** Our target where the text sets no limit. */
  target?: boolean;
  why?: DueWhy | null;
}

const DAY_MS = 86_400_000;

/** A due date: red once overdue, amber when due soon, marked while provisional; with `why` it explains itself. */
export function DueDate({ dueAt, tone, now, provisional = false, target = false, why = null }: DueProps) {
  const t = useTranslations("law.due");
  const format = useFormatter();
  if (!dueAt) return <span className="soft">{t("none")}</span>;
  const date = format.dateTime(dueAt, "date");
  return (
    <span className="due">
      <time className={`num nowrap ${CLASSES[tone]}`} dateTime={dueAt.toISOString()}>
        {date}
      </time>
      {tone === "red" ? <Tag color="red">{lateText(now.getTime() - dueAt.getTime(), t)}</Tag> : null}
      {tone === "amber" ? (
        <Tag color="amber">{date === format.dateTime(now, "date") ? t("today") : t("soon")}</Tag>
      ) : null}
      {target ? (
        <Tag color="purple" dashed title={t("targetHint")}>
          {t("target")}
        </Tag>
      ) : null}
      {provisional ? (
        <Tag color="amber" dashed>
          {t("provisional")}
        </Tag>
      ) : null}
      {why ? <WhyThisDay date={date} why={why} target={target} /> : null}
    </span>
  );
}

const CLASSES: Record<DueTone, string> = { red: "due-late", amber: "due-soon", none: "" };

/** Started days late: a step due yesterday at midnight is one day late today. */
function lateText(lateMs: number, t: ReturnType<typeof useTranslations<"law.due">>): string {
  const days = Math.ceil(lateMs / DAY_MS);
  return days > 0 ? t("overdue", { days }) : t("overdueToday");
}

/** Row class of a list: a bar at the left beside the words of DueDate. */
export function dueRowClass(tone: DueTone): string | undefined {
  return tone === "red" ? "late" : tone === "amber" ? "soon" : undefined;
}
