import type { Metadata } from "next";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { cache } from "react";
import { type Column, DataTable } from "@/app/components/data-table";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { Tag } from "@/app/components/tag";
import { When } from "@/app/components/when";
import { ClientMessages } from "@/app/i18n/client-messages";
import { inLanguage } from "@/app/i18n/text";
import { FileFacts } from "@/app/workspace/catalogue/[id]/mount/file-facts";
import { MountFile } from "@/app/workspace/catalogue/[id]/mount/mount-file";
import { MountTable } from "@/app/workspace/catalogue/[id]/mount/mount-table";
import { MountUpstream } from "@/app/workspace/catalogue/[id]/mount/mount-upstream";
import type { MountDetail, MountRow } from "@/server/delivery/upstream/upstream.schema";

type Params = Promise<{ id: string }>;

const readEntry = cache((entryId: string) => load((api) => api.catalogue.entry({ entryId })));

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const t = await getTranslations("mounts");
  return { title: `${inLanguage((await readEntry((await params).id)).name, await getLocale())} · ${t("title")}` };
}

/** How the provider's entry is mounted, how it was, and the ways to change it. */
export default async function MountPage({ params }: { params: Params }) {
  const { id } = await params;
  const mount = await load((api) => api.mounts.byEntry({ entryId: id }));
  const entry = await readEntry(id);
  const locale = await getLocale();
  const t = await getTranslations("mounts");
  return (
    <ClientMessages areas={["mounts"]}>
      <PageHeader
        crumbs={[{ label: inLanguage(entry.name, locale), href: `/workspace/catalogue/${id}` }]}
        title={t("title")}
        tags={<Tag color="blue">{t(`kinds.${mount.kind}`)}</Tag>}
        note={t("note")}
      />
      <div className="stack">
        <Present mount={mount} />
        <section className="card stack-s" aria-labelledby="table">
          <h2 id="table">{t("table.title")}</h2>
          <p>{t("table.text")}</p>
          <div className="row">
            <Link className="button" href={`/workspace/catalogue/${id}/data`}>
              {t("table.import")}
            </Link>
            {mount.kind !== "table" && mount.hosted ? <MountTable mount={mount} /> : null}
          </div>
        </section>
        <MountUpstream mount={mount} />
        <MountFile mount={mount} />
        <History rows={mount.history} />
      </div>
    </ClientMessages>
  );
}

async function Present({ mount }: { mount: MountDetail }) {
  const t = await getTranslations("mounts");
  const locale = await getLocale();
  const missing = mount.items.filter(({ name }) => mount.missing.includes(name));
  return (
    <section className="card stack-s" aria-labelledby="present">
      <h2 id="present">{t("present.title")}</h2>
      <dl className="facts">
        <dt>{t("present.kind")}</dt>
        <dd>
          {t(`kinds.${mount.kind}`)} {mount.at ? <When at={mount.at} /> : null}
        </dd>
        {mount.upstream ? (
          <>
            <dt>{t("present.address")}</dt>
            <dd className="mono">{mount.upstream.address}</dd>
            <dt>{t("present.credential")}</dt>
            <dd>{t(mount.upstream.credentialKind === "none" ? "present.noCredential" : "present.credentialKept")}</dd>
          </>
        ) : null}
        {mount.file ? (
          <>
            <dt>{t("present.file")}</dt>
            <dd>
              <FileFacts file={mount.file} />
            </dd>
          </>
        ) : null}
        <dt>{t("present.grants")}</dt>
        <dd>{t("present.grantsText", { count: mount.grants.live })}</dd>
      </dl>
      {missing.length > 0 ? (
        <p className="notice-box is-amber" role="note">
          {t("present.missing", {
            items: missing.map(({ label }) => inLanguage(label, locale)).join(" · "),
            count: mount.grants.affected,
          })}
        </p>
      ) : null}
    </section>
  );
}

async function History({ rows }: { rows: MountRow[] }) {
  const t = await getTranslations("mounts");
  const columns: Column<MountRow>[] = [
    { key: "seq", title: t("history.seq"), render: ({ seq }) => <span className="num">{seq}</span> },
    { key: "kind", title: t("history.kind"), render: ({ kind }) => t(`kinds.${kind}`) },
    { key: "file", title: t("history.file"), render: ({ file }) => (file ? <OldFile file={file} /> : null) },
    { key: "person", title: t("history.person"), render: ({ person }) => person },
    { key: "at", title: t("history.at"), render: ({ at }) => <When at={at} /> },
  ];
  return (
    <section className="card card-flush" aria-labelledby="history">
      <div className="card-head">
        <h2 id="history">{t("history.title")}</h2>
        {rows.some(({ file }) => file) ? <span className="soft small">{t("history.rule")}</span> : null}
      </div>
      <DataTable
        caption={t("history.title")}
        rows={rows}
        rowKey={({ seq }) => String(seq)}
        columns={columns}
        empty={<p className="empty">{t("history.empty")}</p>}
      />
    </section>
  );
}

/** A file that is or was mounted, and what became of its bytes. */
async function OldFile({ file: { name, kept, until } }: { file: NonNullable<MountRow["file"]> }) {
  const t = await getTranslations("mounts.history");
  return (
    <>
      <div style={{ overflowWrap: "anywhere" }}>{name}</div>
      <div className="small soft">
        {kept && until ? (
          <>
            {t("goes")} <When at={until} dateOnly />
          </>
        ) : (
          t(kept ? "kept" : "gone")
        )}
      </div>
    </>
  );
}
