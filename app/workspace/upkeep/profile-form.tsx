"use client";

import { Input } from "antd";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { DateInput } from "@/app/components/date-input";
import { ErrorSentence } from "@/app/components/error-sentence";
import { Field } from "@/app/components/field";
import { SubmitButton } from "@/app/components/submit-button";
import { useSubmit } from "@/app/components/use-submit";
import { articleIn } from "@/app/i18n/article";
import { useText } from "@/app/i18n/use-text";
import { useTRPC } from "@/app/trpc/client";
import {
  CONTACT_ROLES,
  type ContactRole,
  DOCUMENT_ROLES,
  type DocumentRole,
  type ProfileDemand,
  type ProfileInput,
  type ProfileView,
} from "@/server/people/profile.schema";

type Contact = ProfileInput["contacts"][number];
type Document = ProfileInput["documents"][number];
const isContact = (asks: string): asks is ContactRole => (CONTACT_ROLES as readonly string[]).includes(asks);
const isDocument = (asks: string): asks is DocumentRole => (DOCUMENT_ROLES as readonly string[]).includes(asks);

/** The next version of the profile: one part for each thing that the city's text asks, with its article. */
export function ProfileForm({ profile }: { profile: ProfileView }) {
  const t = useTranslations("workspace.upkeep");
  const text = useText();
  const locale = useLocale();
  const router = useRouter();
  const trpc = useTRPC();
  const [draft, setDraft] = useState(profile.profile);
  const { submit, busy, problem } = useSubmit(trpc.departments.fileProfile.mutationOptions(), () => router.refresh());
  const labels = Object.fromEntries(profile.demands.map(({ asks, title }) => [asks, text(title)]));
  const hint = ({ source, optional }: ProfileDemand) =>
    t(optional ? "askedOptional" : "asked", { article: articleIn(source.article, locale) });
  const contactOf = (role: ContactRole): Contact =>
    draft.contacts.find((each) => each.role === role) ?? { role, name: "", phone: "" };
  const documentOf = (role: DocumentRole): Document =>
    draft.documents.find((each) => each.role === role) ?? { role, title: "", issuedOn: "", body: "" };
  const putContact = (contact: Contact) =>
    setDraft({ ...draft, contacts: [...draft.contacts.filter(({ role }) => role !== contact.role), contact] });
  const putDocument = (document: Document) =>
    setDraft({ ...draft, documents: [...draft.documents.filter(({ role }) => role !== document.role), document] });
  const file = () =>
    submit({
      after: profile.version,
      profile: {
        head: draft.head,
        contacts: draft.contacts.filter(({ name }) => name.trim() !== ""),
        documents: draft.documents.filter(({ title, issuedOn, body }) => title && issuedOn && body),
      },
    });
  return (
    <div className="stack-s">
      <ErrorSentence problem={problem} labels={labels} />
      {profile.demands.map((demand) => {
        const { asks, title, optional } = demand;
        const field = { path: asks, label: text(title), required: !optional, hint: hint(demand), problem };
        if (isDocument(asks)) {
          const document = documentOf(asks);
          return (
            <Field key={asks} {...field} group>
              {() => (
                <div className="stack-s">
                  <Input
                    aria-label={t("documentTitle", { document: text(title) })}
                    placeholder={t("titlePlaceholder")}
                    maxLength={200}
                    value={document.title}
                    onChange={({ target }) => putDocument({ ...document, title: target.value })}
                  />
                  <label className="small" htmlFor={`${asks}-date`}>
                    {t("documentDate", { document: text(title) })}
                  </label>
                  <DateInput
                    id={`${asks}-date`}
                    value={document.issuedOn}
                    onChange={(issuedOn) => putDocument({ ...document, issuedOn })}
                  />
                  <Input.TextArea
                    aria-label={t("documentBody", { document: text(title) })}
                    placeholder={t("bodyPlaceholder")}
                    rows={3}
                    maxLength={50_000}
                    value={document.body}
                    onChange={({ target }) => putDocument({ ...document, body: target.value })}
                  />
                </div>
              )}
            </Field>
          );
        }
        return (
          <Field key={asks} {...field}>
            {(control) => (
              <Input
                {...control}
                maxLength={80}
                value={isContact(asks) ? contactOf(asks).name : draft.head}
                onChange={({ target }) =>
                  isContact(asks)
                    ? putContact({ ...contactOf(asks), name: target.value })
                    : setDraft({ ...draft, head: target.value })
                }
              />
            )}
          </Field>
        );
      })}
      <p className="small soft">{t("fileCauses")}</p>
      <div>
        <SubmitButton busy={busy} onClick={file}>
          {t("file")}
        </SubmitButton>
      </div>
    </div>
  );
}
