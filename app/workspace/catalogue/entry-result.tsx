import Link from "next/link";
import { useTranslations } from "next-intl";
import { ClassTag } from "@/app/components/class-tag";
import { Tag, type TagColor } from "@/app/components/tag";
import { When } from "@/app/components/when";
import { useText } from "@/app/i18n/use-text";
import type { EntryAccessKind, EntryRow, OpenEntryRow } from "@/server/catalogue/catalogue.schema";
import type { CityWords } from "@/server/law/types";

const COLORS: Record<EntryAccessKind, TagColor> = {
  own: "grey",
  granted: "green",
  "open-case": "blue",
  direct: "green",
  dedicated: "green",
  apply: "blue",
  withheld: "grey",
  retired: "grey",
  none: "grey",
};

/** One entry of the catalogue: what it is, who provides it, how it is shared and what may be done with it, or how it is open. */
export function EntryResult({ row, words }: { row: EntryRow | OpenEntryRow; words: CityWords }) {
  const t = useTranslations("catalogue");
  const text = useText();
  const items = "matchedItems" in row ? (row.matchedItems ?? []) : [];
  return (
    <li>
      <div className="row-apart">
        <h3>
          <Link href={`/workspace/catalogue/${row.id}`}>{text(row.name)}</Link>
        </h3>
        {"access" in row ? <AccessTag kind={row.access.kind} /> : null}
      </div>
      {text(row.abstract) ? <p className="clamp">{text(row.abstract)}</p> : null}
      {items.length > 0 ? (
        <p className="small">
          {t("matchedItems", { items: items.map(({ label }) => text(label)).join(t("itemJoin")) })}
        </p>
      ) : null}
      <div className="row small soft">
        {"access" in row ? (
          <ClassTag value={row.sharingClass} words={words} />
        ) : (
          <ClassTag value={row.openingClass} words={words} kind="opening" />
        )}
        <span>{text(row.department.name)}</span>
        <span>{t("items", { count: row.itemCount })}</span>
        <span>{t("updated", { cycle: t(`cycles.${row.updateCycle}`) })}</span>
        {row.publishedAt ? <When at={row.publishedAt} dateOnly /> : null}
        <span className="mono">{row.code}</span>
      </div>
    </li>
  );
}

/** What the reader's department may do with an entry. */
export function AccessTag({ kind }: { kind: EntryAccessKind }) {
  const t = useTranslations("catalogue.access");
  return <Tag color={COLORS[kind]}>{t(kind)}</Tag>;
}
