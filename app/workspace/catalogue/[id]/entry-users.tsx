import Link from "next/link";
import { useTranslations } from "next-intl";
import { DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { GrantStateTag } from "@/app/components/grants/grant-state-tag";
import { Term } from "@/app/components/term";
import { useText } from "@/app/i18n/use-text";
import type { EntryUser } from "@/server/catalogue/catalogue.schema";

/** With a provider's eyes: which departments hold grants on this entry, for what and how long. */
export function EntryUsers({ entryId, users }: { entryId: string; users: EntryUser[] }) {
  const t = useTranslations("catalogue.entry");
  const text = useText();
  return (
    <section className="card card-flush" aria-labelledby="users">
      <div className="card-head">
        <div className="row">
          <h2 id="users">{t("users")}</h2>
          <span className="soft small">{t("usersNote")}</span>
        </div>
        <Link href={`/workspace/use?entry=${entryId}`}>{t("useRecords")}</Link>
      </div>
      <DataTable
        caption={t("users")}
        rows={users}
        rowKey={({ grantId }) => grantId}
        empty={
          <EmptyState
            title={t("usersEmpty")}
            text={t("usersEmptyText")}
            action={{ label: t("usersAction"), href: `/workspace/cases?entry=${entryId}` }}
          />
        }
        columns={[
          {
            key: "department",
            title: t("usersDepartment"),
            render: (user) => <Link href={`/workspace/grants/${user.grantId}`}>{text(user.department.name)}</Link>,
          },
          { key: "purpose", title: t("usersPurpose"), render: ({ purpose }) => purpose },
          {
            key: "term",
            title: t("usersTerm"),
            render: ({ validFrom, validUntil }) => <Term from={validFrom} until={validUntil} />,
          },
          {
            key: "state",
            title: t("usersState"),
            render: ({ state }) => <GrantStateTag state={state === "ended" ? "expired" : state} />,
          },
        ]}
      />
    </section>
  );
}
