import { actOnCase } from "@/server/cases/act-on-case";
import type { ActContentInput, CaseMoved, GrantTermsInput } from "@/server/cases/case.schema";
import { resubmitRequest } from "@/server/cases/resubmit-request";
import { withdrawRequest } from "@/server/cases/withdraw-request";
import { inContext, type Scope } from "@/server/db/context";
import { openDispute } from "@/server/disputes/open-dispute";
import {
  type Act,
  type ActorKind,
  addDays,
  COMPLETION_STAGE,
  getBook,
  type PolicyBook,
  type Procedure,
  RETURN_ACT,
  SIGN_OFF_ACTS,
  type Stage,
  shanghaiDate,
} from "@/server/law";
import { stableId } from "@/server/shared/stable-id";
import { submitRequest } from "@/server/sharing/submit-request";
import type { Diary } from "./clock";
import { officialFor } from "./officials";
import type { People } from "./people";
import { type CasePlan, type DisputeFate, firstStage, SIGN_ACT } from "./plan";
import { type Random, randomOf } from "./random";
import { completionOf, type Need, needOf, objectionOf, refusalOf, settlementOf } from "./words";

/** A grant that the history brought into being. */
export interface MadeGrant {
  grantId: string;
  plan: CasePlan;
  /** Index in the diary. */
  at: number;
  /** First and last day of use that were asked for; a decision does not prolong them. */
  from: string;
  until: string;
}

/** A case as its parties last saw it. */
interface LiveCase {
  plan: CasePlan;
  random: Random;
  need: Need;
  book: PolicyBook;
  procedure: Procedure;
  caseId: string;
  version: number;
  stage: string | null;
  waitingOn: ActorKind[];
  dueAt: Date | null;
  returned: boolean;
  /** Null for a request; what becomes of it for a dispute. */
  dispute: DisputeFate | null;
  from: string;
  until: string;
}

type Step = () => Promise<void>;

/**
 * Lives a year of requests through the real use cases, in order of time. Cities work side by side, the people of one city
 * one after another, so that numbers are given out in the same order every time.
 */
export class History {
  /** By index in the diary, then by city. */
  private readonly steps = new Map<number, Map<string, Step[]>>();
  private readonly grantListeners: ((grant: MadeGrant) => void)[] = [];
  private index = 0;
  acts = 0;

  constructor(
    private readonly people: People,
    private readonly diary: Diary,
    /** Entry ids by `city/code`. */
    private readonly entryIds: ReadonlyMap<string, string>,
  ) {}

  /** Puts a step into the diary; beyond its end nothing happens any more. */
  schedule(index: number, city: string, step: Step): void {
    if (index >= this.diary.instants.length) return;
    const cities = this.steps.get(index) ?? new Map<string, Step[]>();
    this.steps.set(index, cities.set(city, [...(cities.get(city) ?? []), step]));
  }

  /** Called with every grant as it is made. */
  onGrant(listener: (grant: MadeGrant) => void): void {
    this.grantListeners.push(listener);
  }

  add(plan: CasePlan): void {
    this.schedule(plan.filedAt, plan.city, () => this.file(plan));
  }

  /** @param setClock lets the database live at an instant */
  async run(setClock: (instant: Date) => Promise<void>): Promise<void> {
    for (this.index = 0; this.index < this.diary.instants.length; this.index++) {
      const cities = this.steps.get(this.index);
      if (!cities) continue;
      await setClock(this.now());
      await Promise.all([...cities.values()].map(runInTurn));
    }
  }

  private now(): Date {
    const instant = this.diary.instants[this.index];
    if (!instant) throw new RangeError("beyond the diary");
    return instant;
  }

  /** Runs one act of somebody, as a request to the server would. */
  async as<T>(token: string, work: (scope: Scope) => Promise<T>): Promise<T> {
    this.acts++;
    return inContext(token, { readOnly: false }, work);
  }

  /** Asks something of the house in somebody's name, without a change. */
  async ask<T>(token: string, work: (scope: Scope) => Promise<T>): Promise<T> {
    return inContext(token, { readOnly: true }, work);
  }

