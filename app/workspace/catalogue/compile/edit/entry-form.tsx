"use client";

import { useMutation } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef, useState } from "react";
import { ConfirmAct } from "@/app/components/confirm-act";
import { ErrorSentence } from "@/app/components/error-sentence";
import { problemOf } from "@/app/components/problem";
import { useReady } from "@/app/components/use-ready";
import { useSubmit } from "@/app/components/use-submit";
import { useText } from "@/app/i18n/use-text";
import { useTRPC } from "@/app/trpc/client";
import { ChoiceField, Findings, TextField, TickField } from "@/app/workspace/catalogue/compile/edit/entry-field";
import { FindingsBox } from "@/app/workspace/catalogue/compile/edit/findings-box";
import { ItemsPart } from "@/app/workspace/catalogue/compile/edit/items-part";
import { CollectionPart, ParticularsPart } from "@/app/workspace/catalogue/compile/edit/particulars-part";
import { type EntryText, type FormEntry, fromTyped, toTyped } from "@/app/workspace/catalogue/compile/edit/typed-entry";
import { SHARING_CLASSES, UPDATE_CYCLES } from "@/server/catalogue/catalogue.schema";
import type { DraftStart, Finding } from "@/server/catalogue/draft.schema";
import { BASIS_KINDS } from "@/server/law/types";

/**
 * An entry section by section. It can be saved at any time, checked as if it were submitted, and submitted once nothing
 * keeps it back; what is found stands beside each field and summed up on top.
 */
export function EntryForm({ start }: { start: DraftStart }) {
  const t = useTranslations("compile");
  const router = useRouter();
  const trpc = useTRPC();
  const ready = useReady();
  const { message } = App.useApp();
  const [entry, setEntry] = useState<FormEntry>(() => fromTyped(start.entry));
  const [why, setWhy] = useState(start.draft?.why ?? "");
  const [findings, setFindings] = useState<Finding[] | null>(null);
  const [drafted, setDrafted] = useState(start.draft !== null);
  const standing = useRef({ draftId: start.draft?.id ?? null, saved: start.draft?.saved ?? 0 });
  const change = (changes: Partial<FormEntry>) => setEntry((before) => ({ ...before, ...changes }));
  const save = useSubmit(trpc.catalogue.saveDraft.mutationOptions(), ({ draftId, saved }) => {
    standing.current = { draftId, saved };
    setDrafted(true);
    // A reload finds the draft again.
    window.history.replaceState(null, "", `/workspace/catalogue/compile/edit?draft=${draftId}`);
  });
  const judge = useMutation(trpc.catalogue.judgeDraft.mutationOptions());
  const submission = useSubmit(trpc.catalogue.submitDraft.mutationOptions(), ({ entryId }) => {
    void message.success(t(start.caseId ? "submittedAgain" : "submitted"));
    router.push(
      start.caseId ? `/workspace/cases/${start.caseId}` : `/workspace/file/catalogue.change?entry=${entryId}`,
    );
  });
  const removal = useSubmit(trpc.catalogue.discardDraft.mutationOptions(), () => {
    void message.success(t("discarded"));
    router.push("/workspace/catalogue/compile");
    router.refresh();
  });
  const saveNow = () => {
    const { draftId, saved } = standing.current;
    return save.submit({ draftId, entryId: start.entryId, after: saved, entry: toTyped(entry), why });
  };
  const checkNow = async (): Promise<boolean> => {
    save.setProblem(null);
    try {
      const found = await judge.mutateAsync({ entryId: start.entryId, entry: toTyped(entry) });
      setFindings(found);
      return found.every(({ severity }) => severity !== "error");
    } catch (error) {
      save.setProblem(problemOf(error));
      return false;
    }
  };
  const submitNow = async (): Promise<boolean> => {
    if (!(await saveNow()) || !(await checkNow())) return true; // the question gives way to what was found
    const { draftId, saved } = standing.current;
    return draftId === null || (await submission.submit({ draftId, after: saved }));
  };
  const part = { entry, start, change };
  return (
    <Findings.Provider value={findings ?? []}>
      <div className="stack">
        <ErrorSentence problem={save.problem} />
        <FindingsBox findings={findings} />
        <fieldset disabled={!ready} style={{ display: "contents" }}>
          <Section id="basic">
            <BasicPart {...part} />
          </Section>
          <Section id="class">
            <ClassPart {...part} />
          </Section>
          <Section id="items">
            <ItemsPart items={entry.items} onChange={(items) => change({ items })} />
          </Section>
          <Section id="particulars">
            <ParticularsPart {...part} />
          </Section>
          <Section id="collection">
            <CollectionPart {...part} findings={findings ?? []} />
          </Section>
          <Section id="why">
            <TextField
              path="why"
              label={t("fields.why")}
              hint={t("hints.why")}
              lines={3}
              value={why}
              onChange={setWhy}
            />
          </Section>
        </fieldset>
        <div className="form-actions">
          <Button
            loading={save.busy}
            onClick={async () => {
              if (await saveNow()) void message.success(t("saved"));
            }}
          >
            {t("save")}
          </Button>
          <Button loading={judge.isPending} onClick={checkNow}>
            {t("check")}
          </Button>
          <ConfirmAct
            label={t("submit")}
            causes={t("submitCauses")}
            primary
            busy={submission.busy || save.busy || judge.isPending}
            problem={submission.problem}
            onConfirm={submitNow}
          />
          {drafted ? (
            <ConfirmAct
              label={t("discard")}
              causes={t("discardCauses")}
              danger
              busy={removal.busy}
              problem={removal.problem}
              onConfirm={() => removal.submit({ draftId: standing.current.draftId ?? "" })}
            />
          ) : null}
        </div>
      </div>
    </Findings.Provider>
  );
}

