import { useTranslations } from "next-intl";

/** The usual themes are named in both languages; one that a department typed itself is shown as typed. */
export function useThemeName(): (theme: string) => string {
  const t = useTranslations("catalogue.themes");
  return (theme) => {
    const key = theme as "other";
    return t.has(key) ? t(key) : theme;
  };
}

export function ThemeName({ theme }: { theme: string }) {
  return useThemeName()(theme);
}
