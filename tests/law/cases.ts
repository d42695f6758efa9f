import {
  type ActContent,
  type Actor,
  type Advanced,
  type ApplicationContent,
  actsFor,
  advance,
  type CaseAttributes,
  type CaseEvent,
  type CaseState,
} from "@/server/cases/rules";
import { loadTenants, type PolicyView, type Procedure } from "@/server/law";
import { addDays, startOfDay } from "@/server/law/civil-date";

export const CITIES = ["fushun", "shuozhou", "hefei-etdz", "leshan", "chongqing"] as const;

/** One person for each side. */
export const PEOPLE: Record<string, Actor> = {
  requester: { kind: "requester", department: "civil-affairs", person: "zhang" },
  "requester-head": { kind: "requester-head", department: "civil-affairs", person: "sun" },
  provider: { kind: "provider", department: "public-security", person: "li" },
  "provider-head": { kind: "provider-head", department: "public-security", person: "zhou" },
  delegate: { kind: "delegate", department: "service-centre", person: "wang" },
  authority: { kind: "authority", department: "big-data", person: "zhao" },
  government: { kind: "government", department: "gov", person: "qian" },
  applicant: { kind: "applicant", department: "", person: "wu" },
};

/** An application that lacks nothing in any city. */
export const APPLICATION: ApplicationContent = {
  purpose: "核对低保申请人户籍",
  scenario: "低保审批窗口",
  duty: "社会救助暂行办法",
  scope: "本市户籍人口",
  "data-items": ["name", "id_number"],
  reason: "提供部门答复与履职需要不符",
};

/** A content that lacks nothing for any act. */
export const FULL: ActContent = {
  reason: "申请范围超出履职需要",
  legalBasis: [{ kind: "law", citation: "个人信息保护法第十三条" }],
  scope: "姓名、证件号",
  purpose: "低保审批",
  missingItems: ["应用场景说明"],
  extensionDays: 1,
};

export function at(text: string): Date {
  return new Date(text);
}

export function bookOf(city: string) {
  const book = loadTenants().books.get(city);
  if (!book) throw new Error(`no book of ${city}`);
  return book;
}

export function viewOf(city: string, date = "2026-03-02"): PolicyView {
  return bookOf(city).on(date);
}

/** A case that is driven by short sentences: `acts("provider", "approve")`. */
export class CaseDriver {
  state: CaseState | null = null;
  events: CaseEvent[] = [];
  last: Advanced | null = null;
  private clock: Date;

  constructor(
    readonly procedure: Procedure,
    start: Date | string = startOfDay("2026-03-02"),
  ) {
    this.clock = new Date(start);
  }

  get now(): Date {
    return this.clock;
  }

  /** Filed by the head, so that the department's own sign-off (809 art. 20) is passed over; say otherwise to see it. */
  files(
    attributes: CaseAttributes = {},
    application: ApplicationContent = APPLICATION,
    by = person(this.procedure.filing.by[0] ?? "requester"),
  ): this {
    const facts = { filedByHead: true, ...attributes };
    return this.tell({ type: "filed", at: this.clock, by, application, attributes: facts });
  }

  /** An answer that the head has to agree to (809 art. 20) is the head's own; name a person to see it put forward. */
  acts(kind: string, act: string, content: ActContent = FULL, by: Actor = this.answering(kind, act)): this {
    return this.tell({ type: "acted", at: this.clock, by, act, content });
  }

  withdraws(by: Actor = this.filer): this {
    return this.tell({ type: "withdrawn", at: this.clock, by, content: {} });
  }

  resubmits(application: ApplicationContent = this.state?.application ?? APPLICATION, by: Actor = this.filer): this {
    return this.tell({ type: "resubmitted", at: this.clock, by, application });
  }

  /** Moves the clock to an instant. */
  at(when: Date | string): this {
    this.clock = new Date(when);
    return this;
  }

  /** Time runs out where the law says what that means. */
  expires(): this {
    return this.tell({ type: "expired", at: this.clock });
  }

  later(days: number): this {
    const date = addDays(this.clock.toISOString().slice(0, 10), days);
    this.clock = new Date(`${date}${this.clock.toISOString().slice(10)}`);
    return this;
  }

  /** The acts offered to one side, by id. */
  offers(kind: Actor["kind"]): string[] {
    return this.state ? actsFor(this.procedure, this.state, [kind]).map(({ act }) => act) : [];
  }

  /** Types of the effects of the last event, for a short comparison. */
  get effects(): string[] {
    return this.last?.effects.map(({ type }) => type) ?? [];
  }

  private answering(kind: string, act: string): Actor {
    const stage = this.procedure.stages.find(({ id }) => id === this.state?.stage);
    const signs = kind === "provider" && stage?.acts[act]?.signOff;
    return signs ? { ...person(kind), kind: "provider-head" } : person(kind);
  }

  private get filer(): Actor {
    return this.state?.parties[0] ?? person("requester");
  }

  private tell(event: CaseEvent): this {
    this.last = advance(this.procedure, this.state, event, loadTenants().calendar);
    this.state = this.last.state;
    this.events.push(event);
    return this;
  }
}

export function person(kind: string): Actor {
  const found = PEOPLE[kind];
  if (!found) throw new Error(`no person for ${kind}`);
  return found;
}
