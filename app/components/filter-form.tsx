import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

/** Filters of a list: a plain GET form, so the address keeps them and it works before scripts do. */
export function FilterForm({
  action,
  keep = {},
  active,
  submit,
  children,
}: {
  action: string;
  /** Parameters that stay as they are (the order). */
  keep?: Readonly<Record<string, string | undefined>>;
  /** Whether any filter is set, so that clearing them makes sense. */
  active: boolean;
  /** What the button says where it does not search. */
  submit?: string;
  children: ReactNode;
}) {
  const t = useTranslations("common");
  return (
    <form action={action} method="get" className="filter-bar no-print">
      {Object.entries(keep).map(([name, value]) =>
        value ? <input key={name} type="hidden" name={name} value={value} /> : null,
      )}
      {children}
      <button type="submit" className="button button-primary">
        {submit ?? t("search")}
      </button>
      {active ? <Link href={action}>{t("reset")}</Link> : null}
    </form>
  );
}
