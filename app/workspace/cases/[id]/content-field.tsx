"use client";

import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input } from "antd";
import { useTranslations } from "next-intl";
import { Source } from "@/app/components/basis-tag";
import { Field } from "@/app/components/field";
import type { Problem } from "@/app/components/problem";
import { useText } from "@/app/i18n/use-text";
import { type ActDraft, CONTENT_PATHS, kindsOf } from "@/app/workspace/cases/[id]/act-content";
import type { CaseAct, CaseDetail } from "@/server/cases/case.schema";
import type { BasisKind, ContentItem } from "@/server/law/types";

interface ContentFieldProps {
  item: ContentItem;
  required: boolean;
  act: CaseAct;
  detail: CaseDetail;
  draft: ActDraft;
  problem: Problem | null;
  onChange: (changes: Partial<ActDraft>) => void;
}

/** One thing that an act must or may say, with the article that asks for it. */
export function ContentField({ item, required, act, detail, draft, problem, onChange }: ContentFieldProps) {
  const t = useTranslations("cases.act");
  const law = useTranslations("law.content");
  const text = useText();
  const cited = [...act.requires, ...act.offers].find((one) => one.item === item);
  const hints: Partial<Record<ContentItem, string>> = {
    reason: t("reasonHint"),
    scope: t("scopeHint"),
    "missing-items": t("missingHint"),
    "storage-consent": t(detail.application.storage ? "storageAsked" : "storageNotAsked"),
  };
  const field = {
    path: CONTENT_PATHS[item],
    label: law(item),
    required,
    problem,
    hint: (
      <>
        {hints[item]} {cited ? <Source citation={cited} /> : null}
      </>
    ),
  };
  switch (item) {
    case "legal-basis":
      return (
        <Field {...field} group>
          {() => <Sources act={act} value={draft.sources} onChange={(sources) => onChange({ sources })} />}
        </Field>
      );
    case "storage-consent":
      return (
        <Field {...field} required group>
          {() => (
            <Checkbox checked={draft.storage} onChange={(event) => onChange({ storage: event.target.checked })}>
              {t("storageLabel")}
            </Checkbox>
          )}
        </Field>
      );
    case "extension-days":
      return (
        <Field
          {...field}
          hint={
            act.atMost === null || act.daysIn === null
              ? field.hint
              : t("atMost", { days: act.atMost, unit: text(act.daysIn) })
          }
        >
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              maxLength={3}
              value={draft.days}
              onChange={(event) => onChange({ days: event.target.value })}
            />
          )}
        </Field>
      );
    case "missing-items":
      return (
        <Field {...field}>
          {(control) => (
            <Input.TextArea
              {...control}
              rows={4}
              maxLength={4_000}
              value={draft.missing}
              onChange={(event) => onChange({ missing: event.target.value })}
            />
          )}
        </Field>
      );
    default:
      return (
        <Field {...field}>
          {(control) => (
            <Input.TextArea
              {...control}
              autoSize={{ minRows: 2, maxRows: 8 }}
              maxLength={item === "reason" ? 4_000 : 2_000}
              value={draft[item]}
              onChange={(event) => onChange({ [item]: event.target.value })}
            />
          )}
        </Field>
      );
  }
}

/** Sources by kind and citation; only kinds that the law accepts for this act can be chosen. */
function Sources({
  act,
  value,
  onChange,
}: {
  act: CaseAct;
  value: ActDraft["sources"];
  onChange: (sources: ActDraft["sources"]) => void;
}) {
  const t = useTranslations("cases.act");
  const law = useTranslations("law.basisKinds");
  const common = useTranslations("common");
  const kinds = kindsOf(act);
  const change = (index: number, changes: Partial<ActDraft["sources"][number]>) =>
    onChange(value.map((source, at) => (at === index ? { ...source, ...changes } : source)));
  return (
    <div className="stack-s">
      {act.acceptedBasis.length > 0 ? (
        <p className="small">
          {t("basisAccepted", { kinds: kinds.map((kind) => law(kind)).join(common("listSeparator")) })}
        </p>
      ) : null}
      {value.map((source, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <div key={index} className="source-line">
          <select
            className="field"
            aria-label={`${t("basisNumber", { number: index + 1 })} ${t("basisKind")}`}
            value={source.kind}
            onChange={(event) => change(index, { kind: event.target.value as BasisKind })}
          >
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {law(kind)}
              </option>
            ))}
          </select>
          <Input
            aria-label={`${t("basisNumber", { number: index + 1 })} ${t("basisCitation")}`}
            placeholder={t("basisCitationHint")}
            maxLength={500}
            value={source.citation}
            onChange={(event) => change(index, { citation: event.target.value })}
          />
          {value.length > 1 ? (
            <Button
              type="text"
              icon={<DeleteOutlined aria-hidden />}
              aria-label={t("basisRemove", { number: index + 1 })}
              onClick={() => onChange(value.filter((_, at) => at !== index))}
            />
          ) : null}
        </div>
      ))}
      <div>
        <Button
          icon={<PlusOutlined aria-hidden />}
          disabled={value.length >= 20}
          onClick={() => onChange([...value, { kind: kinds[0] ?? "law", citation: "" }])}
        >
          {t("basisAdd")}
        </Button>
      </div>
    </div>
  );
}