  private async file(plan: CasePlan): Promise<void> {
    const random = randomOf(`case ${plan.name}`);
    const need = needOf(random);
    const book = getBook(plan.city);
    const today = shanghaiDate(this.now());
    const procedure = book.on(today).procedure(`sharing.${plan.entry.input.sharingClass}`);
    const from = addDays(today, procedure.stages.length === 0 ? 0 : random.int(14, 30));
    const until = addDays(from, random.pick([60, 180, 180, 365, 365, 365]));
    // Mostly the head files, now and then an officer, whose application then waits for the head.
    const byOfficer = plan.fate !== "open" && plan.fate !== "open-first" && random.chance(0.3);
    const token = await this.people.tokenOf(plan.city, plan.requester, byOfficer ? "data_officer" : "department_head");
    const receipt = await this.as(token, (scope) =>
      submitRequest(scope, {
        idempotencyKey: stableId("seed file", plan.name),
        entryId: this.entryIds.get(`${plan.city}/${plan.entry.code}`) ?? "",
        fields: wordsFor(procedure, need),
        dataItems: itemsAskedFor(plan, random),
        rowFilter: [],
        from,
        until,
        storage: random.chance(0.2),
      }),
    );
    if (receipt.grantId) return this.granted(receipt.grantId, { plan, from, until });
    const { to } = procedure.filing;
    const filed = "stage" in to ? to.stage : null;
    const live: LiveCase = {
      ...{ plan, random, need, book, procedure, from, until },
      caseId: receipt.caseId,
      version: 1,
      stage: byOfficer ? filed : firstStage(procedure),
      waitingOn: receipt.waitingOn,
      dueAt: receipt.dueAt,
      returned: false,
      dispute: null,
    };
    this.planNext(live);
  }

  private granted(grantId: string, { plan, from, until }: Pick<LiveCase, "plan" | "from" | "until">): void {
    for (const listener of this.grantListeners) listener({ grantId, plan, at: this.index, from, until });
  }

  /** Decides when the next act happens, if one does. */
  private planNext(live: LiveCase): void {
    if (live.stage === null) return;
    const at = this.nextIndex(live);
    if (at !== null) this.schedule(at, live.plan.city, () => this.move(live));
  }

  private nextIndex(live: LiveCase): number | null {
    const { plan, random, stage, procedure, dueAt, dispute } = live;
    const first = firstStage(procedure) === stage;
    if (stageOf(live).acts[SIGN_ACT]) return this.index + random.int(1, 2);
    if (live.waitingOn.includes("provider-head")) return this.index + 1;
    if (dispute === "open" || (dispute === "open-later" && !first)) return null;
    if (dispute === "open-last" && !leadsOn(stageOf(live))) return null;
    if (plan.fate === "open-first" || (plan.fate === "open" && canRefuse(stageOf(live)))) return null;
    if (stage === COMPLETION_STAGE) {
      return plan.fate === "open-returned" ? null : this.index + random.int(1, 6);
    }
    if (plan.fate === "open") return Math.max(this.index + 1, plan.restsFrom);
    if (plan.fate === "withdraw" || !dueAt) return this.index + random.int(1, 6);
    const late = plan.late && !dispute && canRefuse(stageOf(live));
    const dueIndex = this.diary.after(dueAt);
    if (late) return dueIndex + random.int(1, 9);
    return Math.max(this.index + 1, this.index + Math.floor((dueIndex - this.index) * (0.2 + random.next() * 0.6)));
  }

  private async move(live: LiveCase): Promise<void> {
    try {
      const moved = await this.act(live);
      Object.assign(live, {
        version: moved.version,
        stage: moved.stage,
        waitingOn: moved.waitingOn,
        dueAt: moved.dueAt,
      });
      if (moved.grantId) this.granted(moved.grantId, live);
      if (moved.disputeId) this.followDispute(live, moved.disputeId);
      else if (moved.outcome === "refused" && live.plan.dispute) this.planDispute(live, live.plan.dispute);
      this.planNext(live);
    } catch (error) {
      const { plan, procedure, stage } = live;
      throw new Error(`${plan.name} (${plan.fate}, ${procedure.id}, ${stage}): ${String(error)}`, { cause: error });
    }
  }

