import { expect, type Locator, type Page } from "@playwright/test";
import { wordFor } from "@/prisma/seed/affair-words";
import { officialFor, type Roster } from "@/prisma/seed/officials";
import type { Role } from "@/server/db/actor";
import {
  type Act,
  type ActorKind,
  type ApplicationField,
  addDays,
  type ContentItem,
  getBook,
  isStipulated,
  type Procedure,
  type ProcedureId,
  type Stage,
  shanghaiDate,
} from "@/server/law";
import { apply, openEntry } from "./flow";
import type { Tenant } from "./support";

/** Walks any procedure of any city through the pages, by the names that the city's own law gives to everything. */

export type City = "fushun" | "shuozhou" | "hefei-etdz" | "leshan" | "chongqing";

/** The cities in the order of their law's table, with the name that a story begins with. */
export const CITIES: readonly (readonly [City, string])[] = [
  ["fushun", "抚顺"],
  ["shuozhou", "朔州"],
  ["hefei-etdz", "合肥经开"],
  ["leshan", "乐山"],
  ["chongqing", "重庆"],
];

const LOGINS: Partial<Record<Role, string>> = {
  data_officer: "officer",
  department_head: "head",
  authority_officer: "authority",
  government_officer: "government",
};

/** Everybody of one city who acts in a story; each signs in when first needed and keeps the page. */
export class Cast {
  private readonly pages = new Map<string, Promise<Page>>();

  constructor(
    private readonly as: (tenant: Tenant, person: string) => Promise<Page>,
    readonly city: City,
  ) {}

  /** The page of a demonstration person, named as in `as`. */
  at(person: string): Promise<Page> {
    const known = this.pages.get(person);
    if (known) return known;
    const page = this.as(this.city, person);
    this.pages.set(person, page);
    return page;
  }

  /** Somebody of another city. */
  abroad(): Promise<Page> {
    return this.city === "fushun" ? this.as("chongqing", "market-officer") : this.as("fushun", "market-officer");
  }

  get procedures() {
    return getBook(this.city).on(shanghaiDate(new Date()));
  }

  /** Code of the office that sits for the whole city. */
  office(kind: "authority" | "government"): string {
    const book = getBook(this.city);
    const office = book.departments.find((one) => one.kind === kind && one.region === book.city.regionCode);
    return office?.code ?? "";
  }

  nameOf(department: string): string {
    return getBook(this.city).departments.find(({ code }) => code === department)?.names.zh ?? department;
  }

  /** Departments of the city's own level. */
  departments(): string[] {
    const { departments, city } = getBook(this.city);
    return departments
      .filter((one) => one.kind === "department" && one.region === city.regionCode)
      .map((one) => one.code);
  }

  /**
   * The first department whose head finds this button on an entry: the seeded year leaves some with a grant or an open
   * request already.
   */
  async departmentThatMay(entry: string, button: "申请共享" | "直接获取", among = this.departments()): Promise<string> {
    for (const department of among) {
      const page = await this.at(`${department}-head`);
      await openEntry(page, entry);
      await expect(page.getByRole("heading", { name: "本部门可以如何使用" })).toBeVisible();
      if (await page.getByRole("link", { name: button, exact: true }).isVisible()) return department;
    }
    throw new Error(`nobody of ${among.join(", ")} finds ${button} on ${entry}`);
  }
}

/** The demonstration's people by login, in the place of their sessions. */
const ROSTER: Roster = {
  has: () => true,
  tokenOf: async (_city, department, role) => {
    if (role === "public_user") return "citizen";
    return role === "delegate_reviewer" ? "delegate-reviewer" : `${department}-${LOGINS[role]}`;
  },
};

/** A case that is to be begun. */
export interface Matter {
  procedure: ProcedureId;
  /** The side that files. */
  by: ActorKind;
  /** Whose officer files, by the department's code; null for a person outside government. */
  filer: string | null;
  /** The department that it is put to; the filer's own in its own affair. */
  provider: string;
  /** What it is about, by name. */
  entry?: string;
  /** Answers on the form that differ from the usual ones, by field. */
  said?: Readonly<Record<string, string>>;
}

interface Doing {
  /** On which side, where several may. */
  by?: ActorKind;
  /** Answers that differ from the usual ones, by field of the law or item of content. */
  said?: Readonly<Record<string, string>>;
}

/** One case on its way. */
export class Walk {
  private readonly knows = new Set<Page>();

  private constructor(
    readonly cast: Cast,
    readonly procedure: Procedure,
    private readonly sides: { provider: string; requester: string | null },
    /** Path of the case's page. */
    readonly path: string,
    readonly number: string,
    /** Where it was filed. */
    readonly filer: Page,
  ) {}

