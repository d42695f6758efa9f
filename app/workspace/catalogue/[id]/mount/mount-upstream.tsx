"use client";

import { App, Button, Input, Radio } from "antd";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ConfirmAct } from "@/app/components/confirm-act";
import { ErrorSentence } from "@/app/components/error-sentence";
import { Field } from "@/app/components/field";
import { useSubmit } from "@/app/components/use-submit";
import { useText } from "@/app/i18n/use-text";
import { useTRPC } from "@/app/trpc/client";
import {
  CREDENTIAL_KINDS,
  type CredentialKind,
  type MountDetail,
  PAGINGS,
  UPSTREAM_FAILURES,
  type UpstreamSample,
} from "@/server/delivery/upstream/upstream.schema";

interface Draft {
  address: string;
  kind: CredentialKind;
  name: string;
  secret: string;
  rows: string;
  columns: Record<string, string>;
  paging: (typeof PAGINGS)[number];
  limit: string;
  after: string;
  first: "0" | "1";
  next: string;
}

function draftOf({ upstream }: MountDetail): Draft {
  const { mapping } = upstream ?? {};
  return {
    address: upstream?.address ?? "",
    kind: upstream?.credentialKind ?? "none",
    name: upstream?.credentialName ?? "",
    secret: "",
    rows: mapping?.rows ?? "",
    columns: mapping?.columns ?? {},
    paging: mapping?.paging ?? "none",
    limit: mapping?.limit ?? "",
    after: mapping?.after ?? "",
    first: mapping?.first ?? "1",
    next: mapping?.next ?? "",
  };
}

