import { useTranslations } from "next-intl";
import { InstrumentFacts, ValidityNotice } from "@/app/components/instrument-facts";
import { InstrumentStatus } from "@/app/components/instrument-status";
import { useText } from "@/app/i18n/use-text";
import type { InstrumentView } from "@/server/cities/city.schema";

/** The text that articles of a page are cited from, with its kind and dates; printed with the page. */
export function InstrumentFoot({ instrument }: { instrument: InstrumentView }) {
  const t = useTranslations("law");
  const text = useText();
  return (
    <footer className="stack-s" style={{ marginTop: 24 }}>
      <ValidityNotice instrument={instrument} />
      <p className="row small soft">
        <span>{t("citedFrom", { instrument: text(instrument.title) })}</span>
        <InstrumentFacts instrument={instrument} />
        <InstrumentStatus status={instrument.status} />
      </p>
    </footer>
  );
}
