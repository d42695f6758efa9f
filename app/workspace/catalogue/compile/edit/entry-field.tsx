"use client";

import { useTranslations } from "next-intl";
import { createContext, type ReactNode, useContext } from "react";
import { fieldId } from "@/app/components/error-sentence";
import { useText } from "@/app/i18n/use-text";
import type { Finding } from "@/server/catalogue/draft.schema";

/** What was found, for each field to show its own. */
export const Findings = createContext<readonly Finding[]>([]);

interface Control {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
  "aria-required"?: true;
}

interface EntryFieldProps {
  path: string;
  label: ReactNode;
  hint?: ReactNode;
  required?: boolean;
  children: (control: Control) => ReactNode;
}

/** A label, a hint, a control and what was found of it: errors in red, the rest as a word to look at. */
export function EntryField({ path, label, hint, required = false, children }: EntryFieldProps) {
  const common = useTranslations("common");
  const text = useText();
  const found = useContext(Findings).filter((finding) => finding.path === path);
  const id = fieldId(path);
  const described = [hint ? `${id}-hint` : "", found.length > 0 ? `${id}-found` : ""].filter(Boolean).join(" ");
  const control: Control = {
    id,
    ...(described && { "aria-describedby": described }),
    ...(found.some(({ severity }) => severity === "error") && { "aria-invalid": true as const }),
    ...(required && { "aria-required": true as const }),
  };
  return (
    <div style={{ marginBottom: 16, minWidth: 0 }}>
      <label htmlFor={id} className="strong">
        {label}
        {required ? (
          <span className="field-required" title={common("required")}>
            {" *"}
          </span>
        ) : null}
      </label>
      {hint ? (
        <div className="small soft" id={`${id}-hint`}>
          {hint}
        </div>
      ) : null}
      {children(control)}
      {found.length > 0 ? (
        <ul className="plain" id={`${id}-found`}>
          {found.map((finding) => (
            <li key={finding.problem} className={finding.severity === "error" ? "field-error" : "small"}>
              {text(finding.words)}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

interface TextProps extends Omit<EntryFieldProps, "children"> {
  value: string;
  onChange: (value: string) => void;
  /** Several lines. */
  lines?: number;
  /** What may be chosen; anything else may be written too. */
  list?: readonly string[];
  number?: boolean;
}

const WIDE = { width: "100%", boxSizing: "border-box" } as const;

export function TextField({ value, onChange, lines, list, number = false, ...field }: TextProps) {
  return (
    <EntryField {...field}>
      {(control) =>
        lines ? (
          <textarea
            {...control}
            className="field"
            style={WIDE}
            rows={lines}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <>
            <input
              {...control}
              className="field"
              style={WIDE}
              value={value}
              autoComplete="off"
              {...(number && { inputMode: "numeric" as const })}
              {...(list && { list: `${control.id}-list` })}
              onChange={(event) => onChange(event.target.value)}
            />
            {list ? (
              <datalist id={`${control.id}-list`}>
                {list.map((each) => (
                  <option key={each} value={each} />
                ))}
              </datalist>
            ) : null}
          </>
        )
      }
    </EntryField>
  );
}

interface ChoiceProps extends Omit<EntryFieldProps, "children"> {
  value: string;
  onChange: (value: string) => void;
  options: readonly (readonly [value: string, title: string])[];
  /** What stands for no choice; left out where one has to be made. */
  none?: string;
}

export function ChoiceField({ value, onChange, options, none, ...field }: ChoiceProps) {
  return (
    <EntryField {...field}>
      {(control) => (
        <select
          {...control}
          className="field"
          style={WIDE}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        >
          {none === undefined ? null : <option value="">{none}</option>}
          {options.map(([option, title]) => (
            <option key={option} value={option}>
              {title}
            </option>
          ))}
        </select>
      )}
    </EntryField>
  );
}

/** A box to tick, with its words beside it. */
export function TickField({
  label,
  checked,
  onChange,
}: {
  label: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <label className="row" style={{ marginBottom: 8 }}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}
