"use client";

import { Checkbox } from "antd";
import { useTranslations } from "next-intl";
import { MaskChoice } from "@/app/components/scope/mask-choice";
import { useMaskWords } from "@/app/components/scope/use-mask-words";
import { useText } from "@/app/i18n/use-text";
import type { DataItemView, Mask } from "@/server/catalogue/catalogue.schema";

interface ItemsPickerProps {
  items: readonly Pick<DataItemView, "name" | "label" | "grade" | "mask">[];
  value: readonly string[];
  onChange: (names: string[]) => void;
  /** When given, the mask of each item can be chosen. */
  masks?: { value: Readonly<Record<string, Mask>>; onChange: (masks: Record<string, Mask>) => void };
}

/** Data items to tick, each with its grade and the mask it will carry. */
export function ItemsPicker({ items, value, onChange, masks }: ItemsPickerProps) {
  const t = useTranslations("scope");
  const maskWords = useMaskWords();
  const text = useText();
  const chosen = new Set(value);
  const toggle = (name: string, on: boolean) =>
    onChange(items.map((item) => item.name).filter((one) => (one === name ? on : chosen.has(one))));
  return (
    <div className="stack-s">
      <div className="row">
        <Checkbox
          checked={chosen.size === items.length}
          indeterminate={chosen.size > 0 && chosen.size < items.length}
          onChange={(event) => onChange(event.target.checked ? items.map(({ name }) => name) : [])}
        >
          {t("selectAll")}
        </Checkbox>
        <span className="soft small">{t("selected", { count: chosen.size, total: items.length })}</span>
      </div>
      <div className="table-box">
        <table className="table table-narrow table-cards">
          <thead>
            <tr>
              <th scope="col">{t("item")}</th>
              <th scope="col">{t("code")}</th>
              <th scope="col">{t("grade")}</th>
              <th scope="col">{t("mask")}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.name}>
                <td data-label="">
                  <Checkbox
                    checked={chosen.has(item.name)}
                    onChange={(event) => toggle(item.name, event.target.checked)}
                  >
                    {text(item.label)}
                  </Checkbox>
                </td>
                <td data-label={t("code")} className="mono">
                  {item.name}
                </td>
                <td data-label={t("grade")}>{t(`grades.${item.grade}` as "grades.1")}</td>
                <td data-label={t("mask")}>
                  {masks ? (
                    <MaskChoice
                      label={`${text(item.label)} ${t("mask")}`}
                      value={masks.value[item.name] ?? item.mask}
                      disabled={!chosen.has(item.name)}
                      onChange={(mask) => masks.onChange({ ...masks.value, [item.name]: mask })}
                    />
                  ) : (
                    maskWords(item.mask)
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
