import Link from "next/link";
import { notFound } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { cache, type ReactNode } from "react";
import { PublicFrame } from "@/app/components/frame/public-frame";
import { InstrumentFacts, Quoted, ValidityNotice } from "@/app/components/instrument-facts";
import { InstrumentStatus } from "@/app/components/instrument-status";
import type { Api } from "@/app/components/load";
import { problemOf } from "@/app/components/problem";
import { articleIn } from "@/app/i18n/article";
import { useText } from "@/app/i18n/use-text";
import { getCaller } from "@/server/api/caller";
import type { CityView } from "@/server/cities/city.schema";

/** The visited city, asked once a page. An unknown one is "not found". */
export const cityOf = cache((city: string) => loadOpen((api) => api.cities.city({ city })));

/** Asks for something open: a visitor has no session to lose, so every refusal is "not found". */
export async function loadOpen<T>(ask: (api: Api) => Promise<T>): Promise<T> {
  try {
    return await ask(await getCaller());
  } catch (error) {
    const { code } = problemOf(error);
    if (["UNAUTHENTICATED", "NOT_FOUND", "FORBIDDEN", "INVALID"].includes(code)) notFound();
    throw error;
  }
}

/** The frame of a city's open pages, under the city's own name for its platform, with the text it stands on. */
export function CityFrame({ city, children }: { city: CityView; children: ReactNode }) {
  const t = useTranslations("portal");
  const registers = useTranslations("registers.public");
  const text = useText();
  return (
    <PublicFrame
      brand={text(city.name)}
      home={`/c/${city.id}`}
      tools={
        <Link className="plain-button" href={`/c/${city.id}/sign-in`}>
          {t("staff")}
        </Link>
      }
    >
      <ValidityNotice instrument={city.instrument} />
      {children}
      <footer className="stack-s" style={{ marginTop: 24 }}>
        <ScopeNotes city={city} />
        <p className="row small soft">
          <span>{t("sourceLaw", { instrument: text(city.instrument.title) })}</span>
          <InstrumentFacts instrument={city.instrument} />
          <InstrumentStatus status={city.instrument.status} />
          {city.instrument.status === "draft" ? <span>{t("instrumentDraft")}</span> : null}
          {city.instrument.status === "unknown" ? <span>{t("instrumentUnknown")}</span> : null}
        </p>
        <p className="row small">
          <span className="soft">{t("onApplication")}</span>
          <Link href={`/c/${city.id}/sign-in?next=/workspace/catalogue`}>{t("onApplicationLink")}</Link>
          <Link href={`/c/${city.id}/catalogue`}>{t("catalogueLink")}</Link>
          {city.openingRegister ? <Link href={`/c/${city.id}/register`}>{t("registerLink")}</Link> : null}
          <Link href={`/c/${city.id}/receipts`}>{t("receipt.link")}</Link>
          {city.publicRegisters ? <Link href={`/c/${city.id}/registers`}>{registers("link")}</Link> : null}
        </p>
        <p className="small">
          <Link href="/">{t("otherCities")}</Link> <Link href="/docs/api">{t("apiGuide")}</Link>
        </p>
      </footer>
    </PublicFrame>
  );
}

/** Where the city's text steps back: disclosure has its own regulation, other rules go first, some loss nobody answers for. */
function ScopeNotes({ city }: { city: CityView }) {
  const t = useTranslations("portal.scope");
  const text = useText();
  const locale = useLocale();
  const { disclosure, precedence, disclaimer } = city.scope;
  if (!disclosure && !precedence && !disclaimer) return null;
  return (
    <section className="stack-s small" aria-labelledby="scope-title">
      <h2 id="scope-title" className="strong">
        {t("title")}
      </h2>
      {disclosure ? (
        <p>
          {t("disclosure", {
            regulation: disclosure.regulation ? text(disclosure.regulation) : t("disclosureRegulation"),
            office: text(disclosure.askAt),
            article: articleIn(disclosure.article, locale),
          })}
        </p>
      ) : null}
      {disclaimer ? (
        <p>
          {t("disclaimer")} <Quoted rule={disclaimer} />
        </p>
      ) : null}
      {precedence ? (
        <p>
          {t("precedence")} <Quoted rule={precedence} />
        </p>
      ) : null}
    </section>
  );
}
