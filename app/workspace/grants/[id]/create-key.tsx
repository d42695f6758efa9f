"use client";

import { KeyOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { DateInput } from "@/app/components/date-input";
import { ErrorSentence } from "@/app/components/error-sentence";
import { Field } from "@/app/components/field";
import { fieldProblems } from "@/app/components/problem";
import { useSubmit } from "@/app/components/use-submit";
import { useTRPC } from "@/app/trpc/client";
import { KeyDialog } from "@/app/workspace/grants/[id]/key-dialog";
import { rangesOf } from "@/app/workspace/grants/[id]/ranges-of";
import type { CreatedKey } from "@/server/delivery/grant.schema";

/** Makes a key and shows its secret this once. */
export function CreateKey({ grantId }: { grantId: string }) {
  const t = useTranslations("grants.keys");
  const trpc = useTRPC();
  const [label, setLabel] = useState("");
  const [until, setUntil] = useState("");
  const [ranges, setRanges] = useState("");
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const { submit, busy, problem, setProblem } = useSubmit(trpc.grants.createKey.mutationOptions(), setCreated);
  const reset = () => {
    setCreated(null);
    setLabel("");
    setUntil("");
    setRanges("");
    setProblem(null);
  };
  const send = async () => {
    if (label.trim() === "") return setProblem(fieldProblems({ path: "label", problem: "required" }));
    await submit({
      grantId,
      label: label.trim(),
      ...(until ? { validUntil: until } : {}),
      addressRanges: rangesOf(ranges),
    });
  };
  return (
    <div>
      <KeyDialog
        button={(open) => (
          <Button icon={<KeyOutlined aria-hidden />} onClick={open}>
            {t("create")}
          </Button>
        )}
        title={t("create")}
        submit={t("create")}
        created={created}
        busy={busy}
        onSubmit={send}
        onClosed={reset}
      >
        <p>{t("createCauses")}</p>
        <ErrorSentence
          problem={problem}
          labels={{ label: t("label"), validUntil: t("until"), addressRanges: t("ranges") }}
        />
        <Field path="label" label={t("label")} hint={t("labelHint")} required problem={problem}>
          {(control) => (
            <Input {...control} maxLength={80} value={label} onChange={(event) => setLabel(event.target.value)} />
          )}
        </Field>
        <Field path="validUntil" label={t("until")} hint={t("untilHint")} problem={problem}>
          {(control) => <DateInput {...control} value={until} onChange={setUntil} />}
        </Field>
        <Field path="addressRanges" label={t("ranges")} hint={t("rangesHint")} problem={problem}>
          {(control) => (
            <Input.TextArea
              {...control}
              rows={2}
              maxLength={900}
              value={ranges}
              onChange={(event) => setRanges(event.target.value)}
            />
          )}
        </Field>
      </KeyDialog>
    </div>
  );
}
