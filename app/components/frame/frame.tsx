import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LanguageSwitch } from "@/app/components/frame/language-switch";
import { NavLinks } from "@/app/components/frame/nav-links";
import type { NavItem } from "@/app/components/frame/navigation";
import { PhoneMenu } from "@/app/components/frame/phone-menu";
import { SignOut } from "@/app/components/frame/sign-out";
import { useText } from "@/app/i18n/use-text";
import type { Role } from "@/server/db/actor";
import type { Text } from "@/server/law/types";

export interface FramePerson {
  name: string;
  department: Text;
  roles: readonly Role[];
  demo: boolean;
}

interface FrameProps {
  /** City, county or province at whose desk the person sits. */
  place: Text;
  person: FramePerson;
  items: readonly NavItem[];
  /** The bell, where the person receives notices. */
  notices?: ReactNode;
  /** What stands below every page: the text that the place is run under. */
  foot?: ReactNode;
  children: ReactNode;
}

/** Header, side navigation and main area of every page behind the sign-in. */
export function Frame({ place, person, items, notices, foot, children }: FrameProps) {
  const t = useTranslations();
  const text = useText();
  return (
    <>
      <a className="skip-link" href="#main">
        {t("common.skipToContent")}
      </a>
      <header className="frame-head">
        <PhoneMenu items={items} person={<PersonLines person={person} />} />
        <Link className="frame-brand" href={items[0]?.href ?? "/"}>
          <span>{text(place)}</span>
          <span className="frame-product">{t("common.product")}</span>
        </Link>
        <div className="frame-tools">
          {notices}
          <div className="frame-person">
            <PersonLines person={person} />
          </div>
          <LanguageSwitch />
          <SignOut />
        </div>
      </header>
      <div className={items.length > 0 ? "frame-body" : "frame-body is-plain"}>
        {items.length > 0 ? (
          <div className="frame-side">
            <NavLinks items={items} />
          </div>
        ) : null}
        <main className="frame-main" id="main" tabIndex={-1}>
          {children}
          {foot}
        </main>
      </div>
    </>
  );
}

function PersonLines({ person }: { person: FramePerson }) {
  const t = useTranslations("frame");
  const text = useText();
  const roles = person.roles.map((role) => t(`roles.${role}`)).join(" / ");
  return (
    <>
      <div className="strong">{person.demo ? t("demoName", { name: person.name }) : person.name}</div>
      <div className="frame-role">{[text(person.department), roles].filter(Boolean).join(" · ")}</div>
    </>
  );
}
