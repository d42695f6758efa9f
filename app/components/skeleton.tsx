import { useTranslations } from "next-intl";

/** What a page looks like while its data is on the way: a heading and lines in cards. */
export function PageSkeleton({ cards = 2, lines = 5 }: { cards?: number; lines?: number }) {
  const t = useTranslations("common");
  return (
    <div className="stack" role="status" aria-busy="true" aria-label={t("loading")}>
      <div className="skeleton-line" style={{ width: 220, height: 28 }} />
      {upTo(cards).map((card) => (
        <div key={card} className="card stack-s">
          {upTo(lines).map((line) => (
            <div key={line} className="skeleton-line" style={{ width: `${96 - ((line * 17) % 48)}%` }} />
          ))}
        </div>
      ))}
    </div>
  );
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
