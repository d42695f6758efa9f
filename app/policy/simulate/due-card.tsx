import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { Tag } from "@/app/components/tag";
import { When } from "@/app/components/when";
import { WhyDays } from "@/app/components/why-this-day";
import { inLanguage } from "@/app/i18n/text";
import type { CountedLimit, StepDue } from "@/server/policy/rules/simulate-step";

/** One answer: the day, which limit binds, and both limits with every day that counted. */
export async function DueCard({ id, title, found }: { id: string; title: string; found: StepDue | null }) {
  const t = await getTranslations("policy.simulate");
  const law = await getTranslations("law.due");
  const format = await getFormatter();
  return (
    <section className="card stack" aria-labelledby={`due-${id}`}>
      <h2 id={`due-${id}`}>{title}</h2>
      {found === null ? (
        <p className="soft">{t("notInText")}</p>
      ) : (
        <>
          <p>
            <span className="soft">{t("due")}</span>{" "}
            <span className="policy-due num">
              {found.due ? format.dateTime(found.due.dueAt, "dateTime") : t("none")}
            </span>{" "}
            {found.due?.provisional ? (
              <Tag color="amber" dashed>
                {law("provisional")}
              </Tag>
            ) : null}
            {found.due?.target ? (
              <Tag color="purple" dashed title={law("targetHint")}>
                {law("target")}
              </Tag>
            ) : null}
          </p>
          {found.due?.notBefore ? (
            <p>
              <span className="soft">{t("notBefore")}</span> <When at={found.due.notBefore} />
            </p>
          ) : null}
          {found.extension ? (
            <p>
              {t("extended", { amount: found.extension.amount })}
              {found.national && !found.extension.movesNational ? ` ${t("extensionStays")}` : ""}
            </p>
          ) : null}
          {found.own ? (
            <Limit
              title={t("own")}
              limit={found.own}
              binds={found.binds === "own"}
              target={found.due?.target ?? false}
            />
          ) : null}
          {found.national ? (
            <Limit title={t("national")} limit={found.national} binds={found.binds === "national"} target={false} />
          ) : null}
        </>
      )}
    </section>
  );
}

interface LimitProps {
  title: string;
  limit: CountedLimit;
  binds: boolean;
  target: boolean;
}

async function Limit({ title, limit, binds, target }: LimitProps) {
  const t = await getTranslations("policy.simulate");
  const locale = await getLocale();
  const format = await getFormatter();
  return (
    <div className="stack-s">
      <h3>
        {title}
        {" · "}
        <span className="num">{format.dateTime(limit.deadline.dueAt, "date")}</span>{" "}
        {binds ? <Tag color="blue">{t("binding")}</Tag> : null}
      </h3>
      <p>{inLanguage(limit.within, locale)}</p>
      {limit.startAssumed ? (
        <p className="small soft">{t("assumed", { event: inLanguage(limit.eventTitle, locale) })}</p>
      ) : null}
      <WhyDays why={{ source: limit, explanation: limit.explanation }} target={target} />
    </div>
  );
}
