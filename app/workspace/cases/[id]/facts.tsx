import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CitationList } from "@/app/components/cases/citation-list";
import { useFieldWords } from "@/app/components/request/use-field-words";
import { FilterWords } from "@/app/components/scope/filter-words";
import { Timeline, type TimelineFact } from "@/app/components/timeline";
import { Day } from "@/app/components/when";
import { useText } from "@/app/i18n/use-text";
import type { CaseDetail } from "@/server/cases/case.schema";
import type { DataItemView } from "@/server/catalogue/catalogue.schema";
import type { ActorKind, Text } from "@/server/law/types";

type Items = readonly { name: string; label: Text }[];

/** The append-only facts of the case, newest last, and in a joint stage the opinions already given. */
export function Facts({ detail, items }: { detail: CaseDetail; items: DataItemView[] }) {
  const t = useTranslations("cases");
  const law = useTranslations("law.actors");
  const text = useText();
  const format = useFormatter();
  const nameOf = (kind: ActorKind) => {
    const own = detail.sideNames[kind];
    return own ? text(own) : law(kind);
  };
  return (
    <section className="card" aria-labelledby="facts">
      <h2 id="facts">{t("detail.timeline")}</h2>
      <Timeline
        facts={detail.events.map((event) => ({
          id: String(event.seq),
          at: event.at,
          title: text(event.title),
          ...colorOf(event, detail),
          who: event.actedAs
            ? t(event.department ? "event.as" : "event.asPerson", {
                department: event.department ? text(event.department) : "",
                side: nameOf(event.actedAs),
                person: event.person ?? "",
              })
            : t("detail.timeAlone"),
          children: (
            <>
              <Said event={event} items={[...detail.application.items, ...items]} />
              {event.dueAt ? (
                <p className="small soft">{t("event.dueSet", { date: format.dateTime(event.dueAt, "date") })}</p>
              ) : null}
            </>
          ),
        }))}
      />
      {detail.opinions.length > 0 && !detail.end ? <Opinions detail={detail} nameOf={nameOf} /> : null}
    </section>
  );
}

/** The event that ended the case wears the colour of its outcome. */
function colorOf(event: CaseDetail["events"][number], { end, events }: CaseDetail): Pick<TimelineFact, "color"> {
  if (!end || event.seq !== events.at(-1)?.seq) return {};
  if (end.outcome === "granted" || end.outcome === "settled" || end.outcome === "done") return { color: "green" };
  return { color: end.outcome === "refused" || end.outcome === "rejected" ? "red" : "amber" };
}

function Opinions({ detail, nameOf }: { detail: CaseDetail; nameOf: (kind: ActorKind) => string }) {
  const t = useTranslations("cases.detail");
  const text = useText();
  return (
    <div className="notice-box" style={{ marginTop: 16 }}>
      <h3>{t("opinions")}</h3>
      <p className="small soft">{t("opinionsNote")}</p>
      <ul className="bullets">
        {detail.opinions.map((opinion) => (
          <li key={opinion.kind}>
            {text(opinion.department)} ({nameOf(opinion.kind)}): <span className="strong">{text(opinion.title)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What was said with an act: the reason, the sources, the scope, and the terms of a grant. */
function Said({ event, items }: { event: CaseDetail["events"][number]; items: Items }) {
  const { content, values, daysIn } = event;
  const words = useFieldWords();
  const t = useTranslations("cases.content");
  const text = useText();
  const common = useTranslations("common");
  const label = (name: string) => {
    const item = items.find((one) => one.name === name);
    return item ? text(item.label) : name;
  };
  const inUnit = (length: string, unit: Text | null) =>
    unit ? common("length", { length, unit: text(unit) }) : length;
  const { reason, legalBasis, scope, purpose, missingItems, storageConsent, grant } = content;
  const lines: [string, ReactNode][] = [];
  if (reason) lines.push([t("reason"), reason]);
  if (legalBasis && legalBasis.length > 0)
    lines.push([t("legalBasis"), <CitationList key="basis" sources={legalBasis} />]);
  if (scope) lines.push([t("scope"), scope]);
  if (purpose) lines.push([t("purpose"), purpose]);
  if (missingItems && missingItems.length > 0) {
    lines.push([
      t("missing"),
      <ul key="missing" className="bullets">
        {missingItems.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>,
    ]);
  }
  if (grant?.columns) lines.push([t("columns"), grant.columns.map(label).join(common("listSeparator"))]);
  if (grant?.rowFilter) lines.push([t("rows"), <FilterWords key="rows" filter={grant.rowFilter} items={items} />]);
  if (grant?.validFrom && grant.validUntil) {
    lines.push([
      t("term"),
      <span key="term">
        <Day date={grant.validFrom} /> – <Day date={grant.validUntil} />
      </span>,
    ]);
  }
  const storage = storageConsent ?? grant?.storageAllowed;
  if (storage !== undefined) lines.push([t(storage ? "storageYes" : "storageNo"), null]);
  if (content.extensionDays) lines.push([t("extensionDays"), inUnit(String(content.extensionDays), daysIn)]);
  for (const { field, value, unit } of values)
    lines.push([text(field.title), inUnit(words(field, value), unit ?? null)]);
  if (lines.length === 0) return null;
  return (
    <dl className="said">
      {lines.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          {value ? <dd className="prewrap">{value}</dd> : null}
        </div>
      ))}
    </dl>
  );
}
