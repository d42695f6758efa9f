import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { load } from "@/app/components/load";
import { Tag } from "@/app/components/tag";
import { When } from "@/app/components/when";
import { inLanguage } from "@/app/i18n/text";
import type { FieldChange } from "@/server/catalogue/rules/diff-entry";

/** 变更记录: who changed what, when and why, field by field; first of all the change that the authority reviews now. */
export async function EntryHistory({ entryId }: { entryId: string }) {
  const t = await getTranslations("compile.history");
  const locale = await getLocale();
  const { versions, pending } = await load((api) => api.catalogue.history({ entryId }));
  if (versions.length === 0 && !pending) return null;
  return (
    <section className="card stack-s" aria-labelledby="history">
      <h2 id="history">{t("title")}</h2>
      <p className="soft small">{t("note")}</p>
      {pending ? (
        <details open>
          <summary>
            <Tag color="amber">{t("pending")}</Tag> <When at={pending.at} />
          </summary>
          <p className="soft">{t("by", { person: pending.person })}</p>
          {pending.why ? <p>{t("why", { why: pending.why })}</p> : null}
          <Changes changes={pending.changes} caption={t("pendingCaption")} />
        </details>
      ) : null}
      <ol className="plain stack-s">
        {versions.map(({ version, cause, why, at, person, department, caseId, changes }, index) => (
          <li key={version}>
            <details open={index === 0 && changes.length > 0 && !pending}>
              <summary>
                <span className="strong">{t("version", { version })}</span> {t(`causes.${cause}`)} <When at={at} />{" "}
                {department ? <span className="soft">{inLanguage(department, locale)}</span> : null}
              </summary>
              {person ? <p className="soft">{t("by", { person })}</p> : null}
              {why ? <p>{t("why", { why })}</p> : null}
              {caseId ? (
                <p>
                  <Link href={`/workspace/cases/${caseId}`}>{t("case")}</Link>
                </p>
              ) : null}
              {changes.length > 0 ? (
                <Changes changes={changes} caption={t("caption", { version })} />
              ) : (
                <p className="soft">{t(cause === "compiled" || version === 1 ? "first" : "noChange")}</p>
              )}
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
}

async function Changes({ changes, caption }: { changes: readonly FieldChange[]; caption: string }) {
  const t = await getTranslations("compile.history");
  const nameOf = await fieldNames();
  const wordsOf = await valueWords();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keyboard too
    <section className="table-box" tabIndex={0} aria-label={caption}>
      <table className="table">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t("field")}</th>
            <th scope="col">{t("before")}</th>
            <th scope="col">{t("after")}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={`${change.field} ${change.item} ${change.itemField}`}>
              <th scope="row">{nameOf(change)}</th>
              <td>{change.before === null ? t("nothing") : <del>{wordsOf(change, change.before)}</del>}</td>
              <td>{change.after === null ? t("nothing") : <ins>{wordsOf(change, change.after)}</ins>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

async function fieldNames(): Promise<(change: FieldChange) => string> {
  const t = await getTranslations("compile");
  return ({ field, item, itemField, before }) => {
    if (item !== null && itemField === null) return t(before === null ? "history.added" : "history.removed");
    if (item !== null) return t("history.item", { item, field: t(`fields.item.${itemField}` as "fields.item.type") });
    const key = `fields.${field}` as "fields.nameZh";
    return t.has(key) ? t(key) : t("sections.particulars");
  };
}

/** Enums in words; everything else as it was written. */
async function valueWords(): Promise<(change: FieldChange, value: string) => string> {
  const t = await getTranslations();
  const KEYS: Record<string, string> = {
    sharingClass: "compile.classes",
    openingClass: "compile.openingClasses",
    updateCycle: "catalogue.cycles",
    "particulars.format": "catalogue.particulars.formats",
    "particulars.method": "catalogue.particulars.methods",
    "particulars.network": "catalogue.particulars.networks",
    "particulars.document": "catalogue.particulars.documents",
    "items.type": "scope.types",
    "items.grade": "scope.grades",
    "items.mask": "scope.masks",
    "items.rule": "compile.rules",
  };
  return ({ field, itemField }, value) => {
    if (value === "true") return t("compile.history.yes");
    const key = `${KEYS[itemField ? `items.${itemField}` : field]}.${value}` as "compile.history.yes";
    return t.has(key) ? t(key) : value;
  };
}