/** The provider's own interface: where it is, how it is asked, what its columns are; tried before it is mounted. */
export function MountUpstream({ mount }: { mount: MountDetail }) {
  const t = useTranslations("mounts.upstream");
  const done = useTranslations("mounts");
  const text = useText();
  const router = useRouter();
  const trpc = useTRPC();
  const { message } = App.useApp();
  const [draft, setDraft] = useState(() => draftOf(mount));
  const [sample, setSample] = useState<UpstreamSample | null>(null);
  const put = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const change = useSubmit(trpc.mounts.change.mutationOptions(), () => {
    void message.success(done("done"));
    put({ secret: "" });
    router.refresh();
  });
  const trial = useSubmit(trpc.mounts.test.mutationOptions(), (found) => {
    setSample(found);
    // Columns of the same name find each other; the rest is for a person to say.
    const same = mount.items.flatMap(({ name }) => {
      const theirs = found.columns.find((column) => column.toLowerCase() === name);
      return theirs ? [[name, theirs] as const] : [];
    });
    setDraft((before) => ({ ...before, columns: { ...Object.fromEntries(same), ...before.columns } }));
  });
  const credential = {
    kind: draft.kind,
    ...(draft.kind === "header" ? { name: draft.name.trim() } : {}),
    ...(draft.kind !== "none" && draft.secret !== "" ? { secret: draft.secret } : {}),
  } as Parameters<typeof trial.submit>[0]["credential"];
  const columns = Object.fromEntries(Object.entries(draft.columns).filter(([, theirs]) => theirs.trim() !== ""));
  const paged = draft.paging !== "none";
  const mapping = {
    rows: draft.rows,
    columns,
    paging: draft.paging,
    ...(paged ? { limit: draft.limit, after: draft.after, first: draft.first } : {}),
    ...(draft.paging === "cursor" ? { next: draft.next } : {}),
  };
  const missing = mount.items.filter(({ name }) => !(name in columns)).map(({ label }) => text(label));
  const labels = {
    address: t("address"),
    "to.address": t("address"),
    credential: t("secret"),
    "to.credential": t("secret"),
    "to.mapping.columns": t("columns"),
    "to.mapping.after": t("after"),
    "to.mapping.next": t("next"),
  };
  const field = (path: keyof Draft & ("address" | "name" | "rows" | "limit" | "after" | "next"), wrong: string) => (
    <Field path={wrong} label={t(path)} hint={t(`hints.${path}`)} problem={change.problem}>
      {(control) => (
        <Input
          {...control}
          className="mono"
          maxLength={2_000}
          value={draft[path]}
          onChange={(event) => put({ [path]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <section className="card stack-s" aria-labelledby="upstream">
      <h2 id="upstream">{t("title")}</h2>
      <p>{t("text")}</p>
      {field("address", "to.address")}
      <Field path="credential.kind" label={t("credential")} required group problem={change.problem}>
        {() => (
          <Radio.Group
            value={draft.kind}
            onChange={(event) => put({ kind: event.target.value })}
            options={CREDENTIAL_KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))}
          />
        )}
      </Field>
      {draft.kind === "header" ? field("name", "to.credential.name") : null}
      {draft.kind !== "none" ? (
        <Field
          path="to.credential.secret"
          label={t("secret")}
          hint={t(draft.kind === "basic" ? "hints.basic" : "hints.secret")}
          problem={change.problem}
        >
          {(control) => (
            <Input.Password
              {...control}
              autoComplete="new-password"
              maxLength={4_000}
              value={draft.secret}
              onChange={(event) => put({ secret: event.target.value })}
            />
          )}
        </Field>
      ) : null}
      {field("rows", "to.mapping.rows")}
      <div className="row">
        <Button
          loading={trial.busy}
          onClick={() => trial.submit({ entryId: mount.entryId, address: draft.address, credential, rows: draft.rows })}
        >
          {t("test")}
        </Button>
        <span role="status">{sample ? <Found sample={sample} /> : null}</span>
      </div>
      <ErrorSentence problem={trial.problem} labels={labels} />
      <Field
        path="to.mapping.columns"
        label={t("columns")}
        hint={t("hints.columns")}
        required
        group
        problem={change.problem}
      >
        {() => (
          <div className="stack-s">
            {mount.items.map(({ name, label }) => (
              <div key={name} className="row">
                <label htmlFor={`column-${name}`} style={{ minWidth: "12em" }}>
                  {text(label)} <span className="mono small soft">{name}</span>
                </label>
                <Input
                  id={`column-${name}`}
                  list="found-columns"
                  maxLength={100}
                  style={{ maxWidth: "20em" }}
                  value={draft.columns[name] ?? ""}
                  onChange={(event) => put({ columns: { ...draft.columns, [name]: event.target.value } })}
                />
              </div>
            ))}
            <datalist id="found-columns">
              {sample?.columns.map((column) => (
                <option key={column} value={column} />
              ))}
            </datalist>
          </div>
        )}
      </Field>
      <Field path="to.mapping.paging" label={t("paging")} required group problem={change.problem}>
        {() => (
          <Radio.Group
            value={draft.paging}
            onChange={(event) => put({ paging: event.target.value })}
            options={PAGINGS.map((kind) => ({ value: kind, label: t(`pagings.${kind}`) }))}
          />
        )}
      </Field>
      {paged ? field("limit", "to.mapping.limit") : null}
      {paged ? field("after", "to.mapping.after") : null}
      {draft.paging === "cursor" ? field("next", "to.mapping.next") : null}
      {draft.paging === "page" ? (
        <Field path="to.mapping.first" label={t("first")} required group problem={change.problem}>
          {() => (
            <Radio.Group
              value={draft.first}
              onChange={(event) => put({ first: event.target.value })}
              options={["0", "1"].map((value) => ({ value, label: value }))}
            />
          )}
        </Field>
      ) : null}
      {missing.length > 0 ? <p className="soft small">{t("missing", { items: missing.join(" · ") })}</p> : null}
      <div>
        <ConfirmAct
          label={t("mount")}
          causes={t("mountCauses", { count: mount.grants.live })}
          primary
          busy={change.busy}
          problem={change.problem}
          labels={labels}
          onConfirm={() =>
            change.submit({
              entryId: mount.entryId,
              seq: mount.seq,
              to: { kind: "upstream", address: draft.address, credential, mapping },
            } as Parameters<typeof change.submit>[0])
          }
        />
      </div>
    </section>
  );
}

/** What a test call found, in a sentence. */
function Found({ sample: { why, status, rows, columns, ms } }: { sample: UpstreamSample }) {
  const t = useTranslations("mounts.upstream");
  const known = UPSTREAM_FAILURES.find((failure) => failure === why);
  if (known) return <>{t(`why.${known}`, { status: status ?? 0 })}</>;
  return <>{t("found", { rows, ms, columns: columns.join(" · ") })}</>;
}
