"use client";

import { Button } from "antd";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { type RequestDraft, toApplication } from "@/app/components/request/request-draft";
import { FilterWords } from "@/app/components/scope/filter-words";
import { useMaskWords } from "@/app/components/scope/use-mask-words";
import { Day } from "@/app/components/when";
import { useText } from "@/app/i18n/use-text";
import type { RequestStart } from "@/server/sharing/sharing.schema";

/** Everything that was filled in, once more, each part with a way back to it. */
export function Answers({
  start,
  draft,
  onChange,
}: {
  start: RequestStart;
  draft: RequestDraft;
  onChange: (step: number) => void;
}) {
  const t = useTranslations("catalogue.apply");
  const scope = useTranslations("scope");
  const maskWords = useMaskWords();
  const cases = useTranslations("cases.detail");
  const common = useTranslations("common");
  const text = useText();
  const chosen = start.items.filter(({ name }) => draft.dataItems.includes(name));
  return (
    <div className="stack" style={{ marginBottom: 16 }}>
      <p>{t("checkTitle")}</p>
      <Part title={t("steps.need")} onChange={() => onChange(0)}>
        {start.fields.map((field) => (
          <Answer key={field.id} label={text(field.title)}>
            <span className="prewrap">{draft.fields[field.id]?.trim() || common("notStated")}</span>
          </Answer>
        ))}
      </Part>
      <Part title={t("steps.data")} onChange={() => onChange(1)}>
        <Answer label={t("items")}>
          <ul className="plain">
            {chosen.map((item) => (
              <li key={item.name}>
                {text(item.label)} <span className="soft small">{maskWords(item.mask)}</span>
              </li>
            ))}
          </ul>
        </Answer>
        <Answer label={scope("rows")}>
          <FilterWords filter={toApplication(draft, start.items).rowFilter} items={start.items} />
        </Answer>
      </Part>
      <Part title={t("steps.term")} onChange={() => onChange(2)}>
        <Answer label={cases("term")}>
          <Day date={draft.from} /> – <Day date={draft.until} />
        </Answer>
        <Answer label={cases("storage")}>{cases(draft.storage ? "storageAsked" : "storageNotAsked")}</Answer>
      </Part>
    </div>
  );
}

function Part({ title, onChange, children }: { title: string; onChange: () => void; children: ReactNode }) {
  const t = useTranslations("catalogue.apply");
  return (
    <section>
      <div className="row-apart">
        <h3>{title}</h3>
        <Button size="small" onClick={onChange}>
          {t("change", { part: title })}
        </Button>
      </div>
      <dl className="facts">{children}</dl>
    </section>
  );
}

function Answer({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
