import { useTranslations } from "next-intl";
import { Tag, type TagColor } from "@/app/components/tag";
import { useText } from "@/app/i18n/use-text";
import type { Mark, RegisterStanding } from "@/server/registers/registers.schema";

const COLORS: Record<RegisterStanding, TagColor> = {
  missing: "red",
  due: "amber",
  kept: "green",
  empty: "grey",
  read: "grey",
};

/** How a register stands for a department. */
export function StandingTag({ standing }: { standing: RegisterStanding }) {
  const t = useTranslations("registers.standing");
  return <Tag color={COLORS[standing]}>{t(standing)}</Tag>;
}

/** What checks found in a record, each as its sentence. */
export function Marks({ marks }: { marks: readonly Mark[] }) {
  const t = useTranslations("common");
  const text = useText();
  if (marks.length === 0) return null;
  return (
    <ul className="plain stack-s">
      {marks.map(({ id, says, about }) => (
        <li key={id}>
          <Tag color="amber">{text(says)}</Tag> {about.join(t("listSeparator"))}
        </li>
      ))}
    </ul>
  );
}
