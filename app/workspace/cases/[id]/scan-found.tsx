import { useFormatter, useTranslations } from "next-intl";
import { useMaskWords } from "@/app/components/scope/use-mask-words";
import { When } from "@/app/components/when";
import { useText } from "@/app/i18n/use-text";
import type { ScannedVersion, ScanView, StoppedFile } from "@/server/opening/opening.schema";

/** What the scan at ingest met in the data under review, and what it cannot tell. */
export function ScanCard({ scan }: { scan: ScanView }) {
  const t = useTranslations("cases.scan");
  return (
    <section className="card stack-s" aria-labelledby="scan">
      <h2 id="scan">{t("title")}</h2>
      <ScanFound scan={scan} />
    </section>
  );
}

/** The same without a frame, to stand beside a question. */
export function ScanFound({ scan: { mount, versions, stopped } }: { scan: ScanView }) {
  const t = useTranslations("cases.scan");
  return (
    <>
      {mount === "table" ? null : <p>{t(`mounts.${mount}`)}</p>}
      {mount === "table" && versions.length === 0 ? <p>{t("nothing")}</p> : null}
      {versions.length > 0 || stopped.length > 0 ? (
        <ul className="bullets">
          {versions.map((version) => (
            <Version key={version.version} version={version} />
          ))}
          {stopped.map((file) => (
            <Stopped key={file.at.toISOString()} file={file} />
          ))}
        </ul>
      ) : null}
      <p className="soft small">{t("limits")}</p>
    </>
  );
}

function Version({ version: { version, at, rows, increment, personal } }: { version: ScannedVersion }) {
  const t = useTranslations("cases.scan");
  const format = useFormatter();
  const text = useText();
  const maskWords = useMaskWords();
  const kind = useKind();
  return (
    <li>
      <span className="strong">{t("version", { version, rows: format.number(rows) })}</span> <When at={at} />{" "}
      {increment ? <span className="soft small">{t("increment")}</span> : null}
      {personal === null ? (
        <div>{t("notScanned")}</div>
      ) : (
        <>
          <div>{t("noMarking")}</div>
          {personal.length === 0 ? <div>{t("noPersonal")}</div> : null}
          {personal.map((one) => (
            <div key={`${one.label.zh} ${one.kind}`}>
              <span className="strong">
                {t("personal", { item: text(one.label), kind: kind(one.kind), count: format.number(one.count) })}
              </span>{" "}
              {one.mask ? <span className="soft small">{maskWords(one.mask)}</span> : null}
            </div>
          ))}
        </>
      )}
    </li>
  );
}

function Stopped({ file: { at, refusal, found } }: { file: StoppedFile }) {
  const t = useTranslations("cases.scan");
  const common = useTranslations("common");
  const text = useText();
  const kind = useKind();
  const where = found
    .filter(({ label }) => label.zh !== "")
    .map((one) => t("in", { item: text(one.label), kind: kind(one.kind) }));
  return (
    <li>
      <span className="strong">{t(`stopped.${refusal}`)}</span> <When at={at} />
      {where.length > 0 ? <div>{where.join(common("listSeparator"))}</div> : null}
    </li>
  );
}

function useKind(): (kind: string) => string {
  const t = useTranslations("cases.scan.kinds");
  return (kind) => (t.has(kind as "phone") ? t(kind as "phone") : t("other"));
}