  /** Fills and submits the form of a procedure, found where a clerk would look for it; the case's own page is the receipt. */
  static async file(cast: Cast, matter: Matter): Promise<Walk> {
    return Walk.submit(cast, matter, await openForm(cast, matter));
  }

  /** Goes on from a form that is already shown. */
  static async submit(cast: Cast, { procedure: id, filer, provider, said = {} }: Matter, page: Page): Promise<Walk> {
    const procedure = cast.procedures.procedure(id);
    await expect(page.getByRole("heading", { name: "填写内容" })).toBeVisible();
    await expect(page.getByText(procedure.filing.causes.zh).first()).toBeVisible();
    await fillFields(page.getByRole("main"), procedure.filing.application, said);
    await page.getByRole("button", { name: "提交", exact: true }).click();
    return Walk.arrive(cast, procedure, { provider, requester: filer }, page);
  }

  /** A case that is there already, opened from the list of those that are overdue. */
  static async overdue(cast: Cast, { procedure: id, filer, provider }: Omit<Matter, "by">, page: Page): Promise<Walk> {
    const procedure = cast.procedures.procedure(id);
    await page.goto(`/workspace/cases?procedure=${id}&state=open&overdue=1`);
    await page
      .getByRole("row")
      .filter({ hasText: cast.nameOf(provider) })
      .getByRole("link")
      .first()
      .click();
    return Walk.arrive(cast, procedure, { provider, requester: filer }, page);
  }

  /** An application for data through review, by a department's head, so that nothing has to be signed before it. */
  static async request(cast: Cast, department: string, provider: string, entry: string, words: string): Promise<Walk> {
    const page = await cast.at(`${department}-head`);
    const { path, number } = await apply(page, entry, "all", words);
    const procedure = cast.procedures.procedure("sharing.conditional");
    return new Walk(cast, procedure, { provider, requester: department }, path, number, page);
  }

  private static async arrive(
    cast: Cast,
    procedure: Procedure,
    sides: { provider: string; requester: string | null },
    page: Page,
  ): Promise<Walk> {
    await expect(page).toHaveURL(/\/workspace\/cases\/[0-9a-f-]{36}$/);
    // The address changes before the page that is left has gone.
    await expect(standing(page)).toBeVisible();
    const number = await page.getByRole("main").locator(".mono.soft").first().innerText();
    return new Walk(cast, procedure, sides, new URL(page.url()).pathname, number, page);
  }

  /** Opens the dispute about the refusal that ended this request. */
  async dispute(words: string): Promise<Walk> {
    const page = await this.open(this.filer);
    await page.getByRole("button", { name: "提出争议" }).click();
    const dialog = page.getByRole("dialog");
    const boxes = dialog.locator('textarea[aria-required="true"]');
    await expect(boxes.first()).toBeVisible();
    for (const box of await boxes.all()) await box.fill(words);
    await dialog.getByRole("button", { name: "提出争议" }).click();
    await expect(page).not.toHaveURL(this.path);
    await expect(page.getByRole("link", { name: `相关申请 ${this.number}` })).toBeVisible();
    return Walk.arrive(this.cast, this.cast.procedures.procedure("sharing.dispute"), this.sides, page);
  }

  /** Follows what the end of this case leads to, as far as the form of the next. */
  async follow(id: ProcedureId, page: Page): Promise<Page> {
    await this.open(page);
    const { filing } = this.cast.procedures.procedure(id);
    await acts(page).getByRole("link", { name: filing.title.zh, exact: true }).click();
    await expect(page.getByRole("heading", { name: "填写内容" })).toBeVisible();
    return page;
  }

  /** Whoever acts for a side in a stage. */
  async personFor(kind: ActorKind, stage: Stage): Promise<Page> {
    const book = getBook(this.cast.city);
    const sides = { city: this.cast.city, ...this.sides };
    return this.cast.at(await officialFor(ROSTER, book, sides, { stage, kind }));
  }

  /** Opens the case: the first time from the list in which the person finds it, then by its address. */
  async open(page: Page): Promise<Page> {
    if (this.knows.has(page) || page === this.filer) await page.goto(this.path);
    else {
      await page.goto(`/workspace/cases?q=${this.number}`);
      await page.getByRole("row").filter({ hasText: this.number }).getByRole("link").first().click();
      await expect(page).toHaveURL(this.path);
    }
    this.knows.add(page);
    return page;
  }

