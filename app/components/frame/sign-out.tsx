"use client";

import { LogoutOutlined } from "@ant-design/icons";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { signOutOfHeliu } from "@/server/identity/client-actions";

/** Ends the session on the server and goes to the first page. */
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
        await signOutOfHeliu();
        window.location.assign("/"); // a full load, so nothing of the session stays in the browser's memory
      }}
    >
      <LogoutOutlined aria-hidden />
      <span className="hide-on-phone">{label}</span>
    </button>
  );
}
