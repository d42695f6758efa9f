import { useTranslations } from "next-intl";
import { Timeline } from "@/app/components/timeline";
import { useText } from "@/app/i18n/use-text";
import type { GrantActRow } from "@/server/delivery/grant.schema";

const COLORS = { suspend: "amber", resume: "green", revoke: "red", narrow: "amber" } as const;

/** Who suspended, resumed or ended the grant, when and why. */
export function GrantActs({ acts }: { acts: GrantActRow[] }) {
  const t = useTranslations("grants");
  const text = useText();
  if (acts.length === 0) return null;
  return (
    <section className="card" aria-labelledby="changes">
      <h2 id="changes">{t("detail.acts")}</h2>
      <Timeline
        facts={acts.map(({ seq, act, reason, person, department, at }) => ({
          id: String(seq),
          at,
          title: t(`manage.${act}`),
          who: `${text(department)} ${person}`,
          color: COLORS[act],
          children: <p className="prewrap">{reason}</p>,
        }))}
      />
    </section>
  );
}
