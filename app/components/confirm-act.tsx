"use client";

import { Button, Modal } from "antd";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef, useState } from "react";
import { ErrorSentence } from "@/app/components/error-sentence";
import { focusFirst } from "@/app/components/focus-first";
import type { Problem } from "@/app/components/problem";

interface ConfirmActProps {
  /** What the button says; also the title of the question and the word that confirms it. */
  label: string;
  /** A shorter word for the button itself, where the label would repeat in every row of a table. */
  button?: string;
  /** What it will cause, in one sentence. */
  causes: ReactNode;
  danger?: boolean;
  primary?: boolean;
  disabled?: boolean;
  busy?: boolean;
  problem?: Problem | null;
  /** What the fields are called, for the summary of problems. */
  labels?: Readonly<Record<string, string>>;
  /** Fields that the act needs (a reason). */
  children?: ReactNode;
  /** Resolves to true when it is done and the question may close. */
  onConfirm: () => Promise<boolean>;
}

/** A button that says what it causes before it does it. */
export function ConfirmAct(props: ConfirmActProps) {
  const {
    label,
    button,
    causes,
    danger = false,
    primary = false,
    disabled = false,
    busy = false,
    problem = null,
  } = props;
  const t = useTranslations("common");
  const [open, setOpen] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  return (
    <>
      <Button
        danger={danger}
        type={primary ? "primary" : "default"}
        disabled={disabled}
        {...(button ? { "aria-label": label } : {})}
        onClick={() => setOpen(true)}
      >
        {button ?? label}
      </Button>
      <Modal
        open={open}
        title={label}
        okText={label}
        cancelText={t("cancel")}
        okButtonProps={{ danger, loading: busy }}
        mask={{ closable: false }}
        afterOpenChange={(shown) => shown && focusFirst(body.current)}
        onCancel={() => setOpen(false)}
        onOk={async () => {
          if (await props.onConfirm()) setOpen(false);
        }}
      >
        <div className="stack-s" ref={body}>
          <p>{causes}</p>
          <ErrorSentence problem={problem} {...(props.labels ? { labels: props.labels } : {})} />
          {props.children}
        </div>
      </Modal>
    </>
  );
}
