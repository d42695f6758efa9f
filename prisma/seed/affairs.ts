import { actOnCase } from "@/server/cases/act-on-case";
import type { ActContentInput } from "@/server/cases/case.schema";
import { fileProcedure } from "@/server/cases/file-procedure";
import { readCase } from "@/server/cases/read-case";
import { isAsked } from "@/server/cases/rules";
import { departmentIdOf } from "@/server/db/sync-tenants";
import {
  type Act,
  type ActorKind,
  type ApplicationField,
  addDays,
  type CivilDate,
  getBook,
  type Procedure,
  type ProcedureId,
  shanghaiDate,
} from "@/server/law";
import { stableId } from "@/server/shared/stable-id";
import { wordFor } from "./affair-words";
import type { SeedEntry } from "./catalogue";
import type { Diary } from "./clock";
import type { History } from "./history";
import { officialFor, type Sides } from "./officials";
import type { People } from "./people";
import { randomOf } from "./random";

/** A case of a procedure other than a request for data, and how far it gets. */
export interface Affair {
  /** Says where in the plan it stands. */
  name: string;
  city: string;
  procedure: ProcedureId;
  by: ActorKind;
  /** Who files; null for a person outside government. */
  filer: string | null;
  /** What it is about, or null. */
  entry: SeedEntry | null;
  /** The department it is put to; the filer's own in its own affair. */
  provider: string;
  /** Index in the diary. */
  filedAt: number;
  /** What the form says beside the usual words. */
  said: Record<string, string>;
  /** Acts in their order; the case rests after the last. What a stage asks for in between is done as a matter of course. */
  way: string[];
}

interface Running {
  affair: Affair;
  procedure: Procedure;
  caseId: string;
  version: number;
  stage: string | null;
  waitingOn: ActorKind[];
  said: Record<string, string>;
  left: string[];
}

/** Lives the affairs beside the year of requests: corrections, changes, openings, reports, rectifications. */
export class Affairs {
  constructor(
    private readonly history: History,
    private readonly people: People,
    private readonly diary: Diary,
    /** Entry ids by `city/code`. */
    private readonly entryIds: ReadonlyMap<string, string>,
  ) {}

  add(affair: Affair): void {
    this.history.schedule(affair.filedAt, affair.city, () => this.file(affair));
  }

  private async file(affair: Affair): Promise<void> {
    const { city, name, entry, provider, filer, by } = affair;
    const today = this.dayOf(affair.filedAt);
    const procedure = getBook(city).on(today).procedure(affair.procedure);
    const head = by === "requester" && this.people.has(city, filer, "department_head");
    const token = head
      ? await this.people.tokenOf(city, filer, "department_head")
      : await this.tokenFor(affair, procedure, by, null);
    const fields = formOf(procedure.filing.application, affair.said, today);
    const { caseId } = await this.history.as(token, (scope) =>
      fileProcedure(scope, {
        idempotencyKey: stableId("seed affair", name),
        procedure: affair.procedure,
        as: by,
        ...(entry && { entryId: this.entryIds.get(`${city}/${entry.code}`) ?? "" }),
        ...(procedure.about === "department" && { departmentId: departmentIdOf(city, provider) }),
        fields,
      }),
    );
    const page = await this.history.ask(token, (scope) => readCase(scope, { caseId }));
    const running: Running = {
      ...{ affair, procedure, caseId },
      version: page.version,
      stage: page.stage?.id ?? null,
      waitingOn: page.waitingOn.map(({ kind }) => kind),
      said: { ...affair.said, ...fields },
      left: [...affair.way],
    };
    this.planNext(running, affair.filedAt);
  }

  private planNext(running: Running, at: number): void {
    if (running.stage === null || running.left.length === 0) return;
    const next = at + randomOf(`${running.affair.name} ${running.version}`).int(1, 3);
    this.history.schedule(next, running.affair.city, () => this.act(running, next));
  }

