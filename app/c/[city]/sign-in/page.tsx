import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { SignInForm } from "@/app/c/[city]/sign-in/sign-in-form";
import { PublicFrame } from "@/app/components/frame/public-frame";
import { oneOf, readParams, type SearchParams } from "@/app/components/listing";
import { problemOf } from "@/app/components/problem";
import { ClientMessages } from "@/app/i18n/client-messages";
import { inLanguage } from "@/app/i18n/text";
import { getCaller } from "@/server/api/caller";
import type { Place } from "@/server/cities/city.schema";
import { isProduction } from "@/server/shared/mode";

interface Props {
  params: Promise<{ city: string }>;
  searchParams: SearchParams;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [place, t, locale] = [await findPlace(params), await getTranslations("signin"), await getLocale()];
  return { title: t("titleOf", { city: inLanguage(place.name, locale) }) };
}

/** Sign-in of one city's staff; provinces and the operator use it under their own id. */
export default async function SignInPage({ params, searchParams }: Props) {
  const [place, t, locale] = [await findPlace(params), await getTranslations("signin"), await getLocale()];
  const given = await readParams(searchParams, ["next", "reason"]);
  const reason = oneOf(given.reason, ["expired", "signedOut"]);
  const name = inLanguage(place.name, locale);
  return (
    <ClientMessages areas={["signin"]}>
      <PublicFrame brand={name} {...(place.kind === "city" ? { home: `/c/${place.tenant}` } : {})}>
        <div className="sign-in card stack">
          <h1>{t("titleOf", { city: name })}</h1>
          {reason ? (
            <p className="notice-box is-amber" role="status">
              {t(reason)}
            </p>
          ) : null}
          <SignInForm tenantId={place.tenant} next={pathOf(given.next)} codeOptional={!isProduction()} />
          <p className="small soft">{t("secondFactor")}</p>
          <p className="small soft">{t("forgot")}</p>
          <p className="row small">
            {place.kind === "city" ? <Link href={`/c/${place.tenant}`}>{t("toPortal", { city: name })}</Link> : null}
            <Link href="/">{t("back")}</Link>
          </p>
        </div>
      </PublicFrame>
    </ClientMessages>
  );
}

async function findPlace(params: Props["params"]): Promise<Place> {
  const caller = await getCaller();
  try {
    return await caller.cities.place({ tenant: (await params).city });
  } catch (error) {
    if (["NOT_FOUND", "INVALID"].includes(problemOf(error).code)) notFound();
    throw error;
  }
}

/** Only a path of this site: `//host` and `/\host` would lead elsewhere. */
function pathOf(next: string | undefined): string {
  return next && /^\/(?![/\\])[\w/?=&.%-]*$/.test(next) ? next : "/home";
}
