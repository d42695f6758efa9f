import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { homeOf } from "@/app/components/frame/home-of";
import { readStaff } from "@/app/components/frame/staff";
import { type Listing, oneOf, readParams, type SearchParams } from "@/app/components/listing";
import { load } from "@/app/components/load";
import { NotYours } from "@/app/components/not-yours";
import { PageHeader } from "@/app/components/page-header";
import { DeskDepartments } from "@/app/desk/desk-departments";
import { DeskQueues } from "@/app/desk/desk-queues";
import { DeskTotals } from "@/app/desk/desk-totals";
import { TextOf } from "@/app/i18n/text-of";
import { DESK_QUEUES } from "@/server/oversight/oversight.schema";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("frame"))("nav.desk") };
}

/** The desk of a data authority or a government: its city or county by department, and what supervision works through. */
export default async function DeskPage({ searchParams }: { searchParams: SearchParams }) {
  const { me } = await readStaff();
  const t = await getTranslations("desk");
  if (!me.permissions.includes("rollup:read:region")) {
    return <NotYours title={t("forbiddenTitle")} text={t("forbiddenText")} href={homeOf(me.roles)} />;
  }
  const params = await readParams(searchParams, ["queue", "stage", "sort", "dir", "late"]);
  const desk = await load((api) => api.oversight.desk({}));
  const format = await getFormatter();
  const listing: Listing = { path: "/desk", params };
  return (
    <>
      <PageHeader
        title={<TextOf text={desk.office} />}
        note={t("lead", { at: format.dateTime(desk.asOf, "dateTime") })}
        extra={
          <>
            <Link className="button" href="/desk/quality">
              {t("toQuality")}
            </Link>
            <Link className="button" href="/oversight">
              {t("toOversight")}
            </Link>
          </>
        }
      />
      <div className="stack">
        <DeskTotals totals={desk.totals} />
        <DeskQueues
          desk={desk}
          listing={listing}
          shown={oneOf(params.queue, DESK_QUEUES) ?? "mine"}
          stage={params.stage}
        />
        <DeskDepartments desk={desk} listing={listing} />
      </div>
    </>
  );
}