  private async act(live: LiveCase): Promise<CaseMoved> {
    const { plan, caseId, version, random } = live;
    const step = { caseId, version, idempotencyKey: stableId("seed act", caseId, String(version)) };
    const requester = () => this.people.tokenOf(plan.city, plan.requester, "data_officer");
    if (live.stage === COMPLETION_STAGE) {
      const today = shanghaiDate(this.now());
      const later = addDays(today, 20);
      const from = live.from < later ? later : live.from;
      live.from = from;
      return this.as(await requester(), (scope) =>
        resubmitRequest(scope, {
          ...step,
          fields: { scenario: `${live.need.scenario}（已按要求补充材料）` },
          from,
        }),
      );
    }
    if (plan.fate === "withdraw") {
      return this.as(await requester(), (scope) =>
        withdrawRequest(scope, { ...step, reason: "业务需求调整，不再需要该数据" }),
      );
    }
    const { act, by } = this.choose(live);
    const token = await this.tokenFor(live, by);
    const content = contentOf(act, live);
    if (act.id === RETURN_ACT) live.returned = true;
    return this.as(token, (scope) =>
      actOnCase(scope, {
        ...step,
        act: act.id,
        as: by,
        content: random.chance(0.3) ? narrowed(act, live, content) : content,
      }),
    );
  }

  /** Which act of the open stage comes next on this case's way, and whose it is. */
  private choose(live: LiveCase): { act: Act; by: ActorKind } {
    const { plan, dispute, returned, waitingOn } = live;
    const stage = stageOf(live);
    const acts = Object.values(stage.acts);
    const first = waitingOn[0] ?? "provider";
    const sign = stage.acts[SIGN_ACT];
    if (sign) return { act: sign, by: "requester-head" };
    // What an officer put before the head is agreed to.
    const agree = stage.acts[SIGN_OFF_ACTS.sign];
    if (agree && waitingOn.includes("provider-head")) return { act: agree, by: "provider-head" };
    const wanted = dispute
      ? disputeActs(dispute, acts)
      : requestActs(plan, acts, { returned, second: waitingOn.length < stage.actors.length && stage.joint });
    for (const act of wanted) {
      const by =
        waitingOn.includes("delegate") && act.by.includes("delegate")
          ? "delegate"
          : waitingOn.find((kind) => act.by.includes(kind));
      if (by && act.signOff?.of.includes(by) && live.random.chance(0.4)) return { act, by: "provider-head" };
      if (by) return { act, by };
    }
    throw new Error(`no act for ${first} in ${stage.id}`);
  }

  private async tokenFor(live: LiveCase, kind: ActorKind): Promise<string> {
    const { plan, book, random } = live;
    const { city, entry, requester } = plan;
    const sides = { city, provider: entry.department, requester, delegate: entry.delegate };
    const byHead = kind === "provider" && random.chance(0.4);
    return officialFor(this.people, book, sides, { stage: stageOf(live), kind, byHead });
  }

  private planDispute(live: LiveCase, fate: DisputeFate): void {
    const { plan, random } = live;
    this.schedule(this.index + random.int(2, 8), plan.city, async () => {
      const { procedure } = this.disputeOf(live);
      const token = await this.people.tokenOf(plan.city, plan.requester, "data_officer");
      const receipt = await this.as(token, (scope) =>
        openDispute(scope, {
          idempotencyKey: stableId("seed dispute", plan.name),
          caseId: live.caseId,
          fields: { ...onlyAskedFor(procedure, { reason: objectionOf(random), duty: live.need.duty }) },
        }),
      );
      this.follow(live, procedure, receipt.caseId, fate, receipt.waitingOn, receipt.dueAt);
    });
  }

  /** 乐山: where the reviewers differ, the dispute is there already. */
  private followDispute(live: LiveCase, disputeId: string): void {
    const { procedure } = this.disputeOf(live);
    const { to } = procedure.filing;
    const stage = procedure.stages.find(({ id }) => "stage" in to && id === to.stage);
    this.follow(live, procedure, disputeId, "share", stage?.actors ?? [], null);
  }

  private disputeOf(live: LiveCase): { procedure: Procedure } {
    return { procedure: live.book.on(shanghaiDate(this.now())).procedure("sharing.dispute") };
  }

  private follow(
    live: LiveCase,
    procedure: Procedure,
    caseId: string,
    dispute: DisputeFate,
    waitingOn: ActorKind[],
    dueAt: Date | null,
  ): void {
    const { to } = procedure.filing;
    this.planNext({
      ...live,
      procedure,
      caseId,
      version: 1,
      stage: "stage" in to ? to.stage : null,
      waitingOn,
      dueAt,
      dispute,
    });
  }
}

