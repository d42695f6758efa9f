import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { staffOnly } from "@/app/components/frame/staff";
import { oneOf, readParams, type SearchParams } from "@/app/components/listing";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { inLanguage } from "@/app/i18n/text";
import { ChangeRecord } from "@/app/workspace/registers/record-form";

interface Props {
  params: Promise<{ id: string }>;
  searchParams: SearchParams;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("registers"))("record.renew") };
}

/** Writes the next version of a record: a newer one in its place, or a correction with its reason. */
export default async function ChangeRecordPage({ params, searchParams }: Props) {
  await staffOnly();
  const { id } = await params;
  const act = oneOf((await readParams(searchParams, ["act"])).act, ["renew", "correct"] as const) ?? "renew";
  const view = await load((api) => api.registers.record({ recordId: id }));
  if (!view.may.change) notFound();
  const t = await getTranslations("registers");
  const { register, record, departments } = view;
  return (
    <>
      <PageHeader
        title={t(act === "renew" ? "record.renewTitle" : "record.correctTitle")}
        crumbs={[
          { label: inLanguage(register.title, await getLocale()), href: `/workspace/registers/${register.id}` },
          { label: t("record.version", { version: record.version }), href: `/workspace/registers/records/${id}` },
        ]}
      />
      <ChangeRecord
        key={act}
        register={register}
        departments={departments}
        recordId={record.id}
        version={record.version}
        act={act}
        values={record.fields}
      />
    </>
  );
}
