"use client";

import { Input } from "antd";
import type { ControlProps } from "@/app/components/field";
import { Day } from "@/app/components/when";

interface DateInputProps extends ControlProps {
  /** `YYYY-MM-DD`, or empty. */
  value: string;
  min?: string;
  onChange: (value: string) => void;
}

/** The browser's own date control, with the day in the page's words below: browsers write dates in their own language. */
export function DateInput({ value, min, onChange, ...control }: DateInputProps) {
  return (
    <>
      <Input
        {...control}
        type="date"
        {...(min ? { min } : {})}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <span className="soft small">{/^\d{4}-\d{2}-\d{2}$/.test(value) ? <Day date={value} /> : "\u00a0"}</span>
    </>
  );
}
