import { useTranslations } from "next-intl";
import { KEEP_MASK, type MASKS, type Mask } from "@/server/catalogue/catalogue.schema";

/** What a mask does, in the reader's words. */
export function useMaskWords(): (mask: Mask) => string {
  const t = useTranslations("scope");
  return (mask) => {
    const [, first, last] = KEEP_MASK.exec(mask) ?? [];
    return first && last ? t("keepMask", { first, last }) : t(`masks.${mask as (typeof MASKS)[number]}`);
  };
}
