import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { readWords } from "@/app/components/words";
import { inLanguage } from "@/app/i18n/text";
import { EntryDataBoard } from "@/app/workspace/catalogue/[id]/data/entry-data-board";

type Params = Promise<{ id: string }>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("mounting"))("title") };
}

/** The data behind a provider's own entry: what is mounted, the next upload, how far it is, what was wrong with it. */
export default async function EntryDataPage({ params }: { params: Params }) {
  const entryId = (await params).id;
  const [data, quality, words, locale, t] = await Promise.all([
    load((api) => api.mounting.entry({ entryId })),
    load((api) => api.quality.entry({ entryId })),
    readWords(),
    getLocale(),
    getTranslations("mounting"),
  ]);
  return (
    <>
      <PageHeader
        crumbs={[
          { label: inLanguage(words.catalogue, locale), href: "/workspace/catalogue" },
          { label: inLanguage(data.name, locale), href: `/workspace/catalogue/${entryId}` },
        ]}
        title={t("title")}
        note={t("note")}
      />
      <EntryDataBoard initial={data} initialQuality={quality} />
    </>
  );
}
