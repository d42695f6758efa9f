import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { Source } from "@/app/components/basis-tag";
import { load } from "@/app/components/load";
import { inLanguage } from "@/app/i18n/text";

/** The written reply that an applicant asked for; prints with the record. */
export async function Reply({ caseId }: { caseId: string }) {
  const reply = await load((api) => api.opening.reply({ caseId }));
  if (!reply) return null;
  const t = await getTranslations("cases.reply");
  const locale = await getLocale();
  const format = await getFormatter();
  const { number, to, from, about, decision, text, reason, source, at } = reply;
  return (
    <section className="card" aria-labelledby="reply">
      <h2 id="reply">{t("title", { number })}</h2>
      <p>{t("to", { to })}</p>
      <p>{t("about", { data: inLanguage(about, locale), decision: inLanguage(decision, locale) })}</p>
      <p className="prewrap">{text}</p>
      {reason ? <p className="prewrap">{t("reason", { reason })}</p> : null}
      <p>
        {inLanguage(from, locale)} · {format.dateTime(at, "date")} <Source citation={source} reason={false} />
      </p>
    </section>
  );
}
