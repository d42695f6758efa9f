import { useTranslations } from "next-intl";

/** A mounted file: its name, its size and the hash by which a copy is checked. */
export function FileFacts({ file }: { file: { name: string; size: number; sha256: string } }) {
  const t = useTranslations("mounts.file");
  return (
    <>
      <div className="strong">{file.name}</div>
      <div className="small soft">{t("size", { bytes: file.size })}</div>
      <div className="small mono" style={{ overflowWrap: "anywhere" }}>
        SHA-256 {file.sha256}
      </div>
    </>
  );
}
