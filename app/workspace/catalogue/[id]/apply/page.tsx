import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { ClassTag } from "@/app/components/class-tag";
import { readStaff, readsFromOutside } from "@/app/components/frame/staff";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { PathAhead } from "@/app/components/request/path-ahead";
import { readWords } from "@/app/components/words";
import { inLanguage } from "@/app/i18n/text";
import { ApplyForm } from "@/app/workspace/catalogue/[id]/apply/apply-form";
import type { RequestStart } from "@/server/sharing/sharing.schema";

type Params = Promise<{ id: string }>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("catalogue.apply"))("crumb") };
}

/** What the city's law asks of this application, what will happen to it, and the form. */
export default async function ApplyPage({ params }: { params: Params }) {
  const entryId = (await params).id;
  if (await readsFromOutside()) redirect(`/workspace/catalogue/${entryId}`);
  const t = await getTranslations("catalogue.apply");
  const locale = await getLocale();
  const [start, words, { me }] = await Promise.all([
    load((api) => api.sharing.start({ entryId })),
    readWords(),
    readStaff(),
  ]);
  const entry = inLanguage(start.entry.name, locale);
  return (
    <>
      <PageHeader
        crumbs={[
          { label: inLanguage(words.catalogue, locale), href: "/workspace/catalogue" },
          { label: entry, href: `/workspace/catalogue/${entryId}` },
        ]}
        title={t(start.manner === "review" ? "title" : "directTitle", { entry })}
        tags={<ClassTag value={start.entry.sharingClass} words={words} />}
        note={t("of", { department: inLanguage(start.entry.department.name, locale) })}
      />
      {start.obstacle || !start.procedure ? (
        <Obstacle start={start} />
      ) : (
        <ApplyForm
          start={start}
          person={me.personId}
          ahead={start.manner === "review" ? <PathAhead stages={start.stages} expected={start.expected} /> : null}
        />
      )}
    </>
  );
}

async function Obstacle({ start }: { start: RequestStart }) {
  const t = await getTranslations("catalogue.apply");
  return (
    <div className="notice-box is-amber stack-s">
      <p className="strong">{t(`obstacle.${start.obstacle ?? "no-role"}`)}</p>
      {start.obstacle === "withheld" && start.entry.sharingBasis ? <p>{start.entry.sharingBasis}</p> : null}
      <p className="row">
        {start.openCaseId ? <Link href={`/workspace/cases/${start.openCaseId}`}>{t("obstacleCase")}</Link> : null}
        <Link href={`/workspace/catalogue/${start.entry.id}`}>{t("obstacleBack")}</Link>
      </p>
    </div>
  );
}
