"use client";

import { InputNumber } from "antd";
import { useTranslations } from "next-intl";
import { keepSample } from "@/app/components/scope/keep-sample";
import { useMaskWords } from "@/app/components/scope/use-mask-words";
import { KEEP_MASK, MASKS, type Mask } from "@/server/catalogue/catalogue.schema";

/** What stands for a value of the item while its mask is chosen. */
const SAMPLE = "210402199003071234";
const OWN = "keep";
const FIRST_OWN = "keep:3,4" satisfies Mask;

interface MaskChoiceProps {
  /** Names the choice for whoever does not see the table. */
  label: string;
  value: Mask;
  disabled?: boolean;
  onChange: (mask: Mask) => void;
}

/** The mask of an item: one of the known ones, or first and last characters of one's own with an example of what is left. */
export function MaskChoice({ label, value, disabled = false, onChange }: MaskChoiceProps) {
  const t = useTranslations("scope");
  const maskWords = useMaskWords();
  const [, first, last] = KEEP_MASK.exec(value) ?? [];
  const own = first !== undefined && last !== undefined ? { first: Number(first), last: Number(last) } : null;
  const keep = (to: { first?: number | null; last?: number | null }) =>
    onChange(`keep:${to.first ?? own?.first ?? 0},${to.last ?? own?.last ?? 0}`);
  return (
    <div className="stack-s">
      <select
        className="field"
        aria-label={label}
        value={own ? OWN : value}
        disabled={disabled}
        onChange={(event) => onChange(event.target.value === OWN ? FIRST_OWN : (event.target.value as Mask))}
      >
        {MASKS.map((mask) => (
          <option key={mask} value={mask}>
            {maskWords(mask)}
          </option>
        ))}
        <option value={OWN}>{t("keepOwn")}</option>
      </select>
      {own ? (
        <>
          <div className="row">
            {(["first", "last"] as const).map((end) => {
              const words = t(end === "first" ? "keepFirst" : "keepLast");
              return (
                <span key={end} className="row small">
                  <span aria-hidden>{words}</span>
                  <InputNumber
                    aria-label={`${label} ${words}`}
                    min={0}
                    max={20}
                    precision={0}
                    style={{ width: 72 }}
                    disabled={disabled}
                    value={own[end]}
                    onChange={(count) => keep({ [end]: count ?? 0 })}
                  />
                </span>
              );
            })}
          </div>
          <div className="soft small" aria-live="polite">
            {t("keepSample", { before: SAMPLE, after: keepSample(SAMPLE, own) })}
          </div>
        </>
      ) : null}
    </div>
  );
}
