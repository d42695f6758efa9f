import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { CreateDepartment } from "@/app/admin/departments/create-department";
import { DepartmentActions } from "@/app/admin/departments/department-actions";
import { OtherThird, Separation } from "@/app/admin/separation";
import { type Column, DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { FilterForm } from "@/app/components/filter-form";
import { readStaff } from "@/app/components/frame/staff";
import { type Listing, oneOf, pageOf, readParams, type SearchParams } from "@/app/components/listing";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { Tag } from "@/app/components/tag";
import { When } from "@/app/components/when";
import { inLanguage } from "@/app/i18n/text";
import type { DepartmentRow } from "@/server/people/people.schema";

const PAGE_SIZE = 25;
const STATUSES = ["active", "retired", "all"] as const;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("frame"))("nav.departments") };
}

/** The city's departments, for its system administrator. */
export default async function DepartmentsPage({ searchParams }: { searchParams: SearchParams }) {
  const { me } = await readStaff();
  if (!me.roles.includes("system_admin")) return <OtherThird me={me} owner="system_admin" />;
  const t = await getTranslations();
  const locale = await getLocale();
  const params = await readParams(searchParams, ["q", "status", "sort", "dir", "page"]);
  const status = oneOf(params.status, STATUSES) ?? "active";
  const order = {
    by: oneOf(params.sort, ["code", "name"] as const) ?? "code",
    direction: oneOf(params.dir, ["asc", "desc"] as const) ?? "asc",
  };
  const page = pageOf(params.page);
  const search = params.q?.trim().slice(0, 60);
  const departments = await load((api) =>
    api.departments.list({
      status,
      sort: order.by,
      direction: order.direction,
      page,
      pageSize: PAGE_SIZE,
      ...(search ? { search } : {}),
    }),
  );
  const all = await load((api) => api.departments.list({ status: "all", pageSize: 100 }));
  const regions = new Map(all.rows.map(({ region }) => [region.id, inLanguage(region.name, locale)]));
  const listing: Listing = { path: "/admin/departments", params };
  return (
    <>
      <PageHeader
        title={t("admin.departments.title")}
        extra={
          <CreateDepartment
            regions={[...regions].map(([id, name]) => ({ id, name }))}
            kinds={await load((api) => api.departments.kinds())}
          />
        }
      />
      <div className="stack">
        <Separation of="system_admin" />
        <section className="card card-flush">
          <div className="card-head">
            <FilterForm
              action={listing.path}
              keep={{ sort: params.sort, dir: params.dir }}
              active={Boolean(search || params.status)}
            >
              <label>
                {t("admin.departments.search")}
                <input name="q" type="search" className="field" defaultValue={search} maxLength={60} />
              </label>
              <label>
                {t("admin.departments.state")}
                <select name="status" className="field" defaultValue={status}>
                  {STATUSES.map((each) => (
                    <option key={each} value={each}>
                      {t(`admin.departments.statuses.${each}`)}
                    </option>
                  ))}
                </select>
              </label>
            </FilterForm>
          </div>
          <DataTable
            caption={t("admin.departments.caption")}
            columns={await columnsIn(locale)}
            rows={departments.rows}
            rowKey={({ id }) => id}
            listing={listing}
            order={order}
            page={{ number: page, size: PAGE_SIZE, total: departments.total }}
            empty={<EmptyState title={t("admin.departments.empty")} text={t("admin.people.emptyText")} />}
          />
        </section>
      </div>
    </>
  );
}

async function columnsIn(locale: "zh-CN" | "en"): Promise<Column<DepartmentRow>[]> {
  const t = await getTranslations("admin.departments");
  return [
    {
      key: "name",
      title: t("name"),
      sort: "name",
      render: ({ name }) => <span className="strong">{inLanguage(name, locale)}</span>,
    },
    { key: "code", title: t("code"), sort: "code", render: ({ code }) => <span className="mono">{code}</span> },
    {
      key: "kind",
      title: t("kind"),
      render: ({ kind, legalKind, empoweredBy }) => (
        <>
          {legalKind ? inLanguage(legalKind.title, locale) : t(`kinds.${kind}`)}
          {legalKind?.byReference ? <div className="small soft">{t("followsByReference")}</div> : null}
          {empoweredBy ? <div className="small soft">{empoweredBy}</div> : null}
        </>
      ),
    },
    { key: "region", title: t("region"), render: ({ region }) => inLanguage(region.name, locale) },
    { key: "people", title: t("people"), align: "end", render: ({ people }) => <span className="num">{people}</span> },
    {
      key: "state",
      title: t("state"),
      render: ({ retiredAt }) =>
        retiredAt ? (
          <span className="row" style={{ gap: 6 }}>
            <Tag color="red">{t("retired")}</Tag>
            <When at={retiredAt} dateOnly />
          </span>
        ) : (
          <Tag color="green">{t("active")}</Tag>
        ),
    },
    {
      key: "actions",
      title: t("actions"),
      render: ({ id, name, retiredAt }) =>
        retiredAt ? (
          <span className="soft">–</span>
        ) : (
          <DepartmentActions id={id} name={name} shown={inLanguage(name, locale)} />
        ),
    },
  ];
}
