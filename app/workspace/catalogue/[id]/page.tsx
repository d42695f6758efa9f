import type { Metadata } from "next";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { cache, type ReactNode } from "react";
import { ClassTag } from "@/app/components/class-tag";
import { readStaff, readsFromOutside } from "@/app/components/frame/staff";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { QualityBlock } from "@/app/components/quality/quality-block";
import { ThemeName } from "@/app/components/theme-name";
import { UnderCheckNotice } from "@/app/components/under-check-notice";
import { When } from "@/app/components/when";
import { readWords } from "@/app/components/words";
import { inLanguage } from "@/app/i18n/text";
import { EntryHistory } from "@/app/workspace/catalogue/[id]/entry-history";
import { EntryItems, OpenItems } from "@/app/workspace/catalogue/[id]/entry-items";
import { EntryParticulars } from "@/app/workspace/catalogue/[id]/entry-particulars";
import { EntryProcedures } from "@/app/workspace/catalogue/[id]/entry-procedures";
import { EntryReview } from "@/app/workspace/catalogue/[id]/entry-review";
import { EntryUsers } from "@/app/workspace/catalogue/[id]/entry-users";
import { AccessTag } from "@/app/workspace/catalogue/entry-result";
import type { EntryDetail, OpenEntryDetail } from "@/server/catalogue/catalogue.schema";
import type { CityWords } from "@/server/law/types";

type Params = Promise<{ id: string }>;

const readEntry = cache((entryId: string) => load((api) => api.catalogue.entry({ entryId })));
const readQuality = (entryId: string) => load((api) => api.quality.entry({ entryId }));
const readOpenEntry = cache((entryId: string) => load((api) => api.catalogue.openEntry({ entryId })));

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const read = (await readsFromOutside()) ? readOpenEntry : readEntry;
  return { title: inLanguage((await read((await params).id)).name, await getLocale()) };
}

/** One entry: what this department may do with it, its metadata and basis, its data items, and who uses it. */
export default async function EntryPage({ params }: { params: Params }) {
  const { id } = await params;
  const [words, locale] = await Promise.all([readWords(), getLocale()]);
  if (await readsFromOutside()) return <OpenEntry entry={await readOpenEntry(id)} words={words} />;
  const [entry, quality] = await Promise.all([readEntry(id), readQuality(id)]);
  return (
    <>
      <PageHeader
        crumbs={[{ label: inLanguage(words.catalogue, locale), href: "/workspace/catalogue" }]}
        title={inLanguage(entry.name, locale)}
        tags={<ClassTag value={entry.sharingClass} words={words} />}
        note={inLanguage(entry.abstract, locale) || undefined}
      />
      <div className="stack">
        <UnderCheckNotice check={entry.underCheck} />
        <Standing entry={entry} />
        <Access entry={entry} />
        <About facts={await factsOf(entry, words)} />
        <QualityBlock quality={quality} />
        <EntryParticulars entry={entry} />
        <EntryItems items={entry.items} />
        {entry.review ? <EntryReview review={entry.review} /> : null}
        <EntryProcedures entryId={entry.id} />
        {entry.users ? <EntryUsers entryId={entry.id} users={entry.users} /> : null}
        <EntryHistory entryId={entry.id} />
      </div>
    </>
  );
}

/** What its last facts mean: going off, taken off, or withdrawn from the public for now. */
async function Standing({ entry }: { entry: EntryDetail }) {
  const t = await getTranslations("catalogue.standing");
  const facts = [
    entry.retiredAt
      ? (["retired", entry.retiredAt] as const)
      : entry.retiringAt
        ? (["retiring", entry.retiringAt] as const)
        : null,
    entry.openingSuspendedAt ? (["suspended", entry.openingSuspendedAt] as const) : null,
  ].filter((fact) => fact !== null);
  if (facts.length === 0) return null;
  return (
    <div className="notice-box is-amber" role="note">
      {facts.map(([kind, at]) => (
        <p key={kind}>
          <span className="strong">{t(kind)}</span> <When at={at} dateOnly />
        </p>
      ))}
    </div>
  );
}

/** The button that leads on, or the reason why there is none. */
async function Access({ entry }: { entry: EntryDetail }) {
  const t = await getTranslations("catalogue");
  const mounting = await getTranslations("mounting");
  const compiling = await getTranslations("compile");
  const { me } = await readStaff();
  const compiles = me.roles.some((role) => role === "data_officer" || role === "department_head");
  const { kind, grantId, caseId } = entry.access;
  const href = {
    granted: `/workspace/grants/${grantId}`,
    "open-case": `/workspace/cases/${caseId}`,
    direct: `/workspace/catalogue/${entry.id}/apply`,
    dedicated: `/workspace/catalogue/${entry.id}/apply`,
    apply: `/workspace/catalogue/${entry.id}/apply`,
    own: null,
    retired: null,
    withheld: null,
    none: null,
  }[kind];
  return (
    <section className="card row-apart" style={{ alignItems: "center" }} aria-labelledby="may">
      <div className="row">
        <h2 id="may" style={{ margin: 0 }}>
          {t("entry.may")}
        </h2>
        <AccessTag kind={kind} />
      </div>
      {href && kind !== "own" && kind !== "withheld" && kind !== "retired" && kind !== "none" ? (
        <Link className="button button-primary" href={href}>
          {t(`act.${kind}`)}
        </Link>
      ) : (
        <p className="row">
          {reasonWhyNot(kind, entry.sharingBasis, t)}
          {kind === "own" && compiles ? (
            <Link className="button" href={`/workspace/catalogue/${entry.id}/data`}>
              {mounting("link")}
            </Link>
          ) : null}
        </p>
      )}
      {kind === "own" && compiles && !entry.retiredAt ? (
        <Link className="button" href={`/workspace/catalogue/compile/edit?entry=${entry.id}`}>
          {compiling("edit")}
        </Link>
      ) : null}
      {kind === "own" ? (
        <Link className="button" href={`/workspace/catalogue/${entry.id}/mount`}>
          {t("act.mount")}
        </Link>
      ) : null}
    </section>
  );
}

