import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CaseTable } from "@/app/components/cases/case-table";
import { EmptyState } from "@/app/components/empty-state";
import { FilterForm } from "@/app/components/filter-form";
import { readsFromOutside } from "@/app/components/frame/staff";
import { oneOf, pageOf, readParams, type SearchParams } from "@/app/components/listing";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { PROCEDURE_IDS } from "@/server/law/types";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("cases"))((await readsFromOutside()) ? "own.title" : "title") };
}

const PATH = "/workspace/cases";
const SIZE = 20;
const UUID = /^[0-9a-f-]{36}$/i;
const PROCEDURES = PROCEDURE_IDS;

/** Every case that the reader's department may see; filters, order and page are in the address. */
export default async function CasesPage({ searchParams }: { searchParams: SearchParams }) {
  const t = await getTranslations("cases");
  const outside = await readsFromOutside();
  const params = await readParams(searchParams, [
    "q",
    "state",
    "procedure",
    "mine",
    "overdue",
    "entry",
    "sort",
    "dir",
    "page",
  ]);
  const sort = oneOf(params.sort, ["due", "filed", "decided", "number"] as const) ?? "filed";
  const direction = params.dir === "asc" ? "asc" : "desc";
  const number = pageOf(params.page);
  const { rows, total } = await load((api) =>
    api.cases.list({
      text: params.q?.slice(0, 100),
      state: oneOf(params.state, ["open", "ended"] as const),
      procedure: oneOf(params.procedure, PROCEDURES),
      mine: params.mine === "1",
      overdue: params.overdue === "1",
      entryId: params.entry && UUID.test(params.entry) ? params.entry : undefined,
      sort,
      descending: direction === "desc",
      page: number,
      pageSize: SIZE,
    }),
  );
  const filtered = Boolean(
    params.q || params.state || params.procedure || params.mine || params.overdue || params.entry,
  );
  return (
    <>
      <PageHeader title={t(outside ? "own.title" : "title")} note={t(outside ? "own.note" : "note")} />
      <div className="stack">
        {outside ? null : (
          <div className="card">
            <Filters params={params} active={filtered} />
          </div>
        )}
        <div className="card card-flush">
          <CaseTable
            caption={t("caption")}
            rows={rows}
            show={
              params.state === "ended"
                ? ["entry", "parties", "filed", "decided", "outcome"]
                : ["due", "entry", "parties", "progress", "filed", "outcome"]
            }
            now={new Date()}
            listing={{ path: PATH, params }}
            order={{ by: sort, direction }}
            page={{ number, size: SIZE, total }}
            empty={
              outside ? (
                <EmptyState
                  title={t("own.empty")}
                  text={t("own.emptyText")}
                  action={{ label: t("own.emptyAction"), href: "/workspace/catalogue" }}
                />
              ) : (
                <EmptyState
                  title={t("empty")}
                  text={t("emptyText")}
                  action={{ label: t("emptyAction"), href: "/workspace/catalogue" }}
                />
              )
            }
          />
        </div>
      </div>
    </>
  );
}

async function Filters({ params, active }: { params: Partial<Record<string, string>>; active: boolean }) {
  const t = await getTranslations("cases.filters");
  const common = await getTranslations("common");
  const law = await getTranslations("law.procedures");
  return (
    <FilterForm action={PATH} keep={{ entry: params.entry, sort: params.sort, dir: params.dir }} active={active}>
      <label>
        {t("text")}
        <input className="field" type="search" name="q" defaultValue={params.q} maxLength={100} />
      </label>
      <label>
        {t("state")}
        <select className="field" name="state" defaultValue={params.state ?? ""}>
          <option value="">{common("all")}</option>
          <option value="open">{t("open")}</option>
          <option value="ended">{t("ended")}</option>
        </select>
      </label>
      <label>
        {t("procedure")}
        <select className="field" name="procedure" defaultValue={params.procedure ?? ""}>
          <option value="">{common("all")}</option>
          {PROCEDURES.map((id) => (
            <option key={id} value={id}>
              {law(id.replace(".", "_") as "sharing_conditional")}
            </option>
          ))}
        </select>
      </label>
      <label className="check">
        <input type="checkbox" name="mine" value="1" defaultChecked={params.mine === "1"} />
        {t("mine")}
      </label>
      <label className="check">
        <input type="checkbox" name="overdue" value="1" defaultChecked={params.overdue === "1"} />
        {t("overdue")}
      </label>
    </FilterForm>
  );
}
