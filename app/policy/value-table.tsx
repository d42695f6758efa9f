import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/app/components/data-table";
import { Tag, type TagColor } from "@/app/components/tag";
import { useText } from "@/app/i18n/use-text";
import { ValueSource, ValueWithSource, ValueWords } from "@/app/policy/value-cell";
import type { BookValue } from "@/server/policy/policy.schema";

const COLORS: Record<BookValue["relation"], TagColor> = {
  alone: "grey",
  same: "grey",
  stricter: "green",
  looser: "red",
  filled: "blue",
  earlier: "amber",
  unlike: "grey",
};

/** Which of the two rules is applied, and how they stand to each other; nothing where only one speaks. */
export function Applies({ relation, binds }: Pick<BookValue, "relation" | "binds">) {
  const t = useTranslations("policy");
  if (!binds || relation === "alone") return null;
  return (
    <span className="row" style={{ gap: 4 }}>
      <Tag color={COLORS[relation]}>{t(`relation.${relation}`)}</Tag>
      <span className="small">{t(`binds.${binds}`)}</span>
    </span>
  );
}

/** Every value of a group with its article, what it rests on, and what stands above it. */
export function ValueTable({ caption, values }: { caption: string; values: BookValue[] }) {
  const t = useTranslations("policy.book");
  const text = useText();
  const columns: Column<BookValue>[] = [
    {
      key: "item",
      title: t("item"),
      render: ({ key, title }) => (
        <div>
          <div>{text(title)}</div>
          <code className="soft small mono">{key}</code>
        </div>
      ),
    },
    { key: "own", title: t("own"), render: ({ own }) => <ValueWords value={own} /> },
    {
      key: "source",
      title: t("source"),
      render: ({ own }) => <ValueSource value={own} />,
    },
    {
      key: "national",
      title: t("national"),
      render: ({ national }) => (national ? <ValueWithSource value={national} /> : null),
    },
    {
      key: "applies",
      title: t("applies"),
      render: ({ relation, binds, applied, own }) =>
        binds ? (
          <div className="stack-s" style={{ gap: 2 }}>
            <Applies relation={relation} binds={binds} />
            {applied.zh === own.told.zh ? null : (
              <span className="small">{t("applied", { value: text(applied) })}</span>
            )}
          </div>
        ) : null,
    },
  ];
  return (
    <div className="policy-table">
      <DataTable caption={caption} columns={columns} rows={values} rowKey={({ key }) => key} empty={null} />
    </div>
  );
}
