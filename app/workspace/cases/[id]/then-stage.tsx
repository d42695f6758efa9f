import { useTranslations } from "next-intl";
import { useText } from "@/app/i18n/use-text";
import type { CaseAct, CaseDetail } from "@/server/cases/case.schema";

/** A consent that another step follows: data that is not on the platform has to be delivered before it can be used. */
export function ThenStage({ detail, effect }: { detail: CaseDetail; effect: CaseAct["effect"] | undefined }) {
  const t = useTranslations("cases.act");
  const text = useText();
  const next = effect === "grant" ? detail.stages.find(({ state }) => state === "next") : undefined;
  return next ? <span className="due-soon">{t("thenStage", { stage: text(next.title) })} </span> : null;
}
