import { useTranslations } from "next-intl";
import { homeOf } from "@/app/components/frame/home-of";
import { NotYours } from "@/app/components/not-yours";
import type { Me } from "@/server/identity/identity.schema";
import type { ADMINISTRATOR_ROLES } from "@/server/identity/roles";

export type Administrator = (typeof ADMINISTRATOR_ROLES)[number];

/** Says which third of administration this is, and who has the other two. */
export function Separation({ of }: { of: Administrator }) {
  const t = useTranslations("admin");
  return (
    <section className="notice-box" aria-labelledby="separation">
      <h2 id="separation">{t("separationTitle")}</h2>
      <p>{t(`separation.${of}`)}</p>
    </section>
  );
}

/** The page belongs to another of the three, or to an administrator at all. */
export function OtherThird({ me, owner }: { me: Me; owner: Administrator }) {
  const t = useTranslations();
  return (
    <NotYours
      title={t("admin.otherThird", { role: t(`frame.roles.${owner}`) })}
      text={t("admin.otherThirdText")}
      href={homeOf(me.roles)}
      label={t("admin.otherThirdHome")}
    />
  );
}

/** Which of the three the reader is; null for everyone else. */
export function administratorOf(me: Me): Administrator | null {
  const roles: readonly Administrator[] = ["system_admin", "security_officer", "auditor"];
  return roles.find((role) => me.roles.includes(role)) ?? null;
}
