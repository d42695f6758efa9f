import { useTranslations } from "next-intl";
import { Tag } from "@/app/components/tag";
import { useArticle } from "@/app/i18n/use-article";
import { useText } from "@/app/i18n/use-text";
import type { Basis, Citation, Text } from "@/server/law/types";

const COLORS = { law: "green", reading: "amber", default: "purple" } as const satisfies Record<Basis, string>;

/** Whether a value is the law's own words, our reading of them, or our default where the text is silent. */
export function BasisTag({ basis, reason }: { basis: Basis; reason?: Text | undefined }) {
  const t = useTranslations("law");
  const text = useText();
  return (
    <Tag color={COLORS[basis]} dashed={basis !== "law"} title={reason ? text(reason) : t(`basisHint.${basis}`)}>
      {t(`basis.${basis}`)}
    </Tag>
  );
}

/** `第 21 条 [条文规定]`, with the reason beside a reading or a default. */
export function Source({ citation, reason = true }: { citation: Citation; reason?: boolean }) {
  const articleOf = useArticle();
  const text = useText();
  return (
    <span>
      {citation.instrument ? <span>{text(citation.instrument)} </span> : null}
      <span className="nowrap">{articleOf(citation.article)}</span>{" "}
      <BasisTag basis={citation.basis} reason={citation.reason} />
      {reason && citation.reason ? <span className="soft small"> {text(citation.reason)}</span> : null}
    </span>
  );
}
