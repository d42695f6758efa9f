"use client";

import { Button } from "antd";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import type { CreatedKey } from "@/server/delivery/grant.schema";

/** The secret of a key, this once. */
export function KeyShownOnce({ created }: { created: CreatedKey }) {
  const t = useTranslations("grants.keys");
  const common = useTranslations("common");
  const [copied, setCopied] = useState<boolean | null>(null);
  const shown = useRef<HTMLPreElement>(null);
  const { token } = created;
  if (token === null) return <p className="notice-box is-amber">{t("createdRepeated")}</p>;
  return (
    <div className="stack-s">
      <p className="notice-box is-amber">{t("createdNote")}</p>
      <pre className="code-block" data-testid="key-token" ref={shown}>
        {token}
      </pre>
      <div className="row">
        <Button
          onClick={async () => {
            setCopied(await copyText(token, shown.current));
          }}
        >
          {t("copy")}
        </Button>
        <span role="status">{copied === null ? "" : copied ? common("copied") : t("copyByHand")}</span>
      </div>
    </div>
  );
}

/**
 * Browsers give no clipboard to pages that came over plain HTTP, as on many an office network: then the text is
 * selected, ready to be copied by hand.
 */
async function copyText(text: string, shown: HTMLElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (shown) window.getSelection()?.selectAllChildren(shown);
    return false;
  }
}
