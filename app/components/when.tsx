import { useFormatter } from "next-intl";

/** An instant on Shanghai's clock: date and minute, or the date alone. */
export function When({ at, dateOnly = false }: { at: Date; dateOnly?: boolean }) {
  const format = useFormatter();
  return (
    <time className="num nowrap" dateTime={at.toISOString()}>
      {format.dateTime(at, dateOnly ? "date" : "dateTime")}
    </time>
  );
}

/** A civil date of Shanghai (`2026-11-22`) in the reader's way of writing. */
export function Day({ date }: { date: string }) {
  const format = useFormatter();
  return (
    <time className="num nowrap" dateTime={date}>
      {format.dateTime(new Date(`${date}T00:00:00+08:00`), "date")}
    </time>
  );
}
