import Link from "next/link";
import { useTranslations } from "next-intl";
import { hrefOf, type Listing } from "@/app/components/listing";
import { useThemeName } from "@/app/components/theme-name";
import { useText } from "@/app/i18n/use-text";
import type { EntryFacets, OpenEntryFacets } from "@/server/catalogue/catalogue.schema";
import type { CityWords } from "@/server/law/types";

interface Choice {
  value: string;
  label: string;
  count: number;
}

const SHOWN = 10;

/** Ways to narrow the search, with how many entries each leaves; a second click on one takes it away. Folded on a phone. */
export function Facets({
  facets,
  listing,
  params,
  words,
}: {
  facets: EntryFacets | OpenEntryFacets;
  listing: Listing;
  params: Partial<Record<string, string>>;
  /** The city's names of the sharing classes. */
  words: CityWords;
}) {
  const t = useTranslations("catalogue.facets");
  const text = useText();
  const themeName = useThemeName();
  const word = useTranslations("catalogue");
  const grades = useTranslations("scope.grades");
  const staff = "sharingClass" in facets ? facets : null;
  const groups: { name: string; title: string; choices: Choice[] }[] = [
    {
      name: "class",
      title: t("class"),
      choices:
        staff?.sharingClass.map(({ value, count }) => ({ value, count, label: text(words.sharing[value]) })) ?? [],
    },
    {
      name: "department",
      title: t("department"),
      choices: facets.departments.map(({ id, name, count }) => ({ value: id, count, label: text(name) })),
    },
    {
      name: "theme",
      title: t("theme"),
      choices: facets.themes.map(({ value, count }) => ({ value, count, label: themeName(value) })),
    },
    {
      name: "format",
      title: t("format"),
      choices:
        staff?.formats.map(({ value, count }) => ({ value, count, label: word(`particulars.formats.${value}`) })) ?? [],
    },
    {
      name: "cycle",
      title: t("cycle"),
      choices: staff?.updateCycles.map(({ value, count }) => ({ value, count, label: word(`cycles.${value}`) })) ?? [],
    },
    {
      name: "grade",
      title: t("grade"),
      choices: staff?.grades.map(({ value, count }) => ({ value, count, label: grades(value) })) ?? [],
    },
    {
      name: "fresh",
      title: t("fresh"),
      choices: staff?.freshness.map(({ value, count }) => ({ value, count, label: word(`freshness.${value}`) })) ?? [],
    },
  ];
  const drawn = groups.map(({ name, title, choices }) => (
    <Group
      key={name}
      name={name}
      title={title}
      choices={choices}
      listing={listing}
      chosen={params[name]}
      estimated={facets.estimated ?? false}
    />
  ));
  const note = facets.estimated ? <p className="small soft">{t("aboutNote")}</p> : null;
  return (
    <nav aria-label={t("label")}>
      <div className="card facet desk-only">
        {note}
        {drawn}
      </div>
      <details className="card facet phone-only">
        <summary>{t("label")}</summary>
        {note}
        {drawn}
      </details>
    </nav>
  );
}

function Group({
  name,
  title,
  choices,
  listing,
  chosen,
  estimated,
}: {
  name: string;
  title: string;
  choices: Choice[];
  listing: Listing;
  chosen: string | undefined;
  estimated: boolean;
}) {
  const t = useTranslations("catalogue.facets");
  if (choices.length === 0) return null;
  const first = choices.filter((choice, index) => index < SHOWN || choice.value === chosen);
  const rest = choices.filter((choice) => !first.includes(choice));
  const link = ({ value, label, count }: Choice) => (
    <li key={value}>
      <Link
        href={hrefOf(listing, { [name]: value === chosen ? undefined : value })}
        aria-current={value === chosen ? "true" : undefined}
      >
        <span>{label}</span>
        <span className="num soft">{estimated ? t("about", { count }) : count}</span>
      </Link>
    </li>
  );
  return (
    <>
      <h2>{title}</h2>
      <ul>{first.map(link)}</ul>
      {rest.length > 0 ? (
        <details>
          <summary className="small">{t("more", { count: rest.length })}</summary>
          <ul>{rest.map(link)}</ul>
        </details>
      ) : null}
    </>
  );
}
