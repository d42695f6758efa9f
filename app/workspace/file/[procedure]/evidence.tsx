"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useText } from "@/app/i18n/use-text";
import type { EvidenceRow, ViolationEvidence } from "@/server/rectification/rectification.schema";

const PAGES: Record<EvidenceRow["at"]["kind"], string> = {
  case: "/workspace/cases",
  entry: "/workspace/catalogue",
  grant: "/workspace/grants",
};

/** What the system knows that speaks for the violation chosen; null in a text without a list. */
export function evidenceFor(evidence: readonly ViolationEvidence[], item: string | undefined): EvidenceRow[] {
  return evidence.find((each) => each.item === null || each.item === item)?.rows ?? [];
}

/** The evidence of the violation chosen, each line leading to where it can be looked at. */
export function Evidence({ rows }: { rows: readonly EvidenceRow[] }) {
  const t = useTranslations("filing");
  const text = useText();
  return (
    <section className="notice-box" aria-labelledby="evidence">
      <h3 id="evidence">{t("evidence")}</h3>
      {rows.length === 0 ? (
        <p className="soft">{t("evidenceNone")}</p>
      ) : (
        <>
          <p className="small soft">{t("evidenceNote")}</p>
          <ul>
            {rows.map((row) => (
              <li key={`${row.at.id} ${text(row.text)}`}>
                <Link href={`${PAGES[row.at.kind]}/${row.at.id}`} target="_blank">
                  {text(row.text)}
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