  /** Does an act in the open stage as whoever may: who, until when and what it asks are as the law has it. */
  async does(id: string, { by, said = {} }: Doing = {}): Promise<Page> {
    const { page, stage, act } = await this.come(id, by);
    const due = standing(page).locator("dl.facts dd").nth(1);
    await expect(due, stage.id).toContainText(isLimited(stage) ? /\d{4}年\d{1,2}月\d{1,2}日/ : "本环节未规定期限。");
    await acts(page).getByRole("button", { name: act.title.zh, exact: true }).first().click();
    const dialog = page.getByRole("dialog", { name: act.title.zh });
    await expect(dialog).toBeVisible();
    for (const { item } of act.requires) await fillItem(dialog, item, said[item]);
    await fillFields(dialog, act.fields, said);
    await dialog.getByRole("button", { name: `确认${act.title.zh}`, exact: true }).click();
    await expect(page.getByText(`已办理：${act.title.zh}`).first()).toBeVisible();
    await expect(dialog).toBeHidden();
    return page;
  }

  /** An act that the law allows only later is shown with the day from which it may be done. */
  async cannotYet(id: string, by?: ActorKind): Promise<Page> {
    const { page, act } = await this.come(id, by);
    const bar = acts(page);
    await expect(bar.getByRole("button", { name: act.title.zh, exact: true })).toBeDisabled();
    await expect(bar.getByText(/\d{4}年\d{1,2}月\d{1,2}日 起可以办理/).first()).toBeVisible();
    return page;
  }

  /** Whether the case stands in a stage; some are passed over where nobody is concerned. */
  async isAt(stageId: string): Promise<boolean> {
    const page = await this.open(this.filer);
    const title = this.procedure.stages.find(({ id }) => id === stageId)?.title.zh ?? "";
    return (await standing(page).locator('[aria-current="step"]').innerText()).includes(title);
  }

  /** A side that has no say in the open stage is not offered the act, and is told for whom the case waits. */
  async isNotFor(id: string, by: ActorKind): Promise<void> {
    const stage = this.stagesWith(id)[0];
    if (!stage) throw new Error(`${this.procedure.id} has no ${id}`);
    const page = await this.open(await this.personFor(by, stage));
    await expect(standing(page).locator('[aria-current="step"]')).toBeVisible();
    const title = stage.acts[id]?.title.zh ?? id;
    await expect(page.getByRole("button", { name: title, exact: true })).toHaveCount(0);
  }

  /** A case is not there for somebody whom it does not concern. */
  async isHiddenFrom(page: Page): Promise<void> {
    await page.goto(this.path);
    await expect(page.getByRole("heading", { level: 1, name: "没有找到该页面" })).toBeVisible();
  }

  /** Sends back completed what had been returned; what is missing stands above the form. */
  async completes(missing = wordFor("missing-items")): Promise<void> {
    const page = await this.open(this.filer);
    await expect(standing(page).locator('[aria-current="step"]')).toContainText("补正");
    const form = page.getByRole("region", { name: "补正申请" });
    await expect(form.getByText(missing)).toBeVisible();
    await form.getByRole("button", { name: "重新提交" }).click();
    await expect(form).toBeHidden();
  }

  /** Who filed takes the case back. */
  async withdraws(): Promise<void> {
    const page = await this.open(this.filer);
    const title = this.procedure.withdrawal?.title.zh ?? "";
    await acts(page).getByRole("button", { name: title, exact: true }).click();
    const dialog = page.getByRole("dialog", { name: title });
    await dialog.getByRole("textbox").first().fill(wordFor("reason"));
    await dialog.getByRole("button", { name: title, exact: true }).click();
    await expect(dialog).toBeHidden();
    await this.ends(this.procedure.withdrawal?.to ?? "");
  }

  /** The case has ended, in the words of the city's law, for whoever filed it. */
  async ends(id: string, page = this.filer): Promise<Page> {
    const end = this.procedure.ends.find((one) => one.id === id);
    if (!end) throw new Error(`${this.procedure.id} has no end ${id}`);
    await this.open(page);
    await expect(page.getByText(`结果：${end.title.zh}`)).toBeVisible();
    return page;
  }

  private stagesWith(id: string): Stage[] {
    return this.procedure.stages.filter((stage) => stage.acts[id]);
  }

