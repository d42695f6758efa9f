import { useTranslations } from "next-intl";

/** Themes are codes that both languages name; one that a city made up is shown as it was typed. */
export function useThemeName(): (theme: string) => string {
  const t = useTranslations("portal.themeNames");
  return (theme) => {
    const key = theme as "credit";
    return t.has(key) ? t(key) : theme;
  };
}

export function ThemeName({ theme }: { theme: string }) {
  return useThemeName()(theme);
}
