import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { Source } from "@/app/components/basis-tag";
import { EmptyState } from "@/app/components/empty-state";
import { FilterForm } from "@/app/components/filter-form";
import { isOutside } from "@/app/components/frame/navigation";
import { readStaff } from "@/app/components/frame/staff";
import { readParams, type SearchParams } from "@/app/components/listing";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { PathAhead } from "@/app/components/request/path-ahead";
import { readWords } from "@/app/components/words";
import { inLanguage } from "@/app/i18n/text";
import { FilingForm } from "@/app/workspace/file/[procedure]/filing-form";
import type { FileableProcedure } from "@/server/cases/case.schema";
import { PROCEDURE_IDS, type ProcedureId } from "@/server/law/types";

interface Props {
  params: Promise<{ procedure: string }>;
  searchParams: SearchParams;
}

const UUID = /^[0-9a-f-]{36}$/i;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("filing"))("crumb") };
}

/** What the city's law asks of this filing, the way it takes, and the form; first of all, what it is about. */
export default async function FilingPage({ params, searchParams }: Props) {
  const { procedure } = await params;
  const id = PROCEDURE_IDS.find((known) => known === procedure);
  if (!id) notFound();
  const given = await readParams(searchParams, ["entry", "department", "grant", "after"]);
  const entryId = given.entry && UUID.test(given.entry) ? given.entry : undefined;
  const departmentId = given.department && UUID.test(given.department) ? given.department : undefined;
  const grantId = given.grant && UUID.test(given.grant) ? given.grant : undefined;
  const after = given.after && UUID.test(given.after) ? given.after : undefined;
  const known = (await load((api) => api.cases.procedures({}))).find((one) => one.id === id);
  if (!known) notFound();
  const missing = (known.about === "own-entry" && !entryId) || (known.about === "department" && !departmentId);
  if ((known.about === "entry" && !entryId) || (known.about === "grant" && !grantId)) notFound();
  return missing ? (
    <Choose procedure={known} />
  ) : (
    <Filing id={id} entryId={entryId} departmentId={departmentId} grantId={grantId} after={after} />
  );
}

interface About {
  id: ProcedureId;
  entryId?: string | undefined;
  departmentId?: string | undefined;
  grantId?: string | undefined;
  /** The ended case that it follows. */
  after?: string | undefined;
}

async function Filing({ id, entryId, departmentId, grantId, after }: About) {
  const t = await getTranslations("filing");
  const locale = await getLocale();
  const asked = await load((api) => api.cases.start({ procedure: id, entryId, departmentId, grantId, after }));
  const start = { ...asked, given: { ...(await givenByDraft(id, entryId)), ...asked.given } };
  const { me } = await readStaff();
  const own = start.provider.id === me.departmentId || start.as === "authority";
  const words = await readWords();
  const openData = await getTranslations("catalogue.open");
  const catalogue = isOutside(me.permissions) ? openData("title") : inLanguage(words.catalogue, locale);
  const crumbs =
    start.entry && !own
      ? [
          { label: catalogue, href: "/workspace/catalogue" },
          { label: inLanguage(start.entry.name, locale), href: `/workspace/catalogue/${start.entry.id}` },
        ]
      : [{ label: t("crumb"), href: "/workspace/file" }];
  return (
    <>
      <PageHeader
        crumbs={crumbs}
        title={inLanguage(start.procedure.filingTitle, locale)}
        note={
          <>
            <span className="strong">{inLanguage(start.about, locale)}</span> ·{" "}
            {own ? null : `${t("of", { department: inLanguage(start.provider.name, locale) })} · `}
            <Source citation={start.procedure} reason={false} />
          </>
        }
      />
      <div className="stack">
        <PathAhead stages={start.stages} expected={start.expected} dueByForm={start.dueByForm} />
        <FilingForm
          start={start}
          entryId={entryId}
          departmentId={departmentId}
          grantId={grantId}
          back={crumbs.at(-1)?.href ?? "/workspace/file"}
        />
      </div>
    </>
  );
}

/** The review of a draft that was submitted begins with why it was written; its author may say otherwise. */
async function givenByDraft(id: ProcedureId, entryId: string | undefined): Promise<Record<string, string>> {
  if (id !== "catalogue.change" || !entryId) return {};
  const { draft, today } = await load((api) => api.catalogue.startDraft({ entryId }));
  return draft?.submittedAt ? { event: "other", "changed-on": today, changes: draft.why } : {};
}

/** A department or an entry of one's own is chosen first; the choice is in the address. */
async function Choose({ procedure }: { procedure: FileableProcedure }) {
  const t = await getTranslations("filing");
  const locale = await getLocale();
  const about = procedure.about === "department" ? "department" : "own-entry";
  const choices = await load((api) => api.cases.choices({ about }));
  const name = about === "department" ? "department" : "entry";
  return (
    <>
      <PageHeader
        crumbs={[{ label: t("crumb"), href: "/workspace/file" }]}
        title={inLanguage(procedure.filingTitle, locale)}
        note={inLanguage(procedure.causes, locale)}
      />
      {choices.length === 0 ? (
        <EmptyState title={t(about === "department" ? "noDepartments" : "noEntries")} />
      ) : (
        <div className="card">
          <FilterForm action={`/workspace/file/${procedure.id}`} keep={{}} active={false} submit={t("continue")}>
            <label>
              {t(about === "department" ? "chooseDepartment" : "chooseEntry")}
              <select className="field" name={name} required defaultValue="">
                <option value="" disabled>
                  {t("pick")}
                </option>
                {choices.map((choice) => (
                  <option key={choice.id} value={choice.id}>
                    {inLanguage(choice.name, locale)}
                  </option>
                ))}
              </select>
            </label>
          </FilterForm>
        </div>
      )}
    </>
  );
}
