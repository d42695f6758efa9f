import Link from "next/link";
import { useTranslations } from "next-intl";

/** Missing and foreign look the same; the way on leads to where the reader belongs. */
export function NotFoundText({ home }: { home: string }) {
  const t = useTranslations("common");
  return (
    <div className="empty">
      <h1>{t("notFound.title")}</h1>
      <p>{t("notFound.text")}</p>
      <p style={{ marginTop: 16 }}>
        <Link className="button" href={home}>
          {t("home")}
        </Link>
      </p>
    </div>
  );
}
