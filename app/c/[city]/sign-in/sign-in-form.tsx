"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { type SignInResult, signInWithPassword } from "@/server/identity/client-actions";

const FIELDS = ["login", "password", "code", "newPassword"] as const;
type Field = (typeof FIELDS)[number];
type Sentences = Partial<Record<Field, string>>;

interface SignInFormProps {
  tenantId: string;
  /** Where to go afterwards; a path of this site. */
  next: string;
  /** Demonstration people may come without a code. */
  codeOptional: boolean;
}

/** Login, password and one-time code; asks for a new password when the old one must be replaced. */
export function SignInForm({ tenantId, next, codeOptional }: SignInFormProps) {
  const t = useTranslations("signin");
  const [busy, setBusy] = useState(false);
  const [changing, setChanging] = useState(false);
  const [missing, setMissing] = useState<Sentences>({});
  const [refusal, setRefusal] = useState<string | null>(null);
  const alert = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (refusal || Object.keys(missing).length > 0) alert.current?.focus();
  }, [refusal, missing]);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    const value = (name: Field) => String(form.get(name) ?? "").trim();
    const empty: Sentences = {};
    if (!value("login")) empty.login = t("missingLogin");
    if (!form.get("password")) empty.password = t("missingPassword");
    if (!/^\d{6}$/.test(value("code")) && !(codeOptional && value("code") === "")) empty.code = t("missingTotp");
    if (changing && !form.get("newPassword")) empty.newPassword = t("missingNewPassword");
    setMissing(empty);
    setRefusal(null);
    if (Object.keys(empty).length > 0) return;
    setBusy(true);
    const result = await signInWithPassword({
      tenantId,
      login: value("login"),
      // Spaces may be part of a password.
      password: String(form.get("password")),
      code: value("code"),
      ...(changing ? { newPassword: String(form.get("newPassword")) } : {}),
    });
    if (result.ok) return window.location.assign(next);
    setBusy(false);
    if (result.refusal === "change-password") setChanging(true);
    setRefusal(sentenceOf(result));
  };

  const sentenceOf = ({ refusal: code = "failed", problems = [] }: SignInResult) => {
    const known = problems.map((problem) => t(`problem.${problem as "too-short"}`)).join("、");
    return code === "weak-password" ? t("refusal.weak-password", { problems: known }) : t(`refusal.${code}`);
  };

  const names: Record<Field, string> = {
    login: t("login"),
    password: t("password"),
    code: t("totp"),
    newPassword: t("newPassword"),
  };
  const line = (name: Field) => ({ name, label: names[name], sentence: missing[name] });

  return (
    // Posted, should the browser send it before the page's scripts run: a password never stands in an address.
    <form className="stack" method="post" noValidate onSubmit={submit}>
      {refusal || Object.keys(missing).length > 0 ? (
        <div className="notice-box is-red" role="alert" tabIndex={-1} ref={alert}>
          <h2>{t("problemsTitle")}</h2>
          {refusal ? <p>{refusal}</p> : null}
          <ul className="plain">
            {FIELDS.filter((name) => missing[name]).map((name) => (
              <li key={name}>
                <a href={`#${name}`}>{missing[name]}</a>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <Line {...line("login")} autoComplete="username" />
      <Line {...line("password")} type="password" autoComplete="current-password" />
      <Line
        {...line("code")}
        hint={codeOptional ? `${t("totpHint")}${t("codeOptionalHint")}` : t("totpHint")}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
      />
      {changing ? (
        <Line {...line("newPassword")} hint={t("newPasswordHint")} type="password" autoComplete="new-password" />
      ) : null}
      <button type="submit" className="button button-primary" aria-disabled={busy}>
        {busy ? t("submitting") : t("submit")}
      </button>
    </form>
  );
}

interface LineProps {
  name: Field;
  label: string;
  sentence: string | undefined;
  hint?: string;
  type?: "password";
  autoComplete: string;
  inputMode?: "numeric";
  maxLength?: number;
}

function Line({ name, label, sentence, hint, ...input }: LineProps) {
  const described = [hint ? `${name}-hint` : "", sentence ? `${name}-error` : ""].filter(Boolean).join(" ");
  return (
    <div className="form-line">
      <label htmlFor={name} className="strong">
        {label}
      </label>
      {hint ? (
        <span id={`${name}-hint`} className="small soft">
          {hint}
        </span>
      ) : null}
      <input
        id={name}
        name={name}
        className="field"
        spellCheck={false}
        aria-invalid={sentence ? true : undefined}
        aria-describedby={described || undefined}
        {...input}
      />
      {sentence ? (
        <span id={`${name}-error`} className="field-error">
          {sentence}
        </span>
      ) : null}
    </div>
  );
}
