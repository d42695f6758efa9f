import "@/app/policy/policy.css";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { homeOf } from "@/app/components/frame/home-of";
import { readStaff } from "@/app/components/frame/staff";
import { NotYours } from "@/app/components/not-yours";
import { PageHeader } from "@/app/components/page-header";

const PLACES = {
  book: "/policy",
  compare: "/policy/compare",
  simulate: "/policy/simulate",
  report: "/policy/superior-law",
  readings: "/policy/readings",
} as const;
export type PolicyPlace = keyof typeof PLACES;

interface PolicyPageProps {
  here: PolicyPlace;
  /** One sentence under the title. */
  note: ReactNode;
  extra?: ReactNode;
  children: ReactNode;
}

/** The five rooms of the policy workbench under one heading. */
export async function PolicyPage({ here, note, extra, children }: PolicyPageProps) {
  const t = await getTranslations("policy");
  return (
    <>
      <PageHeader title={t(`${here}.title`)} note={note} extra={extra} />
      <nav className="tabs policy-tabs no-print" aria-label={t("tabs.label")}>
        {Object.entries(PLACES).map(([place, href]) => (
          <Link key={place} href={href} aria-current={place === here ? "true" : undefined}>
            {t(`tabs.${place as PolicyPlace}`)}
          </Link>
        ))}
      </nav>
      <div className="stack">{children}</div>
    </>
  );
}

/** What whoever is no official of a city sees instead; null for an official. */
export async function notOfficial(): Promise<ReactNode> {
  const { me } = await readStaff();
  if (me.permissions.some((permission) => permission.startsWith("policy:read"))) return null;
  const t = await getTranslations("policy");
  return <NotYours title={t("forbiddenTitle")} text={t("forbiddenText")} href={homeOf(me.roles)} />;
}
