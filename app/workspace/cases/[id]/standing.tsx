import { useFormatter, useTranslations } from "next-intl";
import { Source } from "@/app/components/basis-tag";
import { DueDate } from "@/app/components/due-date";
import { StageLine, type StageStatus } from "@/app/components/stage-line";
import { When } from "@/app/components/when";
import { WhyDays } from "@/app/components/why-this-day";
import { useArticle } from "@/app/i18n/use-article";
import { useText } from "@/app/i18n/use-text";
import type { CaseDetail, CaseStageLine } from "@/server/cases/case.schema";

/** Where the case stands on its line of stages, who must act, until when and why that day. */
export function Standing({ detail, now }: { detail: CaseDetail; now: Date }) {
  const t = useTranslations("cases.detail");
  const stage = useTranslations("cases.stage");
  const text = useText();
  const common = useTranslations("common");
  const labels = {
    done: stage("done"),
    now: stage("now"),
    ahead: stage("ahead"),
    skipped: stage("skipped"),
    refused: stage("refused"),
  };
  const format = useFormatter();
  const dayWords = (day: string) => format.dateTime(new Date(`${day}T00:00:00+08:00`), "date");
  const stages = useStages(detail);
  const { due } = detail;
  return (
    <section className="card stack" aria-labelledby="standing">
      <h2 id="standing">{t("stages")}</h2>
      <StageLine stages={stages} labels={labels} />
      {detail.end ? null : (
        <dl className="facts">
          <dt>{t("waitingOn")}</dt>
          <dd className="strong">{detail.waitingOn.map(({ name }) => text(name)).join(common("listSeparator"))}</dd>
          <dt>{t(due?.notBefore ? "notBefore" : "due")}</dt>
          <dd>
            {due?.notBefore ? (
              <>
                <When at={due.notBefore} dateOnly /> <span className="small soft">{t("notBeforeHint")}</span>
                <WhyDays why={{ explanation: due.explanation, source: due.source }} target={due.target} />
              </>
            ) : due ? (
              <>
                <DueDate
                  dueAt={due.dueAt}
                  tone={due.tone}
                  now={now}
                  provisional={due.provisional}
                  target={due.target}
                  why={{ explanation: due.explanation, source: due.source }}
                />
                {due.beside ? (
                  <div className="small soft">
                    {t("beside", {
                      within: text(due.beside.within),
                      date: dayWords(due.beside.lastDay),
                    })}{" "}
                    <Source citation={due.beside} reason={false} />
                  </div>
                ) : null}
                {due.extensions.map((extension) => (
                  <div key={extension.at.toISOString()} className="small soft">
                    {t("extended", { days: extension.amount, unit: text(extension.unit) })} ·{" "}
                    <When at={extension.at} dateOnly />
                  </div>
                ))}
                {due.asked ? (
                  <div className="small due-soon">
                    {t("extensionAsked", {
                      days: due.asked.days,
                      unit: text(due.asked.unit),
                      who: due.asked.of.map(text).join(common("listSeparator")),
                    })}
                  </div>
                ) : null}
                <div className="print-only">
                  <WhyDays why={{ explanation: due.explanation, source: due.source }} target={due.target} />
                </div>
              </>
            ) : (
              t("dueNone")
            )}
          </dd>
          {detail.expiryRule ? (
            <>
              <dt>{t("expiryRule")}</dt>
              <dd>
                {text(detail.expiryRule.causes)} <Source citation={detail.expiryRule} reason={false} />
              </dd>
            </>
          ) : due && !due.notBefore ? (
            <>
              <dt>{t("overdueRule")}</dt>
              <dd>
                {text(detail.overdueRule.causes)} <Source citation={detail.overdueRule} reason={false} />
              </dd>
            </>
          ) : null}
        </dl>
      )}
      {detail.overdueAt ? (
        <p className="due-late">{t("overdueSince", { date: format.dateTime(detail.overdueAt, "date") })}</p>
      ) : null}
    </section>
  );
}

const STATUS: Record<CaseStageLine["state"], StageStatus> = {
  done: "done",
  current: "now",
  next: "ahead",
  skipped: "skipped",
};

function useStages(detail: CaseDetail) {
  const t = useTranslations("cases.stage");
  const text = useText();
  const articleOf = useArticle();
  const common = useTranslations("common");
  const drawn = detail.stages.map((line) => ({
    id: line.id,
    title: text(line.title),
    status: STATUS[line.state],
    note: (
      <>
        <div>
          {line.actors.map(({ name }) => text(name)).join(common("listSeparator"))}
          {line.joint ? ` (${t("joint")})` : ""}
        </div>
        {line.within ? (
          <div>
            {t(line.within.minimum ? "atLeast" : "within", { length: text(line.within.text) })}{" "}
            <Source citation={line.within} reason={false} />
          </div>
        ) : null}
        {line.beside ? (
          <div className="small">
            <Source citation={line} reason={false} /> {t("beside", { article: articleOf(line.beside.article) })}
          </div>
        ) : null}
        {line.note ? (
          <div>
            {line.state === "skipped" ? <span className="strong">{t("skippedNote")}</span> : null}
            {text(line.note)}
          </div>
        ) : null}
      </>
    ),
  }));
  const first = {
    id: "filed",
    title: t("filed"),
    status: "done" satisfies StageStatus as StageStatus,
    note: (
      <>
        <div>{text(detail.requester.name)}</div>
        <When at={detail.filedAt} dateOnly />
      </>
    ),
  };
  const refused = detail.end && !["granted", "settled", "done"].includes(detail.end.outcome);
  const last = {
    id: "end",
    title: detail.end ? text(detail.end.title) : t("end"),
    status: (detail.end ? (refused ? "refused" : "done") : "ahead") satisfies StageStatus as StageStatus,
    note: detail.decidedAt ? <When at={detail.decidedAt} dateOnly /> : undefined,
  };
  return [first, ...drawn, last];
}
