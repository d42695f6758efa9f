import { Tag, type TagColor } from "@/app/components/tag";
import { useText } from "@/app/i18n/use-text";
import type { CityWords, SharingClass } from "@/server/law/types";

const COLORS: Record<SharingClass, TagColor> = { unconditional: "green", conditional: "amber", withheld: "red" };

/** The class of an entry in the city's own words. */
export function ClassTag({
  value,
  words,
  kind = "sharing",
}: {
  value: SharingClass;
  words: Pick<CityWords, "sharing" | "opening">;
  kind?: "sharing" | "opening";
}) {
  const text = useText();
  return <Tag color={COLORS[value]}>{text(words[kind][value])}</Tag>;
}
