import {
  type Calendar,
  type CivilDate,
  deadlineOf,
  isStipulated,
  type PolicyBook,
  type Procedure,
  type Stage,
  shanghaiDate,
} from "@/server/law";
import { CATALOGUES, type SeedEntry } from "./catalogue";
import type { Diary } from "./clock";
import { type Random, randomOf } from "./random";

/**
 * What becomes of a request.
 * - grant, refuse      decided, in time or `late`
 * - return             sent back once, completed, then granted
 * - differ             provider and authority say different things where they decide together; granted elsewhere
 * - open               rests in the stage in which the provider answers
 * - open-first         rests in its first stage
 * - open-returned      rests with its applicant
 */
export type Fate = "grant" | "refuse" | "return" | "withdraw" | "differ" | "open" | "open-first" | "open-returned";

/** What becomes of the dispute about a refusal; `open` rests in its first stage, `open-later` in the one after, `open-last` in the last. */
export type DisputeFate = "share" | "uphold" | "fail" | "open" | "open-later" | "open-last";

export interface CasePlan {
  /** Says where in the plan it stands; the source of everything random in it. */
  name: string;
  city: string;
  entry: SeedEntry;
  requester: string;
  fate: Fate;
  late: boolean;
  dispute: DisputeFate | null;
  /** Index in the diary. */
  filedAt: number;
  /** For `open`: when it enters the stage in which it rests. */
  restsFrom: number;
}

/** How much is asked for in the year: of the city's own departments, and of each county, so that some cells are small. */
const CITY_REQUESTS = 16;
const COUNTY_REQUESTS = [10, 8, 2, 1];
/** A zone without counties has more of its own. */
const ZONE_REQUESTS = 44;

/** In this order, again and again, so that every kind is there wherever there are some. */
const FATES: { fate: Fate; late?: true; dispute?: DisputeFate }[] = [
  { fate: "grant" },
  { fate: "refuse", dispute: "share" },
  { fate: "grant", late: true },
  { fate: "return" },
  { fate: "grant" },
  { fate: "refuse" },
  { fate: "grant", late: true },
  { fate: "refuse", dispute: "uphold" },
  { fate: "grant" },
  { fate: "withdraw" },
  { fate: "differ" },
  { fate: "grant", late: true },
  { fate: "refuse", dispute: "fail" },
  { fate: "grant" },
  { fate: "refuse", late: true },
];

/** Every request that a city sees in the year, in no order of time. */
export function planCity(book: PolicyBook, calendar: Calendar, diary: Diary, today: CivilDate): CasePlan[] {
  const { regionCode } = book.city;
  const shared = (CATALOGUES[book.city.id] ?? []).filter(({ input }) => input.sharingClass !== "withheld");
  const regionOf = (code: string) => book.departments.find((department) => department.code === code)?.region;
  const own = shared.filter(({ department }) => regionOf(department) === regionCode);
  const counties = book.city.regions
    .filter(({ code }) => code !== regionCode)
    .map(({ code }) => shared.filter(({ department }) => regionOf(department) === code));
  const settled = [
    ...planRegion(book, own, counties.length === 0 ? ZONE_REQUESTS : CITY_REQUESTS, `${book.city.id} own`, diary),
    ...counties.flatMap((entries, k) =>
      planRegion(book, entries, COUNTY_REQUESTS[k] ?? 2, `${book.city.id} county ${k}`, diary),
    ),
  ];
  return [...settled, ...planOpen(book, shared, calendar, diary, today)];
}

/** Decided requests, spread over the year and over the entries of one region's departments. */
function planRegion(book: PolicyBook, entries: SeedEntry[], count: number, name: string, diary: Diary): CasePlan[] {
  const reviewed = entries.filter(({ input }) => input.sharingClass === "conditional");
  const free = entries.filter(({ input }) => input.sharingClass === "unconditional");
  return Array.from({ length: count }, (_, k) => {
    const random = randomOf(`${name} ${k}`);
    // Every fifth asks for what is shared unconditionally, where there is such data.
    const takesFree = reviewed.length === 0 || (k % 5 === 4 && free.length > 0);
    const entry = random.pick(takesFree ? free : reviewed);
    const { fate, late, dispute } = takesFree
      ? { fate: "grant" as const, late: undefined, dispute: undefined }
      : fateOf(k);
    return {
      name: `${name} ${k}`,
      city: book.city.id,
      entry,
      requester: requesterOf(book, entry, random),
      fate,
      late: late === true,
      dispute: dispute ?? null,
      filedAt: random.int(0, diary.instants.length - 24),
      restsFrom: 0,
    };
  });
}

const fateOf = (k: number) => FATES[k % FATES.length] as (typeof FATES)[number];