function Section({
  id,
  children,
}: {
  id: "basic" | "class" | "items" | "particulars" | "collection" | "why";
  children: ReactNode;
}) {
  const t = useTranslations("compile.sections");
  return (
    <section className="card" aria-labelledby={`part-${id}`}>
      <h2 id={`part-${id}`}>{t(id)}</h2>
      {children}
    </section>
  );
}

export interface PartProps {
  entry: FormEntry;
  start: DraftStart;
  change: (changes: Partial<FormEntry>) => void;
}

/** Value and change of one field of words. */
function bound({ entry, change }: PartProps, name: EntryText) {
  return { path: name, value: entry[name], onChange: (value: string) => change({ [name]: value }) };
}

function BasicPart(part: PartProps) {
  const t = useTranslations("compile");
  const catalogue = useTranslations("catalogue");
  const common = useTranslations("common");
  return (
    <>
      <TextField {...bound(part, "nameZh")} label={t("fields.nameZh")} required />
      <TextField {...bound(part, "nameEn")} label={t("fields.nameEn")} />
      <TextField {...bound(part, "abstractZh")} label={t("fields.abstractZh")} lines={3} />
      <TextField {...bound(part, "abstractEn")} label={t("fields.abstractEn")} lines={2} />
      <div className="form-row">
        <TextField
          {...bound(part, "theme")}
          label={t("fields.theme")}
          hint={t("hints.theme")}
          required
          list={part.start.form.themes}
        />
        <ChoiceField
          {...bound(part, "updateCycle")}
          label={t("fields.updateCycle")}
          required
          none={common("choose")}
          options={UPDATE_CYCLES.map((cycle) => [cycle, catalogue(`cycles.${cycle}`)])}
        />
      </div>
    </>
  );
}

function ClassPart(part: PartProps) {
  const t = useTranslations("compile");
  const law = useTranslations("law");
  const common = useTranslations("common");
  const text = useText();
  const { entry, start, change } = part;
  const { areas, departments, basisKinds, neverBasis } = start.form;
  const shared = entry.sharingClass;
  const accepted = shared === "conditional" || shared === "withheld" ? basisKinds[shared] : null;
  const kinds = accepted ?? BASIS_KINDS.filter((kind) => !neverBasis.includes(kind));
  return (
    <>
      <ChoiceField
        {...bound(part, "sharingClass")}
        label={t("fields.sharingClass")}
        required
        options={SHARING_CLASSES.map((each) => [each, t(`classes.${each}`)])}
      />
      {shared === "unconditional" ? null : (
        <>
          <TextField {...bound(part, "sharingCondition")} label={t("fields.sharingCondition")} lines={2} />
          <ChoiceField
            {...bound(part, "sharingBasisKind")}
            label={t("fields.sharingBasisKind")}
            hint={t("hints.neverBasis")}
            none={common("choose")}
            options={kinds.map((kind) => [kind, law(`basisKinds.${kind}`)])}
          />
          <TextField
            {...bound(part, "sharingBasis")}
            label={t("fields.sharingBasis")}
            hint={t("hints.sharingBasis")}
            required
            lines={2}
          />
        </>
      )}
      <ChoiceField
        {...bound(part, "openingClass")}
        label={t("fields.openingClass")}
        hint={t("hints.openingClass")}
        required
        options={SHARING_CLASSES.map((each) => [each, t(`openingClasses.${each}`)])}
      />
      {entry.openingClass === "unconditional" ? null : (
        <TextField
          {...bound(part, "openingBasis")}
          label={t("fields.openingBasis")}
          hint={t("hints.sharingBasis")}
          required
          lines={2}
        />
      )}
      <div className="form-row">
        {areas.length > 0 ? (
          <ChoiceField
            {...bound(part, "priorityArea")}
            label={t("fields.priorityArea")}
            none={t("none")}
            options={areas.map((area) => [area.zh, text(area)])}
          />
        ) : null}
        <ChoiceField
          {...bound(part, "delegateDepartmentId")}
          label={t("fields.delegateDepartmentId")}
          none={t("none")}
          options={departments.map(({ id, name }) => [id, text(name)])}
        />
      </div>
      <TickField
        label={t("fields.dedicated")}
        checked={entry.dedicated}
        onChange={(dedicated) => change({ dedicated })}
      />
    </>
  );
}
