"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { fieldId } from "@/app/components/error-sentence";
import { useArticle } from "@/app/i18n/use-article";
import { useText } from "@/app/i18n/use-text";
import type { Finding } from "@/server/catalogue/draft.schema";

/** What a check found, summed up: errors first, each leading to its field; comes into sight after each check. */
export function FindingsBox({ findings }: { findings: readonly Finding[] | null }) {
  const t = useTranslations("compile.findings");
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (findings) box.current?.focus();
  }, [findings]);
  if (!findings) return null;
  const errors = findings.filter(({ severity }) => severity === "error");
  const warnings = findings.filter(({ severity }) => severity === "warning");
  const color = errors.length > 0 ? "is-red" : warnings.length > 0 ? "is-amber" : "is-green";
  return (
    <div className={`notice-box ${color}`} role="alert" tabIndex={-1} ref={box}>
      {errors.length > 0 ? (
        <>
          <p className="strong">{t("errors", { count: errors.length })}</p>
          <FindingList findings={errors} />
        </>
      ) : (
        <p className="strong">{t(warnings.length > 0 ? "onlyWarnings" : "clean")}</p>
      )}
      {warnings.length > 0 ? (
        <>
          <p className="strong">{t("warnings", { count: warnings.length })}</p>
          <FindingList findings={warnings} />
        </>
      ) : null}
    </div>
  );
}

function FindingList({ findings }: { findings: readonly Finding[] }) {
  const t = useTranslations("compile.findings");
  const text = useText();
  const articleOf = useArticle();
  const labelOf = useFieldLabel();
  return (
    <ul className="bullets">
      {findings.map(({ path, problem, words, source }) => (
        <li key={`${path} ${problem}`}>
          <a href={`#${fieldId(path)}`}>{labelOf(path)}</a> {text(words)}
          {source ? (
            <span className="small soft">
              {" "}
              {t("source", {
                article: `${source.instrument ? text(source.instrument) : ""}${articleOf(source.article)}`,
              })}
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** What a field is called on the form, by its path. */
function useFieldLabel(): (path: string) => string {
  const t = useTranslations("compile");
  return (path) => {
    const [first = "", second = "", third = ""] = path.split(".");
    if (first === "items" && second) {
      const key = `fields.item.${third}` as "fields.item.name";
      const item = t("itemTitle", { number: Number(second) + 1 });
      return third && t.has(key) ? `${item} ${t(key)}` : item;
    }
    const key = (
      first === "particulars" && second === "collection" && third ? `fields.collection.${third}` : `fields.${path}`
    ) as "fields.nameZh";
    return t.has(key) && typeof t.raw(key) === "string" ? t(key) : t("sections.particulars");
  };
}
