import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { EmptyState } from "@/app/components/empty-state";
import { homeOf } from "@/app/components/frame/home-of";
import { PublicFrame } from "@/app/components/frame/public-frame";
import { InstrumentStatus } from "@/app/components/instrument-status";
import { readParams, type SearchParams } from "@/app/components/listing";
import { DemoPeople, type DemoPersonView } from "@/app/demo-people";
import { ClientMessages } from "@/app/i18n/client-messages";
import { useText } from "@/app/i18n/use-text";
import { getCaller } from "@/server/api/caller";
import type { CityCard } from "@/server/cities/city.schema";
import { type DemoGroup, type DemoPerson, listDemoPeople } from "@/server/identity/list-demo-people";
import { isProduction } from "@/server/shared/mode";

// People and modes are read when somebody asks, not when the pages are built.
export const dynamic = "force-dynamic";

/** The first page: the cities with the text each is run under and, in a demonstration, people to enter as. */
export default async function LandingPage({ searchParams }: { searchParams: SearchParams }) {
  const { ended } = await readParams(searchParams, ["ended"]);
  const caller = await getCaller();
  const [cities, groups] = await Promise.all([caller.cities.list(), listDemoPeople()]);
  const t = await getTranslations();
  return (
    <ClientMessages areas={["landing"]}>
      <PublicFrame>
        <h1>{t("common.product")}</h1>
        <p className="landing-lead">{t("landing.lead")}</p>
        <div className="stack">
          {ended ? (
            <p className="notice-box is-amber" role="status">
              {t("landing.expired")}
            </p>
          ) : null}
          {isProduction() ? null : <DemonstrationBanner />}
          <Cities cities={cities} groups={groups} />
          {isProduction() ? null : <OtherPlaces groups={groups} />}
        </div>
      </PublicFrame>
    </ClientMessages>
  );
}

function DemonstrationBanner() {
  const t = useTranslations("landing");
  return (
    <section className="notice-box is-amber" aria-labelledby="demonstration">
      <h2 id="demonstration">{t("demoTitle")}</h2>
      <p>{t("demoText")}</p>
      <p>{t("peopleHint")}</p>
    </section>
  );
}

function Cities({ cities, groups }: { cities: CityCard[]; groups: DemoGroup[] }) {
  const t = useTranslations("landing");
  return (
    <section className="stack-s" aria-labelledby="cities">
      <h2 id="cities">{t("citiesTitle")}</h2>
      {cities.length === 0 ? <EmptyState title={t("citiesEmpty")} /> : null}
      <div className="city-grid">
        {cities.map((city) => (
          <CityBlock key={city.id} city={city}>
            <PeopleOf group={groups.find(({ tenantId }) => tenantId === city.id)} />
          </CityBlock>
        ))}
      </div>
    </section>
  );
}

function CityBlock({ city, children }: { city: CityCard; children: ReactNode }) {
  const t = useTranslations("landing");
  const text = useText();
  const format = useFormatter();
  const { instrument } = city;
  const name = text(city.name);
  const since = format.dateTime(new Date(`${instrument.effective ?? instrument.appliedFrom}T00:00:00+08:00`), "date");
  return (
    <section className="card" aria-labelledby={`city-${city.id}`}>
      <div className="row-apart">
        <h3 id={`city-${city.id}`}>{name}</h3>
        {text(city.province.name) === name ? null : <span className="soft small">{text(city.province.name)}</span>}
      </div>
      <div>
        <p>{text(instrument.title)}</p>
        <p className="row small soft">
          <InstrumentStatus status={instrument.status} />
          <span>{t(`statusNote.${instrument.status}`, { date: since })}</span>
        </p>
      </div>
      <p className="row">
        <Link className="button" href={`/c/${city.id}`} aria-label={t("portalOf", { city: name })}>
          {t("toPortal")}
        </Link>
        <Link className="button" href={`/c/${city.id}/sign-in`} aria-label={t("signInOf", { city: name })}>
          {t("toSignIn")}
        </Link>
      </p>
      {children}
    </section>
  );
}

/** Provinces and the operator have no portal; they are listed where their demonstration people are. */
function OtherPlaces({ groups }: { groups: DemoGroup[] }) {
  const t = useTranslations("landing");
  const text = useText();
  const others = groups.filter(({ kind }) => kind !== "city");
  if (others.length === 0) return null;
  return (
    <section className="stack-s" aria-labelledby="provinces">
      <h2 id="provinces">{t("provincesTitle")}</h2>
      <div className="city-grid is-small">
        {others.map(({ tenantId, name, people }) => (
          <section key={tenantId} className="card" aria-labelledby={`place-${tenantId}`}>
            <h3 id={`place-${tenantId}`}>{text(name)}</h3>
            <DemoPeople people={people.map(viewOf)} />
          </section>
        ))}
      </div>
    </section>
  );
}

function PeopleOf({ group }: { group: DemoGroup | undefined }) {
  const t = useTranslations("landing");
  if (group) return <DemoPeople people={group.people.map(viewOf)} />;
  return isProduction() ? null : <p className="soft small">{t("peopleEmpty")}</p>;
}

function viewOf({ tenantId, login, name, department, roles, featured }: DemoPerson): DemoPersonView {
  return { tenantId, login, name, department, featured, role: roles[0] ?? "public_user", home: homeOf(roles) };
}
