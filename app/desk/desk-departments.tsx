import Link from "next/link";
import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/app/components/data-table";
import { DueDate } from "@/app/components/due-date";
import { EmptyState } from "@/app/components/empty-state";
import { hrefOf, type Listing, oneOf } from "@/app/components/listing";
import { useText } from "@/app/i18n/use-text";
import type { Desk, DeskDepartment } from "@/server/oversight/oversight.schema";

const COUNTS = ["open", "overdue", "dueSoon", "returned", "justDecided"] as const;

/** Every department with anything open, the most overdue first unless ordered otherwise. */
export function DeskDepartments({ desk, listing }: { desk: Desk; listing: Listing }) {
  const t = useTranslations("desk");
  const text = useText();
  const by = oneOf(listing.params.sort, COUNTS) ?? "overdue";
  const direction = oneOf(listing.params.dir, ["asc", "desc"] as const) ?? "desc";
  const lateOnly = listing.params.late === "1";
  const rows = desk.departments
    .filter(({ overdue }) => !lateOnly || overdue > 0)
    .sort((a, b) => (direction === "asc" ? a[by] - b[by] : b[by] - a[by]));
  const severalRegions = new Set(desk.departments.map(({ region }) => region.id)).size > 1;
  const columns: Column<DeskDepartment>[] = [
    {
      key: "department",
      title: t("department"),
      render: ({ department, head }) => (
        <>
          {text(department.name)}
          {head ? <div className="small soft">{t("head", { name: head })}</div> : null}
        </>
      ),
    },
    ...(severalRegions
      ? [{ key: "region", title: t("region"), render: ({ region }: DeskDepartment) => text(region.name) }]
      : []),
    ...COUNTS.map(
      (key): Column<DeskDepartment> => ({
        key,
        title: t(`total.${key}`),
        sort: key,
        align: "end",
        render: (row) => (
          <span className={`num${key === "overdue" && row.overdue > 0 ? " due-late" : ""}`}>{row[key]}</span>
        ),
      }),
    ),
    {
      key: "nextDue",
      title: t("nextDue"),
      render: ({ nextDueAt, nextDueProvisional }) =>
        nextDueAt ? (
          <DueDate dueAt={nextDueAt} tone="none" now={nextDueAt} provisional={nextDueProvisional} />
        ) : (
          <span className="soft">–</span>
        ),
    },
  ];
  return (
    <section className="card card-flush" aria-labelledby="departments-title">
      <div className="card-head">
        <h2 id="departments-title">{t("departmentsTitle")}</h2>
        <Link className="small" href={hrefOf(listing, { late: lateOnly ? undefined : "1" })}>
          {lateOnly ? t("allDepartments") : t("filterDepartments")}
        </Link>
      </div>
      <DataTable
        caption={t("departmentsCaption")}
        columns={columns}
        rows={rows}
        rowKey={({ department }) => department.id}
        rowClass={({ overdue, dueSoon }) => (overdue > 0 ? "late" : dueSoon > 0 ? "soon" : undefined)}
        listing={listing}
        order={{ by, direction }}
        empty={<EmptyState title={lateOnly ? t("queueEmpty.overdue") : t("departmentsEmpty")} />}
      />
    </section>
  );
}