  /** The page of whoever may do an act, standing before it. */
  private async come(id: string, by?: ActorKind): Promise<{ page: Page; stage: Stage; act: Act }> {
    const able = this.stagesWith(id);
    const [first] = able;
    const offered = first?.acts[id];
    if (!first || !offered) throw new Error(`${this.procedure.id} has no ${id}`);
    const kind = by ?? first.actors.find((actor) => offered.by.includes(actor)) ?? offered.by[0];
    if (!kind) throw new Error(`nobody may do ${id}`);
    const page = await this.open(await this.personFor(kind, first));
    const now = standing(page).locator('[aria-current="step"]');
    await expect(now).toContainText(new RegExp(able.map(({ title }) => escaped(title.zh)).join("|")));
    const words = await now.innerText();
    // Of two titles that begin alike the longer is meant.
    const named = able.filter(({ title }) => words.includes(title.zh));
    const stage = named.sort((a, b) => b.title.zh.length - a.title.zh.length)[0] ?? first;
    return { page, stage, act: stage.acts[id] ?? offered };
  }
}

/** Whether the city's text, a target or the superior law gives the stage a time. */
function isLimited({ clock }: Stage): boolean {
  return clock !== null && (isStipulated(clock.within) || clock.cap !== null);
}

/** The region in which the acts of a case are offered. */
export function acts(page: Page): Locator {
  return page.getByRole("region", { name: "现在可以办理" });
}

/** The region that says where a case stands, and until when. */
export function standing(page: Page): Locator {
  return page.getByRole("region", { name: "办理进程" });
}

/** Finds the form of a procedure where a clerk would look for it: on the page of what it is about, or in the list. */
export async function openForm(cast: Cast, matter: Matter): Promise<Page> {
  const { about, title, filing } = cast.procedures.procedure(matter.procedure);
  const page = await cast.at(filerOf(matter));
  const begins = { name: filing.title.zh };
  if (about === "entry") {
    await openEntry(page, matter.entry ?? "");
    const offers = page.getByRole("region", { name: "可对该条目办理的事项" }).getByRole("listitem");
    await offers.filter({ hasText: title.zh }).getByRole("link", begins).click();
    return page;
  }
  await page.goto("/workspace/file");
  await page.getByRole("region", { name: title.zh, exact: true }).getByRole("link", begins).click();
  if (about === "none") return page;
  const [label, name] =
    about === "department"
      ? ["请选择所涉部门", cast.nameOf(matter.provider)]
      : ["请选择本部门的目录条目", matter.entry ?? ""];
  await page.getByLabel(label).selectOption({ label: name });
  await page.getByRole("button", { name: "下一步" }).click();
  return page;
}

function filerOf({ by, filer }: Matter): string {
  if (filer === null) return "citizen";
  return `${filer}-${by === "authority" || by === "government" ? by : "officer"}`;
}

/** Answers every field that must be answered and is asked, by its label. */
async function fillFields(
  form: Locator,
  fields: readonly ApplicationField[],
  said: Readonly<Record<string, string>>,
): Promise<void> {
  for (const field of fields) {
    const own = said[field.id];
    if (own === undefined && !field.required) continue;
    if (field.kind === "flag") {
      if (own === "true") await form.getByRole("checkbox", { name: field.title.zh }).check();
      continue;
    }
    // One answer alone is a thing to tick.
    if (field.kind === "choice" && field.options.length === 1) {
      if (own !== "") await form.getByRole("group", { name: field.title.zh }).getByRole("checkbox").check();
      continue;
    }
    const control = labelled(form, field.title.zh);
    // What is asked only after another answer is not drawn before it.
    if (!(await control.isVisible())) continue;
    if (field.kind === "choice") await control.selectOption(own ?? field.options[0]?.value ?? "");
    else await control.fill(own ?? usual(field));
  }
}

function usual({ id, kind }: ApplicationField): string {
  const today = shanghaiDate(new Date());
  if (kind === "date") return addDays(today, -1);
  return kind === "year" ? today.slice(0, 4) : wordFor(id);
}

const ITEMS: Partial<Record<ContentItem, readonly [label: string, words: string]>> = {
  reason: ["理由", wordFor("reason")],
  scope: ["共享范围", "申请所列人员"],
  purpose: ["使用用途", "履行法定职责时核验"],
  "missing-items": ["需要补正的内容", wordFor("missing-items")],
  "extension-days": ["延长天数", "5"],
};

async function fillItem(dialog: Locator, item: ContentItem, own?: string): Promise<void> {
  const known = ITEMS[item];
  if (known) await labelled(dialog, known[0]).fill(own ?? known[1]);
  else if (item === "legal-basis") {
    const basis = dialog.getByRole("textbox", { name: /第 1 条依据/ });
    await basis.fill(own ?? "《中华人民共和国个人信息保护法》第三十四条");
  }
}

/** The control of a form under exactly this label. */
export function labelled(form: Locator, title: string): Locator {
  return form.getByLabel(new RegExp(`^${escaped(title)}\\s*(\\*|（选填）)?$`));
}

function escaped(words: string): string {
  return words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
