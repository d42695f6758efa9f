"use client";

import { App } from "antd";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Source } from "@/app/components/basis-tag";
import { ConfirmAct } from "@/app/components/confirm-act";
import { useSubmit } from "@/app/components/use-submit";
import { When } from "@/app/components/when";
import { useText } from "@/app/i18n/use-text";
import { useTRPC } from "@/app/trpc/client";
import type { GrantDetail } from "@/server/delivery/grant.schema";

/** What may and may not be done with the data, by the law of the grant's day, and who of the consumer has accepted it. */
export function UseTerms({ grant }: { grant: GrantDetail }) {
  const t = useTranslations("grants.terms");
  const text = useText();
  const router = useRouter();
  const trpc = useTRPC();
  const { message } = App.useApp();
  const { submit, busy, problem } = useSubmit(trpc.grants.accept.mutationOptions(), () => {
    void message.success(t("done"));
    router.refresh();
  });
  const { terms, accepted, may } = grant;
  if (terms.length === 0) return null;
  return (
    <section className="card" aria-labelledby="terms">
      <h2 id="terms">{t("title")}</h2>
      <ul className="bullets">
        {terms.map((term) => (
          <li key={term.title.zh}>
            {text(term.title)}: <span className="strong">{text(term.text)}</span>{" "}
            <Source citation={term} reason={false} />
          </li>
        ))}
      </ul>
      {accepted ? (
        <p className="soft">
          {t("accepted", { person: accepted.person })} <When at={accepted.at} />
        </p>
      ) : may.accept ? (
        <ConfirmAct
          label={t("accept")}
          causes={t("causes")}
          primary
          busy={busy}
          problem={problem}
          onConfirm={() => submit({ grantId: grant.id })}
        />
      ) : (
        <p className="soft">{t("notYet")}</p>
      )}
    </section>
  );
}
