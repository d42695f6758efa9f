"use client";

import { Checkbox, InputNumber } from "antd";
import { useFormatter, useTranslations } from "next-intl";
import { DateInput } from "@/app/components/date-input";
import { Field } from "@/app/components/field";
import type { Problem } from "@/app/components/problem";
import { ItemsPicker } from "@/app/components/scope/items-picker";
import { RowFilterEditor } from "@/app/components/scope/row-filter-editor";
import type { ActDraft } from "@/app/workspace/cases/[id]/act-content";
import type { CaseDetail } from "@/server/cases/case.schema";
import type { DataItemView } from "@/server/catalogue/catalogue.schema";

interface GrantTermsProps {
  detail: CaseDetail;
  items: DataItemView[];
  draft: ActDraft;
  problem: Problem | null;
  /** Where the act does not ask for storage consent by itself. */
  askStorage: boolean;
  onChange: (changes: Partial<ActDraft>) => void;
}

/** The terms of a grant, beginning with what was asked for: items and masks, rows, days. */
export function GrantTerms({ detail, items, draft, problem, askStorage, onChange }: GrantTermsProps) {
  const t = useTranslations("cases.act");
  const scope = useTranslations("scope");
  const format = useFormatter();
  const { platformLimits } = detail;
  return (
    <section aria-labelledby="grant-terms">
      <h3 id="grant-terms">{t("terms")}</h3>
      <p className="soft small" style={{ marginBottom: 12 }}>
        {t("termsNote")}
      </p>
      <Field path="content.grant.columns" label={t("columns")} required problem={problem} group>
        {() => (
          <ItemsPicker
            items={detail.application.items.map((item) => ({ ...item, mask: item.mask as DataItemView["mask"] }))}
            value={draft.columns}
            onChange={(columns) => onChange({ columns })}
            masks={{ value: draft.masks, onChange: (masks) => onChange({ masks }) }}
          />
        )}
      </Field>
      <Field
        path="content.grant.rowFilter"
        label={scope("filter.title")}
        hint={scope("filter.hint")}
        problem={problem}
        group
      >
        {() => (
          <RowFilterEditor items={items} value={draft.conditions} onChange={(conditions) => onChange({ conditions })} />
        )}
      </Field>
      <div className="form-row">
        <Field path="content.grant.validFrom" label={t("from")} required problem={problem}>
          {(control) => <DateInput {...control} value={draft.from} onChange={(from) => onChange({ from })} />}
        </Field>
        <Field path="content.grant.validUntil" label={t("until")} required problem={problem}>
          {(control) => <DateInput {...control} value={draft.until} onChange={(until) => onChange({ until })} />}
        </Field>
      </div>
      <h4>{t("limits")}</h4>
      <p className="soft small" style={{ marginBottom: 12 }}>
        {platformLimits
          ? t("limitsNote", {
              requests: format.number(platformLimits.requestsPerMinute, "count"),
              rows: format.number(platformLimits.rowsPerDay, "count"),
            })
          : null}
      </p>
      <div className="form-row">
        <Field path="content.grant.requestsPerMinute" label={t("requestsPerMinute")} problem={problem}>
          {(control) => (
            <InputNumber
              {...control}
              min={1}
              max={1_000_000}
              precision={0}
              style={{ width: "100%" }}
              value={draft.requestsPerMinute}
              onChange={(requestsPerMinute) => onChange({ requestsPerMinute })}
            />
          )}
        </Field>
        <Field path="content.grant.rowsPerDay" label={t("rowsPerDay")} problem={problem}>
          {(control) => (
            <InputNumber
              {...control}
              min={1}
              max={1_000_000_000_000}
              precision={0}
              style={{ width: "100%" }}
              value={draft.rowsPerDay}
              onChange={(rowsPerDay) => onChange({ rowsPerDay })}
            />
          )}
        </Field>
      </div>
      <p style={{ marginBottom: 12 }}>
        <Checkbox
          checked={draft.purposeDemanded}
          onChange={(event) => onChange({ purposeDemanded: event.target.checked })}
        >
          {t("purposeDemanded")}
        </Checkbox>
      </p>
      {askStorage ? (
        <Field
          path="content.grant.storageAllowed"
          label={scope("storage")}
          hint={t(detail.application.storage ? "storageAsked" : "storageNotAsked")}
          required
          problem={problem}
          group
        >
          {() => (
            <Checkbox checked={draft.storage} onChange={(event) => onChange({ storage: event.target.checked })}>
              {t("storageLabel")}
              <span className="soft small"> {t("storageMark")}</span>
            </Checkbox>
          )}
        </Field>
      ) : null}
    </section>
  );
}
