"use client";

import { useTranslations } from "next-intl";
import type { Problem } from "@/app/components/problem";

/**
 * A problem as a sentence that says how to go on. With named fields it sums them up, each linked to its place
 * (`#field-<path>`); the same sentence stands beside the field (`useFieldSentence`).
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
  const sentence = useProblemSentence();
  const fieldSentence = useFieldSentence();
  if (!problem) return null;
  const named = problem.fields.filter((field) => field.path !== "");
  return (
    <div className="notice-box is-red" role="alert" tabIndex={-1}>
      {named.length > 0 ? (
        <>
          <p className="strong">{t("summary", { count: named.length })}</p>
          <ul className="bullets">
            {named.map((field) => (
              <li key={`${field.path} ${field.problem}`}>
                <a href={`#field-${field.path}`}>{labels[field.path] ?? labels[baseOf(field.path)] ?? field.path}</a>
                {": "}
                {fieldSentence(field.problem)}
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>{sentence(problem)}</p>
      )}
      {problem.traceId ? <p className="small soft">{t("traceId", { trace: problem.traceId })}</p> : null}
    </div>
  );
}

/** The sentence of a problem without its fields. */
export function useProblemSentence(): (problem: Problem) => string {
  const t = useTranslations();
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
    return problem.article ? `${sentence}${t("errors.article", { article: problem.article })}` : sentence;
  };
}

/** The sentence of one field's problem. */
export function useFieldSentence(): (problem: string) => string {
  const t = useTranslations("errors.fields");
  return (problem) => {
    const key = problem as "other";
    return t.has(key) ? t(key) : t("other");
  };
}

/** The problem of one field of a form, as Ant Design's Form.Item wants it. */
export function useFieldHelp(problem: Problem | null): (path: string) => { validateStatus?: "error"; help?: string } {
  const sentence = useFieldSentence();
  return (path) => {
    const field = problem?.fields.find((found) => found.path === path || baseOf(found.path) === path);
    return field ? { validateStatus: "error", help: sentence(field.problem) } : {};
  };
}

/** `filter.0.column` belongs to the control `filter`. */
function baseOf(path: string): string {
  return path.split(".")[0] ?? path;
}
