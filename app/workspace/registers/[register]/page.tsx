import type { Metadata } from "next";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { Source } from "@/app/components/basis-tag";
import { type Column, DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { FilterForm } from "@/app/components/filter-form";
import { staffOnly } from "@/app/components/frame/staff";
import { oneOf, pageOf, readParams, type SearchParams } from "@/app/components/listing";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { PrintButton } from "@/app/components/print-button";
import { RecordSummary } from "@/app/components/registers/record-fields";
import { Marks, StandingTag } from "@/app/components/registers/register-tags";
import { Day, When } from "@/app/components/when";
import { inLanguage } from "@/app/i18n/text";
import type { Interval, Keeper, Reader, Register } from "@/server/law/types";
import { RECORD_SORTS, RECORD_STATES, type RecordRow, type RegisterPage } from "@/server/registers/registers.schema";

const SIZE = 20;

interface Props {
  params: Promise<{ register: string }>;
  searchParams: SearchParams;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("registers"))("title") };
}

/** One register: what it is for, who keeps and reads it, and the records that the reader may see. */
export default async function OneRegisterPage({ params, searchParams }: Props) {
  await staffOnly();
  const { register: id } = await params;
  const given = await readParams(searchParams, ["q", "state", "department", "sort", "dir", "page"]);
  const number = pageOf(given.page);
  const sort = oneOf(given.sort, RECORD_SORTS) ?? "changed";
  const direction = oneOf(given.dir, ["asc", "desc"] as const) ?? "desc";
  const page = await load((api) =>
    api.registers.register({
      register: id,
      text: given.q?.slice(0, 100),
      state: oneOf(given.state, RECORD_STATES) ?? "current",
      departmentId: given.department,
      sort,
      direction,
      page: number,
      pageSize: SIZE,
    }),
  );
  const t = await getTranslations("registers");
  const locale = await getLocale();
  const { register, keeps, rows, total, standing } = page;
  const path = `/workspace/registers/${register.id}`;
  const filtered = Boolean(given.q || given.state || given.department);
  return (
    <>
      <PageHeader
        title={inLanguage(register.title, locale)}
        crumbs={[{ label: t("title"), href: "/workspace/registers" }]}
        note={inLanguage(register.description, locale)}
        tags={<StandingTag standing={standing} />}
        extra={
          <>
            {keeps ? (
              <Link className="button button-primary" href={`${path}/add`}>
                {t("add")}
              </Link>
            ) : null}
            <a className="button" href={`/download/registers/${register.id}.csv`} download>
              {t("export")}
            </a>
            <PrintButton />
          </>
        }
      />
      <div className="stack">
        <Law register={register} departments={page.departments} />
        <div className="card">
          <Filters path={path} given={given} page={page} active={filtered} />
        </div>
        <div className="card card-flush">
          <DataTable
            caption={t("recordsOf", { register: inLanguage(register.title, locale) })}
            rows={rows}
            rowKey={(row) => row.id}
            rowClass={({ due }) => (due ? "soon" : undefined)}
            columns={await columns(page)}
            listing={{ path, params: given }}
            order={{ by: sort, direction }}
            page={{ number, size: SIZE, total }}
            empty={
              filtered ? (
                <EmptyState title={t("noMatch")} />
              ) : (
                <EmptyState
                  title={t("noRecords")}
                  text={t(keeps ? "noRecordsKeep" : "noRecordsRead")}
                  {...(keeps && { action: { label: t("add"), href: `${path}/add` } })}
                />
              )
            }
          />
        </div>
      </div>
    </>
  );
}

async function Law({ register, departments }: { register: Register; departments: RegisterPage["departments"] }) {
  const t = await getTranslations("registers");
  const common = await getTranslations("common");
  const locale = await getLocale();
  const { review } = register;
  const interval = ({ unit, amount }: Interval) => t(`interval.${unit}`, { amount });
  const offices = (list: readonly (Keeper | Reader)[]) =>
    list.map((office) => {
      if (typeof office === "string") return t(`offices.${office}`);
      const named = departments.find(({ code }) => code === office.department);
      return named ? inLanguage(named.name, locale) : office.department;
    });
  const readers = [...offices(register.readBy), ...(register.concerns ? [t("offices.concerned")] : [])];
  return (
    <section className="card">
      <dl className="facts">
        <dt>{t("columns.basis")}</dt>
        <dd>
          <Source citation={register} />
        </dd>
        <dt>{t("keptBy")}</dt>
        <dd>{offices(register.keptBy).join(common("listSeparator"))}</dd>
        <dt>{t("readBy")}</dt>
        <dd>{readers.join(common("listSeparator")) || t("offices.none")}</dd>
        <dt>{t("reviewEvery")}</dt>
        <dd>
          {review?.every ? (
            <>
              {interval(review.every.value as Interval)} <Source citation={review.every} />
            </>
          ) : (
            t(review?.next ? "reviewNext" : "reviewNone")
          )}
        </dd>
      </dl>
    </section>
  );
}

async function columns({ register, departments }: RegisterPage): Promise<Column<RecordRow>[]> {
  const t = await getTranslations("registers");
  const locale = await getLocale();
  return [
    {
      key: "record",
      title: t("columns.register"),
      render: ({ id, fields }) => (
        <Link href={`/workspace/registers/records/${id}`} className="strong">
          <RecordSummary fields={register.fields} values={fields} departments={departments} />
        </Link>
      ),
    },
    {
      key: "department",
      title: t("columns.department"),
      sort: "department",
      render: ({ department }) => inLanguage(department.name, locale),
    },
    { key: "marks", title: t("columns.marks"), render: ({ marks }) => <Marks marks={marks} /> },
    {
      key: "due",
      title: t("columns.due"),
      sort: "due",
      render: ({ dueOn, due }) =>
        dueOn ? (
          <span className={due ? "due-late" : ""}>
            <Day date={dueOn} />
          </span>
        ) : (
          <span className="soft">–</span>
        ),
    },
    {
      key: "version",
      title: t("columns.version"),
      align: "end",
      render: ({ version }) => <span className="num">{version}</span>,
    },
    {
      key: "changed",
      title: t("columns.changed"),
      sort: "changed",
      render: ({ changedAt }) => <When at={changedAt} />,
    },
  ];
}

async function Filters(props: {
  path: string;
  given: Partial<Record<string, string>>;
  page: RegisterPage;
  active: boolean;
}) {
  const { path, given, page, active } = props;
  const t = await getTranslations("registers");
  const common = await getTranslations("common");
  const locale = await getLocale();
  return (
    <FilterForm action={path} keep={{ sort: given.sort, dir: given.dir }} active={active}>
      <label>
        {t("filters.text")}
        <input className="field" type="search" name="q" defaultValue={given.q} maxLength={100} />
      </label>
      <label>
        {t("filters.state")}
        <select className="field" name="state" defaultValue={given.state ?? "current"}>
          {RECORD_STATES.map((state) => (
            <option key={state} value={state}>
              {t(`states.${state}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t("filters.department")}
        <select className="field" name="department" defaultValue={given.department ?? ""}>
          <option value="">{common("all")}</option>
          {page.departments.map(({ id, name }) => (
            <option key={id} value={id}>
              {inLanguage(name, locale)}
            </option>
          ))}
        </select>
      </label>
    </FilterForm>
  );
}
