import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { hrefOf, type Listing } from "@/app/components/listing";
import { useText } from "@/app/i18n/use-text";
import { IndicatorCell } from "@/app/oversight/indicator-cell";
import { cellOf, differenceOf, INDICATORS, type IndicatorId } from "@/app/oversight/indicators";
import { quarterOf } from "@/app/oversight/trend";
import type { CompareRow, Comparison, Indicators } from "@/server/oversight/oversight.schema";

/** Chooses two places by a plain form, so the comparison has an address of its own, and shows them side by side. */
export function TwoPlaces({
  comparison,
  listing,
  a,
  b,
}: {
  comparison: Comparison;
  listing: Listing;
  a: string | undefined;
  b: string | undefined;
}) {
  const t = useTranslations("oversight");
  const first = comparison.rows.find(({ key }) => key === a);
  const second = comparison.rows.find(({ key }) => key === b);
  return (
    <section className="card stack" aria-labelledby="two-places">
      <h2 id="two-places">{t("compareTitle")}</h2>
      <form action={listing.path} className="filter-bar no-print">
        {Object.entries(listing.params).map(([name, value]) =>
          value && name !== "a" && name !== "b" ? <input key={name} type="hidden" name={name} value={value} /> : null,
        )}
        <PlaceSelect name="a" label={t("compareFirst")} rows={comparison.rows} chosen={first?.key} />
        <PlaceSelect name="b" label={t("compareSecond")} rows={comparison.rows} chosen={second?.key} />
        <button type="submit" className="button button-primary">
          {t("compareSubmit")}
        </button>
        {first || second ? (
          <Link className="button" href={hrefOf(listing, { a: undefined, b: undefined })}>
            {t("compareClear")}
          </Link>
        ) : null}
      </form>
      {first && second && first.key === second.key ? <p role="alert">{t("compareSame")}</p> : null}
      {first && second && first.key !== second.key ? <SideBySide first={first} second={second} /> : null}
    </section>
  );
}

function PlaceSelect({
  name,
  label,
  rows,
  chosen,
}: {
  name: string;
  label: string;
  rows: CompareRow[];
  chosen: string | undefined;
}) {
  const t = useTranslations("oversight");
  const text = useText();
  return (
    <label>
      {label}
      <select key={chosen} name={name} className="field" defaultValue={chosen ?? ""} required>
        <option value="">{t("compareChoose")}</option>
        {rows.map(({ key, name: place }) => (
          <option key={key} value={key}>
            {text(place)}
          </option>
        ))}
      </select>
    </label>
  );
}

function SideBySide({ first, second }: { first: CompareRow; second: CompareRow }) {
  const t = useTranslations("oversight");
  const text = useText();
  const pair = { first: text(first.name), second: text(second.name) };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className="table-box" aria-label={t("compareCaption", pair)} tabIndex={0}>
      <table className="table table-narrow">
        <caption className="sr-only">{t("compareCaption", pair)}</caption>
        <thead>
          <tr>
            <th scope="col">{t("indicatorHead")}</th>
            <th scope="col" className="end">
              {pair.first}
            </th>
            <th scope="col" className="end">
              {pair.second}
            </th>
            <th scope="col" className="end">
              {t("difference")}
            </th>
          </tr>
        </thead>
        <tbody>
          {INDICATORS.map((id) => (
            <Line key={id} title={t(`indicator.${id}`)} id={id} a={first} b={second} />
          ))}
          {first.quarters.map((quarter, index) => {
            const other = second.quarters[index];
            return other ? (
              <Line
                key={quarter.label}
                title={`${t("quarter", quarterOf(quarter.label))} ${t("indicator.filed")}`}
                id="filed"
                a={quarter}
                b={other}
              />
            ) : null;
          })}
          {first.procedures.map((procedure) => {
            const other = second.procedures.find((each) => each.procedure === procedure.procedure);
            return other ? (
              <Line
                key={procedure.procedure}
                title={`${t(procedureKey(procedure.procedure))} ${t("indicator.filed")}`}
                id="filed"
                a={procedure}
                b={other}
              />
            ) : null;
          })}
        </tbody>
      </table>
    </section>
  );
}

function Line(props: { title: ReactNode; id: IndicatorId; a: Indicators; b: Indicators }) {
  const { title, id, a, b } = props;
  const t = useTranslations("oversight");
  const format = useFormatter();
  const difference = differenceOf(cellOf(a, id), cellOf(b, id));
  const style = id === "onTimeRate" || id === "refusalRate" ? "percent" : "count";
  return (
    <tr>
      <th scope="row" style={{ fontWeight: 400 }}>
        {title}
      </th>
      <td className="end">
        <IndicatorCell cell={cellOf(a, id)} />
      </td>
      <td className="end">
        <IndicatorCell cell={cellOf(b, id)} />
      </td>
      <td className="end num">
        {difference === null ? t("notComputed") : `${difference > 0 ? "+" : ""}${format.number(difference, style)}`}
      </td>
    </tr>
  );
}

const PROCEDURE_KEYS = {
  "sharing.conditional": "procedure.sharing_conditional",
  "sharing.unconditional": "procedure.sharing_unconditional",
  "sharing.dispute": "procedure.sharing_dispute",
} as const;

function procedureKey(id: string): (typeof PROCEDURE_KEYS)[keyof typeof PROCEDURE_KEYS] {
  return PROCEDURE_KEYS[id as keyof typeof PROCEDURE_KEYS] ?? "procedure.sharing_conditional";
}
