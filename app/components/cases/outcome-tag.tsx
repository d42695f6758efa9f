import { useTranslations } from "next-intl";
import { Tag, type TagColor } from "@/app/components/tag";
import { useText } from "@/app/i18n/use-text";
import type { Outcome, Text } from "@/server/law/types";

const COLORS: Record<Outcome, TagColor> = {
  granted: "green",
  refused: "red",
  withdrawn: "grey",
  disputed: "amber",
  settled: "green",
  "not-settled": "amber",
  done: "green",
  rejected: "red",
};

/** How a case ended, in the words of its procedure when they are given. */
export function OutcomeTag({ outcome, title }: { outcome: Outcome; title?: Text | null }) {
  const t = useTranslations("law.outcomes");
  const text = useText();
  return <Tag color={COLORS[outcome]}>{title ? text(title) : t(outcome)}</Tag>;
}