  private async act(running: Running, at: number): Promise<void> {
    const { affair, procedure, caseId, version } = running;
    const { act, by } = choose(running);
    const token = await this.tokenFor(affair, procedure, by, running.stage);
    const content = contentOf(act, running, this.dayOf(at));
    try {
      const moved = await this.history.as(token, (scope) =>
        actOnCase(scope, {
          idempotencyKey: stableId("seed affair act", caseId, String(version)),
          ...{ caseId, version, act: act.id, as: by, content },
        }),
      );
      const { stage, waitingOn } = moved;
      this.planNext({ ...running, version: moved.version, stage, waitingOn }, at);
    } catch (error) {
      throw new Error(`${affair.name}: ${act.id} by ${by} in ${running.stage}: ${String(error)}`, { cause: error });
    }
  }

  private tokenFor(affair: Affair, procedure: Procedure, kind: ActorKind, stageId: string | null): Promise<string> {
    const stage = procedure.stages.find(({ id }) => id === stageId) ?? procedure.stages[0];
    if (!stage) throw new Error(`${affair.name}: no stages`);
    const { city, entry, provider, filer } = affair;
    const sides: Sides = { city, provider, requester: filer, delegate: entry?.delegate };
    if (stageId === null && (kind === "authority" || kind === "government")) {
      const role = kind === "authority" ? "authority_officer" : "government_officer";
      return this.people.tokenOf(city, filer, role);
    }
    return officialFor(this.people, getBook(city), sides, { stage, kind });
  }

  private dayOf(index: number): CivilDate {
    const instant = this.diary.instants[index];
    if (!instant) throw new RangeError("beyond the diary");
    return shanghaiDate(instant);
  }
}

/** The next act of the way where this stage knows it, else what the stage asks for first. */
function choose(running: Running): { act: Act; by: ActorKind } {
  const { procedure, stage, waitingOn, left, affair } = running;
  const acts = Object.values(procedure.stages.find(({ id }) => id === stage)?.acts ?? {});
  const able = ({ by }: Act) => waitingOn.find((kind) => by.includes(kind)) ?? by[0];
  // A city that lacks a step of the way goes on with the next that it knows.
  const known = left.find((step) => acts.some(({ id }) => id === step));
  if (known) left.splice(0, left.indexOf(known));
  const wanted = acts.find(({ id }) => id === known);
  // Both sides of a joint stage say the same, one after the other.
  if (wanted && waitingOn.filter((kind) => wanted.by.includes(kind)).length < 2) left.shift();
  const act = wanted ?? acts[0];
  const by = act && able(act);
  if (!act || !by) throw new Error(`${affair.name}: nothing to do in ${stage}`);
  return { act, by };
}

function contentOf(act: Act, { said }: Running, today: CivilDate): ActContentInput {
  const asks = (item: string) => act.requires.some((each) => each.item === item);
  return {
    ...(asks("reason") && { reason: said.reason ?? wordFor("reason") }),
    ...(asks("missing-items") && { missingItems: [wordFor("missing-items")] }),
    ...(asks("legal-basis") && {
      legalBasis: [{ kind: act.acceptedBasis[0] ?? "law", citation: "《中华人民共和国个人信息保护法》第十三条" }],
    }),
    ...(act.fields.length > 0 && { fields: formOf(act.fields, said, today) }),
  };
}

/** A form in which everything that must be said is said. */
function formOf(
  fields: readonly ApplicationField[],
  said: Record<string, string>,
  today: CivilDate,
): Record<string, string> {
  const form: Record<string, string> = {};
  for (const field of fields) {
    const own = said[field.id];
    if (own === undefined && !field.required) continue;
    if (!isAsked(field, { ...said, ...form })) continue;
    form[field.id] = own ?? answerTo(field, today);
  }
  return form;
}

function answerTo({ id, kind, options }: ApplicationField, today: CivilDate): string {
  switch (kind) {
    case "date":
      return addDays(today, -1);
    case "year":
      return today.slice(0, 4);
    case "flag":
      return "false";
    default:
      return options[0]?.value ?? wordFor(id);
  }
}
