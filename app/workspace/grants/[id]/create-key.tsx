"use client";

import { KeyOutlined } from "@ant-design/icons";
import { Button, Input, Modal } from "antd";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { DateInput } from "@/app/components/date-input";
import { ErrorSentence } from "@/app/components/error-sentence";
import { Field } from "@/app/components/field";
import { fieldProblems } from "@/app/components/problem";
import { useSubmit } from "@/app/components/use-submit";
import { useTRPC } from "@/app/trpc/client";
import type { CreatedKey } from "@/server/delivery/grant.schema";

/** Makes a key and shows its secret this once. */
export function CreateKey({ grantId }: { grantId: string }) {
  const t = useTranslations("grants.keys");
  const common = useTranslations("common");
  const router = useRouter();
  const trpc = useTRPC();
  const [open, setOpen] = useState(false);
  const [label, setLabel] = useState("");
  const [until, setUntil] = useState("");
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const { submit, busy, problem, setProblem } = useSubmit(trpc.grants.createKey.mutationOptions(), setCreated);
  const close = () => {
    setOpen(false);
    if (created) router.refresh();
    setCreated(null);
    setLabel("");
    setUntil("");
    setProblem(null);
  };
  const send = async () => {
    if (label.trim() === "") return setProblem(fieldProblems({ path: "label", problem: "required" }));
    await submit({ grantId, label: label.trim(), ...(until ? { validUntil: until } : {}) });
  };
  return (
    <div>
      <Button icon={<KeyOutlined aria-hidden />} onClick={() => setOpen(true)}>
        {t("create")}
      </Button>
      <Modal
        open={open}
        title={created ? t("createdTitle") : t("create")}
        okText={created ? common("close") : t("create")}
        cancelText={common("cancel")}
        okButtonProps={{ loading: busy }}
        cancelButtonProps={created ? { style: { display: "none" } } : {}}
        mask={{ closable: false }}
        onOk={created ? close : send}
        onCancel={close}
      >
        {created ? (
          <ShownOnce created={created} />
        ) : (
          <div className="stack-s">
            <p>{t("createCauses")}</p>
            <ErrorSentence problem={problem} labels={{ label: t("label"), validUntil: t("until") }} />
            <Field path="label" label={t("label")} hint={t("labelHint")} required problem={problem}>
              {(control) => (
                <Input {...control} maxLength={80} value={label} onChange={(event) => setLabel(event.target.value)} />
              )}
            </Field>
            <Field path="validUntil" label={t("until")} hint={t("untilHint")} problem={problem}>
              {(control) => <DateInput {...control} value={until} onChange={setUntil} />}
            </Field>
          </div>
        )}
      </Modal>
    </div>
  );
}

function ShownOnce({ created }: { created: CreatedKey }) {
  const t = useTranslations("grants.keys");
  const common = useTranslations("common");
  const [copied, setCopied] = useState<boolean | null>(null);
  const shown = useRef<HTMLPreElement>(null);
  const { token } = created;
  if (token === null) return <p className="notice-box is-amber">{t("createdRepeated")}</p>;
  return (
    <div className="stack-s">
      <p className="notice-box is-amber">{t("createdNote")}</p>
      <pre className="code-block" data-testid="key-token" ref={shown}>
        {token}
      </pre>
      <div className="row">
        <Button
          onClick={async () => {
            setCopied(await copyText(token, shown.current));
          }}
        >
          {t("copy")}
        </Button>
        <span role="status">{copied === null ? "" : copied ? common("copied") : t("copyByHand")}</span>
      </div>
    </div>
  );
}

/**
 * Browsers give no clipboard to pages that came over plain HTTP, as on many an office network: then the text is
 * selected, ready to be copied by hand.
 */
async function copyText(text: string, shown: HTMLElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (shown) window.getSelection()?.selectAllChildren(shown);
    return false;
  }
}
