import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { Source } from "@/app/components/basis-tag";
import { load } from "@/app/components/load";
import { When } from "@/app/components/when";
import { inLanguage } from "@/app/i18n/text";
import { StateUse } from "@/app/workspace/grants/[id]/state-use";
import type { Statement } from "@/server/usage/usage.schema";

/** What the consumer states of its use, and the certificates of what it has destroyed; open to both departments. */
export async function UseRegister({ grantId, storageAllowed }: { grantId: string; storageAllowed: boolean }) {
  const register = await load((api) => api.usage.list({ grantId }));
  const { statements, mayState, toDestroy, asked, kept, disposal } = register;
  const t = await getTranslations("grants.register");
  const locale = await getLocale();
  return (
    <section className="card stack-s" aria-labelledby="use-register">
      <h2 id="use-register">{t("title")}</h2>
      <p className="soft">
        {t("note")} {asked ? <Source citation={asked} reason={false} /> : null}{" "}
        {kept ? (
          <>
            {t("kept", { years: inLanguage(kept.words, locale) })} <Source citation={kept} reason={false} />
          </>
        ) : null}
      </p>
      {storageAllowed ? null : (
        <p className="notice-box is-amber" role="note">
          {t("noStorage")}
        </p>
      )}
      {toDestroy ? (
        <p className="notice-box is-amber" role="note">
          {t("toDestroy")} {disposal ? <Source citation={disposal} reason={false} /> : null}
        </p>
      ) : null}
      {statements.length === 0 ? <p className="soft">{mayState ? t("emptyOwn") : t("empty")}</p> : null}
      {statements.map((statement) => (
        <article key={statement.id} className="statement stack-s">
          <p className="row-apart">
            <span className="strong">{t(`kind.${statement.kind}`)}</span>
            <span className="soft small">
              {statement.person} · <When at={statement.at} />
            </span>
          </p>
          <Said grantId={grantId} statement={statement} />
        </article>
      ))}
      {mayState ? <StateUse grantId={grantId} /> : null}
    </section>
  );
}

async function Said({ grantId, statement }: { grantId: string; statement: Statement }) {
  const t = await getTranslations("grants.register");
  const facts =
    statement.kind === "use"
      ? (["scenario", "process", "effect", "storage"] as const).map((name) => [name, statement[name]] as const)
      : (["destroyedOn", "method", "witness"] as const).map((name) => [name, statement[name]] as const);
  return (
    <>
      <dl className="facts facts-wide">
        {facts.map(([name, words]) => (
          <div key={name}>
            <dt>{t(`fields.${name}`)}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      {statement.kind === "destruction" ? (
        <p className="no-print">
          <Link href={`/workspace/grants/${grantId}/certificate/${statement.id}`}>{t("certificate")}</Link>
        </p>
      ) : null}
    </>
  );
}
