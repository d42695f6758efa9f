import type { Formats } from "next-intl";

/** The only ways in which pages write dates and numbers. */
export const formats = {
  dateTime: {
    date: { year: "numeric", month: "2-digit", day: "2-digit" },
    dateTime: { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hour12: false },
    month: { year: "numeric", month: "2-digit" },
    monthDay: { month: "2-digit", day: "2-digit" },
    weekday: { weekday: "short" },
  },
  number: {
    count: { maximumFractionDigits: 0 },
    percent: { style: "percent", maximumFractionDigits: 1 },
  },
} satisfies Formats;
