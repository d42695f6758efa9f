import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { DataTable } from "@/app/components/data-table";
import { FilterWords } from "@/app/components/scope/filter-words";
import { useMaskWords } from "@/app/components/scope/use-mask-words";
import { Term } from "@/app/components/term";
import { When } from "@/app/components/when";
import { useText } from "@/app/i18n/use-text";
import type { DataItemView } from "@/server/catalogue/catalogue.schema";
import type { GrantDetail } from "@/server/delivery/grant.schema";

/** What may be read, by whom, for what, from when until when. */
export function GrantScope({ grant, items }: { grant: GrantDetail; items: DataItemView[] }) {
  const t = useTranslations("grants.detail");
  const scope = useTranslations("scope");
  const maskWords = useMaskWords();
  const common = useTranslations("common");
  const format = useFormatter();
  const text = useText();
  const { mounted, elsewhere, limits } = grant;
  const missing = grant.columns.filter(({ name }) => elsewhere?.missing.includes(name));
  return (
    <section className="card card-flush" aria-labelledby="scope">
      <div className="card-head">
        <h2 id="scope">{t("scope")}</h2>
      </div>
      <dl className="facts" style={{ padding: "14px 20px" }}>
        <dt>{t("parties")}</dt>
        <dd className="strong">
          {text(grant.provider.name)} → {text(grant.consumer.name)}
        </dd>
        <dt>{t("purpose")}</dt>
        <dd className="prewrap">{grant.purpose}</dd>
        <dt>{t("term")}</dt>
        <dd>
          <Term from={grant.validFrom} until={grant.validUntil} />
        </dd>
        <dt>{t("rows")}</dt>
        <dd>
          <FilterWords filter={grant.rowFilter} items={[...grant.columns, ...items]} />
        </dd>
        <dt>{t("storage")}</dt>
        <dd>{scope(grant.storageAllowed ? "storageYes" : "storageNo")}</dd>
        <dt>{t("limits")}</dt>
        <dd>
          {t("limitRequests", { count: format.number(limits.requestsPerMinute, "count") })}
          {common("listSeparator")}
          {t("limitRows", { count: format.number(limits.rowsPerDay, "count") })}
          {limits.used ? (
            <div className="soft small">
              {t("limitUsed", {
                requests: format.number(limits.used.requestsThisMinute, "count"),
                rows: format.number(limits.used.rowsToday, "count"),
              })}
            </div>
          ) : null}
        </dd>
        <dt>{t("purposeCode")}</dt>
        <dd>
          <span className="mono">{grant.purposeCode}</span>{" "}
          <span className="soft small">{t(limits.purposeDemanded ? "purposeDemanded" : "purposeOptional")}</span>
        </dd>
        <dt>{t("approvedBy")}</dt>
        <dd>
          {grant.approvedBy ?? scope("deemed")}{" "}
          <span className="soft small">
            <When at={grant.grantedAt} />
          </span>
        </dd>
        <dt>{t("case")}</dt>
        <dd>
          <Link href={`/workspace/cases/${grant.caseId}`} className="mono">
            {grant.caseNumber}
          </Link>
        </dd>
        <dt>{t("mounted")}</dt>
        <dd>
          {mounted
            ? t("mountedRows", { version: mounted.version, rows: format.number(mounted.rowCount, "count") })
            : elsewhere
              ? t(elsewhere.kind === "file" ? "mountedFile" : "mountedUpstream")
              : t("notMounted")}
          {elsewhere?.file ? (
            <>
              <div>
                {elsewhere.file.name} · {t("fileSize", { bytes: elsewhere.file.size })}
              </div>
              <div className="mono small" style={{ overflowWrap: "anywhere" }}>
                SHA-256 {elsewhere.file.sha256}
              </div>
              {grant.may.takeFile ? (
                <span className="no-print stack-s">
                  <a
                    className="button"
                    href={`/download/files/${grant.id}?${new URLSearchParams({ purpose: grant.purpose })}`}
                  >
                    {t("takeFile")}
                  </a>
                  {grant.storageAllowed ? null : <span className="notice-box is-amber">{t("fileNoStorage")}</span>}
                  <span className="soft small">{t("takeFileFor", { purpose: grant.purpose })}</span>
                </span>
              ) : null}
            </>
          ) : null}
          {missing.length > 0 ? (
            <div className="small">
              {t("missingColumns", { items: missing.map(({ label }) => text(label)).join(" · ") })}
            </div>
          ) : null}
        </dd>
      </dl>
      <DataTable
        caption={t("columns")}
        rows={grant.columns}
        rowKey={({ name }) => name}
        empty={null}
        columns={[
          { key: "label", title: scope("item"), render: ({ label }) => <span className="strong">{text(label)}</span> },
          { key: "name", title: scope("code"), render: ({ name }) => <span className="mono">{name}</span> },
          { key: "grade", title: scope("grade"), render: ({ grade }) => scope(`grades.${grade}` as "grades.1") },
          { key: "mask", title: scope("mask"), render: ({ mask }) => maskWords(mask) },
          {
            key: "filterable",
            title: t("filterable"),
            render: ({ filterable }) => common(filterable ? "yes" : "no"),
          },
        ]}
      />
    </section>
  );
}
