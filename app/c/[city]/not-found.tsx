import Link from "next/link";
import { useTranslations } from "next-intl";
import { PublicFrame } from "@/app/components/frame/public-frame";

/** No such city is connected. */
export default function CityNotFound() {
  const t = useTranslations("portal");
  return (
    <PublicFrame>
      <div className="empty">
        <h1>{t("unknownCityTitle")}</h1>
        <p>{t("unknownCityText")}</p>
        <p style={{ marginTop: 16 }}>
          <Link className="button" href="/">
            {t("toCities")}
          </Link>
        </p>
      </div>
    </PublicFrame>
  );
}
