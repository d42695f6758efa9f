import Link from "next/link";
import { useTranslations } from "next-intl";
import { Source } from "@/app/components/basis-tag";
import { useFieldWords } from "@/app/components/request/use-field-words";
import { FilterWords } from "@/app/components/scope/filter-words";
import { Day, When } from "@/app/components/when";
import { useText } from "@/app/i18n/use-text";
import type { CaseDetail } from "@/server/cases/case.schema";
import type { DataItemView } from "@/server/catalogue/catalogue.schema";

/** What is asked, by whom, of whom: the application as filed or last completed. */
export function Asked({ detail, items }: { detail: CaseDetail; items: DataItemView[] }) {
  const t = useTranslations("cases.detail");
  const text = useText();
  const { application, requester, provider, delegate, sideNames, entry } = detail;
  const words = useFieldWords();
  return (
    <section className="card" aria-labelledby="asked">
      <h2 id="asked">{t("asked")}</h2>
      <dl className="facts">
        <dt>
          {requester.id === provider.id ? t("filer") : sideNames.requester ? text(sideNames.requester) : t("requester")}
        </dt>
        <dd>
          <span className="strong">{text(requester.name)}</span>{" "}
          {requester.id ? <span className="soft">{requester.person}</span> : null}
        </dd>
        {provider.id === requester.id ? null : (
          <>
            <dt>{sideNames.provider ? text(sideNames.provider) : t("provider")}</dt>
            <dd className="strong">{text(provider.name)}</dd>
          </>
        )}
        {delegate ? (
          <>
            <dt>{t("delegate")}</dt>
            <dd>{text(delegate.name)}</dd>
          </>
        ) : null}
        {entry ? (
          <>
            <dt>{t("entry")}</dt>
            <dd>
              <Link href={`/workspace/catalogue/${entry.id}`}>{text(entry.name)}</Link>{" "}
              <span className="soft small mono">{entry.code}</span>
            </dd>
          </>
        ) : null}
        <dt>{t("filedAt")}</dt>
        <dd>
          <When at={detail.filedAt} />
          {detail.round > 1 ? <span className="soft"> {t("round", { round: detail.round })}</span> : null}
        </dd>
        {application.values.map(({ field, value }) => (
          <FieldValue key={field.id} label={text(field.title)} value={words(field, value)} article={field} />
        ))}
        {application.items.length > 0 ? (
          <>
            <dt>{t("items")}</dt>
            <dd>
              <ItemList items={application.items} />
            </dd>
            <dt>{t("rows")}</dt>
            <dd>
              <FilterWords filter={application.rowFilter} items={[...application.items, ...items]} />
            </dd>
            <dt>{t("term")}</dt>
            <dd>
              <Day date={application.from} /> – <Day date={application.until} />
            </dd>
            <dt>{t("storage")}</dt>
            <dd>
              {t(application.storage ? "storageAsked" : "storageNotAsked")}
              {detail.storageRule ? (
                <div className="small soft">
                  {t("storageRule")} <Source citation={detail.storageRule} reason={false} />
                </div>
              ) : null}
            </dd>
          </>
        ) : null}
      </dl>
    </section>
  );
}

function FieldValue({
  label,
  value,
  article,
}: {
  label: string;
  value: string;
  article: Parameters<typeof Source>[0]["citation"];
}) {
  return (
    <>
      <dt>
        {label}
        <div className="small">
          <Source citation={article} reason={false} />
        </div>
      </dt>
      <dd className="prewrap">{value}</dd>
    </>
  );
}

function ItemList({ items }: { items: CaseDetail["application"]["items"] }) {
  const t = useTranslations("scope");
  const text = useText();
  return (
    <ul className="plain">
      {items.map((item) => (
        <li key={item.name}>
          {text(item.label)}{" "}
          <span className="soft small">
            {t(`grades.${item.grade}` as "grades.1")} · {t(`masks.${item.mask}` as "masks.none")}
          </span>
        </li>
      ))}
    </ul>
  );
}
