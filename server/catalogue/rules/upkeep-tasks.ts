import type { UpdateCycle } from "@/server/catalogue/catalogue.schema";
import type { UpkeepTask } from "@/server/catalogue/upkeep.schema";
import {
  addDays,
  type Citation,
  type CivilDate,
  isStipulated,
  type PolicyView,
  shanghaiDate,
  type Text,
} from "@/server/law";

/** An entry with what its upkeep turns on. */
export interface KeptEntry {
  id: string;
  name: Text;
  sharingClass: string;
  openingClass: string;
  updateCycle: string;
  network: string;
  keptAt: Date | null;
  mountedAt: Date | null;
}

/** Days within which data of a cycle is renewed; what has no rhythm is never late. */
export const CYCLE_DAYS: Partial<Record<UpdateCycle, number>> = {
  "real-time": 1,
  daily: 1,
  weekly: 7,
  monthly: 31,
  quarterly: 92,
  yearly: 366,
};
/** A review shows in the list this long before its day. */
const REVIEW_SHOWN_DAYS = 30;

/** What one entry asks of its department on a day. */
export function tasksOf(
  entry: KeptEntry,
  view: PolicyView,
  campaign: { calledAt: Date; dueOn: CivilDate } | null,
): UpkeepTask[] {
  const today = view.date;
  const task = (kind: UpkeepTask["kind"], dueOn: CivilDate | null, source: Citation | null = null): UpkeepTask => ({
    kind,
    entry: { id: entry.id, name: entry.name },
    caseId: null,
    register: null,
    catalogues: cataloguesOf(entry, view),
    dueOn,
    overdue: dueOn !== null && dueOn < today,
    source,
  });
  const review = reviewOf(entry, view);
  const called = campaign && (!entry.keptAt || entry.keptAt < campaign.calledAt) ? campaign : null;
  const shared = entry.sharingClass !== "withheld" && entry.network === "extranet";
  const days = CYCLE_DAYS[entry.updateCycle as UpdateCycle];
  const renewBy = entry.mountedAt && days ? addDays(shanghaiDate(entry.mountedAt), days) : null;
  return [
    ...(entry.keptAt ? [] : [task("describe", null)]),
    ...(review && addDays(today, REVIEW_SHOWN_DAYS) >= review.dueOn
      ? [task("review", review.dueOn, review.source)]
      : []),
    ...(called ? [task("campaign", called.dueOn)] : []),
    ...(shared && !entry.mountedAt ? [task("supply", null)] : []),
    ...(renewBy && renewBy < today ? [task("refresh", renewBy)] : []),
  ];
}

/** In which of the city's catalogues an entry stands: one entry, several views. */
export function cataloguesOf(
  { sharingClass, openingClass }: Pick<KeptEntry, "sharingClass" | "openingClass">,
  view: PolicyView,
): UpkeepTask["catalogues"] {
  const kinds = view.value("catalogue.kinds");
  const has = (kind: "sharing" | "opening") => isStipulated(kinds) && (kinds.value as readonly string[]).includes(kind);
  return [
    "resource",
    ...(has("sharing") && sharingClass !== "withheld" ? (["sharing"] as const) : []),
    ...(has("opening") && openingClass !== "withheld" ? (["opening"] as const) : []),
  ];
}

/** When an entry is to be looked at again, where the city keeps an interval. */
function reviewOf({ keptAt }: KeptEntry, view: PolicyView): { dueOn: CivilDate; source: Citation } | null {
  const interval = view.value("catalogue.periodic_maintenance");
  if (!keptAt || !isStipulated(interval)) return null;
  const { article, basis, reason, value } = interval;
  return {
    dueOn: later(shanghaiDate(keptAt), value),
    source: { article, basis, ...(reason && { reason }) },
  };
}

/** The day that many days, months or years later; the last of its month where that has no such day. */
function later(day: CivilDate, { amount, unit }: { amount: number; unit: "days" | "months" | "years" }): CivilDate {
  if (unit === "days") return addDays(day, amount);
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const months = year * 12 + (month - 1) + amount * (unit === "years" ? 12 : 1);
  const last = new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0)).getUTCDate();
  return new Date(Date.UTC(Math.floor(months / 12), months % 12, Math.min(date, last))).toISOString().slice(0, 10);
}
