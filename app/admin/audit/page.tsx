import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { AuditTable } from "@/app/admin/audit/audit-table";
import { ChainCheck } from "@/app/admin/audit/chain-check";
import { OtherThird, Separation } from "@/app/admin/separation";
import { FilterForm } from "@/app/components/filter-form";
import { readStaff } from "@/app/components/frame/staff";
import { hrefOf, type Listing, oneOf, readParams, type SearchParams } from "@/app/components/listing";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import type { ListAuditInput } from "@/server/audit/audit.schema";

const PAGE_SIZE = 50;
const GROUPS = ["identity", "people", "departments", "sharing", "cases", "grants", "entry"] as const;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DAY_MS = 86_400_000;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("frame"))("nav.audit") };
}

/** Who did what and when, for the city's auditor; refusals included. */
export default async function AuditPage({ searchParams }: { searchParams: SearchParams }) {
  const { me } = await readStaff();
  if (!me.roles.includes("auditor")) return <OtherThird me={me} owner="auditor" />;
  const t = await getTranslations();
  const params = await readParams(searchParams, ["act", "denied", "person", "from", "until", "cursor"]);
  const group = oneOf(params.act, GROUPS);
  const range = rangeOf(params.from, params.until);
  const page = await load((api) =>
    api.audit.list({
      pageSize: PAGE_SIZE,
      ...(group ? { act: `${group}.` } : {}),
      ...(params.denied === "1" ? { denied: true } : {}),
      ...uuidAs("personId", params.person),
      ...uuidAs("cursor", params.cursor),
      ...(range === "backwards" ? {} : range),
    }),
  );
  const listing: Listing = { path: "/admin/audit", params };
  return (
    <>
      <PageHeader title={t("admin.audit.title")} note={t("admin.audit.lead")} />
      <div className="stack">
        <Separation of="auditor" />
        <ChainCheck />
        <section className="card card-flush">
          <div className="card-head">
            <FilterForm
              action={listing.path}
              keep={{ person: params.person }}
              active={Object.values(params).some(Boolean)}
            >
              <label>
                {t("admin.audit.actFilter")}
                <select name="act" className="field" defaultValue={group ?? ""}>
                  <option value="">{t("common.all")}</option>
                  {GROUPS.map((each) => (
                    <option key={each} value={each}>
                      {t(`admin.audit.groups.${each}`)}
                    </option>
                  ))}
                </select>
              </label>
              <label>
                {t("admin.audit.resultFilter")}
                <select name="denied" className="field" defaultValue={params.denied === "1" ? "1" : ""}>
                  <option value="">{t("common.all")}</option>
                  <option value="1">{t("admin.audit.deniedOnly")}</option>
                </select>
              </label>
              <label>
                {t("admin.audit.from")}
                <input name="from" type="date" className="field" defaultValue={params.from} />
              </label>
              <label>
                {t("admin.audit.until")}
                <input name="until" type="date" className="field" defaultValue={params.until} />
              </label>
            </FilterForm>
            {range === "backwards" ? <p role="alert">{t("admin.audit.badRange")}</p> : null}
          </div>
          <AuditTable rows={page.rows} listing={listing} />
          <nav className="pages" aria-label={t("common.pages")}>
            {params.cursor ? (
              <Link href={hrefOf(listing, { cursor: undefined })}>{t("admin.audit.newest")}</Link>
            ) : (
              <span />
            )}
            {page.nextCursor ? (
              <Link href={hrefOf(listing, { cursor: page.nextCursor })}>{t("admin.audit.older")}</Link>
            ) : null}
          </nav>
        </section>
      </div>
    </>
  );
}

/** Shanghai days, both included, as the half-open instants that the list wants. */
function rangeOf(
  from: string | undefined,
  until: string | undefined,
): Pick<ListAuditInput, "from" | "until"> | "backwards" {
  const [first, last] = [midnightOf(from), midnightOf(until)];
  if (first && last && last < first) return "backwards";
  return {
    ...(first ? { from: first } : {}),
    ...(last ? { until: new Date(last.getTime() + DAY_MS) } : {}),
  };
}

function midnightOf(day: string | undefined): Date | null {
  if (!day || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  const instant = new Date(`${day}T00:00:00+08:00`);
  return Number.isNaN(instant.getTime()) ? null : instant;
}

function uuidAs<K extends string>(name: K, value: string | undefined): { [key in K]?: string } {
  return value && UUID.test(value) ? ({ [name]: value } as { [key in K]?: string }) : {};
}
