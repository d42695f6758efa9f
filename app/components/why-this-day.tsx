"use client";

import { Popover } from "antd";
import { useTranslations } from "next-intl";
import { BasisTag } from "@/app/components/basis-tag";
import type { DueWhy } from "@/app/components/due-date";
import { useArticle } from "@/app/i18n/use-article";
import { useText } from "@/app/i18n/use-text";

/** `为何是这一天？` — the article, its standing, and every day that was counted or passed over. */
export function WhyThisDay({ date, why, target }: { date: string; why: DueWhy; target: boolean }) {
  const t = useTranslations("law.due");
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      title={t("whyTitle", { date })}
      content={<WhyDays why={why} target={target} />}
    >
      <button type="button" className="why-button" aria-haspopup="dialog">
        {t("why")}
      </button>
    </Popover>
  );
}

/** The explanation itself, also drawn openly on a case page and in print. */
export function WhyDays({ why, target = false }: { why: DueWhy; target?: boolean }) {
  const t = useTranslations("law");
  const text = useText();
  const articleOf = useArticle();
  const { explanation, source } = why;
  return (
    <div className="why">
      <p>
        {source.instrument ? <span className="strong">{text(source.instrument)} </span> : null}
        <span className="strong">{articleOf(source.article)}</span>{" "}
        <BasisTag basis={source.basis} reason={source.reason} />
        {source.reason ? <span className="small soft"> {text(source.reason)}</span> : null}
        {target ? <span className="small soft"> {t("due.targetHint")}</span> : null}
      </p>
      <ul className="bullets small">
        {sentences(why).map((line) => (
          <li key={line.zh}>{text(line)}</li>
        ))}
      </ul>
      {explanation.counted.length > 0 && explanation.counted.length <= 40 ? (
        <div>
          <p className="small soft">{t("due.counted", { count: explanation.counted.length })}</p>
          <ol className="why-days">
            {explanation.counted.map((day) => (
              <li key={day.date} className={day.kind === "make-up-workday" ? "made-up" : undefined}>
                {day.date.slice(5)}
                {day.kind === "make-up-workday" ? ` ${t("due.madeUp")}` : ""}
              </li>
            ))}
          </ol>
        </div>
      ) : null}
      {explanation.skipped.length > 0 ? (
        <div>
          <p className="small soft">{t("due.skipped")}</p>
          <ul className="why-days">
            {explanation.skipped.map((run) => (
              <li key={run.from} className="skipped">
                {run.from === run.to ? run.from.slice(5) : `${run.from.slice(5)} – ${run.to.slice(5)}`}{" "}
                {run.name ? text(run.name) : t("due.weekend")}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </div>
  );
}

/** The sentences without those that the chips and the source line already show. */
function sentences({ explanation }: DueWhy) {
  return explanation.lines.filter(
    ({ zh }) => !/^依据.*第.+条/.test(zh) && !zh.startsWith("跳过休息日") && !zh.startsWith("调休上班日"),
  );
}
