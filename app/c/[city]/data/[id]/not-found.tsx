import Link from "next/link";
import { useTranslations } from "next-intl";
import { PublicFrame } from "@/app/components/frame/public-frame";

/** Not open, not there, or no such city: a visitor cannot tell. */
export default function DatasetNotFound() {
  const t = useTranslations("portal");
  return (
    <PublicFrame>
      <div className="empty">
        <h1>{t("missingTitle")}</h1>
        <p>{t("missingText")}</p>
        <p style={{ marginTop: 16 }}>
          <Link className="button" href="/">
            {t("toCities")}
          </Link>
        </p>
      </div>
    </PublicFrame>
  );
}
