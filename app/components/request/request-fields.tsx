"use client";

import { Checkbox } from "antd";
import { useTranslations } from "next-intl";
import { Source } from "@/app/components/basis-tag";
import { DateInput } from "@/app/components/date-input";
import { Field } from "@/app/components/field";
import type { Problem } from "@/app/components/problem";
import { LawFields } from "@/app/components/request/law-fields";
import type { RequestDraft } from "@/app/components/request/request-draft";
import { ItemsPicker } from "@/app/components/scope/items-picker";
import { RowFilterEditor } from "@/app/components/scope/row-filter-editor";
import { useReady } from "@/app/components/use-ready";
import { useText } from "@/app/i18n/use-text";
import { type Facts, isAsked } from "@/server/cases/rules/facts";
import type { DataItemView } from "@/server/catalogue/catalogue.schema";
import type { ApplicationField, Citation } from "@/server/law/types";

interface PartProps {
  draft: RequestDraft;
  problem: Problem | null;
  onChange: (changes: Partial<RequestDraft>) => void;
}

/** The words that the city's law asks for, each with its article. */
export function WordFields({
  fields,
  draft,
  problem,
  facts = {},
  onChange,
}: Omit<PartProps, "draft" | "onChange"> & {
  /** What is known of the case: some fields are only asked where it holds. */
  facts?: Facts;
  draft: Pick<RequestDraft, "fields">;
  onChange: (changes: Pick<RequestDraft, "fields">) => void;
} & { fields: readonly ApplicationField[] }) {
  const asked = fields.filter((field) => isAsked(field, { ...facts, ...draft.fields }));
  const ready = useReady();
  return (
    <fieldset disabled={!ready} style={{ display: "contents" }}>
      <LawFields
        fields={asked}
        path="fields"
        values={draft.fields}
        problem={problem}
        onChange={(values) => onChange({ fields: values })}
      />
    </fieldset>
  );
}

/** Data items with the mask each carries, and conditions on rows. */
export function DataFields({
  items,
  asked,
  draft,
  problem,
  onChange,
}: PartProps & { items: readonly DataItemView[]; asked: Citation | null }) {
  const t = useTranslations("scope");
  const apply = useTranslations("catalogue.apply");
  return (
    <>
      <Field
        path="dataItems"
        label={apply("items")}
        hint={
          <>
            {apply("itemsHint")} {asked ? <Source citation={asked} /> : null}
          </>
        }
        required
        problem={problem}
        group
      >
        {() => <ItemsPicker items={items} value={draft.dataItems} onChange={(dataItems) => onChange({ dataItems })} />}
      </Field>
      <Field path="rowFilter" label={t("filter.title")} hint={t("filter.hint")} problem={problem} group>
        {() => (
          <RowFilterEditor items={items} value={draft.conditions} onChange={(conditions) => onChange({ conditions })} />
        )}
      </Field>
    </>
  );
}

/** From when until when, and whether the data is to be stored. */
export function TermFields({ draft, problem, onChange, today }: PartProps & { today: string }) {
  const t = useTranslations("scope");
  const apply = useTranslations("catalogue.apply");
  return (
    <>
      <div className="form-row">
        <Field path="from" label={t("from")} required problem={problem}>
          {(control) => (
            <DateInput {...control} min={today} value={draft.from} onChange={(from) => onChange({ from })} />
          )}
        </Field>
        <Field path="until" label={t("until")} required problem={problem}>
          {(control) => (
            <DateInput
              {...control}
              min={draft.from || today}
              value={draft.until}
              onChange={(until) => onChange({ until })}
            />
          )}
        </Field>
      </div>
      <Field path="storage" label={t("storage")} hint={apply("storageHint")} problem={problem} group>
        {() => (
          <Checkbox checked={draft.storage} onChange={(event) => onChange({ storage: event.target.checked })}>
            {apply("storage")}
          </Checkbox>
        )}
      </Field>
    </>
  );
}

/** What each field is called, for the summary of problems. */
export function useRequestLabels(fields: readonly ApplicationField[]): Record<string, string> {
  const t = useTranslations("scope");
  const apply = useTranslations("catalogue.apply");
  const text = useText();
  return {
    ...Object.fromEntries(fields.map(({ id, title }) => [`fields.${id}`, text(title)])),
    dataItems: apply("items"),
    rowFilter: t("filter.title"),
    from: t("from"),
    until: t("until"),
    storage: t("storage"),
  };
}
