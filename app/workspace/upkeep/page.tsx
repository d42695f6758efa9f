import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { type Column, DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { homeOf } from "@/app/components/frame/home-of";
import { readStaff } from "@/app/components/frame/staff";
import { load } from "@/app/components/load";
import { NotYours } from "@/app/components/not-yours";
import { PageHeader } from "@/app/components/page-header";
import { Tag } from "@/app/components/tag";
import { Day, When } from "@/app/components/when";
import { articleIn } from "@/app/i18n/article";
import { inLanguage } from "@/app/i18n/text";
import { ProfileForm } from "@/app/workspace/upkeep/profile-form";
import type { UpkeepTask } from "@/server/catalogue/upkeep.schema";
import type { ProfileView } from "@/server/people/profile.schema";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("workspace.upkeep"))("title") };
}

/** What the department has to see to, and what it states of itself: head, contacts, documents. */
export default async function UpkeepPage() {
  const { me } = await readStaff();
  const t = await getTranslations("workspace.upkeep");
  if (!me.permissions.includes("entry:compile:department"))
    return <NotYours title={t("forbiddenTitle")} text={t("forbiddenText")} href={homeOf(me.roles)} />;
  const [tasks, profile] = await Promise.all([
    load((api) => api.catalogue.tasks()),
    load((api) => api.departments.profile({})),
  ]);
  return (
    <>
      <PageHeader title={t("title")} note={t("note")} />
      <div className="stack">
        <section className="card card-flush" aria-labelledby="tasks">
          <div className="card-head">
            <h2 id="tasks">{t("tasks")}</h2>
          </div>
          <DataTable
            caption={t("tasks")}
            columns={await taskColumns()}
            rows={tasks}
            rowKey={(task) => `${task.kind} ${task.entry?.id ?? task.register?.id ?? ""} ${task.caseId ?? ""}`}
            rowClass={({ overdue }) => (overdue ? "late" : undefined)}
            empty={<EmptyState title={t("tasksEmpty")} text={t("tasksEmptyText")} />}
          />
        </section>
        <Profile profile={profile} />
      </div>
    </>
  );
}

async function taskColumns(): Promise<Column<UpkeepTask>[]> {
  const t = await getTranslations("workspace.upkeep");
  const common = await getTranslations("common");
  const locale = await getLocale();
  return [
    { key: "kind", title: t("kind"), render: ({ kind }) => <span className="strong">{t(`kinds.${kind}`)}</span> },
    {
      key: "entry",
      title: t("entry"),
      render: ({ entry, caseId, register }) => {
        if (register)
          return <Link href={`/workspace/registers/${register.id}`}>{inLanguage(register.title, locale)}</Link>;
        if (!entry) return <span className="soft">{t("department")}</span>;
        const href = caseId ? `/workspace/cases/${caseId}` : `/workspace/catalogue/${entry.id}`;
        return <Link href={href}>{inLanguage(entry.name, locale)}</Link>;
      },
    },
    {
      key: "catalogues",
      title: t("catalogues"),
      render: ({ catalogues }) => catalogues.map((each) => t(`catalogue.${each}`)).join(common("listSeparator")),
    },
    {
      key: "due",
      title: t("due"),
      render: ({ dueOn, overdue, source }) => (
        <>
          {dueOn ? <Day date={dueOn} /> : <span className="soft">–</span>}{" "}
          {overdue ? <Tag color="red">{t("late")}</Tag> : null}
          {source ? <div className="soft small">{articleIn(source.article, locale)}</div> : null}
        </>
      ),
    },
  ];
}

async function Profile({ profile }: { profile: ProfileView }) {
  const t = await getTranslations("workspace.upkeep");
  const locale = await getLocale();
  const format = await getFormatter();
  const { filed, filing, received, missing, demands, kept, version } = profile;
  const lacking = demands.filter(({ asks }) => missing.includes(asks));
  return (
    <section className="card stack-s" aria-labelledby="profile">
      <h2 id="profile">{t("profile")}</h2>
      <p className="soft small">{t("profileNote")}</p>
      {filed ? (
        <p>
          {t("filed", { version, person: filed.person, at: format.dateTime(filed.at, "dateTime") })}{" "}
          {received ? (
            <Tag color="green">
              {t("received", { authority: inLanguage(received.authority, locale) })} <When at={received.at} dateOnly />
            </Tag>
          ) : filing ? (
            <Tag color="amber">{t("notReceived", { article: articleIn(filing.article, locale) })}</Tag>
          ) : null}
        </p>
      ) : null}
      {lacking.length > 0 ? (
        <div className="notice-box is-amber" role="note">
          <p>{t("missing")}</p>
          <ul className="bullets">
            {lacking.map(({ asks, title, source }) => (
              <li key={asks}>
                {inLanguage(title, locale)} ({articleIn(source.article, locale)})
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {demands.length > 0 ? <ProfileForm profile={profile} /> : <p>{t("nothingHere")}</p>}
      {kept.length > 0 ? (
        <div className="stack-s">
          <p>{t("inRegisters")}</p>
          <ul className="bullets">
            {kept.map(({ asks, title, optional, source, register }) => (
              <li key={asks}>
                {inLanguage(title, locale)} (
                {t(optional ? "askedOptional" : "asked", { article: articleIn(source.article, locale) })}){" "}
                <Link href={`/workspace/registers/${register.id}`}>{inLanguage(register.title, locale)}</Link>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </section>
  );
}
