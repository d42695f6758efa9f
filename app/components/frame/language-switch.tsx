import { useLocale, useTranslations } from "next-intl";
import { LOCALES } from "@/app/i18n/locales";
import { switchLocale } from "@/app/i18n/switch-locale";

/** A form, so it works before and without scripts; it names the language it leads to in that language. */
export function LanguageSwitch() {
  const t = useTranslations("frame.language");
  const current = useLocale();
  const other = LOCALES.find((locale) => locale !== current) ?? LOCALES[0];
  return (
    <form action={switchLocale}>
      <input type="hidden" name="locale" value={other} />
      <button type="submit" className="plain-button" lang={other} title={t("label")}>
        {t(other)}
      </button>
    </form>
  );
}
