"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Source } from "@/app/components/basis-tag";
import { useText } from "@/app/i18n/use-text";
import { ActDialog } from "@/app/workspace/cases/[id]/act-dialog";
import { DisputeDialog } from "@/app/workspace/cases/[id]/dispute-dialog";
import { ResubmitForm } from "@/app/workspace/cases/[id]/resubmit-form";
import { ThenStage } from "@/app/workspace/cases/[id]/then-stage";
import { WithdrawAct } from "@/app/workspace/cases/[id]/withdraw-act";
import type { CaseAct, CaseDetail, FollowOffer } from "@/server/cases/case.schema";
import type { DataItemView } from "@/server/catalogue/catalogue.schema";

/** Effects that carry a case onward, against those that refuse, return or put off. */
const FORWARD: readonly CaseAct["effect"][] = ["grant", "extend", "settle", "none"];

/**
 * The acts that this person may do now, each with what it will cause and under which article.
 * @param aside what has to be seen beside the questions of an act
 */
export function ActsBar({ detail, items, aside }: { detail: CaseDetail; items: DataItemView[]; aside: ReactNode }) {
  const t = useTranslations("cases.detail");
  const text = useText();
  const common = useTranslations("common");
  const resubmission = detail.acts.find((act) => act.event === "resubmitted");
  const others = detail.acts.filter((act) => act.event !== "resubmitted");
  const first = others.find(({ effect, event }) => event === "acted" && FORWARD.includes(effect));
  const nothing = detail.acts.length === 0 && !detail.disputeOffer && !detail.followOffer;
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
                <ActDialog detail={detail} act={act} items={items} primary={act === first} aside={aside} />
              )}
              <Causes act={act} detail={detail} several={new Set(detail.acts.map(({ as }) => as)).size > 1} />
            </div>
          ))}
          {detail.disputeOffer ? (
            <div className="act-choice">
              <DisputeDialog caseId={detail.id} offer={detail.disputeOffer} />
              <Causes act={detail.disputeOffer} detail={detail} />
            </div>
          ) : null}
          {detail.followOffer ? (
            <div className="act-choice">
              <Link className="button" href={followHref(detail.id, detail.followOffer)}>
                {text(detail.followOffer.title)}
              </Link>
              <Causes act={detail.followOffer} detail={detail} />
            </div>
          ) : null}
        </div>
      </section>
      {resubmission ? <ResubmitForm detail={detail} act={resubmission} items={items} /> : null}
    </>
  );
}

function followHref(after: string, { procedure, about }: FollowOffer): string {
  const query = new URLSearchParams({ after });
  if ("departmentId" in about && about.departmentId) query.set("department", about.departmentId);
  if ("entryId" in about && about.entryId) query.set("entry", about.entryId);
  return `/workspace/file/${procedure}?${query}`;
}

function Causes({
  act,
  detail,
  several = false,
}: {
  act: Pick<CaseAct, "causes" | "article" | "basis" | "reason" | "instrument"> &
    Partial<Pick<CaseAct, "as" | "effect">>;
  detail: CaseDetail;
  several?: boolean;
}) {
  const t = useTranslations("cases.act");
  const law = useTranslations("law.actors");
  const text = useText();
  return (
    <p>
      {text(act.causes)} <ThenStage detail={detail} effect={act.effect} />
      <span className="soft small">
        <Source citation={act} reason={false} />
        {several && act.as ? ` · ${t("as", { side: law(act.as) })}` : ""}
      </span>
    </p>
  );
}
