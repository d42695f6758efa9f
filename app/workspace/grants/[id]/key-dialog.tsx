"use client";

import { Modal } from "antd";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { KeyShownOnce } from "@/app/workspace/grants/[id]/key-shown-once";
import type { CreatedKey } from "@/server/delivery/grant.schema";

interface KeyDialogProps {
  /** What opens the dialog. */
  button: (open: () => void) => ReactNode;
  title: string;
  submit: string;
  /** The key that came of it; null while the form is filled in. */
  created: CreatedKey | null;
  busy: boolean;
  onSubmit: () => unknown;
  /** Forgets the key and what was filled in. */
  onClosed: () => void;
  children: ReactNode;
}

/** A form of which a key comes: in its place then stands the secret, this once; closing the dialog takes it out of the page. */
export function KeyDialog({ button, title, submit, created, busy, onSubmit, onClosed, children }: KeyDialogProps) {
  const t = useTranslations("grants.keys");
  const common = useTranslations("common");
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
    if (created) router.refresh();
    onClosed();
  };
  return (
    <>
      {button(() => setOpen(true))}
      <Modal
        open={open}
        title={created ? t("createdTitle") : title}
        okText={created ? common("close") : submit}
        cancelText={common("cancel")}
        okButtonProps={{ loading: busy }}
        cancelButtonProps={created ? { style: { display: "none" } } : {}}
        mask={{ closable: false }}
        // A closed dialog keeps its last content in the page, and a key is shown once.
        destroyOnHidden
        onOk={created ? close : onSubmit}
        onCancel={close}
      >
        {created ? <KeyShownOnce created={created} /> : <div className="stack-s">{children}</div>}
      </Modal>
    </>
  );
}
