import type { Metadata } from "next";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { Source } from "@/app/components/basis-tag";
import { ClassTag } from "@/app/components/class-tag";
import { DueDate } from "@/app/components/due-date";
import { readStaff } from "@/app/components/frame/staff";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { StageLine, type StageView } from "@/app/components/stage-line";
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
          ahead={start.manner === "review" ? <WhatWillHappen start={start} /> : null}
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

/** The stages ahead and the first due date, before anything is filled in. */
async function WhatWillHappen({ start }: { start: RequestStart }) {
  const t = await getTranslations("catalogue.apply");
  const stage = await getTranslations("cases.stage");
  const common = await getTranslations("common");
  const locale = await getLocale();
  const { expected } = start;
  return (
    <section className="card stack-s" aria-labelledby="path">
      <h2 id="path">{t("path")}</h2>
      <StageLine
        labels={{
          done: stage("done"),
          now: stage("now"),
          ahead: stage("ahead"),
          skipped: stage("skipped"),
          refused: stage("refused"),
        }}
        stages={[
          { id: "filed", title: stage("filed"), status: "now" },
          ...start.stages.map(
            (line): StageView => ({
              id: line.id,
              title: inLanguage(line.title, locale),
              status: line.state === "skipped" ? "skipped" : "ahead",
              note: (
                <>
                  <div>
                    {line.actors.map(({ name }) => inLanguage(name, locale)).join(common("listSeparator"))}
                    {line.joint ? ` (${stage("joint")})` : ""}
                  </div>
                  {line.within ? (
                    <div>
                      {stage("within", { length: inLanguage(line.within.text, locale) })}{" "}
                      <Source citation={line.within} reason={false} />
                    </div>
                  ) : null}
                  {line.note ? <div>{inLanguage(line.note, locale)}</div> : null}
                </>
              ),
            }),
          ),
          { id: "end", title: stage("end"), status: "ahead" },
        ]}
      />
      <p>
        {t("expected")}{" "}
        {expected ? (
          <DueDate
            dueAt={expected.dueAt}
            tone="none"
            now={new Date()}
            provisional={expected.provisional}
            target={expected.target}
            why={{ explanation: expected.explanation, source: expected.source }}
          />
        ) : (
          t("noLimit")
        )}
      </p>
    </section>
  );
}
