import { useTranslations } from "next-intl";
import { Tag, type TagColor } from "@/app/components/tag";
import type { GrantState } from "@/server/delivery/grant.schema";

const COLORS: Record<GrantState, TagColor> = {
  live: "green",
  "not-begun": "blue",
  suspended: "amber",
  expired: "grey",
  revoked: "red",
  retired: "grey",
};

/** How a grant stands now. */
export function GrantStateTag({ state }: { state: GrantState }) {
  const t = useTranslations("grants.states");
  return <Tag color={COLORS[state]}>{t(state)}</Tag>;
}
