import "@/app/public.css";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LanguageSwitch } from "@/app/components/frame/language-switch";

/** Header and main area of the pages that need no sign-in. */
export function PublicFrame({
  brand,
  home = "/",
  tools,
  children,
}: {
  /** What stands beside the product's name: a city's platform; nothing on the first page. */
  brand?: ReactNode;
  home?: string;
  tools?: ReactNode;
  children: ReactNode;
}) {
  const t = useTranslations("common");
  return (
    <>
      <a className="skip-link" href="#main">
        {t("skipToContent")}
      </a>
      <header className="frame-head">
        <Link className="frame-brand" href={home}>
          <span>{brand ?? t("product")}</span>
          {brand ? <span className="frame-product">{t("product")}</span> : null}
        </Link>
        <div className="frame-tools">
          {tools}
          <LanguageSwitch />
        </div>
      </header>
      <main className="frame-main public-main" id="main" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
