import type { Metadata } from "next";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { Source } from "@/app/components/basis-tag";
import { staffOnly } from "@/app/components/frame/staff";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { PrintButton } from "@/app/components/print-button";
import { RecordFields } from "@/app/components/registers/record-fields";
import { Marks } from "@/app/components/registers/register-tags";
import { Tag } from "@/app/components/tag";
import { When } from "@/app/components/when";
import { inLanguage } from "@/app/i18n/text";
import { RecordActs } from "@/app/workspace/registers/records/[id]/record-acts";
import type { RecordView } from "@/server/registers/registers.schema";

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("registers"))("title") };
}

/** A record as it stands, what others said to it, and every version before. It prints as what it is, or as a certificate. */
export default async function RecordPage({ params }: Props) {
  await staffOnly();
  const { id } = await params;
  const view = await load((api) => api.registers.record({ recordId: id }));
  const t = await getTranslations("registers");
  const locale = await getLocale();
  const { register, record, departments } = view;
  const name = inLanguage(register.title, locale);
  const format = await getFormatter();
  const dueDay = (day: string) => format.dateTime(new Date(`${day}T00:00:00+08:00`), "date");
  return (
    <>
      <PageHeader
        title={t("record.title", { register: name, department: inLanguage(record.department.name, locale) })}
        crumbs={[
          { label: t("title"), href: "/workspace/registers" },
          { label: name, href: `/workspace/registers/${register.id}` },
        ]}
        tags={
          <>
            <Tag>{t("record.version", { version: record.version })}</Tag>
            {record.withdrawnAt ? <Tag color="red">{t("record.withdrawn")}</Tag> : null}
            {record.dueOn ? (
              <Tag color={record.due ? "amber" : "grey"}>
                {t(record.due ? "dueLate" : "due", { date: dueDay(record.dueOn) })}
              </Tag>
            ) : null}
          </>
        }
        extra={<PrintButton />}
      />
      <div className="stack">
        {register.certificate ? <Certificate view={view} /> : null}
        <section className="card stack-s" aria-labelledby="content">
          <h2 id="content">{t("record.content")}</h2>
          <RecordFields fields={register.fields} values={record.fields} departments={departments} />
          <Marks marks={record.marks} />
          <p className="small soft">
            <Source citation={register} />
          </p>
          <RecordActs view={{ record, register, may: view.may }} />
        </section>
        {register.replies.length > 0 || view.replies.length > 0 ? <Replies view={view} /> : null}
        <History view={view} />
      </div>
    </>
  );
}

async function Certificate({ view: { register, record } }: { view: RecordView }) {
  const t = await getTranslations("registers");
  const locale = await getLocale();
  if (!register.certificate) return null;
  const compared = register.compares.some(({ field }) => record.fields[field] !== undefined);
  return (
    <section className="card stack-s" aria-labelledby="certificate">
      <h2 id="certificate">{inLanguage(register.certificate.title, locale)}</h2>
      <p>{inLanguage(register.certificate.says, locale)}</p>
      {compared && record.marks.length === 0 ? <p>{t("record.allDelivered")}</p> : null}
      <p className="small soft">
        {t("record.print", { number: record.id })} <When at={record.changedAt} />
      </p>
    </section>
  );
}

async function Replies({ view: { replies, outstanding } }: { view: RecordView }) {
  const t = await getTranslations("registers.record");
  const common = await getTranslations("common");
  const locale = await getLocale();
  return (
    <section className="card stack-s" aria-labelledby="replies">
      <h2 id="replies">{t("replies")}</h2>
      {outstanding.map(({ reply, title, departments }) => (
        <p key={reply} className="notice-box is-amber">
          {t("outstanding", {
            reply: inLanguage(title, locale),
            departments: departments.map(({ name }) => inLanguage(name, locale)).join(common("listSeparator")),
          })}
        </p>
      ))}
      {replies.length === 0 ? <p className="soft">{t("noReplies")}</p> : null}
      <ol className="timeline">
        {replies.map(({ id, title, words, at, person, department, version }) => (
          <li key={id}>
            <div className="strong">{inLanguage(title, locale)}</div>
            {words ? <div style={{ whiteSpace: "pre-line" }}>{words}</div> : null}
            <div className="small soft">
              {t("by", { department: inLanguage(department, locale), person: person ?? "" })}{" "}
              {t("replied", { version })} <When at={at} />
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

async function History({ view: { register, history, departments } }: { view: RecordView }) {
  const t = await getTranslations("registers.record");
  const common = await getTranslations("common");
  const locale = await getLocale();
  return (
    <section className="card stack-s" aria-labelledby="history">
      <h2 id="history">{t("history")}</h2>
      <ol className="timeline">
        {history.map(({ version, act, fields, reason, at, person, department }) => {
          const before = history.find((each) => each.version === version - 1)?.fields;
          const changed = register.fields.filter(({ id }) => before && before[id] !== fields[id]);
          return (
            <li key={version} className={act === "withdrawn" ? "is-red" : ""}>
              <div>
                {t("version", { version })} · {t(`acts.${act}`)}
              </div>
              {reason ? <div>{t("reason", { reason })}</div> : null}
              {changed.length > 0 ? (
                <div className="small">
                  {t("changes", {
                    fields: changed.map(({ title }) => inLanguage(title, locale)).join(common("listSeparator")),
                  })}
                </div>
              ) : null}
              <div className="small soft">
                {t("by", { department: inLanguage(department, locale), person: person ?? "" })} <When at={at} />
              </div>
              {version < (history[0]?.version ?? 1) ? (
                <details className="small">
                  <summary>{t("content")}</summary>
                  <RecordFields fields={register.fields} values={fields} departments={departments} />
                </details>
              ) : null}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
