"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { BasisTag } from "@/app/components/basis-tag";
import { PrintButton } from "@/app/components/print-button";
import { Tag } from "@/app/components/tag";
import { When } from "@/app/components/when";
import { useArticle } from "@/app/i18n/use-article";
import { useText } from "@/app/i18n/use-text";
import type { ActorKind } from "@/server/law/types";
import type { RequestReceipt, RequestStart } from "@/server/sharing/sharing.schema";

/** What the applicant holds in hand: number, who acts next, until when and under which article. */
export function Receipt({ receipt, start }: { receipt: RequestReceipt; start: RequestStart }) {
  const t = useTranslations("catalogue.apply.receipt");
  const law = useTranslations("law");
  const common = useTranslations("common");
  const text = useText();
  const articleOf = useArticle();
  const actors = start.stages.flatMap((stage) => stage.actors);
  const nameOf = (kind: ActorKind) => {
    const actor = actors.find((one) => one.kind === kind);
    return actor ? text(actor.name) : law(`actors.${kind}`);
  };
  return (
    <section className="card stack" aria-labelledby="receipt" role="status">
      <div className="notice-box is-green">
        <h2 id="receipt">{t(receipt.grantId ? "directTitle" : "title")}</h2>
        <p className="soft small no-print">{t("print")}</p>
      </div>
      <dl className="facts">
        <dt>{t("number")}</dt>
        <dd className="strong mono">{receipt.number}</dd>
        <dt>{t("procedure")}</dt>
        <dd>{text(receipt.procedureTitle)}</dd>
        <dt>{t("filedAt")}</dt>
        <dd>
          <When at={receipt.filedAt} />
        </dd>
        {receipt.waitingOn.length > 0 ? (
          <>
            <dt>{t("waitingOn")}</dt>
            <dd>{receipt.waitingOn.map(nameOf).join(common("listSeparator"))}</dd>
            <dt>{t("due")}</dt>
            <dd className="row">
              {receipt.dueAt ? <When at={receipt.dueAt} dateOnly /> : law("due.none")}
              {receipt.dueProvisional ? (
                <Tag color="amber" dashed>
                  {law("due.provisional")}
                </Tag>
              ) : null}
            </dd>
          </>
        ) : null}
        <dt>{t("article")}</dt>
        <dd>
          {articleOf(receipt.article)} <BasisTag basis={receipt.basis} />
        </dd>
      </dl>
      <div className="form-actions no-print">
        {receipt.grantId ? (
          <Link className="button button-primary" href={`/workspace/grants/${receipt.grantId}`}>
            {t("grant")}
          </Link>
        ) : null}
        <Link
          className={`button ${receipt.grantId ? "" : "button-primary"}`}
          href={`/workspace/cases/${receipt.caseId}`}
        >
          {t("case")}
        </Link>
        <PrintButton />
        <Link className="button" href="/workspace/catalogue">
          {t("more")}
        </Link>
      </div>
    </section>
  );
}
