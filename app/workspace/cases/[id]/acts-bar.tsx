"use client";

import { useTranslations } from "next-intl";
import { BasisTag } from "@/app/components/basis-tag";
import { useArticle } from "@/app/i18n/use-article";
import { useText } from "@/app/i18n/use-text";
import { ActDialog } from "@/app/workspace/cases/[id]/act-dialog";
import { DisputeDialog } from "@/app/workspace/cases/[id]/dispute-dialog";
import { ResubmitForm } from "@/app/workspace/cases/[id]/resubmit-form";
import { WithdrawAct } from "@/app/workspace/cases/[id]/withdraw-act";
import type { CaseAct, CaseDetail } from "@/server/cases/case.schema";
import type { DataItemView } from "@/server/catalogue/catalogue.schema";

/** The acts that this person may do now, each with what it will cause and under which article. */
export function ActsBar({ detail, items }: { detail: CaseDetail; items: DataItemView[] }) {
  const t = useTranslations("cases.detail");
  const text = useText();
  const common = useTranslations("common");
  const resubmission = detail.acts.find((act) => act.event === "resubmitted");
  const others = detail.acts.filter((act) => act.event !== "resubmitted");
  const nothing = detail.acts.length === 0 && !detail.disputeOffer;
  if (nothing && detail.end) return null;
  return (
    <>
      <section className="card no-print" aria-labelledby="acts">
        <h2 id="acts">{t("acts")}</h2>
        {nothing ? (
          <p className="soft">
            {t("actsNone")}{" "}
            {t("actsWaiting", { who: detail.waitingOn.map(({ name }) => text(name)).join(common("listSeparator")) })}
          </p>
        ) : null}
        <div className="act-bar">
          {others.map((act) => (
            <div key={`${act.event} ${act.act} ${act.as}`} className="act-choice">
              {act.event === "withdrawn" ? (
                <WithdrawAct detail={detail} act={act} />
              ) : (
                <ActDialog detail={detail} act={act} items={items} />
              )}
              <Causes act={act} several={new Set(detail.acts.map(({ as }) => as)).size > 1} />
            </div>
          ))}
          {detail.disputeOffer ? (
            <div className="act-choice">
              <DisputeDialog caseId={detail.id} offer={detail.disputeOffer} />
              <Causes act={detail.disputeOffer} />
            </div>
          ) : null}
        </div>
      </section>
      {resubmission ? <ResubmitForm detail={detail} act={resubmission} items={items} /> : null}
    </>
  );
}

function Causes({
  act,
  several = false,
}: {
  act: Pick<CaseAct, "causes" | "article" | "basis" | "reason"> & { as?: CaseAct["as"] };
  several?: boolean;
}) {
  const t = useTranslations("cases.act");
  const articleOf = useArticle();
  const law = useTranslations("law.actors");
  const text = useText();
  return (
    <p>
      {text(act.causes)}{" "}
      <span className="soft small">
        {t("article", { article: articleOf(act.article) })}
        {several && act.as ? ` · ${t("as", { side: law(act.as) })}` : ""}
      </span>{" "}
      <BasisTag basis={act.basis} reason={act.reason} />
    </p>
  );
}
