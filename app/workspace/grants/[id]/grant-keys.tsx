"use client";

import { App } from "antd";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ConfirmAct } from "@/app/components/confirm-act";
import { type Column, DataTable } from "@/app/components/data-table";
import { Tag } from "@/app/components/tag";
import { lastInstant } from "@/app/components/term";
import { useSubmit } from "@/app/components/use-submit";
import { When } from "@/app/components/when";
import { useTRPC } from "@/app/trpc/client";
import { CreateKey } from "@/app/workspace/grants/[id]/create-key";
import { RotateKey } from "@/app/workspace/grants/[id]/rotate-key";
import type { KeyRow } from "@/server/delivery/grant.schema";

interface GrantKeysProps {
  grantId: string;
  keys: KeyRow[];
  mayManage: boolean;
  /** Full address of the resource's rows. */
  url: string;
}

/** Keys for other systems: who made them, until when they read, and the way to end them. */
export function GrantKeys({ grantId, keys, mayManage, url }: GrantKeysProps) {
  const t = useTranslations("grants.keys");
  const columns: Column<KeyRow>[] = [
    { key: "label", title: t("columnLabel"), render: ({ label }) => <span className="strong">{label}</span> },
    { key: "hint", title: t("columnHint"), render: ({ hint }) => <span className="mono">…{hint}</span> },
    {
      key: "created",
      title: t("columnCreated"),
      render: ({ createdBy, createdAt }) => (
        <span>
          {createdBy} <When at={createdAt} dateOnly />
        </span>
      ),
    },
    {
      key: "until",
      title: t("columnUntil"),
      render: ({ expiresAt, replacedBy, live }) => (
        <When at={replacedBy && live ? expiresAt : lastInstant(expiresAt)} dateOnly={!(replacedBy && live)} />
      ),
    },
    {
      key: "ranges",
      title: t("columnRanges"),
      render: ({ addressRanges }) =>
        addressRanges.length > 0 ? (
          <span className="mono small">{addressRanges.map((range) => range.replace(/\/(32|128)$/, "")).join(" ")}</span>
        ) : (
          <span className="soft">{t("anywhere")}</span>
        ),
    },
    { key: "used", title: t("columnUsed"), render: (key) => <LastUse row={key} /> },
    {
      key: "state",
      title: t("columnState"),
      render: (key) => <Tag color={colourOf(key)}>{t(stateOf(key))}</Tag>,
    },
  ];
  if (mayManage) {
    columns.push({
      key: "revoke",
      title: <span className="sr-only">{t("revoke")}</span>,
      label: "",
      render: (key) =>
        key.live ? (
          <div className="row">
            {key.replacedBy ? null : <RotateKey grantId={grantId} row={key} />}
            <RevokeKey grantId={grantId} row={key} />
          </div>
        ) : null,
    });
  }
  return (
    <section className="card card-flush" aria-labelledby="keys">
      <div className="card-head">
        <h2 id="keys">{t("title")}</h2>
        <span className="soft small">{t("note")}</span>
      </div>
      {keys.some(({ endsSoon }) => endsSoon) ? (
        <p className="notice-box is-amber" role="status" style={{ margin: "14px 20px" }}>
          {t("endingNote", { labels: keys.flatMap(({ endsSoon, label }) => (endsSoon ? [label] : [])).join(" · ") })}
        </p>
      ) : null}
      <DataTable
        caption={t("caption")}
        rows={keys}
        rowKey={({ id }) => id}
        columns={columns}
        empty={<p className="empty">{t("empty")}</p>}
      />
      <div className="stack-s no-print" style={{ padding: "14px 20px", borderTop: "1px solid var(--h-line)" }}>
        {mayManage ? <CreateKey grantId={grantId} /> : null}
        <h3>{t("example")}</h3>
        <p className="soft small">
          {t("exampleNote")} <Link href="/docs/api">{t("guide")}</Link>
        </p>
        <pre className="code-block">{`curl -H "Authorization: Bearer KEY" \\\n  "${url}?limit=100"`}</pre>
      </div>
    </section>
  );
}

function stateOf({ live, revokedAt, replacedBy, endsSoon }: KeyRow) {
  if (!live) return revokedAt ? "revoked" : "expired";
  if (replacedBy) return "replaced";
  return endsSoon ? "endsSoon" : "live";
}

function colourOf(key: KeyRow) {
  if (!key.live) return "grey";
  return key.replacedBy || key.endsSoon ? "amber" : "green";
}

/** When a key last opened the door, and when it was last refused, each with the address. */
function LastUse({ row: { usedAt, usedFrom, refusedAt, refusedFrom } }: { row: KeyRow }) {
  const t = useTranslations("grants.keys");
  return (
    <>
      {usedAt ? (
        <span>
          <When at={usedAt} /> <span className="mono small soft">{usedFrom}</span>
        </span>
      ) : (
        <span className="soft">{t("neverUsed")}</span>
      )}
      {refusedAt ? (
        <div className="small">
          {t("refused")} <When at={refusedAt} /> <span className="mono">{refusedFrom}</span>
        </div>
      ) : null}
    </>
  );
}

function RevokeKey({ grantId, row }: { grantId: string; row: KeyRow }) {
  const t = useTranslations("grants.keys");
  const router = useRouter();
  const trpc = useTRPC();
  const { message } = App.useApp();
  const { submit, busy, problem } = useSubmit(trpc.grants.revokeKey.mutationOptions(), () => {
    void message.success(t("revokedDone"));
    router.refresh();
  });
  return (
    <ConfirmAct
      label={t("revoke")}
      causes={`${t("revokeNamed", { label: row.label })}: ${t("revokeCauses")}`}
      danger
      busy={busy}
      problem={problem}
      onConfirm={() => submit({ grantId, keyId: row.id })}
    />
  );
}
