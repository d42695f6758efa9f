import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

/** A page of another role: says whose it is and leads back, instead of pretending that it is missing. */
export function NotYours({
  title,
  text,
  href,
  label,
}: {
  title: ReactNode;
  text: ReactNode;
  href: string;
  label?: string;
}) {
  const t = useTranslations("common");
  return (
    <div className="empty">
      <h1>{title}</h1>
      <p>{text}</p>
      <p style={{ marginTop: 16 }}>
        <Link className="button" href={href}>
          {label ?? t("back")}
        </Link>
      </p>
    </div>
  );
}
