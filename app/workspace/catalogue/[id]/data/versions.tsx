"use client";

import { useFormatter, useTranslations } from "next-intl";
import { ConfirmAct } from "@/app/components/confirm-act";
import { DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { Tag } from "@/app/components/tag";
import { useSubmit } from "@/app/components/use-submit";
import { When } from "@/app/components/when";
import { useTRPC } from "@/app/trpc/client";
import type { VersionView } from "@/server/mounting/ingest.schema";

/** What is mounted and what was before; the version before can be gone back to. */
export function Versions({
  entryId,
  versions,
  onChanged,
}: {
  entryId: string;
  versions: VersionView[];
  onChanged: () => void;
}) {
  const t = useTranslations("mounting.versions");
  const format = useFormatter();
  const trpc = useTRPC();
  const { submit, busy, problem } = useSubmit(trpc.mounting.restore.mutationOptions(), onChanged);
  return (
    <section className="card card-flush" aria-labelledby="versions">
      <div className="card-head">
        <h2 id="versions">{t("title")}</h2>
      </div>
      <DataTable
        caption={t("title")}
        rows={versions}
        rowKey={({ version }) => String(version)}
        empty={<EmptyState title={t("empty")} text={t("emptyText")} />}
        columns={[
          {
            key: "version",
            title: t("version"),
            lead: true,
            render: ({ version, active }) => (
              <span className="row">
                {t("number", { version })}
                {active ? <Tag color="green">{t("active")}</Tag> : null}
              </span>
            ),
          },
          { key: "rows", title: t("rows"), align: "end", render: ({ rowCount }) => format.number(rowCount) },
          { key: "by", title: t("by"), render: ({ mountedBy }) => mountedBy },
          { key: "at", title: t("at"), render: ({ mountedAt }) => <When at={mountedAt} /> },
          {
            key: "act",
            title: t("act"),
            render: ({ version, active, kept }) =>
              active ? (
                t("inUse")
              ) : kept ? (
                <ConfirmAct
                  label={t("restore", { version })}
                  button={t("restoreShort")}
                  causes={t("restoreCauses", { version })}
                  busy={busy}
                  problem={problem}
                  onConfirm={() => submit({ entryId, version })}
                />
              ) : (
                <span className="soft">{t("cleared")}</span>
              ),
          },
        ]}
      />
    </section>
  );
}
