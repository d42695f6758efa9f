import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { Source } from "@/app/components/basis-tag";
import { load } from "@/app/components/load";
import { inLanguage } from "@/app/i18n/text";

/** The use agreement of an application for open data, where the city's law asks for one; prints with the record. */
export async function Agreement({ caseId }: { caseId: string }) {
  const agreement = await load((api) => api.opening.agreement({ caseId }));
  if (!agreement) return null;
  const t = await getTranslations("cases.agreement");
  const locale = await getLocale();
  const format = await getFormatter();
  const { number, template, applicant, provider, data, stated, clauses, citation, signedAt, openedAt } = agreement;
  const day = (at: Date | null) => (at ? format.dateTime(at, "date") : t("notYet"));
  const facts = [
    [t("number"), number],
    [t("applicant"), applicant],
    [t("provider"), inLanguage(provider, locale)],
    [t("data"), `${inLanguage(data.name, locale)} (${data.code})`],
    ...stated.map(({ title, value }) => [inLanguage(title, locale), value] as const),
    [t("citation"), inLanguage(citation, locale)],
    [t("signed"), day(signedAt)],
    [t("opened"), day(openedAt)],
  ] as const;
  return (
    <section className="card" aria-labelledby="agreement">
      <h2 id="agreement">{t("title")}</h2>
      <p className="small soft">
        {t("template", { from: template.from })} <Source citation={template} reason={false} />
      </p>
      <dl className="facts facts-wide">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="prewrap">{value}</dd>
          </div>
        ))}
      </dl>
      <h3>{t("clauses")}</h3>
      <ul className="bullets">
        {clauses.map(({ item, title }) => (
          <li key={item}>
            {t("clause", { item })} {inLanguage(title, locale)}
          </li>
        ))}
      </ul>
    </section>
  );
}
