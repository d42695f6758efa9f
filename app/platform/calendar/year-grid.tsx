import { getLocale, getTranslations } from "next-intl/server";
import { MonthTable } from "@/app/components/month-table";
import { Day } from "@/app/components/when";
import { inLanguage } from "@/app/i18n/text";
import { holidaysOf } from "@/app/platform/calendar/holidays";
import type { CalendarYearDetail } from "@/server/calendar/calendar.schema";
import type { ScheduledDay } from "@/server/law/types";

const MONTHS = Array.from({ length: 12 }, (_, index) => index + 1);
/** A year on twelve months: days off, weekend days that are worked, and below them the holidays in words. */
export async function YearGrid({ year }: { year: CalendarYearDetail }) {
  const t = await getTranslations("landing.platform.calendar");
  const byDate = new Map(year.days.map((day) => [day.date, day]));
  return (
    <div className="stack">
      <ul className="legend small" aria-label={t("legend")}>
        <li>
          <span className="holiday">{t("off")}</span>
          {t("holiday")}
        </li>
        <li>
          <span className="make-up">{t("work")}</span>
          {t("makeUp")}
        </li>
        <li>
          <span className="rest">6</span>
          {t("weekend")}
        </li>
      </ul>
      <div className="year-grid">
        {MONTHS.map((month) => (
          <MonthTable
            key={month}
            year={year.year}
            month={month}
            cell={(date, weekday) => {
              const day = byDate.get(date);
              if (day) return <NamedDay day={day} />;
              return <td className={weekday > 4 ? "rest" : undefined}>{Number(date.slice(8))}</td>;
            }}
          />
        ))}
      </div>
      <Holidays year={year} />
    </div>
  );
}

async function NamedDay({ day }: { day: ScheduledDay }) {
  const t = await getTranslations("landing.platform.calendar");
  const off = day.kind === "holiday";
  const told = t(off ? "offFor" : "workFor", { name: inLanguage(day.name, await getLocale()) });
  return (
    <td className={off ? "holiday" : "make-up"} title={told}>
      {Number(day.date.slice(8))}
      <span className="mark" aria-hidden>
        {t(off ? "off" : "work")}
      </span>
      <span className="sr-only">{told}</span>
    </td>
  );
}

async function Holidays({ year }: { year: CalendarYearDetail }) {
  const t = await getTranslations("landing.platform.calendar");
  const common = await getTranslations("common");
  const locale = await getLocale();
  return (
    <ul className="bullets">
      {holidaysOf(year.days).map(({ name, first, last, days, makeUp }) => (
        <li key={`${first} ${name.zh}`}>
          <span className="strong">{inLanguage(name, locale)}</span>{" "}
          {days > 0 ? (
            <>
              <Day date={first} />
              {last === first ? null : (
                <>
                  {" – "}
                  <Day date={last} />
                </>
              )}{" "}
              {t("daysOff", { count: days })}
            </>
          ) : null}
          {makeUp.length > 0 ? (
            <span className="soft">
              {" "}
              {t("workedFor")}{" "}
              {makeUp.map((date, index) => (
                <span key={date}>
                  {index > 0 ? common("listSeparator") : ""}
                  <Day date={date} />
                </span>
              ))}
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
