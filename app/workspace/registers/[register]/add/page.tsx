import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { staffOnly } from "@/app/components/frame/staff";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { inLanguage } from "@/app/i18n/text";
import { AddRecord } from "@/app/workspace/registers/record-form";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("registers"))("add") };
}

/** Puts something on record: what the law asks, each field with its article. */
export default async function AddRecordPage({ params }: { params: Promise<{ register: string }> }) {
  await staffOnly();
  const { register: id } = await params;
  const { register, keeps, departments } = await load((api) => api.registers.register({ register: id, pageSize: 1 }));
  if (!keeps) notFound();
  const t = await getTranslations("registers");
  const name = inLanguage(register.title, await getLocale());
  return (
    <>
      <PageHeader
        title={t("addTitle", { register: name })}
        crumbs={[
          { label: t("title"), href: "/workspace/registers" },
          { label: name, href: `/workspace/registers/${register.id}` },
        ]}
        note={inLanguage(register.description, await getLocale())}
      />
      <AddRecord register={register} departments={departments} />
    </>
  );
}