function reasonWhyNot(
  kind: EntryDetail["access"]["kind"],
  basis: string,
  t: Awaited<ReturnType<typeof getTranslations<"catalogue">>>,
): string {
  if (kind === "withheld") return basis ? t("act.withheld", { basis }) : t("act.withheldNoBasis");
  if (kind === "retired") return t("act.retired");
  return t(kind === "own" ? "act.own" : "act.none");
}

/** The same entry for a person outside government: what it is, how it is open, and what may be filed about it. */
async function OpenEntry({ entry, words }: { entry: OpenEntryDetail; words: CityWords }) {
  const t = await getTranslations("catalogue.open");
  const locale = await getLocale();
  const { me } = await readStaff();
  const free = entry.openingClass === "unconditional";
  return (
    <>
      <PageHeader
        crumbs={[{ label: t("title"), href: "/workspace/catalogue" }]}
        title={inLanguage(entry.name, locale)}
        tags={<ClassTag value={entry.openingClass} words={words} kind="opening" />}
        note={inLanguage(entry.abstract, locale) || undefined}
      />
      <div className="stack">
        <section className="card row-apart" style={{ alignItems: "center" }} aria-labelledby="get">
          <div>
            <h2 id="get">{t("get")}</h2>
            <p>{t(free ? "getUnconditional" : "getConditional")}</p>
          </div>
          {free ? (
            <Link className="button button-primary" href={`/c/${me.tenantId}/data/${entry.id}`}>
              {t("getAction")}
            </Link>
          ) : null}
        </section>
        <About facts={[...(await plainFacts(entry)), ...(await openingFacts(entry, words))]} />
        <OpenItems items={entry.items} />
        <EntryProcedures entryId={entry.id} />
      </div>
    </>
  );
}

type Fact = [string, ReactNode];

async function plainFacts(entry: EntryDetail | OpenEntryDetail): Promise<Fact[]> {
  const t = await getTranslations("catalogue");
  const locale = await getLocale();
  return [
    [t("entry.provider"), inLanguage(entry.department.name, locale)],
    [t("entry.region"), inLanguage(entry.regionName, locale)],
    [
      t("entry.code"),
      <span key="code" className="mono">
        {entry.code}
      </span>,
    ],
    [t("entry.theme"), <ThemeName key="theme" theme={entry.theme} />],
    [t("entry.cycle"), t("updated", { cycle: t(`cycles.${entry.updateCycle}`) })],
    [
      t("entry.published"),
      entry.publishedAt ? <When key="at" at={entry.publishedAt} dateOnly /> : t("entry.unpublished"),
    ],
  ];
}

async function openingFacts(entry: EntryDetail | OpenEntryDetail, words: CityWords): Promise<Fact[]> {
  const t = await getTranslations("catalogue");
  const common = await getTranslations("common");
  return [
    [t("entry.opening"), <ClassTag key="opening" value={entry.openingClass} words={words} kind="opening" />],
    [t("entry.openingBasis"), entry.openingBasis || common("notStated")],
  ];
}

/** What departments are told about an entry. */
async function factsOf(entry: EntryDetail, words: CityWords): Promise<Fact[]> {
  const t = await getTranslations("catalogue");
  const common = await getTranslations("common");
  const locale = await getLocale();
  const facts: Fact[] = [
    ...(await plainFacts(entry)),
    [t("entry.class"), <ClassTag key="class" value={entry.sharingClass} words={words} />],
    [t("entry.basis"), entry.sharingBasis || common("notStated")],
    [t("entry.condition"), entry.sharingCondition || common("none")],
    ...(await openingFacts(entry, words)),
    [t("entry.dedicated"), common(entry.dedicated ? "yes" : "no")],
  ];
  if (entry.delegate) facts.push([t("entry.delegate"), inLanguage(entry.delegate.name, locale)]);
  if (entry.dedicatedDepartments.length > 0) {
    const names = entry.dedicatedDepartments.map(({ name }) => inLanguage(name, locale));
    facts.push([t("entry.dedicatedList"), names.join(common("listSeparator"))]);
  }
  return facts;
}

async function About({ facts }: { facts: readonly Fact[] }) {
  const t = await getTranslations("catalogue");
  return (
    <section className="card" aria-labelledby="metadata">
      <h2 id="metadata">{t("entry.metadata")}</h2>
      <dl className="facts facts-wide">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
