import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CaretDownOutlined, CaretUpOutlined } from "@/app/components/icons";
import { hrefOf, type Listing } from "@/app/components/listing";

export interface Column<Row> {
  key: string;
  title: ReactNode;
  render: (row: Row) => ReactNode;
  /** Name by which the list can be ordered; without it the heading is plain. */
  sort?: string;
  align?: "end";
  /** What the row is about: a name that should not be broken while there is room. */
  lead?: boolean;
  /** What the cell is called when rows become cards on a phone; the title when it is a string. `""` for none. */
  label?: string;
}

interface DataTableProps<Row> {
  /** Read to those who cannot see it; says what the table lists. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  rowClass?: (row: Row) => string | undefined;
  /** Shown instead of the rows. */
  empty: ReactNode;
  /** Lets headings and page links lead to the same list in another order or on another page. */
  listing?: Listing;
  order?: { by: string; direction: "asc" | "desc" };
  page?: { number: number; size: number; total: number };
  /** Rows become cards on a phone; without it the table scrolls inside its box. */
  cards?: boolean;
}

/**
 * A table drawn on the server: order and page are links, so they can be opened, kept and gone back to. `order` uses the
 * parameters `sort` and `dir`, `page` the parameter `page`.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, rowClass, empty, listing, order, page, cards = true } = props;
  if (rows.length === 0) {
    return (
      <>
        {empty}
        {listing && page && page.number > 1 ? <PageLinks listing={listing} page={page} /> : null}
      </>
    );
  }
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls */}
      <div className="table-box" role="group" aria-label={caption} tabIndex={0}>
        <table className={`table${cards ? " table-cards" : ""}`}>
          <caption className="sr-only">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <Heading key={column.key} column={column} listing={listing} order={order} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={rowKey(row)} className={rowClass?.(row)}>
                {columns.map((column) => (
                  <td key={column.key} className={column.lead ? "lead" : column.align} data-label={labelOf(column)}>
                    <div>{column.render(row)}</div>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {listing && page ? <PageLinks listing={listing} page={page} /> : null}
    </>
  );
}

function labelOf<Row>(column: Column<Row>): string {
  return column.label ?? (typeof column.title === "string" ? column.title : "");
}

function Heading<Row>({
  column,
  listing,
  order,
}: {
  column: Column<Row>;
  listing: Listing | undefined;
  order: DataTableProps<Row>["order"];
}) {
  const t = useTranslations("common");
  if (!column.sort || !listing) {
    return (
      <th scope="col" className={column.align}>
        {column.title}
      </th>
    );
  }
  const here = order?.by === column.sort ? order.direction : undefined;
  const next = here === "asc" ? "desc" : "asc";
  const sorted = here === "asc" ? "ascending" : here === "desc" ? "descending" : "none";
  return (
    <th scope="col" className={column.align} aria-sort={sorted}>
      <Link href={hrefOf(listing, { sort: column.sort, dir: next })} title={t("sortBy", { column: labelOf(column) })}>
        {column.title}
        {here === "asc" ? <CaretUpOutlined aria-hidden /> : null}
        {here === "desc" ? <CaretDownOutlined aria-hidden /> : null}
      </Link>
    </th>
  );
}

/** First, last, and two on either side of the page shown. */
export function PageLinks({
  listing,
  page,
}: {
  listing: Listing;
  page: { number: number; size: number; total: number };
}) {
  const t = useTranslations("common");
  const last = Math.max(1, Math.ceil(page.total / page.size));
  const from = Math.min(page.total, (page.number - 1) * page.size + 1);
  const to = Math.min(page.total, page.number * page.size);
  const href = (number: number) => hrefOf(listing, { page: number === 1 ? undefined : String(number) });
  if (last === 1) {
    return (
      <div className="pages">
        <span className="soft small">{t("total", { count: page.total })}</span>
      </div>
    );
  }
  const shown = [...new Set([1, page.number - 2, page.number - 1, page.number, page.number + 1, page.number + 2, last])]
    .filter((number) => number >= 1 && number <= last)
    .sort((a, b) => a - b);
  return (
    <nav className="pages no-print" aria-label={t("pages")}>
      <span className="soft small">{t("range", { from, to, total: page.total })}</span>
      <ul>
        {page.number > 1 ? (
          <li>
            <Link href={href(page.number - 1)}>{t("previousPage")}</Link>
          </li>
        ) : null}
        {shown.map((number, index) => (
          <li key={number} className="row" style={{ gap: 4 }}>
            {index > 0 && number - (shown[index - 1] ?? 0) > 1 ? <span className="page-gap">…</span> : null}
            {number === page.number ? (
              <span className="page-here" aria-current="page">
                {number}
              </span>
            ) : (
              <Link href={href(number)} aria-label={t("pageNumber", { page: number })}>
                {number}
              </Link>
            )}
          </li>
        ))}
        {page.number < last ? (
          <li>
            <Link href={href(page.number + 1)}>{t("nextPage")}</Link>
          </li>
        ) : null}
      </ul>
    </nav>
  );
}
