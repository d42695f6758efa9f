import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

interface PageHeaderProps {
  title: ReactNode;
  /** Where this page lies; the page itself is not among them. */
  crumbs?: readonly { label: string; href: string }[];
  /** One sentence under the title. */
  note?: ReactNode;
  /** Buttons at the right of the title. */
  extra?: ReactNode;
  /** Tags beside the title. */
  tags?: ReactNode;
}

/** The one `h1` of a page with its place, a sentence and what can be done with the page as a whole. */
export function PageHeader({ title, crumbs, note, extra, tags }: PageHeaderProps) {
  const t = useTranslations("common");
  return (
    <div className="page-head">
      {crumbs && crumbs.length > 0 ? (
        <nav className="crumbs no-print" aria-label={t("breadcrumbs")}>
          {crumbs.map(({ label, href }, index) => (
            <span key={href}>
              {index > 0 ? " / " : ""}
              <Link href={href}>{label}</Link>
            </span>
          ))}
        </nav>
      ) : null}
      <div className="row-apart">
        <div className="row">
          <h1>{title}</h1>
          {tags}
        </div>
        {extra ? <div className="row no-print">{extra}</div> : null}
      </div>
      {note ? <p className="page-note">{note}</p> : null}
    </div>
  );
}
