"use client";

import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useTranslations } from "next-intl";
import { type DraftCondition, type FilterOp, opsOf } from "@/app/components/scope/draft-filter";
import { useText } from "@/app/i18n/use-text";
import type { ItemType } from "@/server/catalogue/catalogue.schema";
import type { Text } from "@/server/law/types";

export interface FilterItem {
  name: string;
  label: Text;
  type: ItemType;
}

interface RowFilterEditorProps {
  items: readonly FilterItem[];
  value: readonly DraftCondition[];
  onChange: (value: DraftCondition[]) => void;
}

/** Conditions on rows, one line each: data item, relation, value. */
export function RowFilterEditor({ items, value, onChange }: RowFilterEditorProps) {
  const t = useTranslations("scope.filter");
  const change = (index: number, changes: Partial<DraftCondition>) =>
    onChange(value.map((condition, at) => (at === index ? { ...condition, ...changes } : condition)));
  return (
    <div className="stack-s">
      {value.map((condition, index) => (
        <ConditionLine
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
          key={index}
          number={index + 1}
          items={items}
          condition={condition}
          onChange={(changes) => change(index, changes)}
          onRemove={() => onChange(value.filter((_, at) => at !== index))}
        />
      ))}
      <div>
        <Button
          icon={<PlusOutlined aria-hidden />}
          disabled={value.length >= 20}
          onClick={() => onChange([...value, { column: "", op: "eq", value: "" }])}
        >
          {t("add")}
        </Button>
      </div>
    </div>
  );
}

function ConditionLine({
  number,
  items,
  condition,
  onChange,
  onRemove,
}: {
  number: number;
  items: readonly FilterItem[];
  condition: DraftCondition;
  onChange: (changes: Partial<DraftCondition>) => void;
  onRemove: () => void;
}) {
  const t = useTranslations("scope");
  const common = useTranslations("common");
  const text = useText();
  const type = items.find(({ name }) => name === condition.column)?.type;
  const ops = opsOf(type);
  return (
    <div className="condition">
      <select
        className="field"
        aria-label={t("filter.column", { number })}
        value={condition.column}
        onChange={(event) => onChange({ column: event.target.value, op: "eq", value: "" })}
      >
        <option value="">{t("filter.choose")}</option>
        {items.map((item) => (
          <option key={item.name} value={item.name}>
            {text(item.label)}
          </option>
        ))}
      </select>
      <select
        className="field"
        aria-label={t("filter.op", { number })}
        value={condition.op}
        onChange={(event) => onChange({ op: event.target.value as FilterOp })}
      >
        {ops.map((op) => (
          <option key={op} value={op}>
            {t(`ops.${op}`)}
          </option>
        ))}
      </select>
      {type === "boolean" ? (
        <select
          className="field"
          aria-label={t("filter.value", { number })}
          value={condition.value}
          onChange={(event) => onChange({ value: event.target.value })}
        >
          <option value=""> </option>
          <option value="true">{common("yes")}</option>
          <option value="false">{common("no")}</option>
        </select>
      ) : (
        <Input
          aria-label={t("filter.value", { number })}
          type={type === "date" && condition.op !== "in" ? "date" : "text"}
          placeholder={condition.op === "in" ? t("filter.inHint") : ""}
          value={condition.value}
          maxLength={2_000}
          onChange={(event) => onChange({ value: event.target.value })}
        />
      )}
      <Button
        type="text"
        icon={<DeleteOutlined aria-hidden />}
        aria-label={t("filter.remove", { number })}
        onClick={onRemove}
      />
    </div>
  );
}
