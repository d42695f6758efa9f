import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { type Column, DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { FreshnessWords } from "@/app/components/quality/freshness-words";
import { ShareFigures, SharePercent } from "@/app/components/quality/share-words";
import { When } from "@/app/components/when";
import { useText } from "@/app/i18n/use-text";
import type { EntryQuality, QualityDetail, QualityMeasures, Share } from "@/server/catalogue/quality.schema";

const MEASURES = ["completeness", "required", "validity", "consistency"] as const;

/**
 * How good and how fresh the data of an entry is, each measure with what it counts.
 * @param quality with columns and rules for people of a department, in total for a visitor
 */
export function QualityBlock({ quality }: { quality: EntryQuality | EntryQuality<QualityMeasures> }) {
  const t = useTranslations("quality");
  const { mounted, freshness, measures } = quality;
  return (
    <section className="card stack-s" aria-labelledby="quality">
      <h2 id="quality">{t("title")}</h2>
      {measures ? <Basis measures={measures} /> : <p>{t(`unmeasured.${mounted}`)}</p>}
      <dl className="facts facts-wide">
        {measures
          ? MEASURES.map((kind) => (
              <Fact key={kind} name={t(`measure.${kind}`)} how={<Counted kind={kind} share={measures[kind]} />}>
                <SharePercent share={measures[kind]} />
              </Fact>
            ))
          : null}
        {mounted === "nothing" ? null : (
          <Fact
            name={t("measure.freshness")}
            how={
              <>
                {t("freshness.cycle", { cycle: t(`freshness.cycles.${freshness.cycle}`) })}
                {freshness.at ? (
                  <>
                    {" "}
                    {t("freshness.at")} <When at={freshness.at} dateOnly />
                  </>
                ) : null}
              </>
            }
          >
            <FreshnessWords freshness={freshness} />
          </Fact>
        )}
      </dl>
      {measures && "rules" in measures ? <Detail detail={measures} /> : null}
    </section>
  );
}

/** What was counted and when: a sample never looks like the whole. */
function Basis({ measures: { rowsTotal, rowsMeasured, sampled, measuredAt } }: { measures: QualityMeasures }) {
  const t = useTranslations("quality");
  const format = useFormatter();
  const words = { total: format.number(rowsTotal), measured: format.number(rowsMeasured) };
  return (
    <p className="small soft">
      {sampled ? t("sampled", words) : t("whole", words)} {t("measuredAt")} <When at={measuredAt} />
    </p>
  );
}

function Counted({ kind, share: { good, of } }: { kind: (typeof MEASURES)[number]; share: Share }) {
  const t = useTranslations("quality");
  const format = useFormatter();
  if (of === 0) return <>{t(`nothing.${kind}`)}</>;
  return <>{t(`counted.${kind}`, { good: format.number(good), of: format.number(of) })}</>;
}

function Fact({ name, how, children }: { name: string; how: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <div>{children}</div>
        <div className="small soft">{how}</div>
      </dd>
    </div>
  );
}

/** Column by column, and rule by rule. */
function Detail({ detail: { rules, columns } }: { detail: QualityDetail }) {
  const t = useTranslations("quality");
  const text = useText();
  const between = t("between");
  const ruleColumns: Column<QualityDetail["rules"][number]>[] = [
    { key: "rule", title: t("rule"), render: ({ rule }) => t(`rules.${rule}`) },
    { key: "columns", title: t("columns"), render: (row) => row.columns.map(text).join(between) },
    { key: "holds", title: t("holds"), align: "end", render: (row) => <ShareFigures share={row} /> },
  ];
  const itemColumns: Column<QualityDetail["columns"][number]>[] = [
    {
      key: "column",
      title: t("column"),
      lead: true,
      render: ({ label, required }) => (
        <>
          {text(label)}
          {required ? <span className="small soft"> {t("mustHave")}</span> : null}
        </>
      ),
    },
    { key: "filled", title: t("filled"), align: "end", render: ({ filled }) => <ShareFigures share={filled} /> },
    { key: "valid", title: t("valid"), align: "end", render: ({ validity }) => <ShareFigures share={validity} /> },
  ];
  return (
    <details>
      <summary>{t("detail")}</summary>
      <div className="stack-s">
        {rules.length > 0 ? (
          <DataTable
            caption={t("rulesCaption")}
            columns={ruleColumns}
            rows={rules}
            rowKey={(row) => `${row.rule} ${row.columns.map(({ zh }) => zh).join(" ")}`}
            empty={null}
          />
        ) : null}
        <DataTable
          caption={t("columnsCaption")}
          columns={itemColumns}
          rows={columns}
          rowKey={({ name }) => name}
          empty={<EmptyState title={t("noColumns")} />}
        />
      </div>
    </details>
  );
}
