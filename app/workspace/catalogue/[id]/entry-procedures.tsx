import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { Source } from "@/app/components/basis-tag";
import { load } from "@/app/components/load";
import { inLanguage } from "@/app/i18n/text";

/** What the city's law lets this person begin about the entry: report an error, change it, take it off, open it. */
export async function EntryProcedures({ entryId }: { entryId: string }) {
  const t = await getTranslations("filing");
  const locale = await getLocale();
  const procedures = await load((api) => api.cases.procedures({ entryId }));
  if (procedures.length === 0) return null;
  return (
    <section className="card no-print" aria-labelledby="procedures">
      <h2 id="procedures">{t("entrySection")}</h2>
      <ul className="plain stack-s">
        {procedures.map((procedure) => (
          <li key={procedure.id} className="row-apart">
            <span>
              {inLanguage(procedure.title, locale)}{" "}
              <span className="small soft">
                <Source citation={procedure} reason={false} />
              </span>
            </span>
            <Link className="button" href={`/workspace/file/${procedure.id}?entry=${entryId}`}>
              {inLanguage(procedure.filingTitle, locale)}
              <span className="sr-only"> {inLanguage(procedure.title, locale)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
