import type { Standing } from "@/server/cases/case.repository";
import type { CaseFile } from "@/server/cases/case-file";
import { type LapsedCase, listLapsedCases, saveLapse } from "@/server/cases/lapse.repository";
import { advance, CaseRuleError, expiresAt, fold } from "@/server/cases/rules";
import { seatOfState } from "@/server/cases/seat";
import { standingAfter } from "@/server/cases/standing";
import { eventsOf } from "@/server/cases/stored-case";
import { withConnection } from "@/server/db/context";
import { calendarFor, getBook } from "@/server/law";
import { describeError, type LogFields, log } from "@/server/shared/log";

const PAGE = 200;

/**
 * Has happen what the law of each city deems decided when time runs out: the case ends or goes on, a grant comes into
 * being, both sides are told, and nobody stands behind it. Where a person would have to look (a condition on a masked
 * item, terms that one of several deciders set, an end that does something beyond its case), the case stays open and the
 * log says why, once a process. Doing it twice, or in several processes at once, does it once.
 * @returns one turn, which answers how many cases silence decided
 */
export function lapsing(): () => Promise<number> {
  const left = new Set<string>();
  return () =>
    withConnection("heliu_worker", async (client) => {
      let lapsed = 0;
      let failed = 0;
      let after: LapsedCase | null = null;
      do {
        const page: LapsedCase[] = await listLapsedCases(client, after, PAGE);
        for (const open of page.filter((each) => !left.has(nameOf(each)))) {
          const standing = standingOf(open, left);
          if (!standing) continue;
          try {
            const answer = await saveLapse(client, open, standing);
            if (answer === "lapsed") lapsed += 1;
            else if (answer !== "moved-on" && answer !== "not-now") leave(left, open, { why: answer });
          } catch (error) {
            // One case that cannot be written must not keep the others from it; it is tried again.
            if (failed === 0) log.error("what the law deems decided could not be written", { ...describeError(error) });
            failed += 1;
          }
        }
        after = page.length === PAGE ? (page.at(-1) ?? null) : null;
      } while (after);
      if (failed > 0) log.warn("cases were left for the next turn", { failed });
      return lapsed;
    });
}

/**
 * Has happen at once what the law has already deemed decided in a case that somebody is about to act in: between the last
 * second and the worker's next turn nobody is faster than the law. It commits by itself.
 * @param at the instant of the act
 * @returns false when time has not run out, or silence could not decide and left the case to a person
 */
export async function lapseFirst(file: CaseFile, at: Date): Promise<boolean> {
  const { stored, procedure, state } = file;
  const from = expiresAt(procedure, state);
  if (!from || at < from || !stored.dueAt) return false;
  const open: LapsedCase = {
    ...stored,
    caseId: stored.id,
    requesterRegionId: stored.requester.regionId,
    dueAt: stored.dueAt,
    at,
  };
  const standing = standingAtEnd(open);
  if (!standing) return false;
  const answer = await withConnection("heliu_worker", (client) => saveLapse(client, open, standing));
  return answer === "lapsed" || answer === "moved-on";
}

/** A case as it stands: an act, or another last day, makes it another. */
function nameOf({ tenantId, caseId, version, dueAt }: LapsedCase): string {
  return [tenantId, caseId, version, dueAt.getTime()].join(" ");
}

function leave(left: Set<string>, open: LapsedCase, why: LogFields): void {
  left.add(nameOf(open));
  log.warn("silence could not decide a case; it stays open", { tenant: open.tenantId, case: open.caseId, ...why });
}

/** Where silence leads the case; null when by the calendar in use its time has not run out for certain. */
function standingOf(open: LapsedCase, left: Set<string>): Standing | null {
  try {
    return standingAtEnd(open);
  } catch (error) {
    if (error instanceof CaseRuleError && error.code === "NOT_EXPIRED") return null;
    // It cannot be folded, now or in a minute: its city is no longer loaded.
    leave(left, open, describeError(error));
    return null;
  }
}

function standingAtEnd(open: LapsedCase): Standing | null {
  const { tenantId, regionId, requesterRegionId, application, at } = open;
  const book = getBook(tenantId);
  const procedure = book.on(open.bookDate).procedure(open.procedure);
  const calendar = calendarFor(tenantId);
  const state = fold(procedure, eventsOf(open), calendar);
  if (state?.clock?.deadline?.provisional !== false) return null;
  const advanced = advance(procedure, state, { type: "expired", at }, calendar);
  const seat = seatOfState(book, procedure, advanced.state, { regionId, requesterRegionId });
  return standingAfter(advanced, open, { decides: "by-law", seat, application });
}
