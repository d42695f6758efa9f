import type { Metadata } from "next";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { Source } from "@/app/components/basis-tag";
import { type Column, DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { FilterForm } from "@/app/components/filter-form";
import { homeOf } from "@/app/components/frame/home-of";
import { readStaff } from "@/app/components/frame/staff";
import { oneOf, readParams, type SearchParams } from "@/app/components/listing";
import { load } from "@/app/components/load";
import { NotYours } from "@/app/components/not-yours";
import { PageHeader } from "@/app/components/page-header";
import { PrintButton } from "@/app/components/print-button";
import { StandingTag } from "@/app/components/registers/register-tags";
import { Day } from "@/app/components/when";
import { inLanguage } from "@/app/i18n/text";
import type { Lack, RegisterOverview } from "@/server/registers/registers.schema";

const PATH = "/desk/registers";
const STANDINGS = ["missing", "due"] as const;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("registers"))("overview.title") };
}

/** Which departments lack what the law asks of every one of them, or have it due again. */
export default async function RegisterOverviewPage({ searchParams }: { searchParams: SearchParams }) {
  const { me } = await readStaff();
  const t = await getTranslations("registers");
  if (!me.roles.some((role) => role === "authority_officer" || role === "government_officer")) {
    return <NotYours title={t("overview.forbiddenTitle")} text={t("overview.forbiddenText")} href={homeOf(me.roles)} />;
  }
  const params = await readParams(searchParams, ["register", "department", "standing"]);
  const overview = await load((api) => api.registers.overview());
  const standing = oneOf(params.standing, STANDINGS);
  const shown = overview.lacks.filter(
    (lack) =>
      (!params.register || lack.register.id === params.register) &&
      (!params.department || lack.department.id === params.department) &&
      (!standing || lack.standing === standing),
  );
  return (
    <>
      <PageHeader
        title={t("overview.title")}
        crumbs={[{ label: t("title"), href: "/workspace/registers" }]}
        note={t("overview.note")}
        extra={<PrintButton />}
      />
      <div className="stack">
        <p className={`notice-box${overview.lacks.length > 0 ? " is-amber" : " is-green"}`}>
          {t("overview.counts", { inOrder: overview.inOrder, asked: overview.asked })}
        </p>
        <div className="card">
          <Filters
            params={params}
            overview={overview}
            active={Boolean(params.register || params.department || standing)}
          />
        </div>
        <div className="card card-flush">
          <DataTable
            caption={t("overview.caption")}
            rows={shown}
            rowKey={({ department, register }) => `${department.id} ${register.id}`}
            rowClass={(row) => (row.standing === "missing" ? "late" : "soon")}
            columns={await columns()}
            empty={<EmptyState title={t("overview.empty")} text={t("overview.emptyText")} />}
          />
        </div>
      </div>
    </>
  );
}

async function columns(): Promise<Column<Lack>[]> {
  const t = await getTranslations("registers");
  const locale = await getLocale();
  return [
    {
      key: "department",
      title: t("columns.department"),
      render: ({ department }) => inLanguage(department.name, locale),
    },
    { key: "region", title: t("columns.region"), render: ({ region }) => inLanguage(region, locale) },
    {
      key: "register",
      title: t("columns.register"),
      render: ({ register, department }) => (
        <Link href={`/workspace/registers/${register.id}?department=${department.id}`}>
          {inLanguage(register.title, locale)}
        </Link>
      ),
    },
    {
      key: "standing",
      title: t("columns.standing"),
      render: ({ standing, dueOn }) => (
        <>
          <StandingTag standing={standing} /> {dueOn ? <Day date={dueOn} /> : null}
        </>
      ),
    },
    {
      key: "basis",
      title: t("columns.basis"),
      render: ({ register }) => <Source citation={register} reason={false} />,
    },
  ];
}

async function Filters(props: {
  params: Partial<Record<string, string>>;
  overview: RegisterOverview;
  active: boolean;
}) {
  const { params, overview, active } = props;
  const t = await getTranslations("registers");
  const locale = await getLocale();
  const once = <T extends { id: string }>(rows: T[]) => [...new Map(rows.map((row) => [row.id, row])).values()];
  return (
    <FilterForm action={PATH} active={active}>
      <label>
        {t("columns.register")}
        <select className="field" name="register" defaultValue={params.register ?? ""}>
          <option value="">{t("overview.all")}</option>
          {once(overview.lacks.map(({ register }) => register)).map(({ id, title }) => (
            <option key={id} value={id}>
              {inLanguage(title, locale)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t("columns.department")}
        <select className="field" name="department" defaultValue={params.department ?? ""}>
          <option value="">{t("overview.all")}</option>
          {once(overview.lacks.map(({ department }) => department)).map(({ id, name }) => (
            <option key={id} value={id}>
              {inLanguage(name, locale)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t("columns.standing")}
        <select className="field" name="standing" defaultValue={params.standing ?? ""}>
          <option value="">{t("overview.all")}</option>
          {STANDINGS.map((each) => (
            <option key={each} value={each}>
              {t(`standing.${each}`)}
            </option>
          ))}
        </select>
      </label>
    </FilterForm>
  );
}
