import type { Metadata } from "next";
import { headers } from "next/headers";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { Fragment, type ReactNode } from "react";
import { PublicFrame } from "@/app/components/frame/public-frame";
import { examplesOf } from "@/app/docs/api/examples";
import { ClientMessages } from "@/app/i18n/client-messages";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("docs"))("title") };
}

/** How another system reads what a grant allows: keys, pages, conditions, errors, repetitions. For everybody. */
export default async function ApiGuidePage() {
  const sent = await headers();
  const scheme = sent.get("x-forwarded-proto") === "https" ? "https" : "http";
  const origin = `${scheme}://${sent.get("host") ?? "localhost"}`;
  return (
    <ClientMessages>
      <PublicFrame>
        <Guide origin={origin} />
      </PublicFrame>
    </ClientMessages>
  );
}

/** The statuses that the guide explains; their sentences are in the messages. */
const STATUSES = ["400", "401", "403", "404", "409", "422", "429", "502", "503"] as const;

function Guide({ origin }: { origin: string }) {
  const t = useTranslations("docs");
  const examples = examplesOf({ origin, resource: "RESOURCE_ID", grant: "GRANT_ID", key: "KEY_ID" });
  return (
    <>
      <h1>{t("title")}</h1>
      <p className="landing-lead">{t("lead")}</p>
      <p>
        <a href="/api/v1/openapi.json">{t("openapi")}</a>
      </p>
      <div className="stack">
        <Section id="key" title={t("key.title")}>
          <p>{t("key.text")}</p>
          <p>{t("key.addresses")}</p>
          <p>{t("key.rotation")}</p>
        </Section>
        <Section id="read" title={t("read.title")}>
          <p>{t("read.text")}</p>
          <Example title="curl" code={examples.curl} />
          <Example title="Python" code={examples.python} />
          <Example title="Java" code={examples.java} />
        </Section>
        <Section id="filter" title={t("filter.title")}>
          <p>{t("filter.text")}</p>
          <Example title="curl" code={examples.filter} />
        </Section>
        <Section id="problems" title={t("problems.title")}>
          <p>{t("problems.text")}</p>
          <dl className="facts">
            {STATUSES.map((status) => (
              <Fragment key={status}>
                <dt className="mono">{status}</dt>
                <dd>{t(`problems.statuses.${status}`)}</dd>
              </Fragment>
            ))}
          </dl>
        </Section>
        <Section id="repeat" title={t("repeat.title")}>
          <p>{t("repeat.text")}</p>
          <Example title="curl" code={examples.rotate} />
        </Section>
        <Section id="storage" title={t("storage.title")}>
          <p>{t("storage.text")}</p>
        </Section>
        <Section id="evidence" title={t("evidence.title")}>
          <p>{t("evidence.text")}</p>
        </Section>
      </div>
    </>
  );
}

function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section className="card stack-s" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

function Example({ title, code }: { title: string; code: string }) {
  return (
    <>
      <h3>{title}</h3>
      <pre className="code-block">{code.trimEnd()}</pre>
    </>
  );
}
