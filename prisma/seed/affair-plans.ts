import { type CivilDate, type PolicyBook, type ProcedureId, startOfDay } from "@/server/law";
import type { Affair } from "./affairs";
import { CATALOGUES, type SeedEntry } from "./catalogue";
import type { Diary } from "./clock";

/** What is told of a city beside its requests: each procedure once to its end, and once still at work. */
export function affairsOf(book: PolicyBook, diary: Diary, today: CivilDate): Affair[] {
  const city = book.city.id;
  const known = new Set(
    book
      .on(today)
      .procedures()
      .map(({ id }) => id),
  );
  const entries = CATALOGUES[city] ?? [];
  const shared = entries.filter(({ input }) => input.sharingClass !== "withheld");
  const free = entries.filter(({ input }) => input.openingClass === "unconditional");
  const onRequest = entries.filter(({ input }) => input.openingClass === "conditional");
  const departments = book.departments.filter(({ kind }) => kind === "department").map(({ code }) => code);
  const office = (kind: "authority" | "government") =>
    book.departments.find((one) => one.kind === kind && one.region === book.city.regionCode)?.code ?? "";
  const end = diary.instants.length;
  const nth = (of: SeedEntry[], k: number): SeedEntry => {
    const found = of[k % of.length];
    if (!found) throw new RangeError(`${city} has no such entry`);
    return found;
  };
  const another = (than: SeedEntry, k: number) => {
    const others = departments.filter((code) => code !== than.department);
    return others[k % others.length] ?? "";
  };

  type Told = Pick<Affair, "procedure" | "by" | "way"> & Partial<Affair> & { before: number };
  const affairs: Affair[] = [];
  const tell = ({ before, ...told }: Told) => {
    if (!known.has(told.procedure)) return;
    const entry = told.entry ?? null;
    const provider = told.provider ?? entry?.department ?? "";
    const filer = told.filer === undefined ? provider : told.filer;
    const name = `${city} ${told.procedure} ${before}`;
    affairs.push({ said: {}, ...told, name, city, entry, provider, filer, filedAt: end - before });
  };
  const own = (procedure: ProcedureId, before: number, entry: SeedEntry, way: string[], said = {}) =>
    tell({ procedure, by: "provider", before, entry, way, said });
  const reported = (procedure: ProcedureId, before: number, entry: SeedEntry, way: string[], said = {}) =>
    tell({ procedure, by: "requester", before, entry, filer: another(entry, before), way, said });
  const public_ = (procedure: ProcedureId, before: number, entry: SeedEntry, way: string[], said = {}) =>
    tell({ procedure, by: "applicant", before, entry, filer: null, way, said });
  const ordered = (before: number, department: string, way: string[], said = {}) =>
    tell({
      procedure: "rectification",
      by: "authority",
      before,
      provider: department,
      filer: office("authority"),
      way,
      said,
    });

  reported("correction.sharing", 64, nth(shared, 1), ["correct"]);
  reported("correction.sharing", 22, nth(shared, 4), ["uphold"], {
    problem: "同一单位登记了两个名称",
    reason: "经核对登记档案，两条记录分属两个单位，登记无误",
  });
  reported("correction.sharing", 3, nth(shared, shared.length - 2), [], {
    problem: "联系电话为空的记录较上月增加",
  });
  own("catalogue.change", 60, nth(shared, 2), ["submit", "publish", "file", "report"], { event: "other" });
  own("catalogue.change", 4, nth(shared, 3), ["submit"], { event: "function-changed" });
  own("opening.review", 52, nth(onRequest, 0), REVIEWED, { class: "conditional" });
  own("opening.review", 3, nth(onRequest, onRequest.length - 1), [], { class: "conditional" });
  public_("opening.application", 40, nth(onRequest, 0), ["accept", "agree", "sign", "open"]);
  public_("opening.application", 30, nth(onRequest, 1), ["accept", "decline"], {
    purpose: "商业推广名单整理",
    reason: "申请用途与开放条件不符",
  });
  public_("opening.application", 3, nth(onRequest, 0), [], { purpose: "高校课题：公共服务可及性研究" });
  ordered(70, departments[departments.length - 1] ?? "", ["order", "report", "close"]);
  ordered(6, departments[departments.length - 2] ?? "", ["order"]);
  // Not corrected within its limit, so that the next rung is open.
  ordered(50, departments[0] ?? "", ["order", "report", "send-back"], { "limit-days": "5" });
  own("catalogue.retirement", 9, nth(shared, shared.length - 1), RETIRED, {
    ground: "replaced",
    reason: "业务系统升级，由新版数据替代",
    successor: "新版数据资源",
  });
  reported("sharing.superior", 80, nth(shared, 0), ["apply", "land", "serve"]);
  reported("sharing.superior", 12, nth(shared, 1), ["apply"], { resource: "省级婚姻登记信息" });
  public_("correction.open", 26, nth(free, 0), ["correct"], { problem: "站点坐标偏移" });
  reported("correction.inconsistency", 34, nth(shared, 0), ["adopt"]);
  public_("opening.report", 18, nth(free, 1), ["verify", "unfounded", "feed-back"]);
  tell({
    procedure: "opening.operation",
    by: "government",
    before: 45,
    provider: office("government"),
    way: ["report", "consent"],
  });
  const year = Number(today.slice(0, 4));
  const january = diary.after(startOfDay(`${year}-01-08`));
  for (const [k, department] of departments.slice(0, 3).entries())
    tell({
      procedure: "report.annual",
      by: "provider",
      before: end - january - k,
      provider: department,
      way: ["submit"],
      said: { year: String(year - 1), report: "unit" },
    });
  return affairs;
}

/** Every step of a review that some city knows, in the order in which one follows the other. */
const REVIEWED = ["settle", "assess", "pass", "pass", "pass", "pass", "approve", "list"];
const RETIRED = ["consulted", "record", "announce"];
