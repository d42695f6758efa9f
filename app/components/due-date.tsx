import { useFormatter, useTranslations } from "next-intl";
import { Tag } from "@/app/components/tag";
import { WhyThisDay } from "@/app/components/why-this-day";
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
  now: Date;
  provisional?: boolean;
  /** Our target where the text sets no limit. */
  target?: boolean;
  /** Amber; the lists of the server decide what `soon` means (one working day). */
  soon?: boolean;
  why?: DueWhy | null;
}

const DAY_MS = 86_400_000;

/** A due date: red once overdue, amber when due soon, marked while provisional; with `why` it explains itself. */
export function DueDate({ dueAt, now, provisional = false, target = false, soon = false, why = null }: DueProps) {
  const t = useTranslations("law.due");
  const format = useFormatter();
  if (!dueAt) return <span className="soft">{t("none")}</span>;
  const lateMs = now.getTime() - dueAt.getTime();
  const late = lateMs > 0;
  const lateDays = Math.floor(lateMs / DAY_MS);
  const isToday = !late && format.dateTime(dueAt, "date") === format.dateTime(now, "date");
  const near = !late && (soon || isToday);
  const date = format.dateTime(dueAt, "date");
  return (
    <span className="due">
      <time className={`num nowrap${late ? " due-late" : near ? " due-soon" : ""}`} dateTime={dueAt.toISOString()}>
        {date}
      </time>
      {late ? <Tag color="red">{lateDays > 0 ? t("overdue", { days: lateDays }) : t("overdueToday")}</Tag> : null}
      {near ? <Tag color="amber">{isToday ? t("today") : t("soon")}</Tag> : null}
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

/** Row class of a list: a bar at the left beside the words of DueDate. */
export function dueRowClass(dueAt: Date | null, now: Date, soon = false): string | undefined {
  if (!dueAt) return undefined;
  if (now.getTime() > dueAt.getTime()) return "late";
  return soon ? "soon" : undefined;
}
