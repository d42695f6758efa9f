import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { homeOf } from "@/app/components/frame/home-of";
import { readStaff } from "@/app/components/frame/staff";
import { hrefOf, type Listing, oneOf, pageOf, readParams, type SearchParams } from "@/app/components/listing";
import { load } from "@/app/components/load";
import { NotYours } from "@/app/components/not-yours";
import { PageHeader } from "@/app/components/page-header";
import { PrintButton } from "@/app/components/print-button";
import { DepartmentTable, EntryTable, Filters } from "@/app/desk/quality/quality-tables";
import { FRESHNESS, QUALITY_SORTS } from "@/server/catalogue/quality.schema";

const PATH = "/desk/quality";
const PAGE_SIZE = 20;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("quality"))("overview.title") };
}

/** How good and how fresh the data of the office's city or county is, by entry or by department. */
export default async function QualityPage({ searchParams }: { searchParams: SearchParams }) {
  const { me } = await readStaff();
  const t = await getTranslations("quality.overview");
  if (!me.permissions.includes("rollup:read:region")) {
    return <NotYours title={t("forbiddenTitle")} text={t("forbiddenText")} href={homeOf(me.roles)} />;
  }
  const params = await readParams(searchParams, ["view", "department", "standing", "sort", "dir", "page"]);
  const view = oneOf(params.view, ["entries", "departments"]) ?? "entries";
  const departmentId = params.department && UUID.test(params.department) ? params.department : undefined;
  const standing = oneOf(params.standing, FRESHNESS);
  const sort = oneOf(params.sort, QUALITY_SORTS) ?? "freshness";
  const direction = oneOf(params.dir, ["asc", "desc"]) ?? "desc";
  const number = pageOf(params.page);
  const quality = await load((api) =>
    api.quality.list({ departmentId, standing, sort, direction, page: number, pageSize: PAGE_SIZE }),
  );
  const format = await getFormatter();
  const common = await getTranslations("common");
  const listing: Listing = { path: PATH, params };
  const sum = (key: "entries" | "mounted" | "late") => quality.departments.reduce((all, row) => all + row[key], 0);
  const file = hrefOf(
    { path: "/download/quality/entries.csv", params: {} },
    {
      department: departmentId,
      standing,
      sort,
      dir: direction,
    },
  );
  return (
    <>
      <PageHeader
        title={t("title")}
        crumbs={[{ label: t("toDesk"), href: "/desk" }]}
        note={t("lead", { at: format.dateTime(quality.asOf, "dateTime") })}
        extra={
          <>
            <a className="button" href={file} download>
              {t("export")}
            </a>
            <PrintButton />
          </>
        }
      />
      <div className="stack">
        <p className={`notice-box${sum("late") > 0 ? " is-amber" : " is-green"}`}>
          {t("counts", { entries: sum("entries"), mounted: sum("mounted"), late: sum("late") })}
        </p>
        <nav className="tabs" aria-label={t("view")}>
          {(["entries", "departments"] as const).map((each) => (
            <Link
              key={each}
              href={each === "entries" ? PATH : hrefOf({ path: PATH, params: {} }, { view: each })}
              aria-current={each === view ? "true" : undefined}
            >
              {t(`views.${each}`)}
            </Link>
          ))}
        </nav>
        {view === "entries" ? (
          <>
            <div className="card">
              <Filters path={PATH} params={params} departments={quality.departments} all={common("all")} />
            </div>
            <EntryTable
              quality={quality}
              listing={listing}
              order={{ by: sort, direction }}
              page={{ number, size: PAGE_SIZE, total: quality.total }}
            />
          </>
        ) : (
          <DepartmentTable departments={quality.departments} listing={listing} />
        )}
        <p className="small soft">{t("how")}</p>
      </div>
    </>
  );
}
