"use client";

import { Button, Radio } from "antd";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { DateInput } from "@/app/components/date-input";
import { ErrorSentence } from "@/app/components/error-sentence";
import { Field } from "@/app/components/field";
import { useSubmit } from "@/app/components/use-submit";
import { useTRPC } from "@/app/trpc/client";
import { KeyDialog } from "@/app/workspace/grants/[id]/key-dialog";
import type { CreatedKey, KeyRow } from "@/server/delivery/grant.schema";

/** How long both keys read, in hours; a system that is changed by hand needs days. */
const OVERLAPS = [0, 24, 168, 720] as const;

/** Puts a new key in a key's place: both read for the chosen time, then the old one ends by itself. */
export function RotateKey({ grantId, row }: { grantId: string; row: KeyRow }) {
  const t = useTranslations("grants.keys");
  const trpc = useTRPC();
  const [overlapHours, setOverlapHours] = useState<number>(168);
  const [until, setUntil] = useState("");
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const { submit, busy, problem, setProblem } = useSubmit(trpc.grants.rotateKey.mutationOptions(), setCreated);
  const reset = () => {
    setCreated(null);
    setUntil("");
    setProblem(null);
  };
  const send = () => submit({ grantId, keyId: row.id, overlapHours, ...(until ? { validUntil: until } : {}) });
  return (
    <KeyDialog
      button={(open) => (
        <Button aria-label={t("rotateNamed", { label: row.label })} onClick={open}>
          {t("rotate")}
        </Button>
      )}
      title={t("rotateNamed", { label: row.label })}
      submit={t("rotate")}
      created={created}
      busy={busy}
      onSubmit={send}
      onClosed={reset}
    >
      <p>{t("rotateCauses")}</p>
      <ErrorSentence problem={problem} labels={{ overlapHours: t("overlap"), validUntil: t("until") }} />
      <Field path="overlapHours" label={t("overlap")} required group problem={problem}>
        {() => (
          <Radio.Group
            value={overlapHours}
            onChange={(event) => setOverlapHours(Number(event.target.value))}
            options={OVERLAPS.map((hours) => ({
              value: hours,
              label: t("overlapHours", { hours, days: hours / 24 }),
            }))}
          />
        )}
      </Field>
      <Field path="validUntil" label={t("until")} hint={t("untilHint")} problem={problem}>
        {(control) => <DateInput {...control} value={until} onChange={setUntil} />}
      </Field>
    </KeyDialog>
  );
}
