import { getLocale, getTranslations } from "next-intl/server";
import { MonthTable } from "@/app/components/month-table";
import { inLanguage } from "@/app/i18n/text";
import { type CountedDay, countedDays, monthsOf } from "@/app/policy/simulate/month-days";
import type { Simulation } from "@/server/policy/policy.schema";

/** The days of a simulation on small months: what counts is numbered, what is passed over says why. */
export async function SimulatedMonths({ simulation }: { simulation: Simulation }) {
  const t = await getTranslations("policy.simulate");
  const days = countedDays(simulation);
  return (
    <section className="card stack" aria-labelledby="calendar-title">
      <div>
        <h2 id="calendar-title">{t("calendar")}</h2>
        <p className="soft small">{t("calendarNote")}</p>
      </div>
      <ul className="legend small" aria-label={t("calendar")}>
        <li>
          <span className="start-day">{t("marks.start")}</span>
          {t("legend.start")}
        </li>
        <li>
          <span className="counted-day">1</span>
          {t("legend.counted")}
        </li>
        <li>
          <span className="rest">{t("marks.off")}</span>
          {t("legend.rest")}
        </li>
        <li>
          <span className="due-day">{t("marks.due")}</span>
          {t("legend.due")}
        </li>
        <li>
          <span className="other-due">{t("marks.other")}</span>
          {t("legend.otherDue")}
        </li>
      </ul>
      <div className="year-grid">
        {monthsOf(days.keys()).map(({ year, month }) => (
          <MonthTable
            key={`${year}-${month}`}
            year={year}
            month={month}
            withYear
            cell={(date) => {
              const day = days.get(date);
              return day ? <DayCell day={day} /> : <td>{Number(date.slice(8))}</td>;
            }}
          />
        ))}
      </div>
    </section>
  );
}

async function DayCell({ day }: { day: CountedDay }) {
  const t = await getTranslations("policy.simulate");
  const locale = await getLocale();
  const { start, number, due, otherDue, working, name } = day;
  const told = [
    ...(start ? [t("day.start")] : []),
    ...(number === null ? [] : [t("day.counted", { number })]),
    ...(working ? [] : [name ? t("day.restNamed", { name: inLanguage(name, locale) }) : t("day.rest")]),
    ...(due ? [t("day.due")] : []),
    ...(otherDue ? [t("day.otherDue")] : []),
  ].join(" · ");
  const mark = due
    ? t("marks.due")
    : otherDue
      ? t("marks.other")
      : start
        ? t("marks.start")
        : (number ?? (working ? "" : t("marks.off")));
  const classes = [
    due ? "due-day" : number !== null ? "counted-day" : working ? "" : "rest-day",
    otherDue ? "other-due" : "",
    start ? "start-day" : "",
  ].filter(Boolean);
  return (
    <td className={classes.join(" ") || undefined} title={told || undefined}>
      {Number(day.date.slice(8))}
      {mark === "" ? null : (
        <span className="mark" aria-hidden>
          {mark}
        </span>
      )}
      {told ? <span className="sr-only"> {told}</span> : null}
    </td>
  );
}
