import type { Formats } from "next-intl";

/** The only ways in which pages write dates and numbers. */
export const formats = {
  dateTime: {
    date: { year: "numeric", month: "short", day: "numeric" },
    dateTime: {
      year: "numeric",
      month: "short",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    },
    month: { year: "numeric", month: "short" },
    monthDay: { month: "short", day: "numeric" },
    weekday: { weekday: "short" },
  },
  number: {
    count: { maximumFractionDigits: 0 },
    percent: { style: "percent", maximumFractionDigits: 1 },
  },
} satisfies Formats;
