"use client";

import { useTranslations } from "next-intl";

/** What nobody expected: the page says so, offers to try again and names the number that the log has. */
export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useTranslations("common");
  const digest = typeof error === "object" && error !== null && "digest" in error ? String(error.digest) : null;
  return (
    <div className="empty" role="alert">
      <h1>{t("failed.title")}</h1>
      <p>{t("failed.text")}</p>
      {digest ? <p className="small mono">{t("failed.trace", { trace: digest })}</p> : null}
      <p className="row" style={{ justifyContent: "center", marginTop: 16 }}>
        <button type="button" className="button button-primary" onClick={() => retry()}>
          {t("retry")}
        </button>
        <a className="button" href="/">
          {t("home")}
        </a>
      </p>
    </div>
  );
}
