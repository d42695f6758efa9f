"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import type { Problem } from "@/app/components/problem";
import { useArticle } from "@/app/i18n/use-article";
import type { FieldProblem } from "@/server/shared/errors";

/**
 * A problem as a sentence that says how to go on. With named fields it sums them up, each linked to its place
 * (`fieldId`); the same sentence stands beside the field (`Field`).
 * @param labels what each field is called on this form, by path
 */
export function ErrorSentence({
  problem,
  labels = {},
}: {
  problem: Problem | null;
  labels?: Readonly<Record<string, string>>;
}) {
  const t = useTranslations("errors");
  const router = useRouter();
  const sentence = useProblemSentence();
  const fieldSentence = useFieldSentence();
  const box = useRef<HTMLDivElement>(null);
  // The summary comes into sight and is read out when something goes wrong, also below a long form.
  useEffect(() => {
    if (problem) box.current?.focus();
  }, [problem]);
  if (!problem) return null;
  const named = problem.fields.filter((field) => field.path !== "");
  return (
    <div className="notice-box is-red" role="alert" tabIndex={-1} ref={box}>
      {named.length > 0 ? (
        <>
          <p className="strong">{t("summary", { count: named.length })}</p>
          <ul className="bullets">
            {named.map((field) => {
              const control = Object.keys(labels).find((path) => isWithin(field.path, path)) ?? field.path;
              return (
                <li key={`${field.path} ${field.problem}`}>
                  <a href={`#${fieldId(control)}`}>{labels[control] ?? field.path}</a>
                  {t("separator")}
                  {fieldSentence(field)}
                </li>
              );
            })}
          </ul>
        </>
      ) : (
        <p>{sentence(problem)}</p>
      )}
      {problem.code === "STALE" || problem.code === "RULE" ? (
        <p>
          <button type="button" className="plain-button" onClick={() => router.refresh()}>
            {t("reload")}
          </button>
        </p>
      ) : null}
      {problem.code === "UNAUTHENTICATED" ? (
        <p>
          <a href="/" target="_blank" rel="noreferrer">
            {t("signIn")}
          </a>
        </p>
      ) : null}
      {problem.traceId ? <p className="small soft">{t("traceId", { trace: problem.traceId })}</p> : null}
    </div>
  );
}

/** The sentence of a problem without its fields. */
export function useProblemSentence(): (problem: Problem) => string {
  const t = useTranslations();
  const articleOf = useArticle();
  return (problem) => {
    const items = problem.items
      .map((item) => {
        if (t.has(`law.content.${item}` as "law.content.reason"))
          return t(`law.content.${item}` as "law.content.reason");
        if (t.has(`law.basisKinds.${item}` as "law.basisKinds.law"))
          return t(`law.basisKinds.${item}` as "law.basisKinds.law");
        return item;
      })
      .join(t("common.listSeparator"));
    const key = `errors.rules.${problem.rule}` as "errors.rules.CONTENT_MISSING";
    const sentence = problem.rule && t.has(key) ? t(key, { items }) : t(`errors.codes.${problem.code}`);
    return problem.article ? t("errors.withArticle", { sentence, article: articleOf(problem.article) }) : sentence;
  };
}

/** The sentence of one field's problem. */
export function useFieldSentence(): (field: FieldProblem) => string {
  const t = useTranslations("errors.fields");
  return ({ problem, params }) => {
    const key = problem as "other";
    return t.has(key) ? t(key, params) : t("other");
  };
}

/** The sentence that belongs beside one field of a form; null when the field is right. */
export function useFieldProblem(problem: Problem | null): (path: string) => string | null {
  const sentence = useFieldSentence();
  return (path) => {
    const field = problem?.fields.find((found) => isWithin(found.path, path));
    return field ? sentence(field) : null;
  };
}

/** `filter.0.column` belongs to the control `filter`. */
function isWithin(path: string, control: string): boolean {
  return path === control || path.startsWith(`${control}.`);
}

/** Id of the control at a path, so that the summary can lead to it. */
export function fieldId(path: string): string {
  return `field-${path.replaceAll(".", "-")}`;
}
