"use client";

import { Button, Input, Modal } from "antd";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Source } from "@/app/components/basis-tag";
import { ErrorSentence } from "@/app/components/error-sentence";
import { Field } from "@/app/components/field";
import { focusFirst } from "@/app/components/focus-first";
import { fieldProblems } from "@/app/components/problem";
import { useSubmit } from "@/app/components/use-submit";
import { useText } from "@/app/i18n/use-text";
import { useTRPC } from "@/app/trpc/client";
import type { DisputeOffer } from "@/server/cases/case.schema";

/** Opens the first step of the city's dispute ladder and leads to the new case. */
export function DisputeDialog({ caseId, offer }: { caseId: string; offer: DisputeOffer }) {
  const t = useTranslations("cases");
  const common = useTranslations("common");
  const text = useText();
  const router = useRouter();
  const trpc = useTRPC();
  const [open, setOpen] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const [values, setValues] = useState<Record<string, string>>({});
  const { submit, busy, problem, setProblem } = useSubmit(trpc.disputes.open.mutationOptions(), (receipt) => {
    setOpen(false);
    router.push(`/workspace/cases/${receipt.caseId}`);
  });
  const title = t("dispute.open", { title: text(offer.title) });
  const send = async () => {
    const missing = offer.fields.filter(({ id, required }) => required && !values[id]?.trim());
    if (missing.length > 0) {
      return setProblem(fieldProblems(...missing.map(({ id }) => ({ path: `fields.${id}`, problem: "required" }))));
    }
    const filled = Object.entries(values).filter(([, value]) => value.trim() !== "");
    await submit({ caseId, fields: Object.fromEntries(filled) });
  };
  return (
    <div>
      <Button onClick={() => setOpen(true)}>{t("dispute.submit")}</Button>
      <Modal
        open={open}
        title={title}
        width={620}
        okText={t("dispute.submit")}
        cancelText={common("cancel")}
        okButtonProps={{ loading: busy }}
        mask={{ closable: false }}
        afterOpenChange={(shown) => shown && focusFirst(body.current)}
        onCancel={() => setOpen(false)}
        onOk={send}
      >
        <div className="stack" ref={body}>
          <div className="notice-box">
            {t("dispute.note")} {text(offer.causes)} <Source citation={offer} reason={false} />
          </div>
          <ErrorSentence
            problem={problem}
            labels={Object.fromEntries(offer.fields.map(({ id, title: label }) => [`fields.${id}`, text(label)]))}
          />
          <div>
            {offer.fields.map((field) => (
              <Field
                key={field.id}
                path={`fields.${field.id}`}
                label={text(field.title)}
                required={field.required}
                hint={<Source citation={field} />}
                problem={problem}
              >
                {(control) => (
                  <Input.TextArea
                    {...control}
                    autoSize={{ minRows: 2, maxRows: 8 }}
                    maxLength={2_000}
                    value={values[field.id] ?? ""}
                    onChange={(event) => setValues({ ...values, [field.id]: event.target.value })}
                  />
                )}
              </Field>
            ))}
          </div>
        </div>
      </Modal>
    </div>
  );
}