async function runInTurn(steps: Step[]): Promise<void> {
  for (const step of steps) await step();
}

function stageOf({ procedure, stage }: LiveCase): Stage {
  const found = procedure.stages.find(({ id }) => id === stage);
  if (!found) throw new Error(`${procedure.id} has no stage ${stage}`);
  return found;
}

function canRefuse({ acts }: Stage): boolean {
  return Object.values(acts).some(({ effect }) => effect === "refuse");
}

/** Acts of a request's stage in the order of preference. */
function requestActs(plan: CasePlan, acts: Act[], so: { returned: boolean; second: boolean }): Act[] {
  const effect = (wanted: Act["effect"]) => acts.filter((act) => act.effect === wanted);
  const onward = acts.filter((act) => act.effect === "none");
  const returns = (plan.fate === "return" || plan.fate === "open-returned") && !so.returned;
  if (returns && effect("return").length > 0) return effect("return");
  if (plan.fate === "refuse") return [...effect("refuse"), ...onward, ...effect("grant")];
  // The first of two consents, the second refuses; alone, whoever decides consents.
  if (plan.fate === "differ" && so.second) return effect("refuse");
  return [...onward, ...effect("grant")];
}

/** Whether the ladder goes on from a stage. */
function leadsOn({ acts }: Stage): boolean {
  return Object.values(acts).some(({ to }) => "stage" in to);
}

function disputeActs(fate: DisputeFate, acts: Act[]): Act[] {
  const effect = (wanted: Act["effect"]) => acts.filter((act) => act.effect === wanted);
  if (fate === "share") return [...effect("grant"), ...effect("none")];
  if (fate === "uphold") return [...effect("settle"), ...effect("none")];
  // Fails as long as the ladder has a further step, then ends as it may.
  return [...effect("none"), ...effect("settle")];
}

/** Only the fields that the city's filing knows. */
function onlyAskedFor({ filing }: Procedure, words: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(words).filter(([id]) => filing.application.some((field) => field.id === id)),
  );
}

function wordsFor(procedure: Procedure, need: Need): Record<string, string> {
  return onlyAskedFor(procedure, { ...need, scope: `仅用于${need.purpose}，按业务办理逐笔或定期批量使用` });
}

/** Most ask for nearly everything; nobody asks for less than three items. */
function itemsAskedFor({ entry }: CasePlan, random: Random): string[] {
  const asked = entry.columns.filter((_, k) => k < 3 || random.chance(0.75));
  return asked.length >= 3 ? asked : [...entry.columns];
}

/** What the act must contain by the city's law, and now and then what it may. */
function contentOf(act: Act, live: LiveCase): ActContentInput {
  const { random, need, plan } = live;
  const content: ActContentInput = {};
  const items = [...act.requires, ...act.offers.filter(() => random.chance(0.5))].map(({ item }) => item);
  for (const item of items) {
    if (item === "reason") content.reason = act.effect === "refuse" ? refusalOf(random) : settlementOf(random);
    if (item === "scope") content.scope = `限所申请数据项，仅用于${need.purpose}`;
    if (item === "purpose") content.purpose = need.purpose;
    if (item === "missing-items") content.missingItems = [completionOf(random)];
    if (item === "storage-consent") content.storageConsent = random.chance(0.5);
    if (item === "legal-basis") {
      content.legalBasis = [
        {
          kind: act.acceptedBasis[0] ?? "law",
          citation: plan.entry.input.sharingBasis || "《中华人民共和国数据安全法》第三十八条",
        },
      ];
    }
  }
  const choices = act.fields.filter(({ required, options }) => required && options.length > 0);
  if (choices.length > 0) {
    content.fields = Object.fromEntries(choices.map(({ id, options }) => [id, random.pick(options).value]));
  }
  return content;
}

/** A decision may allow less than was asked for: rows of one district only. */
function narrowed(act: Act, { plan, book, random }: LiveCase, content: ActContentInput): ActContentInput {
  const counties = book.city.regions.filter(({ code }) => code !== book.city.regionCode);
  if (act.effect !== "grant" || !plan.entry.columns.includes("district") || counties.length === 0) return content;
  const grant: GrantTermsInput = {
    rowFilter: [{ column: "district", op: "eq", value: random.pick(counties).names.zh }],
  };
  return { ...content, grant };
}
