"use client";

import { Button } from "antd";
import type { ReactNode } from "react";
import { useReady } from "@/app/components/use-ready";

interface SubmitButtonProps {
  busy: boolean;
  /** Left out where the button sends the form that it stands in. */
  onClick?: () => void;
  children: ReactNode;
}

/** The one button that sends a page's form: it waits for the page's scripts, since a click before them would be lost unseen. */
export function SubmitButton({ busy, onClick, children }: SubmitButtonProps) {
  const ready = useReady();
  return (
    <Button
      type="primary"
      loading={busy}
      disabled={!ready}
      {...(onClick ? { onClick } : { htmlType: "submit" as const })}
    >
      {children}
    </Button>
  );
}
