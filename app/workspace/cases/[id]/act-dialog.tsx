"use client";

import { App, Button, Modal } from "antd";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, useRef, useState } from "react";
import { Source } from "@/app/components/basis-tag";
import { ErrorSentence } from "@/app/components/error-sentence";
import { focusFirst } from "@/app/components/focus-first";
import { LawFields } from "@/app/components/request/law-fields";
import { useSubmit } from "@/app/components/use-submit";
import { useText } from "@/app/i18n/use-text";
import { useTRPC } from "@/app/trpc/client";
import {
  askedFields,
  CONTENT_PATHS,
  contentItems,
  firstDraft,
  missingContent,
  toContent,
} from "@/app/workspace/cases/[id]/act-content";
import { ContentField } from "@/app/workspace/cases/[id]/content-field";
import { GrantTerms } from "@/app/workspace/cases/[id]/grant-terms";
import { ThenStage } from "@/app/workspace/cases/[id]/then-stage";
import type { CaseAct, CaseDetail } from "@/server/cases/case.schema";
import type { DataItemView } from "@/server/catalogue/catalogue.schema";

interface ActDialogProps {
  detail: CaseDetail;
  act: CaseAct;
  items: DataItemView[];
  /** The act that carries the case onward stands out. */
  primary?: boolean;
  /** What has to be seen beside the act's questions. */
  aside?: ReactNode;
}

/** One act: a button, and a form built from what the act requires and offers. */
export function ActDialog({ detail, act, items, primary = false, aside = null }: ActDialogProps) {
  const t = useTranslations("cases.act");
  const common = useTranslations("common");
  const scope = useTranslations("scope");
  const law = useTranslations("law.content");
  const text = useText();
  const format = useFormatter();
  const router = useRouter();
  const trpc = useTRPC();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const [draft, setDraft] = useState(() => firstDraft(detail, act));
  const title = text(act.title);
  const { submit, busy, problem, setProblem } = useSubmit(trpc.cases.act.mutationOptions(), () => {
    setOpen(false);
    void message.success(t("done", { title }));
    router.refresh();
  });
  const danger = act.effect === "refuse" || act.effect === "refuse-extension";
  const early = act.notBefore !== null && act.notBefore.getTime() > Date.now();
  const fields = contentItems(act);
  const labels = {
    ...Object.fromEntries(fields.map(({ item }) => [CONTENT_PATHS[item], law(item)])),
    ...Object.fromEntries(act.fields.map((field) => [`content.fields.${field.id}`, text(field.title)])),
    "content.grant.columns": t("columns"),
    "content.grant.masks": scope("mask"),
    "content.grant.rowFilter": scope("filter.title"),
    "content.grant.validFrom": t("from"),
    "content.grant.validUntil": t("until"),
    "content.grant.requestsPerMinute": t("requestsPerMinute"),
    "content.grant.rowsPerDay": t("rowsPerDay"),
  };
  const send = async () => {
    const missing = missingContent(draft, act);
    if (missing) return setProblem(missing);
    await submit({
      caseId: detail.id,
      version: detail.version,
      act: act.act,
      as: act.as,
      content: toContent(draft, act, items),
    });
  };
  return (
    <>
      <div>
        <Button
          type={primary && !early ? "primary" : "default"}
          danger={danger}
          disabled={early}
          onClick={() => setOpen(true)}
        >
          {title}
        </Button>
        {early && act.notBefore ? (
          <p className="small soft">{t("notBefore", { date: format.dateTime(act.notBefore, "date") })}</p>
        ) : null}
      </div>
      <Modal
        open={open}
        title={title}
        width={act.effect === "grant" ? 860 : 620}
        okText={t("confirm", { title })}
        cancelText={common("cancel")}
        okButtonProps={{ danger, loading: busy }}
        mask={{ closable: false }}
        afterOpenChange={(shown) => shown && focusFirst(body.current)}
        onCancel={() => setOpen(false)}
        onOk={send}
      >
        <div className="stack" ref={body}>
          <div className={`notice-box ${danger ? "is-amber" : ""}`}>
            {t("causes", { causes: text(act.causes) })} <ThenStage detail={detail} effect={act.effect} />
            <span className="small soft">
              <Source citation={act} reason={false} />
            </span>
          </div>
          <ErrorSentence problem={problem} labels={labels} />
          {aside ? <div className="notice-box small">{aside}</div> : null}
          <div>
            {fields.map(({ item, required }) => (
              <ContentField
                key={item}
                item={item}
                required={required}
                act={act}
                detail={detail}
                draft={draft}
                problem={problem}
                onChange={(changes) => setDraft({ ...draft, ...changes })}
              />
            ))}
            <LawFields
              fields={askedFields(act, draft)}
              path="content.fields"
              values={draft.fields}
              problem={problem}
              onChange={(values) => setDraft({ ...draft, fields: values })}
            />
          </div>
          {act.effect === "grant" ? (
            <GrantTerms
              detail={detail}
              items={items}
              draft={draft}
              problem={problem}
              askStorage={!fields.some(({ item }) => item === "storage-consent")}
              onChange={(changes) => setDraft({ ...draft, ...changes })}
            />
          ) : null}
        </div>
      </Modal>
    </>
  );
}
