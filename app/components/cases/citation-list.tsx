import { useTranslations } from "next-intl";
import type { ActContentInput } from "@/server/cases/case.schema";

/** Sources that a decision names, each with its kind. */
export function CitationList({ sources }: { sources: NonNullable<ActContentInput["legalBasis"]> }) {
  const t = useTranslations("law.basisKinds");
  return (
    <ul className="plain">
      {sources.map(({ kind, citation }) => (
        <li key={`${kind} ${citation}`}>
          {citation} <span className="soft small">({t(kind)})</span>
        </li>
      ))}
    </ul>
  );
}
