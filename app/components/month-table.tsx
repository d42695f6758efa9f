import "@/app/components/month-table.css";
import { getFormatter } from "next-intl/server";
import { Fragment, type ReactNode } from "react";
import { weeksOf } from "@/app/components/weeks-of";

/** A Monday and the six days after it, to name the columns. */
const WEEK = Array.from({ length: 7 }, (_, index) => new Date(Date.UTC(2026, 0, 5 + index)));
const utc = { timeZone: "UTC" } as const;

interface MonthTableProps {
  year: number;
  /** From 1. */
  month: number;
  /** Whether the caption names the year too. */
  withYear?: boolean;
  /** The cell of a day; weekdays count from Monday, 0. */
  cell: (date: string, weekday: number) => ReactNode;
}

/** One month as weeks from Monday. */
export async function MonthTable({ year, month, withYear = false, cell }: MonthTableProps) {
  const format = await getFormatter();
  const first = new Date(Date.UTC(year, month - 1, 1));
  const named = { ...utc, month: "long" } as const;
  return (
    <table className="month">
      <caption>{format.dateTime(first, withYear ? { ...named, year: "numeric" } : named)}</caption>
      <thead>
        <tr>
          {WEEK.map((day) => (
            <th key={day.getTime()} scope="col" abbr={format.dateTime(day, { ...utc, weekday: "long" })}>
              {format.dateTime(day, { ...utc, weekday: "narrow" })}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(year, month).map((week) => (
          <tr key={week.find(Boolean)}>
            {week.map((date, weekday) => (
              <Fragment key={date ?? `empty ${weekday}`}>{date ? cell(date, weekday) : <td />}</Fragment>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
