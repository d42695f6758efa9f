import type { Metadata } from "next";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { Source } from "@/app/components/basis-tag";
import { homeOf } from "@/app/components/frame/home-of";
import { readStaff } from "@/app/components/frame/staff";
import { readParams, type SearchParams } from "@/app/components/listing";
import { load } from "@/app/components/load";
import { NotYours } from "@/app/components/not-yours";
import { PageHeader } from "@/app/components/page-header";
import { readWords } from "@/app/components/words";
import { inLanguage } from "@/app/i18n/text";
import { EntryForm } from "@/app/workspace/catalogue/compile/edit/entry-form";

const UUID = /^[0-9a-f-]{36}$/i;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("compile"))("newTitle") };
}

/** The form of an entry: a new one, a draft that was begun, or a change of an entry of one's own. */
export default async function EditPage({ searchParams }: { searchParams: SearchParams }) {
  const t = await getTranslations("compile");
  const { me } = await readStaff();
  if (!me.permissions.includes("entry:compile:department"))
    return <NotYours title={t("forbiddenTitle")} text={t("forbiddenText")} href={homeOf(me.roles)} />;
  const given = await readParams(searchParams, ["draft", "entry"]);
  const idOf = (value: string | undefined) => (value && UUID.test(value) ? value : undefined);
  const asked = { draftId: idOf(given.draft), entryId: idOf(given.entry) };
  const [start, words, locale] = await Promise.all([
    load((api) => api.catalogue.startDraft(asked)),
    readWords(),
    getLocale(),
  ]);
  const name = typeof start.entry.nameZh === "string" ? start.entry.nameZh : "";
  return (
    <>
      <PageHeader
        crumbs={[
          { label: inLanguage(words.catalogue, locale), href: "/workspace/catalogue" },
          { label: t("title"), href: "/workspace/catalogue/compile" },
        ]}
        title={start.published ? t("editTitle", { name }) : t("newTitle")}
        note={
          start.code ? (
            t("code", { code: start.code })
          ) : (
            <>
              {t("codeNote")} {start.form.codeRule ? <Source citation={start.form.codeRule} reason={false} /> : null}
            </>
          )
        }
      />
      {start.locked ? (
        <p className="notice-box is-amber">
          {t("locked")} {start.caseId ? <Link href={`/workspace/cases/${start.caseId}`}>{t("lockedCase")}</Link> : null}
        </p>
      ) : (
        <EntryForm start={start} />
      )}
    </>
  );
}
