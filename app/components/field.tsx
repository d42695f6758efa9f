"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { fieldId, useFieldProblem } from "@/app/components/error-sentence";
import type { Problem } from "@/app/components/problem";

/** What a control needs to be named, described and marked as wrong. */
export interface ControlProps {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
  "aria-required"?: true;
  status?: "error";
}

interface FieldProps {
  /** Path in the input, as the server names it in its problems. */
  path: string;
  label: ReactNode;
  required?: boolean;
  /** Says how to fill it and under which article it is asked. */
  hint?: ReactNode;
  problem: Problem | null;
  /** Several controls under one name (checkboxes): a fieldset instead of a label. */
  group?: boolean;
  children: (control: ControlProps) => ReactNode;
}

/** A label, a hint, a control and the sentence about what is wrong with it. */
export function Field({ path, label, required = false, hint, problem, group = false, children }: FieldProps) {
  const t = useTranslations("common");
  const wrong = useFieldProblem(problem)(path);
  const id = fieldId(path);
  const described = [hint ? `${id}-hint` : "", wrong ? `${id}-error` : ""].filter(Boolean).join(" ");
  const control: ControlProps = {
    id,
    ...(described ? { "aria-describedby": described } : {}),
    ...(wrong ? { "aria-invalid": true as const, status: "error" as const } : {}),
    ...(required ? { "aria-required": true as const } : {}),
  };
  const name = (
    <>
      {label}
      {required ? (
        <span className="field-required" title={t("required")}>
          {" *"}
        </span>
      ) : (
        <span className="soft">{t("optional")}</span>
      )}
    </>
  );
  const below = (
    <>
      {hint ? (
        <div className="small soft" id={`${id}-hint`}>
          {hint}
        </div>
      ) : null}
      {children(control)}
      {wrong ? (
        <div className="field-error" id={`${id}-error`}>
          {wrong}
        </div>
      ) : null}
    </>
  );
  if (group) {
    return (
      <fieldset className="form-field" id={id} tabIndex={-1}>
        <legend className="form-label">{name}</legend>
        {below}
      </fieldset>
    );
  }
  return (
    <div className="form-field">
      <label className="form-label" htmlFor={id}>
        {name}
      </label>
      {below}
    </div>
  );
}
