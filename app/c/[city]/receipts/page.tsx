import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CityFrame, cityOf } from "@/app/c/[city]/city";
import { FilterForm } from "@/app/components/filter-form";
import { readParams, type SearchParams } from "@/app/components/listing";
import { problemOf } from "@/app/components/problem";
import { When } from "@/app/components/when";
import { getCaller } from "@/server/api/caller";
import type { ReceiptCheck } from "@/server/delivery/retrieval.schema";

interface Props {
  params: Promise<{ city: string }>;
  searchParams: SearchParams;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("portal.receipt"))("title") };
}

/** Anybody who is shown a call receipt asks here whether it is genuine; nothing of its content is told. */
export default async function ReceiptsPage({ params, searchParams }: Props) {
  const city = await cityOf((await params).city);
  const { number = "", code = "" } = await readParams(searchParams, ["number", "code"]);
  const t = await getTranslations("portal.receipt");
  const path = `/c/${city.id}/receipts`;
  const check = number && code ? await judge(city.id, number, code) : null;
  return (
    <CityFrame city={city}>
      <div className="stack">
        <div>
          <h1>{t("title")}</h1>
          <p className="landing-lead">{t("lead")}</p>
        </div>
        <section className="card stack" aria-label={t("title")}>
          <FilterForm action={path} active={Boolean(number || code)} submit={t("check")}>
            <label>
              {t("number")}
              <input name="number" className="field mono" defaultValue={number} maxLength={40} size={38} required />
            </label>
            <label>
              {t("code")}
              <input name="code" className="field mono" defaultValue={code} maxLength={80} size={26} required />
            </label>
          </FilterForm>
          <p className="soft small">{t("hint")}</p>
          {check ? <Verdict check={check} /> : null}
        </section>
      </div>
    </CityFrame>
  );
}

async function Verdict({ check }: { check: ReceiptCheck | "malformed" }) {
  const t = await getTranslations("portal.receipt");
  if (check === "malformed") return <p role="alert">{t("malformed")}</p>;
  const tone = check.verdict === "genuine" ? "is-green" : check.verdict === "waiting" ? "" : "is-red";
  return (
    <div role="status" className={`notice-box ${tone} stack-s`}>
      <p className="strong">{t(`verdict.${check.verdict}`)}</p>
      <p>{t(`explained.${check.verdict}`)}</p>
      {"seq" in check ? (
        <dl className="facts facts-wide">
          <div>
            <dt>{t("sealNumber")}</dt>
            <dd>{check.seq}</dd>
          </div>
          <div>
            <dt>{t("sealedAt")}</dt>
            <dd>
              <When at={new Date(check.sealedAt)} />
            </dd>
          </div>
          <div>
            <dt>{t("sealHash")}</dt>
            <dd className="mono">{check.hash}</dd>
          </div>
        </dl>
      ) : null}
    </div>
  );
}

async function judge(city: string, recordId: string, code: string): Promise<ReceiptCheck | "malformed"> {
  try {
    return await (await getCaller()).portal.receipt({ city, recordId: recordId.trim(), code });
  } catch (error) {
    if (problemOf(error).code === "INVALID") return "malformed";
    throw error;
  }
}
