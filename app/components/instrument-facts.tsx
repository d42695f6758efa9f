import { useFormatter, useLocale, useTranslations } from "next-intl";
import { articleIn } from "@/app/i18n/article";
import { useText } from "@/app/i18n/use-text";
import type { InstrumentView, QuotedRule } from "@/server/cities/city.schema";

/** What kind of text an instrument is and when it was adopted, approved or published: stands wherever it is cited. */
export function InstrumentFacts({ instrument }: { instrument: Pick<InstrumentView, "kind" | "dates"> }) {
  const t = useTranslations();
  const text = useText();
  const format = useFormatter();
  const acts = instrument.dates.map(({ act, on }) =>
    t(`law.instrumentActs.${act}`, { date: format.dateTime(new Date(`${on}T00:00:00+08:00`), "date") }),
  );
  return <span>{[text(instrument.kind), ...acts].join(t("common.listSeparator"))}</span>;
}

/** A banner while an instrument nears its end, after it, and where its end cannot be counted; nothing otherwise. */
export function ValidityNotice({ instrument }: { instrument: Pick<InstrumentView, "title" | "validity"> }) {
  const t = useTranslations("law.validity");
  const text = useText();
  const format = useFormatter();
  const { lastDay, lapsed, ending, unknown } = instrument.validity;
  const state = lapsed ? "lapsed" : ending ? "ending" : unknown ? "unknown" : null;
  if (!state) return null;
  const day = lastDay ? format.dateTime(new Date(`${lastDay}T00:00:00+08:00`), "date") : "";
  return (
    <p className="notice-box" role="note">
      {t(state, { title: text(instrument.title), day })}
    </p>
  );
}

/** A sentence of the city's text with its article. */
export function Quoted({ rule }: { rule: QuotedRule }) {
  const text = useText();
  const locale = useLocale();
  const t = useTranslations("law");
  return <span>{t("quoted", { text: text(rule.text), article: articleIn(rule.article, locale) })}</span>;
}
