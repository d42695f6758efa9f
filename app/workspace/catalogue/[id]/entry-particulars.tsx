import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Tag } from "@/app/components/tag";
import { When } from "@/app/components/when";
import { inLanguage } from "@/app/i18n/text";
import type { EntryDetail } from "@/server/catalogue/catalogue.schema";
import type { ParticularsView } from "@/server/catalogue/particulars.schema";

/** What an entry states beside its class, as far as it states anything, and how it fared in checks. */
export async function EntryParticulars({ entry }: { entry: EntryDetail }) {
  const { particulars, checks } = entry;
  const t = await getTranslations("catalogue.particulars");
  const format = await getFormatter();
  if (!particulars && checks.length === 0) return null;
  const facts = particulars ? await factsOf(particulars) : [];
  return (
    <section className="card stack-s" aria-labelledby="particulars">
      <h2 id="particulars">{t("title")}</h2>
      {particulars ? (
        <p className="soft small">
          {t("version", { version: particulars.version, at: format.dateTime(particulars.at, "date") })}
        </p>
      ) : null}
      <dl className="facts facts-wide">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {checks.length > 0 ? <Checks checks={checks} /> : null}
    </section>
  );
}

async function factsOf({ value, lead, contributors }: ParticularsView): Promise<[string, ReactNode][]> {
  const t = await getTranslations("catalogue.particulars");
  const locale = await getLocale();
  const common = await getTranslations("common");
  const { format, method, document, vertical, agreement, specialRule, collection } = value;
  const facts: [string, ReactNode][] = [
    [t("form"), value.form],
    [t("format"), format && t(`formats.${format}`)],
    [t("attributes"), value.attributes],
    [t("method"), method && t(`methods.${method}`)],
    [t("useRequirements"), value.useRequirements],
    [t("function"), value.function],
    [t("document"), document && t(`documents.${document}`)],
    [t("excluded"), value.electronicExcludedBy],
    [t("network"), t(`networks.${value.network}`)],
    [t("themeDatabase"), value.themeDatabase],
    [t("lead"), lead && inLanguage(lead.name, locale)],
    [t("contributors"), contributors.map(({ name }) => inLanguage(name, locale)).join(common("listSeparator"))],
    [t("vertical"), vertical && [vertical.system, vertical.retainedCopy].filter(Boolean).join(common("listSeparator"))],
    [t("agreement"), agreement && [agreement.party, agreement.limits].join(common("listSeparator"))],
    [t("specialRule"), specialRule && [specialRule.instrument, specialRule.replacement].join(common("listSeparator"))],
    [
      t("collection"),
      collection && [collection.duty, collection.basis, collection.scope].filter(Boolean).join(common("listSeparator")),
    ],
  ];
  return facts.filter(([, stated]) => Boolean(stated));
}

async function Checks({ checks }: { checks: EntryDetail["checks"] }) {
  const t = await getTranslations("catalogue.particulars");
  const locale = await getLocale();
  return (
    <>
      <h3>{t("checks")}</h3>
      <ul className="bullets">
        {checks.map(({ id, standard, result, note, department, at }) => (
          <li key={id}>
            <Tag color={result === "conforms" ? "green" : "amber"}>{t(`results.${result}`)}</Tag>{" "}
            {t("checkedBy", {
              standard: standard.title,
              version: standard.version,
              department: inLanguage(department.name, locale),
            })}{" "}
            <When at={at} dateOnly /> {note}
          </li>
        ))}
      </ul>
    </>
  );
}
