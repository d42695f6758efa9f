"use client";

import { LogoutOutlined } from "@ant-design/icons";
import { signOut } from "next-auth/react";
import { useTranslations } from "next-intl";
import { useState } from "react";

/** Ends the session on the server and goes to the landing page. */
export function SignOut() {
  const t = useTranslations("frame");
  const [leaving, setLeaving] = useState(false);
  const label = leaving ? t("signingOut") : t("signOut");
  return (
    <button
      type="button"
      className="plain-button"
      disabled={leaving}
      aria-label={label}
      onClick={async () => {
        setLeaving(true);
        await signOut({ callbackUrl: "/" });
      }}
    >
      <LogoutOutlined aria-hidden />
      <span className="hide-on-phone">{label}</span>
    </button>
  );
}