/** Open ones: for every providing department something late, due soon or new in turn; returned ones and disputes. */
function planOpen(
  book: PolicyBook,
  shared: SeedEntry[],
  calendar: Calendar,
  diary: Diary,
  today: CivilDate,
): CasePlan[] {
  const reviewed = shared.filter(({ input }) => input.sharingClass === "conditional");
  const byProvider = [...new Map(reviewed.map((entry) => [entry.department, entry])).values()];
  const last = diary.instants.length - 1;
  const procedure = book.on(today).procedure("sharing.conditional");
  const plan = (kind: string, entry: SeedEntry, rest: Partial<CasePlan>): CasePlan => {
    const name = `${book.city.id} open ${kind} ${entry.code}`;
    return {
      name,
      city: book.city.id,
      entry,
      requester: requesterOf(book, entry, randomOf(name)),
      fate: "open",
      late: false,
      dispute: null,
      filedAt: last,
      restsFrom: 0,
      ...rest,
    };
  };
  const answering = byProvider.map((entry, k) => {
    const restsFrom = restIndex(procedure, calendar, diary, today, (["late", "soon", "new"] as const)[k % 3] ?? "new");
    return plan("answer", entry, { filedAt: Math.max(0, restsFrom - (waitsFirst(procedure) ? 2 : 0)), restsFrom });
  });
  const entryAt = (k: number) => reviewed[k % reviewed.length] as SeedEntry;
  const delegated = reviewed
    .filter(({ delegate }) => delegate)
    .map((entry) => plan("delegate", entry, { filedAt: last - 5, restsFrom: last - 3 }));
  // Departments that are asked for nothing under review have an application of their own to complete.
  const idle = book.departments
    .filter(({ kind, code }) => kind === "department" && !byProvider.some((entry) => entry.department === code))
    .map(({ code }) => code);
  const returning: (string | null)[] = idle.length > 1 ? idle : [...idle, null, null].slice(0, 2);
  const inCounty = reviewed.filter(({ department }) => isCounty(book, department));
  return [
    ...answering,
    ...delegated,
    plan("first", entryAt(1), { fate: "open-first", filedAt: last - 1 }),
    plan("first late", entryAt(4), { fate: "open-first", filedAt: last - 26 }),
    ...returning.map((requester, k) =>
      plan(`returned ${k}`, foreignTo(requester, entryAt(2 * k + 2), reviewed), {
        ...(requester && { requester }),
        fate: "open-returned",
        filedAt: last - 14 + k,
      }),
    ),
    plan("dispute", entryAt(3), { fate: "refuse", dispute: "open", filedAt: last - 22 }),
    plan("dispute later", entryAt(0), { fate: "refuse", dispute: "open-later", filedAt: last - 44 }),
    plan("dispute last", entryAt(2), { fate: "refuse", dispute: "open-last", filedAt: last - 60 }),
    ...inCounty.slice(0, 3).map((entry, k) =>
      plan("county dispute", entry, {
        fate: "refuse",
        dispute: k === 0 ? "open" : "open-later",
        filedAt: last - (k === 0 ? 28 : 40),
      }),
    ),
  ];
}

/** The entry, or another one where it is the department's own. */
function foreignTo(department: string | null, entry: SeedEntry, others: SeedEntry[]): SeedEntry {
  return entry.department === department ? (others.find((other) => other.department !== department) ?? entry) : entry;
}

function isCounty(book: PolicyBook, department: string): boolean {
  return book.departments.some(({ code, region }) => code === department && region !== book.city.regionCode);
}

/** Somebody else's department in the same city. */
function requesterOf(book: PolicyBook, entry: SeedEntry, random: Random): string {
  const others = book.departments.filter(({ kind, code }) => kind === "department" && code !== entry.department);
  return random.pick(others).code;
}

/** The stage in which the provider answers, and whether another comes before it. */
function answerStage(procedure: Procedure): Stage | undefined {
  return procedure.stages.find(({ acts }) => Object.values(acts).some(({ effect }) => effect === "refuse"));
}
function waitsFirst(procedure: Procedure): boolean {
  return firstStage(procedure) !== answerStage(procedure)?.id;
}

/** The stage in which an application arrives once the requester's own head has agreed; null where it is granted at once. */
export function firstStage(procedure: Procedure): string | null {
  const { to } = procedure.filing;
  if ("end" in to) return null;
  const signed = procedure.stages.find(({ id }) => id === to.stage)?.acts[SIGN_ACT]?.to;
  return signed && "stage" in signed ? signed.stage : to.stage;
}

/** The act with which a department's head lets an application go out (809 art. 20). */
export const SIGN_ACT = "sign";

/** When a case must have entered the answering stage to be late today, due on the next working day, or new. */
function restIndex(
  procedure: Procedure,
  calendar: Calendar,
  diary: Diary,
  today: CivilDate,
  status: "late" | "soon" | "new",
): number {
  const last = diary.instants.length - 1;
  const within = answerStage(procedure)?.clock?.within;
  if (status === "new" || !within || !isStipulated(within) || "month" in within.value) return last - 1;
  const period = within.value;
  for (let index = last; index > 0; index--) {
    const entered = diary.instants[index];
    if (!entered) continue;
    const due = shanghaiDate(deadlineOf(entered, period, calendar).dueAt);
    if (status === "late" ? due < today : due <= nextWorkingDay(today, calendar)) return index;
  }
  return last;
}

function nextWorkingDay(today: CivilDate, calendar: Calendar): CivilDate {
  let day = today;
  do day = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  while (!calendar.day(day).working);
  return day;
}
