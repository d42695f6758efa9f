import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { CreatePerson } from "@/app/admin/people/create-person";
import { PeopleTable } from "@/app/admin/people/people-table";
import { administratorOf, OtherThird, Separation } from "@/app/admin/separation";
import { FilterForm } from "@/app/components/filter-form";
import { readStaff } from "@/app/components/frame/staff";
import { type Listing, oneOf, pageOf, readParams, type SearchParams } from "@/app/components/listing";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { inLanguage } from "@/app/i18n/text";
import { ASSIGNABLE_ROLES } from "@/server/identity/roles";
import { PEOPLE_SORTS } from "@/server/people/people.schema";

const PAGE_SIZE = 25;
const STATUSES = ["active", "disabled", "all"] as const;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("frame"))("nav.people") };
}

/** The city's people: accounts for the system administrator, roles for the security officer; never both for one. */
export default async function PeoplePage({ searchParams }: { searchParams: SearchParams }) {
  const { me } = await readStaff();
  const administrator = administratorOf(me);
  if (administrator !== "system_admin" && administrator !== "security_officer") {
    return <OtherThird me={me} owner="system_admin" />;
  }
  const t = await getTranslations();
  const locale = await getLocale();
  const params = await readParams(searchParams, ["q", "status", "role", "sort", "dir", "page"]);
  const status = oneOf(params.status, STATUSES) ?? "active";
  const role = oneOf(params.role, ASSIGNABLE_ROLES);
  const order = {
    by: oneOf(params.sort, PEOPLE_SORTS) ?? "login",
    direction: oneOf(params.dir, ["asc", "desc"] as const) ?? "asc",
  };
  const page = pageOf(params.page);
  const search = params.q?.trim().slice(0, 60);
  const people = await load((api) =>
    api.people.list({
      status,
      sort: order.by,
      direction: order.direction,
      page,
      pageSize: PAGE_SIZE,
      ...(search ? { search } : {}),
      ...(role ? { role } : {}),
    }),
  );
  const departments = await load((api) => api.departments.list({ pageSize: 100, sort: "name" }));
  const listing: Listing = { path: "/admin/people", params };
  return (
    <>
      <PageHeader
        title={t(administrator === "system_admin" ? "admin.people.title" : "admin.people.titleRoles")}
        extra={
          administrator === "system_admin" ? (
            <CreatePerson
              departments={departments.rows.map(({ id, name }) => ({ id, name: inLanguage(name, locale) }))}
            />
          ) : null
        }
      />
      <div className="stack">
        <Separation of={administrator} />
        <section className="card card-flush">
          <div className="card-head">
            <FilterForm
              action={listing.path}
              keep={{ sort: params.sort, dir: params.dir }}
              active={Boolean(search || params.status || params.role)}
            >
              <label>
                {t("admin.people.search")}
                <input name="q" type="search" className="field" defaultValue={search} maxLength={60} />
              </label>
              <label>
                {t("admin.people.state")}
                <select name="status" className="field" defaultValue={status}>
                  {STATUSES.map((each) => (
                    <option key={each} value={each}>
                      {t(`admin.people.statuses.${each}`)}
                    </option>
                  ))}
                </select>
              </label>
              <label>
                {t("admin.people.roleFilter")}
                <select name="role" className="field" defaultValue={role ?? ""}>
                  <option value="">{t("common.all")}</option>
                  {ASSIGNABLE_ROLES.map((each) => (
                    <option key={each} value={each}>
                      {t(`frame.roles.${each}`)}
                    </option>
                  ))}
                </select>
              </label>
            </FilterForm>
          </div>
          <PeopleTable
            as={administrator}
            rows={people.rows}
            kinds={new Map(departments.rows.map(({ id, kind }) => [id, kind]))}
            listing={listing}
            order={order}
            page={{ number: page, size: PAGE_SIZE, total: people.total }}
          />
        </section>
      </div>
    </>
  );
}
