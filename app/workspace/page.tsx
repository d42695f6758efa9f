import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { type CaseColumn, CaseTable } from "@/app/components/cases/case-table";
import { EmptyState } from "@/app/components/empty-state";
import { readStaff, staffOnly } from "@/app/components/frame/staff";
import { oneOf, readParams, type SearchParams } from "@/app/components/listing";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { INBOX_PARTS, rowsOfPart } from "@/app/workspace/inbox-part";
import type { CaseRow, Inbox } from "@/server/cases/case.schema";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("workspace"))("title") };
}

/** 待办: what waits on this department, what waits on others, what was just decided. */
export default async function InboxPage({ searchParams }: { searchParams: SearchParams }) {
  await staffOnly();
  const t = await getTranslations("workspace");
  const part = oneOf((await readParams(searchParams, ["show"])).show, INBOX_PARTS);
  const { me } = await readStaff();
  const keeps = me.permissions.some((permission) => permission.startsWith("register:"));
  const [inbox, { todo }] = await Promise.all([
    load((api) => api.cases.inbox()),
    keeps ? load((api) => api.registers.list()) : { todo: 0 },
  ]);
  const { counters } = inbox;
  const nothingYet = counters.waitingOnMe + counters.waitingOnOthers + counters.justDecided === 0;
  return (
    <>
      <PageHeader title={t("title")} note={t("note")} />
      <div className="stack">
        <Counters counters={counters} />
        {todo > 0 ? <RegistersLine todo={todo} /> : null}
        {nothingYet ? <Welcome /> : null}
        <Queue
          id="mine"
          title={t("mine.title")}
          note={part ? t("mine.only", { part: t(`counters.${part}`) }) : t("mine.note")}
          rows={rowsOfPart(inbox.waitingOnMe, part)}
          total={counters.waitingOnMe}
          all={part ? "/workspace" : "/workspace/cases?state=open&sort=due&dir=asc"}
          show={["due", "entry", "parties", "stage", "filed"]}
          empty={
            part ? (
              <EmptyState
                title={t("mine.onlyEmpty", { part: t(`counters.${part}`) })}
                action={{ label: t("mine.showAll"), href: "/workspace" }}
              />
            ) : (
              <EmptyState
                title={t("mine.empty")}
                text={t("mine.emptyText")}
                action={{ label: t("mine.emptyAction"), href: "/workspace/cases" }}
              />
            )
          }
        />
        <Queue
          id="others"
          title={t("others.title")}
          rows={inbox.waitingOnOthers}
          total={counters.waitingOnOthers}
          all="/workspace/cases?state=open&mine=1"
          show={["due", "entry", "waitingOn", "stage", "filed"]}
          empty={
            <EmptyState
              title={t("others.empty")}
              text={t("others.emptyText")}
              action={{ label: t("others.emptyAction"), href: "/workspace/catalogue" }}
            />
          }
        />
        <Queue
          id="decided"
          title={t("decided.title")}
          rows={inbox.justDecided}
          total={counters.justDecided}
          all="/workspace/cases?state=ended&sort=decided&dir=desc"
          show={["decided", "entry", "parties", "outcome"]}
          empty={
            <EmptyState
              title={t("decided.empty")}
              text={t("decided.emptyText")}
              action={{ label: t("decided.emptyAction"), href: "/workspace/cases?state=ended" }}
            />
          }
        />
      </div>
    </>
  );
}

async function Counters({ counters }: { counters: Inbox["counters"] }) {
  const t = await getTranslations("workspace.counters");
  const list = [
    { key: "waitingOnMe", href: "/workspace#mine", tone: "" },
    { key: "overdue", href: "/workspace?show=overdue#mine", tone: "is-red" },
    { key: "dueSoon", href: "/workspace?show=dueSoon#mine", tone: "is-amber" },
    { key: "returned", href: "/workspace?show=returned#mine", tone: "" },
    { key: "waitingOnOthers", href: "#others", tone: "" },
    { key: "justDecided", href: "#decided", tone: "" },
  ] as const;
  return (
    <nav className="counters" aria-label={t("label")}>
      {list.map(({ key, href, tone }) => (
        <Link key={key} className={`counter ${counters[key] > 0 ? tone : ""}`} href={href}>
          <span className="counter-number">{counters[key]}</span>
          {t(key)}
        </Link>
      ))}
    </nav>
  );
}

async function Queue(props: {
  id: string;
  title: string;
  note?: string;
  rows: CaseRow[];
  total: number;
  all: string;
  show: CaseColumn[];
  empty: ReactNode;
}) {
  const { id, title, note, rows, total, all, show, empty } = props;
  const t = await getTranslations("workspace");
  return (
    <section className="card card-flush" id={id} aria-labelledby={`${id}-title`}>
      <div className="card-head">
        <div className="row">
          <h2 id={`${id}-title`}>{title}</h2>
          {note ? <span className="soft small">{note}</span> : null}
        </div>
        {rows.length < total ? (
          <span className="small">
            {t("shown", { shown: rows.length, total })} · <Link href={all}>{t("seeAll")}</Link>
          </span>
        ) : null}
      </div>
      <CaseTable caption={title} rows={rows} show={show} now={new Date()} empty={empty} />
    </section>
  );
}

/** What the law asks to be kept on record and is missing, due again or waits for a reply. */
async function RegistersLine({ todo }: { todo: number }) {
  const t = await getTranslations("registers");
  return (
    <p className="notice-box is-amber">
      <Link href="/workspace/registers">{t("home", { count: todo })}</Link>
    </p>
  );
}

/** On the first sign-in the lists are empty; one card says what the work looks like. */
async function Welcome() {
  const t = await getTranslations("workspace.welcome");
  return (
    <section className="notice-box" aria-labelledby="welcome">
      <h2 id="welcome">{t("title")}</h2>
      <ul className="bullets">
        <li>{t("provider")}</li>
        <li>
          {t("consumer")} <Link href="/workspace/catalogue">{t("start")}</Link>
        </li>
      </ul>
    </section>
  );
}
