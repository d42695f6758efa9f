import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/app/components/data-table";
import { useMaskWords } from "@/app/components/scope/use-mask-words";
import { useText } from "@/app/i18n/use-text";
import type { DataItemView, OpenItemView } from "@/server/catalogue/catalogue.schema";

/** Data items with their grade and the mask that a grant carries by default. */
export function EntryItems({ items }: { items: DataItemView[] }) {
  const scope = useTranslations("scope");
  const maskWords = useMaskWords();
  const t = useTranslations("catalogue.entry");
  return (
    <ItemsTable
      items={items}
      note={t("itemsNote")}
      more={[
        { key: "grade", title: scope("grade"), render: ({ grade }) => scope(`grades.${grade}` as "grades.1") },
        { key: "mask", title: scope("defaultMask"), render: ({ mask }) => maskWords(mask) },
      ]}
    />
  );
}

/** Data items as a person outside government sees them: what they are. */
export function OpenItems({ items }: { items: OpenItemView[] }) {
  return <ItemsTable items={items} more={[]} />;
}

function ItemsTable<I extends OpenItemView>({ items, note, more }: { items: I[]; note?: string; more: Column<I>[] }) {
  const t = useTranslations("catalogue.entry");
  const scope = useTranslations("scope");
  const text = useText();
  return (
    <section className="card card-flush" aria-labelledby="items">
      <div className="card-head">
        <h2 id="items">{t("items")}</h2>
        {note ? <span className="soft small">{note}</span> : null}
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
          ...more,
        ]}
      />
    </section>
  );
}
