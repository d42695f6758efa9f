import type { Metadata } from "next";
import { headers } from "next/headers";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { cache } from "react";
import { GrantStateTag } from "@/app/components/grants/grant-state-tag";
import { NoStorageTag } from "@/app/components/grants/no-storage-tag";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { PrintButton } from "@/app/components/print-button";
import { lastInstant } from "@/app/components/term";
import { UnderCheckNotice } from "@/app/components/under-check-notice";
import { inLanguage } from "@/app/i18n/text";
import { GrantActs } from "@/app/workspace/grants/[id]/grant-acts";
import { GrantKeys } from "@/app/workspace/grants/[id]/grant-keys";
import { GrantScope } from "@/app/workspace/grants/[id]/grant-scope";
import { GrantUse } from "@/app/workspace/grants/[id]/grant-use";
import { ManageGrant } from "@/app/workspace/grants/[id]/manage-grant";
import { RowPreview } from "@/app/workspace/grants/[id]/row-preview";
import { UseRegister } from "@/app/workspace/grants/[id]/use-register";
import { UseTerms } from "@/app/workspace/grants/[id]/use-terms";
import type { FileableProcedure } from "@/server/cases/case.schema";
import type { DataItemView } from "@/server/catalogue/catalogue.schema";
import type { GrantDetail } from "@/server/delivery/grant.schema";

type Params = Promise<{ id: string }>;

const readGrant = cache((grantId: string) => load((api) => api.grants.byId({ grantId })));

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  return { title: inLanguage((await readGrant((await params).id)).entry.name, await getLocale()) };
}

/** A grant: its scope in words and in rows, its keys, its use, and what may be done with it. */
export default async function GrantPage({ params }: { params: Params }) {
  const grant = await readGrant((await params).id);
  const t = await getTranslations("grants");
  const locale = await getLocale();
  const { may } = grant;
  return (
    <>
      <PageHeader
        crumbs={[{ label: t("title"), href: "/workspace/grants" }]}
        title={inLanguage(grant.entry.name, locale)}
        tags={
          <>
            <GrantStateTag state={grant.state} /> {grant.storageAllowed ? null : <NoStorageTag />}
          </>
        }
        note={inLanguage(grant.scopeInWords, locale)}
        extra={<PrintButton />}
      />
      <div className="stack">
        <UnderCheckNotice check={grant.underCheck} />
        <StateNotice grant={grant} />
        <UseTerms grant={grant} />
        <GrantScope grant={grant} items={await otherItems(grant)} />
        {may.read && grant.state === "live" ? <RowPreview grant={grant} /> : null}
        {grant.keys ? (
          <GrantKeys
            grantId={grant.id}
            keys={grant.keys}
            mayManage={may.manageKeys}
            url={await apiUrl(grant.apiPath)}
          />
        ) : null}
        {grant.use ? <GrantUse grantId={grant.id} use={grant.use} /> : null}
        <UseRegister grantId={grant.id} storageAllowed={grant.storageAllowed} />
        {may.suspend || may.resume || may.revoke ? <ManageGrant grant={grant} misuse={await misuseOf(grant)} /> : null}
        <GrantActs acts={grant.acts} />
      </div>
    </>
  );
}

/** The entry's items, where a condition names one that is not granted and its name would be unknown. */
async function otherItems({ rowFilter, columns, entry }: GrantDetail): Promise<DataItemView[]> {
  const granted = new Set(columns.map(({ name }) => name));
  if (rowFilter.every(({ column }) => granted.has(column))) return [];
  return (await load((api) => api.catalogue.entry({ entryId: entry.id }))).items;
}

/** What the law has done about a misuse of it, where this person may begin that. */
async function misuseOf({ id, may }: GrantDetail): Promise<FileableProcedure | null> {
  if (!may.suspend) return null;
  return (await load((api) => api.cases.procedures({ grantId: id })))[0] ?? null;
}

/** Why nothing can be read, when that is so. */
async function StateNotice({ grant }: { grant: GrantDetail }) {
  const t = await getTranslations("grants.detail.notice");
  const format = await getFormatter();
  if (grant.state === "live") return null;
  const day = grant.state === "not-begun" ? grant.validFrom : lastInstant(grant.validUntil);
  return <p className="notice-box is-amber">{t(grant.state, { date: format.dateTime(day, "date") })}</p>;
}

/** The address that other systems call, on the host that this page was asked from. */
async function apiUrl(path: string): Promise<string> {
  const sent = await headers();
  const scheme = sent.get("x-forwarded-proto") === "https" ? "https" : "http";
  return `${scheme}://${sent.get("host") ?? "localhost"}${path}`;
}
