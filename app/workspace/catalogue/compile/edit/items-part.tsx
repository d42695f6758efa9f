"use client";

import { Button } from "antd";
import { useTranslations } from "next-intl";
import { ChoiceField, EntryField, TextField, TickField } from "@/app/workspace/catalogue/compile/edit/entry-field";
import { type FormItem, newItem } from "@/app/workspace/catalogue/compile/edit/typed-entry";
import { ITEM_RULES, ITEM_TYPES, MASKS } from "@/server/catalogue/catalogue.schema";

const GRADES = ["1", "2", "3", "4"] as const;

/** The data items in their order; each can be moved, changed and deleted by keyboard. */
export function ItemsPart({ items, onChange }: { items: FormItem[]; onChange: (items: FormItem[]) => void }) {
  const t = useTranslations("compile");
  const move = (from: number, to: number) => {
    const next = [...items];
    const [moved] = next.splice(from, 1);
    if (moved) next.splice(to, 0, moved);
    onChange(next);
  };
  return (
    <>
      {items.map((item, index) => (
        <fieldset key={item.key} className="card" style={{ marginBottom: 12, minWidth: 0 }}>
          <legend className="strong">{t("itemTitle", { number: index + 1 })}</legend>
          <ItemFields
            item={item}
            at={`items.${index}`}
            onChange={(changes) => onChange(items.map((each) => (each === item ? { ...item, ...changes } : each)))}
          />
          <div className="row">
            <Button
              size="small"
              disabled={index === 0}
              aria-label={t("moveUp", { number: index + 1 })}
              onClick={() => move(index, index - 1)}
            >
              {t("up")}
            </Button>
            <Button
              size="small"
              disabled={index === items.length - 1}
              aria-label={t("moveDown", { number: index + 1 })}
              onClick={() => move(index, index + 1)}
            >
              {t("down")}
            </Button>
            <Button
              size="small"
              danger
              disabled={items.length === 1}
              aria-label={t("removeItem", { number: index + 1 })}
              onClick={() => onChange(items.filter((each) => each !== item))}
            >
              {t("remove")}
            </Button>
          </div>
        </fieldset>
      ))}
      <EntryField path="items" label={<span className="sr-only">{t("fields.items")}</span>}>
        {({ id }) => (
          <Button id={id} onClick={() => onChange([...items, newItem()])}>
            {t("addItem")}
          </Button>
        )}
      </EntryField>
    </>
  );
}

function ItemFields({
  item,
  at,
  onChange,
}: {
  item: FormItem;
  at: string;
  onChange: (changes: Partial<FormItem>) => void;
}) {
  const t = useTranslations("compile");
  const scope = useTranslations("scope");
  const isText = item.type === "text";
  return (
    <>
      <div className="form-row">
        <TextField
          path={`${at}.labelZh`}
          label={t("fields.item.labelZh")}
          required
          value={item.labelZh}
          onChange={(labelZh) => onChange({ labelZh })}
        />
        <TextField
          path={`${at}.labelEn`}
          label={t("fields.item.labelEn")}
          required
          value={item.labelEn}
          onChange={(labelEn) => onChange({ labelEn })}
        />
        <TextField
          path={`${at}.name`}
          label={t("fields.item.name")}
          required
          hint={t("hints.name")}
          value={item.name}
          onChange={(name) => onChange({ name })}
        />
        <ChoiceField
          path={`${at}.type`}
          label={t("fields.item.type")}
          value={item.type}
          options={ITEM_TYPES.map((type) => [type, scope(`types.${type}`)])}
          onChange={(type) => onChange({ type })}
        />
        <ChoiceField
          path={`${at}.grade`}
          label={t("fields.item.grade")}
          value={item.grade}
          options={GRADES.map((grade) => [grade, scope(`grades.${grade}`)])}
          onChange={(grade) => onChange({ grade })}
        />
        <ChoiceField
          path={`${at}.mask`}
          label={t("fields.item.mask")}
          value={item.mask}
          options={MASKS.map((mask) => [mask, scope(`masks.${mask}`)])}
          onChange={(mask) => onChange({ mask })}
        />
      </div>
      <div className="row">
        <TickField
          label={t("fields.item.required")}
          checked={item.required}
          onChange={(required) => onChange({ required })}
        />
        <TickField label={t("fields.item.isKey")} checked={item.isKey} onChange={(isKey) => onChange({ isKey })} />
      </div>
      {isText ? (
        <details style={{ marginBottom: 12 }}>
          <summary>{t("itemMore")}</summary>
          <div className="form-row" style={{ marginTop: 8 }}>
            <TextField
              path={`${at}.maxLength`}
              label={t("fields.item.maxLength")}
              number
              value={item.maxLength}
              onChange={(maxLength) => onChange({ maxLength: maxLength.replace(/\D/g, "") })}
            />
            <ChoiceField
              path={`${at}.rule`}
              label={t("fields.item.rule")}
              value={item.rule}
              options={ITEM_RULES.map((rule) => [rule, t(`rules.${rule}`)])}
              onChange={(rule) => onChange({ rule })}
            />
            <TextField
              path={`${at}.codeList`}
              label={t("fields.item.codeList")}
              hint={t("hints.codeList")}
              lines={3}
              value={item.codeList}
              onChange={(codeList) => onChange({ codeList })}
            />
          </div>
        </details>
      ) : null}
    </>
  );
}
