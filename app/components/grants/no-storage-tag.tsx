import { useTranslations } from "next-intl";
import { Tag } from "@/app/components/tag";

/** What is read under this grant may be used, not kept. */
export function NoStorageTag() {
  return <Tag color="amber">{useTranslations("grants")("noStorage")}</Tag>;
}
