"use client";

import { Button, Modal, Radio } from "antd";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { DateInput } from "@/app/components/date-input";
import { ErrorSentence } from "@/app/components/error-sentence";
import { Field } from "@/app/components/field";
import { useSubmit } from "@/app/components/use-submit";
import { useTRPC } from "@/app/trpc/client";
import { KeyShownOnce } from "@/app/workspace/grants/[id]/key-shown-once";
import type { CreatedKey, KeyRow } from "@/server/delivery/grant.schema";

/** How long both keys read, in hours; a system that is changed by hand needs days. */
const OVERLAPS = [0, 24, 168, 720] as const;

/** Puts a new key in a key's place: both read for the chosen time, then the old one ends by itself. */
export function RotateKey({ grantId, row }: { grantId: string; row: KeyRow }) {
  const t = useTranslations("grants.keys");
  const common = useTranslations("common");
  const router = useRouter();
  const trpc = useTRPC();
  const [open, setOpen] = useState(false);
  const [overlapHours, setOverlapHours] = useState<number>(168);
  const [until, setUntil] = useState("");
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const { submit, busy, problem, setProblem } = useSubmit(trpc.grants.rotateKey.mutationOptions(), setCreated);
  const close = () => {
    setOpen(false);
    if (created) router.refresh();
    setCreated(null);
    setUntil("");
    setProblem(null);
  };
  const send = () => submit({ grantId, keyId: row.id, overlapHours, ...(until ? { validUntil: until } : {}) });
  return (
    <>
      <Button aria-label={t("rotateNamed", { label: row.label })} onClick={() => setOpen(true)}>
        {t("rotate")}
      </Button>
      <Modal
        open={open}
        title={created ? t("createdTitle") : t("rotateNamed", { label: row.label })}
        okText={created ? common("close") : t("rotate")}
        cancelText={common("cancel")}
        okButtonProps={{ loading: busy }}
        cancelButtonProps={created ? { style: { display: "none" } } : {}}
        mask={{ closable: false }}
        // A closed dialog keeps its last content in the page, and a key is shown once.
        destroyOnHidden
        onOk={created ? close : send}
        onCancel={close}
      >
        {created ? (
          <KeyShownOnce created={created} />
        ) : (
          <div className="stack-s">
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
          </div>
        )}
      </Modal>
    </>
  );
}
