import { When } from "@/app/components/when";

/** A term that is half-open in the database (`until` is the first instant outside) as people read it: both days included. */
export function Term({ from, until }: { from: Date; until: Date }) {
  return (
    <span>
      <When at={from} dateOnly /> – <When at={lastInstant(until)} dateOnly />
    </span>
  );
}

/** The last instant that still belongs to a half-open term. */
export function lastInstant(until: Date): Date {
  return new Date(until.getTime() - 1);
}
