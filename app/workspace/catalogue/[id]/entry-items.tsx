import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/app/components/data-table";
import { useText } from "@/app/i18n/use-text";
import type { DataItemView } from "@/server/catalogue/catalogue.schema";

/** Data items with their grade and the mask that a grant carries by default; from outside only what they are. */
export function EntryItems({ items, outside = false }: { items: DataItemView[]; outside?: boolean }) {
  const t = useTranslations("catalogue.entry");
  const scope = useTranslations("scope");
  const text = useText();
  return (
    <section className="card card-flush" aria-labelledby="items">
      <div className="card-head">
        <h2 id="items">{t("items")}</h2>
        {outside ? null : <span className="soft small">{t("itemsNote")}</span>}
      </div>
      <DataTable
        caption={t("items")}
        rows={items}
        rowKey={({ name }) => name}
        empty={null}
        columns={[
          { key: "label", title: scope("item"), render: ({ label }) => <span className="strong">{text(label)}</span> },
          { key: "name", title: scope("code"), render: ({ name }) => <span className="mono">{name}</span> },
          { key: "type", title: scope("type"), render: ({ type }) => scope(`types.${type}`) },
          ...(outside
            ? []
            : ([
                { key: "grade", title: scope("grade"), render: ({ grade }) => scope(`grades.${grade}` as "grades.1") },
                { key: "mask", title: scope("defaultMask"), render: ({ mask }) => scope(`masks.${mask}`) },
              ] satisfies Column<DataItemView>[])),
        ]}
      />
    </section>
  );
}
