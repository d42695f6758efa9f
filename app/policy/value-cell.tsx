import { Source } from "@/app/components/basis-tag";
import { useArticle } from "@/app/i18n/use-article";
import { useText } from "@/app/i18n/use-text";
import type { ToldValue } from "@/server/policy/policy.schema";

/** A value in words; silence looks like silence. */
export function ValueWords({ value }: { value: ToldValue }) {
  const text = useText();
  return <span className={value.value === "not-stipulated" ? "silent" : undefined}>{text(value.told)}</span>;
}

/** Where a value stands; of silence only the article that could have spoken. */
export function ValueSource({ value, reason = true }: { value: ToldValue; reason?: boolean }) {
  const articleOf = useArticle();
  if (value.value === "not-stipulated" && value.basis === "law") {
    return <span className="soft nowrap">{articleOf(value.article)}</span>;
  }
  return <Source citation={value} reason={reason} />;
}

/** A value in words with the article that it stands in. */
export function ValueWithSource({ value, reason = false }: { value: ToldValue; reason?: boolean }) {
  return (
    <div className="stack-s" style={{ gap: 2 }}>
      <ValueWords value={value} />
      <span className="small">
        <ValueSource value={value} reason={reason} />
      </span>
    </div>
  );
}
