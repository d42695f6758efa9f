import { useTranslations } from "next-intl";
import { Tag, type TagColor } from "@/app/components/tag";
import type { InstrumentView } from "@/server/cities/city.schema";

const COLORS: Record<InstrumentView["status"], TagColor> = { "in-force": "green", draft: "amber", unknown: "purple" };

/** Whether a city's text is in force, a draft, or of unknown validity; in words, the colour only helps. */
export function InstrumentStatus({ status }: { status: InstrumentView["status"] }) {
  const t = useTranslations("law");
  return (
    <Tag color={COLORS[status]} dashed={status !== "in-force"}>
      {t(`status.${status}`)}
    </Tag>
  );
}
